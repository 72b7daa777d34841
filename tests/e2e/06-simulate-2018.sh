#!/bin/bash
# April to December 2018, simulated: 11 communes, 8 people, scripted replies.
# The trace is committed (GOLDEN=write writes it again: read the difference);
# its promises are checked line by line, and each check is seen to fail.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
e2e_begin "the plan's nine months, with answers"
golden=$top/tests/golden/simulate-2018.jsonl
trace=$dir/trace.jsonl

write_conf < /dev/null
at "2018-03-28 09:00:00"
import_demo units.csv people.csv assignments.csv
import_demo branches.csv
import_demo meetings.csv holidays.csv sessions.csv
simulate() {
	nv simulate --from 2018-04-01 --to 2019-01-15 --json \
		--replies "$top/tests/fixtures/2018-replies.txt"
}
simulate > "$trace" 2>> "$dir/verbs.log" || fail "simulate"
must "the same again, byte for byte" cmp "$trace" <(simulate 2>/dev/null)
is "the database was not touched" "0 0" "$(queue | wc -l) $(nv status \
	--month 2018-05 --json | jq '[.people[].visits[]] | length')"

broken() { jq -s -r -f "$top/tests/e2e/invariants.jq" "$1"; }
is "every promise holds" "" "$(broken "$trace")"

say "## each promise, broken on purpose, is reported"
planted() { # WHAT PATTERN JQ-FILTER over the array of lines
	jq -s -c "$3 | .[]" "$trace" > "$dir/planted.jsonl"
	like "$1" "$2" "$(broken "$dir/planted.jsonl")"
}
planted "a reminder twice" "said twice" \
	'(map(select(.kind == "visit.remind"))[0]) as $x | . + [$x]'
planted "a rung again on the next day" "opened twice" \
	'(map(select(.kind == "visit.open"))[0] | .at |= sub("04-01"; "04-02"))
	as $x | . + [$x]'
planted "a reminder at noon" "outside the hours" \
	'map(if .kind == "visit.remind" then .at |= sub("T07:30"; "T12:30")
	else . end)'
planted "a reminder on a holiday" "on a holiday" \
	'map(if .kind == "visit.remind" then .at |= sub("04-23"; "04-30")
	else . end)'
planted "a reminder after the visit" "after fulfilment" \
	'(map(select(.kind == "visit.remind" and .to == "SON"))[0]
	| .at = "2018-06-20T07:30:00+07:00" | .about = ["visit/2018-06/SON"])
	as $x | . + [$x]'
planted "an overdue duty forgotten" "escalated 0 times: visit/2018-05/SON" \
	'map(select((.kind == "escalate" and .at[0:7] == "2018-06") | not))'
planted "a done duty escalated" "escalated though done" \
	'map(if .kind == "escalate" then .about += ["visit/2018-04/SON"]
	else . end)'
planted "two texts a day" "two texts a day" \
	'(map(select(.kind == "visit.open" and .to == "BAO"))[0]
	| .about = ["report/2018-06-15/BAO"] | .kind = "report.remind")
	as $x | . + [$x]'

planted "a sentence twice in one text" "repeats itself" \
	'map(if .kind == "visit.open" then .text += ". " + .text else . end)'
planted "a rung twice" "rung twice" \
	'(map(select(.kind == "visit.remind"))[0] | .at |= sub("04-15"; "04-16"))
	as $x | . + [$x]'

say "## the committed trace"
if [ "${GOLDEN:-}" = write ]; then cp "$trace" "$golden"; fi
if ! cmp -s "$golden" "$trace"; then
	diff "$golden" "$trace" | head -n 20
	fail "the trace is the committed one (GOLDEN=write writes it again)"
fi
say "ok: the trace is the committed one"
