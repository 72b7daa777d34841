#!/bin/bash
# The clock jumps while the service runs, or stands wrong when it starts: nobody
# is told twice, and nothing is sent at a time that cannot be.  Each scenario says
# its row of the fault matrix (docs/promises.md).
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
e2e_begin "clocks that jump"

# The library reads the file again at each question.
jumps=$dir/clock
jump() { echo "@$(date -u -d "$1 +0700" '+%Y-%m-%d %H:%M:%S')" > "$jumps.new"
	mv "$jumps.new" "$jumps"; }
faked() {
	local lib
	lib=$(echo /usr/lib/*/faketime/libfaketime.so.1)
	export LD_PRELOAD=$lib FAKETIME_TIMESTAMP_FILE=$jumps FAKETIME_NO_CACHE=1 \
		DONT_FAKE_MONOTONIC=1
	exec "$@"
}
reply() { # N: prints the status
	hook /hook/sms/reply secret=hook-secret from=+84912000003 to=8041 \
		"text=cho em hoi viec so $1 o dau a?" "id=r$1"
}
turns=0
turned() { # the service has looked at everything at its new time
	turns=$((turns + 1))
	is "a reply is taken" 200 "$(reply $turns)"
	must "and applied" until_true 30 inbox_has ".text | test(\"so $turns o\")"
	until_true 30 no_sending || fail "sends do not end"
}
no_sending() { ! queue_has '.state == "sending"'; }
reminders() { # how many to each person
	awk -F '\t' '$3 !~ /^VP/ { print $2 }' "$dir/gateway.ledger" | sort |
		uniq -c | awk '{ print $1 }' | paste -sd ' '
}

gateway_start accept
live_on_gateway
jump "2018-05-24 08:00:00"
import_demo units.csv people-three.csv assignments-three.csv
service_start
must "reminders leave" until_true 30 gateway_has 2 ""
turned
is "one to each" "1 1" "$(reminders)"

say "## 52.1 (F40) a day ahead, while it runs"
jump "2018-05-25 08:00:00"
turned
is "nobody is told more" "1 1" "$(reminders)"
say "52.1 clock a day ahead: ok"

say "## 52.2 (F41) an hour back, then a day, while it runs"
jump "2018-05-25 07:00:00"
turned
jump "2018-05-24 07:29:58"
turned
is "nobody is told again" "1 1" "$(reminders)"
must "it is in the log" until_true 10 grep -q 'clock=back' "$dir/service.log"
say "52.2 clock back: ok"

say "## 52.3 (F40) over two rungs at once: the latest speaks, once"
jump "2018-06-05 08:00:00"
turned
must "what is overdue is said" until_true 30 gateway_has 5 ""
turned
is "once to each that owes it" "" "$(awk -F '\t' '$3 !~ /^VP/' \
	"$dir/gateway.ledger" | sort | uniq -d)"
n=$(reminders)
jump "2018-05-31 08:00:00"
turned
jump "2018-06-05 08:10:00"
turned
is "there and back again: nothing more" "$n" "$(reminders)"
service_stop
say "52.3 jump over several rungs: ok"

say "## 52.4 (F42) started in 1970"
jump "1970-01-02 08:00:00"
service_start
turned
is "nothing but answers leaves" "$n" "$(reminders)"
service_stop
jump "2018-06-05 09:00:00"
service_start
turned
is "with the right clock again: nobody is told twice" "$n" "$(reminders)"
must "and a message is sent" nv send-test --to +84912345678 "dung gio"
must "at once" until_true 30 gateway_has 1 "dung gio"
service_stop
say "52.4 boot in 1970: ok"

say "## 52.5 (F46) no time zones on the machine"
export TZDIR=$dir/nowhere TZ=Nowhere/City
service_start
is "the office's time is the same" "2018-06" "$(nv status --json |
	jq -r .month)"
must "a message of the day" nv send-test --to +84912345678 "khong mui gio"
must "leaves within the office's hours" until_true 30 gateway_has 1 \
	"khong mui gio"
service_stop
say "52.5 no zone files by TZDIR: ok"
