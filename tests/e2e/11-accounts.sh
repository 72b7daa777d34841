#!/bin/bash
# The office's pages with accounts, a calendar for a phone, a backup and its
# way back: as people do it, against the running service.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
e2e_begin "accounts, calendars, backup and restore"

write_conf <<CONF
[gateway may]
driver = sandbox
CONF
page=http://127.0.0.1:$web_port
at "2018-05-24 14:15:00"
import_demo units.csv people.csv assignments.csv
import_demo branches.csv
import_demo meetings.csv holidays.csv sessions.csv
service_start
like "run prints the address with the token" "/\?token=" \
	"$(cat "$dir/service.log")"

account() { # VERB NAME ROLE PASSWORD
	printf '%s\n' "$4" | nv user "$1" "$2" ${3:+--role "$3"} \
		--password-stdin > "$dir/user.out" 2>&1
}
login() { # JAR NAME PASSWORD: prints the status
	local csrf
	csrf=$(curl -sS -m 10 -c "$dir/$1" -b "$dir/$1" "$page/login" |
		grep -o 'name="csrf" value="[^"]*' | cut -d'"' -f4)
	curl -sS -m 20 -o "$dir/login.html" -w '%{http_code}' -c "$dir/$1" \
		-b "$dir/$1" --data-urlencode "csrf=$csrf" \
		--data-urlencode "name=$2" --data-urlencode "password=$3" \
		"$page/login"
}
see() { # JAR PATH: prints the status
	curl -sS -m 10 -o "$dir/page.html" -w '%{http_code}' -b "$dir/$1" \
		"$page$2"
}

say "## accounts"
must "an account" account add quan admin 'mat khau dai'
account add quan admin 'mat khau dai'
is "no second one of that name" 1 $?
account add x viewer short
is "no short password" 1 $?
setsid -w "$nhacviec" user add x --role viewer -c "$conf" < /dev/null \
	> "$dir/user.out" 2>&1
is "nobody to ask: usage" 2 $?
unlike "no password in the list" 'mat khau|argon' "$(nv user list --json)"
is "without a session: to the login" 303 "$(see none /)"
is "a wrong password" 401 "$(login jar quan 'mat khau sai')"
is "the right one" 303 "$(login jar quan 'mat khau dai')"
is "is in" 200 "$(see jar /)"
like "by name" "quan <small>quản trị</small>" "$(cat "$dir/page.html")"
unlike "no password in a log" 'mat khau (dai|sai)' "$(cat "$dir/service.log")"
service_stop
service_start
is "the session survives a restart" 200 "$(see jar /)"
unlike "no token any more" "token=" "$(tail -n 4 "$dir/service.log")"
must "a new password" account passwd quan "" 'mat khau khac'
is "ends the session" 303 "$(see jar /)"

say "## many logins at once: one hash at a time, the loop goes on"
csrf=$(curl -sS -c "$dir/many" "$page/login" |
	grep -o 'name="csrf" value="[^"]*' | cut -d'"' -f4)
seq 16 | xargs -P 16 -I{} curl -sS -m 120 -o /dev/null -w '%{http_code}\n' \
	-b "$dir/many" --data-urlencode "csrf=$csrf" --data-urlencode name=quan \
	--data-urlencode "password=mat khau khac" "$page/login" \
	> "$dir/many.out" 2>> "$dir/verbs.log" &
many=$!
for i in 1 2 3; do is "answers meanwhile ($i)" 200 "$(see none /healthz)"; done
wait $many
is "each of them is in" 16 "$(grep -c 303 "$dir/many.out")"

say "## calendar"
url=$(nv calendar BAO)
like "its address" "^http://.*/calendar/[A-Za-z0-9_-]{22}\.ics$" "$url"
is "told again" "$url" "$(nv calendar BAO)"
path=${url#http://*/}
is "opens without a login" 200 "$(see none "/$path")"
like "is a calendar" "BEGIN:VCALENDAR" "$(cat "$dir/page.html")"
like "with the deadline" "DTSTART;VALUE=DATE:20180531" "$(cat "$dir/page.html")"
new=$(nv calendar BAO --renew)
is "the old one is dead" 404 "$(see none "/$path")"
is "the new one is not" 200 "$(see none "/${new#http://*/}")"
unlike "no address in the log" "calendar/[A-Za-z0-9_-]{22}" \
	"$(cat "$dir/service.log")"

say "## backup and restore"
must "a visit" nv visit add --person BAO --unit TANHOA --date 2018-05-12 \
	--reason giay
out=$(nv backup "$dir/copy.db"); rc=$?
is "an online backup" 0 $rc
like "says its checksum" "$(sha256sum < "$dir/copy.db" | cut -d' ' -f1)" "$out"
is "for nobody else" 600 "$(stat -c %a "$dir/copy.db")"
nv backup "$dir/copy.db" > "$dir/out" 2>&1
is "does not overwrite" 1 $?
must "unless told so" nv backup "$dir/copy.db" --force
must "another visit" nv visit add --person BAO --unit TANLOI \
	--date 2018-05-13 --reason giay
nv restore "$dir/copy.db" > "$dir/out" 2>&1
is "no restore while the service runs" 75 $?
like "in words" "stop the service" "$(cat "$dir/out")"
service_stop
head -c 5000 /dev/urandom > "$dir/bad.db"
nv restore "$dir/bad.db" > "$dir/out" 2>&1
is "no restore of anything else" 1 $?
must "what was there is there" booked BAO TANLOI 2018-05-13
out=$(nv restore "$dir/copy.db"); rc=$?
is "a restore" 0 $rc
like "says what is next" "nhacviec resume" "$out"
kept=$(sed -n 's/^the one that it replaced is kept: //p' <<<"$out")
must "the replaced one is kept" test -s "$kept"
must "the first visit is there" booked BAO TANHOA 2018-05-12
if booked BAO TANLOI 2018-05-13; then fail "the second is gone"; fi
service_start
must "nothing leaves until resume" nv send-test --to 0912000003 thu
must "it waits" queue_has '.state == "queued" or .state == "held"'
must "resume" nv resume
must "and leaves" until_true 10 queue_has '.state == "delivered" or
	.state == "accepted"'
like "the trail has the visit" "visit.add" "$(nv history BAO)"
service_stop
