#!/bin/bash
# Zalo as the gateway: reminders by template, no Zalo account → SMS, signed
# events, a chat bound by a code, an access token that dies, and the process
# killed while its pair rotates.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
e2e_begin "Zalo, from reminder to a rotation that is killed"
USER_ID=246845883529197922 APP=123456 OA_SECRET=oa-secret

zalo_mode() { echo "$1" > "$dir/zalo.mode.new" &&
	mv "$dir/zalo.mode.new" "$dir/zalo.mode"; }
zalo_count() { grep -cE -- "$1" "$dir/zalo.ledger"; } # PATTERN
zalo_has() { [ "$(zalo_count "$2")" -ge "$1" ]; } # N PATTERN
zalo_start() { # sets $zalo_port
	zalo_mode accept
	node tests/fake/zalo.js "$dir" > "$dir/zalo.log" 2>&1 &
	pids+=($!)
	until_true 15 test -s "$dir/zalo.port" || fail "no fake Zalo"
	zalo_port=$(cat "$dir/zalo.port")
}
now_ms() { echo "$(date -u -d "$clock" +%s)000"; }
event() { # BODY [SECRET]: signed by OpenSSL; prints the status
	local mac
	mac=$(printf '%s%s%s%s' "$APP" "$1" "$(now_ms)" "${2:-$OA_SECRET}" |
		openssl dgst -sha256 | sed 's/.*= //')
	curl -sS -m 10 -o /dev/null -w '%{http_code}' \
		-H 'Content-Type: application/json' \
		-H "X-ZEvent-Signature: mac=$mac" --data-binary "$1" \
		"http://127.0.0.1:$hook_port/hook/zalo" 2>> "$dir/verbs.log"
}
chat() { # ID TEXT: they write to the account; prints the status
	event "$(jq -cn --arg id "$1" --arg text "$2" --arg t "$(now_ms)" \
		--arg user "$USER_ID" --arg app "$APP" '{app_id: $app,
		sender: {id: $user}, recipient: {id: "388613280878808645"},
		event_name: "user_send_text", message: {text: $text,
		msg_id: $id}, timestamp: $t}')"
}
state_of() { queue | jq -r "select(.to == \"$1\" and .kind != \"answer\"
	and .kind != \"link\" and .kind != \"alarm\") | .state"; }
is_state() { [ "$(state_of "$1")" = "$2" ]; }
token_is() { # FIELD PATTERN: of `gateway list --json`
	nv gateway list --json | jq -r "select(.name == \"zalo\") | .$1" |
		grep -qE -- "$2"
}

zalo_start
gateway_start accept
secret_file app.secret app-secret
secret_file oa.secret "$OA_SECRET"
secret_file kannel.secret loopback
secret_file hook.secret hook-secret
write_conf <<CONF
[sending]
live = yes
order = zalo, sms
[alarm]
to = SON
[gateway zalo]
driver = zalo
url = http://127.0.0.1:$zalo_port/business
oa_url = http://127.0.0.1:$zalo_port/oa
oauth_url = http://127.0.0.1:$zalo_port/oauth
user = $APP
password_file = app.secret
hook_secret_file = oa.secret
template = 7895417a7d3f9461cd2e
params = ten=given_name, noidung=text
[gateway sms]
driver = kannel
url = http://127.0.0.1:$gateway_port/cgi-bin/sendsms
user = nhacviec
password_file = kannel.secret
from = 8041
hook_secret_file = hook.secret
CONF
at "2018-05-24 10:00:00"
import_demo units.csv people-three.csv assignments-three.csv

say "## a pair of tokens, from the standard input"
out=$(nv gateway token zalo < "$dir/zalo.pair" 2>&1)
like "it is taken" "new pair" "$out"
unlike "and not shown" "access-|refresh-" "$out"
is "its journal is for nobody else" 600 "$(stat -c %a "$db-token-zalo")"
is "the database does not have it" "" "$(grep -la 'refresh-1' "$dir"/state/* |
	grep -v -- '-token-zalo$')"
nv gateway token zalo <<< "one" >> "$dir/verbs.log" 2>&1
is "one word is no pair" 1 $?

