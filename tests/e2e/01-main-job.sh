#!/bin/bash
# The main job with a real Kannel: a reminder goes out, the answer books the
# visit, the confirmation goes out, the chase falls silent; who never answers
# is escalated to the secretary.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
e2e_begin "from reminder to escalation through Kannel"
BAO=+84912000003 SON=+84912000005 QUAN=+84912000001

read -r web_port hook_port <<<"$(free_ports 2)"
kannel_start
write_conf <<CONF
[sending]
live = yes
order = sms
$(kannel_gateway)
CONF

at "2018-05-24 07:28:00"
import_demo units.csv people-three.csv assignments-three.csv
nv check > "$dir/check.log" 2>&1
like "the configuration is accepted (warnings at most)" '^[01]$' $?

say "## 24 May, 07:29: the visit of May is open"
at "2018-05-24 07:29:56"
service_start
must "one owner: no shared memory beside the database" \
	test ! -e "$db-shm"
must "the reminder of 07:30 reaches Bao's phone" \
	until_true 60 smsc_has "^\\$BAO	.*7 ngay het thang 5.*Bao.*TANHOA"
must "and Son's" until_true 10 smsc_has "^\\$SON	.*7 ngay het thang 5.*Son"
is "one text each, none to the secretary" "1 1 0" \
	"$(smsc_count "^\\$BAO") $(smsc_count "^\\$SON") $(smsc_count "^\\$QUAN")"
must "it counts as accepted" until_true 10 queue_has \
	'.to == "BAO" and .kind != "answer" and
	(.state == "accepted" or .state == "delivered") and .attempts == 1'
must "and, with the report, as delivered" until_true 15 queue_has \
	'.to == "BAO" and .state == "delivered"'

say "## Bao answers: da di tan hoa hom qua"
phone_writes $BAO "da di tan hoa hom qua"
must "the confirmation reaches Bao's phone" until_true 30 \
	smsc_has "^\\$BAO	Da ghi: .*Bao.*Tan Hoa.*23/5"
month=$(nv status --month 2018-05 --json)
is "the visit is booked for the day before" \
	'[{"unit":"TANHOA","date":"2018-05-23","source":"reply"}]' \
	"$(jq -c '.people[] | select(.code == "BAO") | [.visits[] | {unit, date, source}]' <<<"$month")"
is "Bao's month is done, Son's is due" "done due" \
	"$(jq -r '[.people[] | select(.code == "BAO", .code == "SON")] |
		sort_by(.code) | map(.state) | join(" ")' <<<"$month")"
is "the unit counts as visited" "true 2018-05-23" \
	"$(jq -r '.units[] | select(.code == "TANHOA") |
		"\(.visited) \(.last)"' <<<"$month")"
is "nothing waits in the inbox" "" "$(nv inbox list --json)"

say "## what the planner has left to say about May"
nv plan --from 2018-05-24 --to 2018-06-30 --json > "$dir/plan.jsonl"
is "nothing to Bao" "0" "$(jq -s 'map(select(.to == "BAO" and
	(.about | any(startswith("visit/2018-05/BAO"))))) | length' \
	"$dir/plan.jsonl")"
must "something to Son" test "$(jq -s 'map(select(.to == "SON" and
	(.about | any(startswith("visit/2018-05/SON"))))) | length' \
	"$dir/plan.jsonl")" -ge 2
sent=$(smsc_got | wc -l)
service_stop
is "SIGTERM ends the service with 0" 0 "$stopped"

say "## 4 June, 07:29: Son has never answered"
at "2018-06-04 07:29:56"
service_start
must "the secretary gets the escalation of 07:30" \
	until_true 60 smsc_has "^\\$QUAN	.*thang 5.*Son"
is "in one text" 1 "$(smsc_count "^\\$QUAN")"
unlike "that does not name Bao" 'Bao' "$(smsc_got | grep "^$QUAN")"
must "the message is of kind escalate" queue_has \
	'.to == "QUAN" and .kind == "escalate"'
must "the queue is quiet" until_true 10 queue_quiet
new=$(smsc_got | tail -n +"$((sent + 1))")
unlike "Bao hears nothing more about May" "^\\$BAO	.*thang 5" "$new"
must "Son is chased once at most on that day" \
	test "$(grep -c "^\\$SON" <<<"$new")" -le 1
service_stop
is "SIGTERM ends the service with 0" 0 "$stopped"
