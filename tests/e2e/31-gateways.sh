#!/bin/bash
# Every driver against a gateway that shows in its refusal all that it was sent:
# no secret, no number, no text comes into a log, an error or a list.  And the
# verbs of gateways, with and without the service.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
e2e_begin "secrets of every driver stay where they are; verbs of gateways"

gateway_start echo
at "2018-05-24 08:00:00"
for name in kannel smsgate telco esms zalo; do
	secret_file "$name.secret" "geheim-login-$name"
	secret_file "$name-hook.secret" "geheim-hook-$name"
done
conf_for() { # NAME: the order holds it alone
	write_conf <<-CONF
	[plan]
	from = 2019-04
	until = 2019-12
	[sending]
	live = yes
	order = $1
	[gateway kannel]
	driver = kannel
	url = http://127.0.0.1:$gateway_port/cgi-bin/sendsms
	user = nhacviec
	password_file = kannel.secret
	hook_secret_file = kannel-hook.secret
	[gateway smsgate]
	driver = smsgate
	url = http://127.0.0.1:$gateway_port
	user = nhacviec
	password_file = smsgate.secret
	hook_secret_file = smsgate-hook.secret
	[gateway telco]
	driver = http
	url = http://127.0.0.1:$gateway_port/send?key={password}
	send.method = POST
	send.content_type = application/json
	send.body = {"to":"{to:84}","content":"{text}","token":"{password}"}
	password_file = telco.secret
	send.auth = basic
	send.login = {password}:x
	hook_secret_file = telco-hook.secret
	ok = json:/status = success
	config = json:/code = 999
	[gateway esms]
	driver = esms
	url = http://127.0.0.1:$gateway_port
	user = apikey
	brandname = HUYENDOAN
	password_file = esms.secret
	hook_secret_file = esms-hook.secret
	[gateway zalo]
	driver = zalo
	url = http://127.0.0.1:$gateway_port
	oa_url = http://127.0.0.1:$gateway_port
	oauth_url = http://127.0.0.1:$gateway_port
	user = 1234567890
	oa_id = 987654321
	template = 7895417a7d3f9461cd2e
	params = noi_dung=text
	password_file = zalo.secret
	hook_secret_file = zalo-hook.secret
	CONF
}
conf_for kannel
import_demo units.csv people.csv assignments.csv
nv gateway test kannel >> "$dir/said" 2>&1
is "a test needs the service" 3 $?
must "paused without the service" nv gateway pause telco --reason "het tien"
service_start
like "the pause is still there" 'telco .*held +het tien' "$(nv gateway list)"
must "resumed" nv gateway resume telco

printf 'geheim-access-1\ngeheim-refresh-1\n' |
	(nv gateway token zalo) >> "$dir/said" 2>&1
n=0
for name in kannel smsgate telco esms zalo; do
	n=$((n + 1))
	conf_for "$name"
	must "order = $name" nv reload
	before=$(gateway_count)
	must "a message" nv send-test --to 0912000003 "noi dung rieng $n"
	until_true 20 gateway_has $((before + 1)) "" ||
		fail "nothing came to the gateway of $name"
	nv gateway test "$name" >> "$dir/said" 2>&1
	nv gateway test "$name" --setup --json >> "$dir/said" 2>&1
	[ "$name" = zalo ] && continue # an empty call is its console's probe
	hook "/hook/$name/reply" "secret=geheim-wrong" "from=+84912000003" \
		"text=noi dung rieng" "id=$n" > "$dir/status"
	like "a wrong secret is refused" '^40[01]$' "$(cat "$dir/status")"
done
queue_settled() { ! queue_has ".state == \"sending\""; }
until_true 40 queue_settled || fail "sends did not end"
{
	nv gateway list
	nv gateway list --json
	queue | jq -r '.reason, .detail, .reports[]?'
	nv config show --origin
	curl -fsS -m 5 "http://127.0.0.1:$web_port/metrics"
} >> "$dir/said" 2>&1
nv gateway list --json | jq -e '.name and (.queue | type == "number")' \
	> "$dir/json" || fail "the list is no JSON"
service_stop
is "it stops at once" 0 "$stopped"

seen=$(grep -c "result=" "$dir/service.log")
[ "$seen" -ge 5 ] || fail "only $seen sends are in the log"
unlike "no secret in the log" 'geheim' "$(cat "$dir/service.log")"
unlike "no secret in what was said" 'geheim' "$(cat "$dir/said")"
unlike "no number in the log" '84912000003|0912000003' \
	"$(cat "$dir/service.log")"
unlike "no text in the log" 'noi dung rieng|noi%20dung' \
	"$(cat "$dir/service.log")"
# The way in that a start prints is no log line.
unlike "no address with a query in the log" 'http://[^ ]*[?]' \
	"$(grep -v '/?token=' "$dir/service.log")"
