#!/bin/bash
# A phone with a SIM as the gateway: reminders in parts, signed calls, a reply
# that books a visit once however often it comes, a lost answer that becomes one
# SMS, and what was written while the service was off.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
e2e_begin "an Android phone, from reminder to catching up"
BAO=+84912000003 SON=+84912000005

phone_start() { # ARGUMENT...: of tests/fake/smsgate.js
	mkfifo "$dir/phone"
	node tests/fake/smsgate.js "$dir" "$@" < "$dir/phone" \
		> "$dir/phone.out" 2> "$dir/phone.log" &
	pids+=($!)
	exec 8> "$dir/phone"
	until_true 15 test -s "$dir/smsgate.port" || fail "no phone"
	phone_port=$(cat "$dir/smsgate.port")
}
phone() { echo "$*" >&8; }
phone_at() { # the service's clock is the phone's, too
	at "$1"
	phone clock "$(date -u -d "$clock" +%s)"
}
phone_count() { grep -cE -- "$1" "$dir/phone.out"; } # PATTERN
phone_has() { [ "$(phone_count "$2")" -ge "$1" ]; } # N PATTERN
state_of() { # PERSON: of the message that is no answer
	queue | jq -r "select(.to == \"$1\" and .kind != \"answer\") | .state"
}
is_state() { [ "$(state_of "$1")" = "$2" ]; } # PERSON STATE
answers() { queue | jq -rs 'map(select(.kind == "answer")) | length'; }
# Signed by OpenSSL instead of the phone: prints the status.
call() { # KEY TIME BODY
	local mac
	mac=$(printf '%s%s' "$3" "$2" | openssl dgst -sha256 -hmac "$1" |
		sed 's/.*= //')
	curl -sS -m 10 -o /dev/null -w '%{http_code}' \
		-H 'Content-Type: application/json' -H "X-Signature: $mac" \
		-H "X-Timestamp: $2" --data-binary "$3" \
		"http://127.0.0.1:$hook_port/hook/sms" 2>> "$dir/verbs.log"
}

phone_start 'sms:p:ss wörd' signkey1
secret_file phone.secret 'p:ss wörd'
secret_file hook.secret signkey2
secret_file hook-old.secret signkey1
write_conf <<CONF
[sending]
live = yes
accents = keep
order = sms
[wording]
visit.remind = {sign}: còn {days_left} ngày hết tháng {month}, đ/c {given_name} chưa báo đi cơ sở ({units}). Đã đi nhắn: DA DI {unit_code} <ngày>. Chưa đi nhắn: HEN {example_day}
[gateway sms]
driver = smsgate
url = http://127.0.0.1:$phone_port/
user = sms
password_file = phone.secret
sim = 2
hook_secret_file = hook.secret
hook_secret_old_file = hook-old.secret
CONF
phone_at "2018-05-24 07:29:56"
import_demo units.csv people-three.csv assignments-three.csv

say "## the phone is told where to call, and reminders go out"
service_start
like "the test reaches the phone and sets it up" \
	'works: phone Google/sunfish' "$(nv gateway test sms --setup)"
must "five events are registered" until_true 10 phone_has 5 \
	"^webhook sms:.* http://127.0.0.1:$hook_port/hook/sms$"
must "the reminder of 07:30 reaches Bao's phone" until_true 60 phone_has 1 \
	"^sent [^ ]+ \\$BAO 3 .*còn 7 ngày.*Bảo"
must "and Son's" until_true 10 phone_has 1 "^sent [^ ]+ \\$SON [23] .*Sơn"
must "both are accepted" until_true 10 is_state SON accepted
say "## three parts: delivered when the third has arrived"
phone delivered $BAO
phone delivered $BAO
must "two calls arrive" until_true 10 phone_has 2 '^hook sms:delivered 200'
must "it is accepted, not delivered" is_state BAO accepted
phone again sms:delivered
must "the second once more" until_true 10 phone_has 3 '^hook sms:delivered 200'
must "still not" is_state BAO accepted
phone delivered $BAO
must "now it is delivered" until_true 10 is_state BAO delivered
phone failed $BAO RESULT_ERROR_GENERIC_FAILURE
must "Delivered to Failed is legal there" \
	until_true 10 phone_has 1 '^hook sms:failed 200'
must "but what arrived has arrived" is_state BAO delivered
phone failed $SON RESULT_ERROR_LIMIT_EXCEEDED
must "what failed is undelivered" until_true 10 is_state SON undelivered

say "## Bao answers: da di tan hoa hom qua"
phone receive $BAO da di tan hoa hom qua
must "the visit is booked" until_true 20 booked BAO TANHOA 2018-05-23
must "and answered" until_true 20 phone_has 1 "^sent [^ ]+ \\$BAO .*Da ghi"
phone again sms:received
phone copy
must "a retry and an exported copy are taken" \
	until_true 10 phone_has 3 '^hook sms:received 200'
