#!/bin/bash
# An upgrade, an import and a restore, killed before each of their writes: the
# database is as it was or as it shall be.  A restored one starts held and says
# why.  POINTS=all takes every write, a number that many of each.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
e2e_begin "killed half-way"

points=${POINTS:-5}
disk=$top/build/tests/fake/disk.so
make --no-print-directory -s "${disk#"$top/"}" || fail "no disk.so"
write_conf < /dev/null
state() { nv status --month 2018-05 --json; }
dies() { # N VERB...: rc 137
	DISK_DIE_AT=$1 DISK_COUNT=$dir/count DISK_BELOW=$dir/state/ \
		LD_PRELOAD=$disk "$nhacviec" "$2" -c "$conf" "${@:3}" \
		> "$dir/died.out" 2>&1
}
fresh() { rm -rf "$dir/state"; cp -r "$1" "$dir/state"; }
version_of() { # the number in a file that nobody has open, its log of
	       # writes included
	python3 -c 'import sqlite3, sys
print(sqlite3.connect(sys.argv[1]).execute("PRAGMA user_version").fetchone()[0])' \
		"$db" 2>> "$dir/verbs.log"
}
killed() { # WHAT START VERB...: at every write of it
	local what=$1 start=$2 total step k rc before after now
	shift 2
	fresh "$start"; before=$(state)
	fresh "$start"
	dies 0 "$@" || fail "$what by itself"
	total=$(cat "$dir/count") after=$(state)
	[ "$points" = all ] && step=1 || step=$((total / points + 1))
	local tried=0 old=0 new=0
	for ((k = total; k > 0; k -= step)); do # the last always
		fresh "$start"
		dies $k "$@" 2>> "$dir/verbs.log"
		rc=$?
		[ $rc = 137 ] || fail "$what: write $k: exit $rc"
		"${each:-true}" "$k"
		now=$(state) || fail "$what: write $k: does not open again"
		tried=$((tried + 1))
		if [ "$now" = "$before" ]; then old=$((old + 1))
		elif [ "$now" = "$after" ]; then new=$((new + 1))
		else
			diff <(echo "$before") <(echo "$now") | head -n 5
			fail "$what: write $k: half done"
		fi
	done
	say "killed before $tried of its $total writes: $old times as before, $new times done"
	say "$what: ok"
}

say "## 54.1 (F35) an upgrade of the database"
python3 -c 'import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
db.executescript(open("tests/fixtures/schema/1.sql").read())' "$db" ||
	fail "no old database"
chmod 600 "$db"
cp -r "$dir/state" "$dir/old"
first=$(version_of)
must "it opens and is upgraded" nv status
last=$(version_of)
like "to a later version" '^[0-9]+$' "$last"
[ "$last" -gt "$first" ] || fail "version $first, then $last"
a_whole_version() { # after write N
	local v
	v=$(version_of)
	[[ $v -ge $first && $v -le $last ]] ||
		fail "write $1: version $v"
	versions="$versions $v"
}
versions="" each=a_whole_version
killed "54.1 upgrade killed midway" "$dir/old" status
say "versions found:$versions"
each=""

say "## 54.2 (F95) an import"
rm -rf "$dir/state"; mkdir -m 750 "$dir/state"
must "an empty database" nv status
import_demo units.csv
cp -r "$dir/state" "$dir/units"
killed "54.2 import killed midway" "$dir/units" import \
	"$fixtures/people.csv" "$fixtures/assignments.csv" --apply

say "## 54.3 (F34) the backup of yesterday is put back"
fresh "$dir/units"
gateway_start refuse
live_on_gateway
import_demo people-three.csv assignments-three.csv
at "2018-05-24 08:00:00"
service_start
must "reminders wait: the gateway is overloaded" until_true 30 gateway_has 2 refuse
must "a backup" nv backup "$dir/yesterday.db"
gateway_mode accept
service_stop
at "2018-05-24 09:00:00"
service_start
must "after it both are sent" until_true 30 gateway_has 2 accept
until_true 20 queue_quiet || fail "the queue"
nv restore "$dir/yesterday.db" > "$dir/running.log" 2>&1
like "not while the service runs" '^(1|3|75)$' $?
service_stop
cp -r "$dir/state" "$dir/today"
nv restore "$dir/yesterday.db" > "$dir/restored.log" || fail "restore"
like "it says what is held, and why" 'unsent|chưa gửi' "$(cat "$dir/restored.log")"
at "2018-05-24 09:30:00"
service_start
is "what was unsent is held" "held held" "$(queue | jq -r .state | paste -sd ' ')"
must "with its reason" queue_has '.detail | test("restored from a backup")'
must "a new message" nv send-test --to +84912345678 "sau phuc hoi"
must "waits: sending is paused" queue_has '.number == "+84912345678" and
	.state == "queued"'
is "nobody was told twice" 2 "$(gateway_count accept)"
like "and it shows who put it back" 'restore' "$(nv history database 2>&1; nv queue list)"
must "a person resumes" nv resume
must "then the new one leaves" until_true 30 gateway_has 3 accept
is "and the held ones do not" 3 "$(gateway_count accept)"
service_stop
say "54.3 restore of an old backup: ok"

say "## 54.4 a restore, killed"
killed "54.4 restore killed midway" "$dir/today" restore "$dir/yesterday.db"