say "## reminders"
service_start
must "by template to who has Zalo" until_true 20 is_state BAO accepted
must "by SMS at once to who has none" until_true 20 is_state SON accepted
is "asked once" 1 "$(zalo_count nozalo)"
like "SON's is an SMS" "84912000005" "$(cut -f 2 "$dir/gateway.ledger")"
unlike "BAO's is none" "84912000003" "$(cut -f 2 "$dir/gateway.ledger")"
key=$(awk -F '\t' '/^template\t84912000003/ { print $4 }' "$dir/zalo.ledger")
must "gateway test asks for the quota" nv gateway test zalo

say "## signed events"
report=$(jq -cn --arg key "$key" --arg t "$(now_ms)" '{sender: {id: "3886"},
	recipient: {id: "84912000003"}, event_name: "user_received_message",
	message: {delivery_time: $t, msg_id: "msg1", tracking_id: $key},
	timestamp: $t}')
is "a forged report is 401" 401 "$(event "$report" forged)"
is "and changes nothing" accepted "$(state_of BAO)"
is "a genuine one is 200" 200 "$(event "$report")"
must "delivered" until_true 10 is_state BAO delivered
is "the console's empty probe is 200" 200 "$(curl -sS -m 10 -o /dev/null \
	-w '%{http_code}' -X POST "http://127.0.0.1:$hook_port/hook/zalo")"
like "the log names the scheme" "signed=app_id,body,mac=" \
	"$(cat "$dir/service.log")"

say "## a stranger in the chat, then a code by SMS"
is "a stranger's words are taken" 200 "$(chat m1 "Đã đi Tân Hòa 12/5")"
must "they wait for a person" until_true 10 inbox_has '.from == "'$USER_ID'"'
is "and are not answered" 0 "$(zalo_count '^chat')"
must "a code is asked for" nv gateway link zalo BAO
must "it comes by SMS" until_true 20 gateway_has 1 'DK [0-9]'
code=$(grep -oE 'DK [0-9]{7}' "$dir/gateway.ledger")
is "typed into the chat" 200 "$(chat m2 "$code")"
must "it is confirmed there" until_true 20 zalo_has 1 "^chat.$USER_ID"
chat m3 "Đã đi Tân Hòa 12/5" > /dev/null
must "the chat's words book" until_true 10 booked BAO TANHOA 2018-05-12
must "and are answered there" until_true 20 zalo_has 2 "^chat.$USER_ID"
chat m3 "Đã đi Tân Hòa 12/5" > /dev/null
is "a repeat is nothing new" 2 "$(zalo_count '^chat')"

say "## the access token dies in mid-batch"
zalo_mode expired
chat m4 "HELP" > /dev/null
must "one rotation" until_true 20 zalo_has 1 "^rotated"
zalo_mode accept
must "and the answer goes once" until_true 30 zalo_has 3 "^chat.$USER_ID"
is "one rotation only" 1 "$(zalo_count '^rotated.2$')"
is "nobody is alarmed" 0 "$(queue | jq -rs 'map(select(.kind == "alarm")) |
	length')"

say "## killed before the request was looked at"
zalo_mode deaf
service_kill
at "2018-05-25 09:00:00"
service_start
must "the request is there" until_true 20 zalo_has 1 "^deaf"
service_kill
zalo_mode accept
service_start
must "the old one still works" until_true 20 zalo_has 1 "^rotated.3"
must "and is in use" until_true 10 token_is token_trouble '^$'
is "no token was used twice" 0 "$(zalo_count '^reused')"

say "## killed between the vendor's commit and ours"
zalo_mode hold
service_kill
at "2018-05-26 09:00:00"
service_start
must "rotated there" until_true 20 zalo_has 1 "^rotated.4"
service_kill
zalo_mode accept
service_start
must "seen" until_true 20 zalo_has 1 "^reused"
must "shown" until_true 10 token_is token_trouble 14014
must "told by SMS, with what to do" until_true 20 gateway_has 1 \
	'nhacviec gateway token zalo'
must "a person pastes the pair" nv gateway token zalo < "$dir/zalo.pair"
must "healed" until_true 10 token_is token_trouble '^$'
must "and works" nv gateway test zalo
service_stop
is "SIGTERM ends the service with 0" 0 "$stopped"

is "nothing that Zalo does not know was asked" "" "$(cat "$dir/zalo.bad")"
unlike "no token is in the logs" "access-[0-9]|refresh-[0-9]|app-secret" \
	"$(cat "$dir/service.log")"