phone key signkey2
phone again sms:received
must "also by the new key" until_true 10 phone_has 4 '^hook sms:received 200'
is "they have no effect: one answer" 1 "$(answers)"
is "one visit" 1 "$(nv status --month 2018-05 --json | jq '[.people[] |
	select(.code == "BAO") | .visits[]] | length')"

say "## OpenSSL signs as the phone does; others are turned away"
now=$(date -u -d "$clock" +%s)
body='{"deviceId":"d","event":"sms:received","id":"E9","payload":{"messageId":
"m","message":"hen 30","sender":"+84912000005","recipient":null,"simNumber":1,
"receivedAt":"2018-05-24T07:31:00.000+07:00"},"webhookId":"w"}'
is "the new key" 200 "$(call signkey2 "$now" "$body")"
is "the old key" 200 "$(call signkey1 "$now" "$body")"
is "another key" 401 "$(call signkey3 "$now" "$body")"
is "an empty key" 401 "$(call '' "$now" "$body")"
is "ten minutes old" 401 "$(call signkey2 $((now - 600)) "$body")"
is "ten minutes ahead" 401 "$(call signkey2 $((now + 600)) "$body")"
phone key signkey3
phone again sms:received
must "a call of the phone with another key is refused" \
	until_true 10 phone_has 1 '^hook sms:received 401'
phone key signkey2
must "the queue is quiet" until_true 20 queue_quiet

say "## the answer to a send is lost"
phone lose on
nv send-test --to +84912345678 "mot lan thoi" > /dev/null ||
	fail "send-test"
must "the phone has it" until_true 20 phone_has 1 'mot lan thoi'
must "it will be tried again" until_true 20 queue_has \
	'.number == "+84912345678" and .state == "queued" and .attempts == 1'
service_stop
phone lose off
phone_at "2018-05-24 07:40:00"
service_start
must "the same id again, and 409" until_true 30 phone_has 1 '^repeat '
must "so it is accepted" until_true 10 queue_has \
	'.number == "+84912345678" and .state == "accepted" and .attempts == 2'
is "the phone sent it once" 1 "$(phone_count 'mot lan thoi')"
is "the id was the same" "$(sed -n 's/^sent \([^ ]*\) .*mot lan thoi/\1/p' \
	"$dir/phone.out")" "$(sed -n 's/^repeat //p' "$dir/phone.out")"

say "## what is written while the service is off"
service_stop
phone_at "2018-05-24 08:10:00"
phone miss $SON da di tan phuoc hom qua
phone_at "2018-05-24 09:00:00"
service_start
must "it is read from the phone's inbox" \
	until_true 20 booked SON TANPHUOC 2018-05-23
must "and answered" until_true 20 phone_has 1 "^sent [^ ]+ \\$SON .*Da ghi"
taken=$(phone_count '^hook sms:received 200')
phone copy
must "its call, hours late" \
	until_true 10 phone_has $((taken + 1)) '^hook sms:received 200'
service_stop
phone_at "2018-05-24 10:00:00"
service_start
must "and another reading" until_true 20 phone_has 3 '^asked /inbox'
is "have no effect: one booking is answered to each" "BAO SON" \
	"$(queue | jq -rs 'map(select(.kind == "answer" and (.text |
		test("^Da ghi.*23/5"))) | .to) | sort | join(" ")')"
is "nor has either more than one visit" "1 1" "$(nv status --month 2018-05 \
	--json | jq -r '[.people[] | select(.visits != []) | .visits |
		length] | join(" ")')"
say "## reports that are lost are asked for"
nv send-test --to +84912345679 "Một tin có dấu dài hơn bảy mươi ký tự thì phải \
đi thành hai phần, và báo phát chỉ đến từng phần" > /dev/null ||
	fail "send-test"
must "a text of two parts leaves" until_true 20 phone_has 1 \
	'^sent [^ ]+ \+84912345679 2 '
must "it is accepted" until_true 10 queue_has \
	'.number == "+84912345679" and .state == "accepted"'
phone arrived +84912345678
phone arrived +84912345679
service_stop
phone_at "2018-05-25 13:40:00"
service_start
for number in 78 79; do
	id=$(sed -n "s/^sent \([^ ]*\) +849123456$number .*/\1/p" "$dir/phone.out")
	must "the phone is asked about …$number" until_true 30 phone_has 1 \
		"^asked /messages/$id$"
done
must "one part: what it calls delivered is" until_true 10 queue_has \
	'.number == "+84912345678" and .state == "delivered"'
must "two parts: it says so when the first has arrived" queue_has \
	'.number == "+84912345679" and .state == "accepted"'
service_stop
is "SIGTERM ends the service with 0" 0 "$stopped"
is "the phone saw nothing that SMSGate would not take" "" \
	"$(grep '^violation' "$dir/phone.out")"
unlike "no secret is in the log" 'p:ss|signkey|c21zOnA6' \
	"$(cat "$dir/service.log")"
