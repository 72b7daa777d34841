#!/bin/bash
# Every verb says and returns the same with a running service and without one;
# exit codes are those of the interface.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
e2e_begin "verbs with and without the service, exit codes"

secret_file kannel.secret loopback
secret_file hook.secret hook-secret
write_conf <<CONF
[sending]
live = no
[alarm]
to = secretary
[gateway sms]
driver = kannel
url = http://127.0.0.1:9/cgi-bin/sendsms
user = nhacviec
password_file = kannel.secret
hook_secret_file = hook.secret
CONF
at "2018-05-24 12:15:00"
import_demo units.csv people.csv assignments.csv
import_demo branches.csv
import_demo meetings.csv holidays.csv sessions.csv
must "a visit by hand" nv visit add --person DUYEN --unit TANLAP \
	--date 2018-05-12 --reason "giấy đi đường"

run_all() { # FOLDER: output, talk and exit code of each
	mkdir -p "$dir/$1"
	local n=0 line
	while read -r line; do
		n=$((n + 1))
		eval "nv $line" > "$dir/$1/$n.out" 2> "$dir/$1/$n.err"
		echo "$? nhacviec $line" > "$dir/$1/$n.rc"
		# Only a service has loaded a configuration and counts calls.
		sed -i 's/,"config":\(null\|{.*}\),"calls":.*}$/}/' "$dir/$1/$n.out"
	done < "$dir/verbs.list"
}
cat > "$dir/verbs.list" <<'VERBS'
plan --from 2018-06-01 --to 2018-06-30 --json
plan --from 2018-06-01 --to 2018-06-30
plan --from 2018-06-01 --days 10 --person BAO --json
plan --person NIEMAND
plan --from gestern
simulate --from 2018-06-01 --to 2018-07-10 --replies "$top/tests/fixtures/2018-replies.txt" --json
simulate --from 2018-06-01
parse "da di tan hoa 20/5" --number +84912000003 --json
parse --number +84912000003 --json -- "da di tan hoa 20/5"
parse "da di tan hoa 20/5" --number +84912000003 --at "2018-05-21 09:00"
parse "da di" --number 0912000003 --json
parse "xin chao" --number +84987654321 --json
parse "da di"
status --json
status --month 2018-05 --json
status --month 2018-05
status --month 2018-13
queue --json
queue list
queue show 999999
queue fly 1
inbox --json
inbox list
inbox dismiss 999999 --reason x
visit list --month 2018-05
visit add --person DUYEN --unit TANLAP --date 2018-05-12 --reason wieder
visit add --person DUYEN --unit TANLAP --date 2018-05-12
visit add --person DUYEN --unit NIRGENDS --date 2018-05-12 --reason x
visit remove 999999 --reason x
history BAO
history NIEMAND
import "$fixtures/people.csv" --json
import "$fixtures/people.csv"
import "$dir/missing.csv"
import
import "$top/tests/fixtures/rosters/01_excel_utf8_bom_champhay.csv" --json
send-test --to hello x
version
help
help plan
frobnicate
status --frobnicate
VERBS
service_start
run_all with
service_stop
is "SIGTERM ends the service with 0" 0 "$stopped"
run_all without
bad=0
for rc in "$dir"/with/*.rc; do
	n=$(basename "$rc" .rc)
	for part in rc out err; do
		cmp -s "$dir/with/$n.$part" "$dir/without/$n.$part" && continue
		echo "differs ($part): $(cat "$rc")"
		diff "$dir/with/$n.$part" "$dir/without/$n.$part" | head -n 6
		bad=1
	done
done
is "same output, talk and exit code in both ways" 0 $bad

code() { # WANTED VERB…
	local want=$1; shift
	nv "$@" > "$dir/code.out" 2>&1; local got=$?
	is "exit $want: $*" "$want" "$got"
}
say "## exit codes, with the service"
service_start
code 0 status
code 0 queue --json
code 1 queue show 999999
code 1 history NIEMAND
code 2 frobnicate
code 2 status --frobnicate
code 2 import
code 0 reload
code 0 pause
code 0 resume
code 75 run
if [ "$(id -u)" = 0 ] && setpriv --reuid=65534 --clear-groups true 2>/dev/null
then
	chmod 755 "$dir/etc" "$dir/state"; chmod 644 "$conf" "$dir"/etc/*.secret
	chmod 600 "$dir"/etc/*.secret
	(exec setpriv --reuid=65534 --regid=65534 --clear-groups "$nhacviec" \
		status -c "$conf") > "$dir/code.out" 2>&1
	like "somebody else may not" '^[45]$' $?
fi
say "## reload keeps the last good configuration"
cp "$conf" "$dir/etc/good.conf"
printf '[visit]\nopne = 01 07:30\n' >> "$conf"
nv reload > "$dir/code.out" 2>&1
is "a bad one is refused" 5 $?
like "in words" "opne" "$(cat "$dir/code.out")"
must "the service goes on" service_up
cp "$dir/etc/good.conf" "$conf"
printf '[visit]\nrequired = 2\n' >> "$conf"
out=$(nv reload 2>&1); rc=$?
is "a good one is taken" 0 $rc
like "and says what changed" "required" "$out"
is "and is in force" 2 "$(nv status --month 2018-05 --json |
	jq '.people[0].required')"
cp "$dir/etc/good.conf" "$conf"
kill -HUP "$service"
back() { [ "$(nv status --month 2018-05 --json |
	jq '.people[0].required')" = 1 ]; }
must "SIGHUP does the same" until_true 10 back
service_stop

say "## exit codes, without the service"
code 3 reload
code 0 status
code 0 check
printf 'code,name,kind,parent\nTANMOI,Xã Tân Mới,xa,CUM1\n' > "$dir/new.csv"
must "a commune without a cadre" nv import "$dir/new.csv" --apply
code 1 check
like "is a warning" "warning: .*TANMOI" "$(cat "$dir/code.out")"
printf '[visit]\nopne = 01 07:30\n' >> "$conf"
code 5 check
code 5 run
code 5 status
