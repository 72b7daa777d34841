#!/bin/bash
# Bad input: a clear message or a counted refusal, nothing lost, nothing half
# applied.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
e2e_begin "forgeries, rubbish, faults"
SECRET=secret=hook-secret

gateway_start accept
secret_file kannel.secret loopback
secret_file hook.secret hook-secret
configure() { # PORT OF THE GATEWAY
	write_conf <<-CONF
	[sending]
	live = yes
	[gateway sms]
	driver = kannel
	url = http://127.0.0.1:$1/cgi-bin/sendsms
	user = nhacviec
	password_file = kannel.secret
	from = 8041
	hook_secret_file = hook.secret
	CONF
}
configure "$gateway_port"

say "## files"
at "2018-05-24 09:00:00"
printf 'x,y\n1,2\n' > "$dir/wrong.csv"
nv import "$dir/wrong.csv" --apply > "$dir/wrong.log" 2>&1
is "a file that is no roster is refused" 1 $?
must "in words" test -s "$dir/wrong.log"
printf 'code,name,phone\nLAN,Bùi Thị Lan,02713855012\nMAI,Hồ Thị Mai,0912000104\n' \
	> "$dir/half.csv"
import_demo units.csv
nv import "$dir/half.csv" --apply --strict --json > "$dir/half.json" 2>&1
is "--strict refuses the whole" 1 $?
is "and leaves nothing" "" "$(nv history MAI 2>/dev/null)"
import_demo people-three.csv assignments-three.csv

say "## configuration: every finding, with its place"
cp "$conf" "$dir/etc/bad.conf"
printf '[visit]\nmeeting_count = no\nopen = 31 07:30\n' >> "$dir/etc/bad.conf"
first=$(wc -l < "$conf")
out=$("$nhacviec" check -c "$dir/etc/bad.conf" 2>&1); rc=$?
is "check fails" 5 $rc
like "unknown key" "bad.conf:$((first + 2)):[0-9]+: error: .*meeting_count" "$out"
like "did you mean" "meeting_counts" "$out"
like "and the second finding" "bad.conf:$((first + 3)):[0-9]+: error:" "$out"
"$nhacviec" run -c "$dir/etc/bad.conf" > "$dir/bad.log" 2>&1
is "a start with it fails" 5 $?

service_start
must "the day's messages are out" until_true 30 gateway_has 2 accept
until_true 10 queue_quiet

say "## the hook"
is "a forged secret" 401 "$(hook /hook/sms/reply secret=wrong \
	from=84912000003 to=8041 "text=da di tan hoa 20/5" id=f1)"
is "no secret" 401 "$(hook /hook/sms/reply \
	from=84912000003 to=8041 "text=da di tan hoa 20/5" id=f2)"
is "no such gateway" 404 "$(hook /hook/nobody/reply $SECRET from=1 text=x)"
is "nothing was booked, nothing kept" "0 0" "$(nv status --month 2018-05 --json |
	jq '[.people[].visits[]] | length') $(nv inbox list --json | wc -l)"

is "a stranger is taken" 200 "$(hook /hook/sms/reply $SECRET \
	from=84987654321 to=8041 "text=da di tan hoa 20/5" id=s1)"
must "into the inbox" until_true 10 inbox_has \
	'.from == "+84987654321" and .person == null'
is "an empty text is taken" 200 "$(hook /hook/sms/reply $SECRET \
	from=84912000003 to=8041 text= id=e1)"
is "ten kilobytes are taken" 200 "$(hook /hook/sms/reply $SECRET \
	from=84912000003 to=8041 "text=$(printf 'dai qua %.0s' {1..1280})" id=l1)"
is "invalid UTF-8 is taken" 200 "$(curl -sS -o /dev/null -w '%{http_code}' \
	"http://127.0.0.1:$hook_port/hook/sms/reply?$SECRET&from=84912000003&to=8041&text=%FF%FE%C0%80&id=u1")"
must "the service goes on" service_up
is "nothing of it was booked" 0 "$(nv status --month 2018-05 --json |
	jq '[.people[].visits[]] | length')"

say "## a repeat has no second effect"
for i in 1 2 3; do
	is "take $i" 200 "$(hook /hook/sms/reply $SECRET from=84912000003 \
		to=8041 "text=da di tan loi 14/5" id=r1)"
done
must "it is booked" until_true 10 booked BAO TANLOI 2018-05-14
must "and answered" until_true 20 gateway_has 1 "Da ghi"
until_true 10 queue_quiet
is "once" "1 1" "$(nv status --month 2018-05 --json |
	jq '[.people[].visits[]] | length') $(gateway_count 'Da ghi')"
for text in "da di tan loi 31/4" "da di loc an 14/5"; do
	is "take: $text" 200 "$(hook /hook/sms/reply $SECRET from=84912000003 \
		to=8041 "text=$text" "id=$text")"
done
until_true 10 queue_quiet
is "an impossible day and an unknown unit book nothing" 1 \
	"$(nv status --month 2018-05 --json | jq '[.people[].visits[]] | length')"

say "## the gateway misbehaves"
one() { # STATE-PATTERN: send-test, then the state of that message
	nv send-test --to +84912000005 "thu $1" >> "$dir/verbs.log" 2>&1
	until_true 20 queue_has ".text == \"thu $1\" and ($2)"
}
gateway_mode error
must "500 leaves it uncertain" one 500 '.state == "uncertain"'
gateway_mode garbage
must "so does garbage" one garbage '.state == "uncertain"'
gateway_mode reset
must "so does a connection that breaks" one reset '.state == "uncertain"'
# Three doubtful answers in a row pause it: a person lets it go on.
must "the gateway goes on" nv gateway resume sms
gateway_mode refuse
must "503 of Kannel waits, with its reason" one 503 \
	'.state == "queued" and .reason != null and .attempts >= 1'
is "one request each" "1 1 1" "$(gateway_count 'thu 500') $(gateway_count \
	'thu garbage') $(gateway_count 'thu reset')"
service_stop
read -r nobody <<<"$(free_ports 1)"
configure "$nobody"
service_start
must "a refused connection waits, with its reason" one refused \
	'.state == "queued" and .reason != null'
service_stop
is "SIGTERM ends the service with 0" 0 "$stopped"

say "## the disk is full"
before=$(nv status --month 2018-05 --json)
small=$dir/small
mkdir -p "$small"
if [ "$(id -u)" = 0 ] && mount -t tmpfs -o size=6m tmpfs "$small" 2>/dev/null
then
	mounted=$small
	cp "$dir/state/"* "$small/" 2>/dev/null
	sed "s|path = ../state|path = ../small|" "$conf" > "$dir/etc/small.conf"
	full() ( faked "$nhacviec" "$@" -c "$dir/etc/small.conf" )
	head -c 6m /dev/zero > "$small/filler" 2>/dev/null
	full import "$fixtures/people.csv" --apply > "$dir/full.log" 2>&1
	is "an import says so" 1 $?
	like "in words" "full|space" "$(cat "$dir/full.log")"
	rm "$small/filler"
	is "and left the database as it was" "$before" \
		"$(full status --month 2018-05 --json)"
else
	say "skipped: no small file system to be had"
fi
