#!/bin/bash
# eSMS: a brandname SMS, its unsigned report, a signed reply to a short code that
# books a visit, a lost answer that becomes one SMS by RequestId, an empty
# account that pauses and says so; and Zalo templates through eSMS.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
e2e_begin "eSMS, from reminder to an empty account"
BAO=0912000003 SON=0912000005

esms_start() {
	mkfifo "$dir/esms"
	node tests/fake/esms.js "$dir" APIKEY SECRET-KEY PRIVATE-KEY \
		< "$dir/esms" > "$dir/esms.out" 2> "$dir/esms.log" &
	pids+=($!)
	exec 8> "$dir/esms"
	until_true 15 test -s "$dir/esms.port" || fail "no eSMS"
	esms_url=http://127.0.0.1:$(cat "$dir/esms.port")/MainService.svc/json
}
esms() { echo "$*" >&8; }
esms_count() { grep -cE -- "$1" "$dir/esms.out"; } # PATTERN
esms_has() { [ "$(esms_count "$2")" -ge "$1" ]; }  # N PATTERN
is_state() { queue_has ".to == \"$1\" and .kind != \"answer\" and
	.state == \"$2\""; } # PERSON STATE
answers() { queue | jq -rs 'map(select(.kind == "answer" and (.text |
	startswith("Da ghi")))) | length'; }
configure() { # what follows the common part
	write_conf <<-CONF
	[sending]
	live = yes
	order = sms
	[gateway sms]
	driver = esms
	user = APIKEY
	password_file = esms.secret
	hook_secret_file = hook.secret
	mo_key_file = mo.secret
	$*
	CONF
}

esms_start
secret_file esms.secret SECRET-KEY
secret_file hook.secret 'HOOK+&secret'
secret_file mo.secret PRIVATE-KEY
configure "brandname = DOAN
url = $esms_url/SendMultipleMessage_V4_post_json/"
esms mo "http://127.0.0.1:$hook_port/hook/sms/reply"
at "2018-05-24 07:29:56"
import_demo units.csv people-three.csv assignments-three.csv

say "## a reminder and its report"
service_start
like "the test asks for the balance" 'works: balance 36693' \
	"$(nv gateway test sms)"
must "the reminder of 07:30 leaves for Bao" until_true 60 esms_has 1 \
	"^sent [^ ]+ $BAO .*con 7 ngay.*Bao"
must "and for Son" until_true 10 esms_has 1 "^sent [^ ]+ $SON "
must "100 is accepted, no more" until_true 10 is_state BAO accepted
esms report $BAO 7 0 0
must "sent, no report yet" until_true 10 esms_has 1 '^hook report 200'
must "changes nothing" is_state BAO accepted
esms glue on # "?…?SMSID=…": how they join is not documented
esms report $BAO 5 1 0
must "SendStatus 5 with a success: delivered" until_true 10 is_state BAO delivered
esms report $SON 5 0 1
must "SendStatus 5 with a failure: undelivered" \
	until_true 10 is_state SON undelivered
id=$(sed -n "s/^sent \([^ ]*\) $BAO .*/\1/p" "$dir/esms.out" | head -n 1)
is "a report with a wrong secret" 401 "$(hook /hook/sms/delivery secret=no \
	"key=$id" SMSID=x SendStatus=4)"
is "a report without one" 401 \
	"$(hook /hook/sms/delivery "key=$id" SMSID=x SendStatus=4)"
is "a report of a message that is not ours is stored" 200 "$(hook \
	/hook/sms/delivery 'secret=HOOK+&secret' key=nobodys SMSID=x \
	SendStatus=5 SendSuccess=1)"
must "and what was delivered stays so" is_state BAO delivered

say "## Bao writes to the short code"
esms reply mo-1 20180524073100 84912000003 DA DI TANHOA 23/5
must "the visit is booked" until_true 20 booked BAO TANHOA 2018-05-23
must "it is answered by XML without a message" until_true 10 esms_has 1 \
	'^hook reply 200 <ClientResponse><Message></Message><Smsid>mo-1</Smsid><Receiver>84912000003</Receiver></ClientResponse>$'
esms reply mo-1 20180524073100 84912000003 DA DI TANHOA 23/5
must "the same once more" until_true 10 esms_has 2 '^hook reply 200'
must "the queue is quiet" until_true 20 queue_quiet
is "has no effect: one answer" 1 "$(answers)"
say "## OpenSSL signs as eSMS does; others are turned away"
mo() { # PRIVATE-KEY SMSID SENDER TEXT
	local sign
	sign=$(printf 'CP01%s%s20180524073200%s' "$2" "$4" "$1" |
		openssl dgst -md5 -binary | base64)
	hook /hook/sms/reply sender="$3" content="$4" serviceNumber=8041 \
		keyword=HEN cpid=CP01 smsid="$2" sign="$sign" \
		receiverTime=20180524073200
}
is "the private key" 200 "$(mo PRIVATE-KEY mo-2 84912000005 'HEN 30')"
is "another key" 401 "$(mo PRIVATE-KEX mo-3 84912000005 'HEN 30')"
is "the secret of reports does not help" 401 "$(hook /hook/sms/reply \
	'secret=HOOK+&secret' sender=84912000005 'content=HEN 30' smsid=mo-4)"

say "## the answer to a send is lost"
esms lose on
nv send-test --to +84912345678 "mot lan thoi" > /dev/null || fail "send-test"
must "eSMS has it" until_true 20 esms_has 1 'mot lan thoi'
must "it will be tried again" until_true 20 queue_has \
	'.number == "+84912345678" and .state == "queued" and .attempts == 1'
service_stop
esms lose off
at "2018-05-24 07:40:00"
service_start
must "the same RequestId, and 124: it had it" until_true 30 esms_has 1 '^repeat '
must "so it is accepted" until_true 10 queue_has \
	'.number == "+84912345678" and .state == "accepted" and .attempts == 2'
is "it was sent once" 1 "$(esms_count 'mot lan thoi')"

say "## the account is empty"
esms code 103
nv send-test --to +84912345679 "het tien" > /dev/null || fail "send-test"
must "the gateway pauses and says why" until_true 20 \
	grep -q 'result=config .*balance is too low' "$dir/service.log"
must "nothing is lost: it waits" until_true 10 queue_has \
	'.number == "+84912345679" and .state == "queued"'
service_stop
esms code 0

say "## Zalo templates through eSMS"
configure "mode = zalo
oa = 4097311281936189049
url = $esms_url/SendZaloMessage_V6/
template = 200607
params = ten=given_name, noi_dung=text"
at "2018-06-01 07:29:56"
service_start
must "June is opened by a filled template" until_true 60 esms_has 1 \
	"^sent [^ ]+ $SON \\{\"ten\":\"(Điểu Hoàng )?Sơn\",\"noi_dung\":\".*Son"
service_stop
is "SIGTERM ends the service with 0" 0 "$stopped"
is "eSMS saw nothing that its pages do not name" "" \
	"$(grep '^violation' "$dir/esms.out")"
unlike "no secret and no number is in the log" \
	'SECRET-KEY|PRIVATE-KEY|HOOK|APIKEY|0912000003' \
	"$(cat "$dir/service.log")"
