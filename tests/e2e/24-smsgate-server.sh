#!/bin/bash
# SMSGate's server mode: messages are pinned to one phone, and what was written
# while the service was off comes as calls that the phone makes once more.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
e2e_begin "a server that stands for a phone"
BAO=+84912000003 SON=+84912000005
phone=PyDmBQZZXYmyxMwED8Fzy

phone() { echo "$*" >&8; }
phone_at() {
	at "$1"
	phone clock "$(date -u -d "$clock" +%s)"
}
phone_count() { grep -cE -- "$1" "$dir/phone.out"; } # PATTERN
phone_has() { [ "$(phone_count "$2")" -ge "$1" ]; }  # N PATTERN
visits() { nv status --month 2018-05 --json |
	jq '[.people[].visits[]] | length'; }

mkfifo "$dir/phone"
node tests/fake/smsgate.js "$dir" U1:secret-word signkey $phone \
	< "$dir/phone" > "$dir/phone.out" 2> "$dir/phone.log" &
pids+=($!)
exec 8> "$dir/phone"
until_true 15 test -s "$dir/smsgate.port" || fail "no server"
secret_file phone.secret secret-word
secret_file hook.secret signkey
configure() { # DEVICE-LINE
	write_conf <<-CONF
	[sending]
	live = yes
	order = sms
	[gateway sms]
	driver = smsgate
	url = http://127.0.0.1:$(cat "$dir/smsgate.port")/3rdparty/v1
	user = U1
	password_file = phone.secret
	hook_secret_file = hook.secret
	$1
	CONF
}
configure ""
nv check > "$dir/check.log" 2>&1
is "without a phone the configuration is refused" 5 $?
like "and says why" 'device is missing: a server picks any phone' \
	"$(cat "$dir/check.log")"
configure "device = AAAAAAAAAAAAAAAAAAAAA"
phone_at "2018-05-24 07:20:00"
import_demo units.csv people-three.csv assignments-three.csv
service_start
like "a phone that the account has not is told" 'there is no such phone' \
	"$(nv gateway test sms)"
service_stop
configure "device = $phone"
phone_at "2018-05-24 07:29:56"
service_start
like "the right one works" 'works: phone Google' \
	"$(nv gateway test sms --setup)"
must "the reminder goes to it" until_true 60 phone_has 1 "^sent [^ ]+ \\$BAO "
must "and Son's" until_true 10 phone_has 1 "^sent [^ ]+ \\$SON "
phone receive $BAO da di tan hoa hom qua
must "Bao's visit is booked" until_true 20 booked BAO TANHOA 2018-05-23
service_stop
phone_at "2018-05-24 08:10:00"
phone miss $SON da di tan phuoc hom qua
phone_at "2018-05-24 09:00:00"
service_start
must "the phone is asked to call again" until_true 20 phone_has 1 \
	'^asked /3rdparty/v1/messages/inbox/export'
must "for both replies" until_true 20 phone_has 3 '^hook sms:received 200'
must "the one that was missed books" \
	until_true 20 booked SON TANPHUOC 2018-05-23
is "the other one has no second effect" 2 "$(visits)"
service_stop
is "SIGTERM ends the service with 0" 0 "$stopped"
is "the server saw nothing that SMSGate would not take" "" \
	"$(grep '^violation' "$dir/phone.out")"
