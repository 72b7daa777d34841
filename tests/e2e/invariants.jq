# jq -s -r -f invariants.jq TRACE: a line for each broken promise of a simulated
# plan (April to December 2018, the demo district, the default ladder).

def day: .at[0:10];
def minute: .at[11:16];
def is_answer: .kind == "answer";
def lines: to_entries | map(.value + { line: (.key + 1) });

# "… du 1/1 lan thang 5 …" in an answer: the duty is fulfilled from then on;
# "Da huy ghi nhan …" takes the last one back.
def months: ["04", "05", "06", "07", "08", "09", "10", "11", "12"];
def fulfilments:
	reduce (.[] | select(is_answer)) as $a ({};
		if ($a.text | test("du 1/1 lan thang [0-9]+")) then
			($a.text | capture("du 1/1 lan thang (?<m>[0-9]+)").m
				| tonumber | if . < 10 then "0\(.)" else "\(.)" end
			) as $m
			| "visit/2018-\($m)/\($a.to)" as $duty
			| (if has($duty) then . else .[$duty] = $a.at end)
			| .last[$a.to] = $duty
		elif ($a.text | test("^Da huy ghi nhan")) then
			.last[$a.to] as $duty | del(.[$duty])
		else . end)
	| del(.last);

# Who owes what: everybody with units, Nhung from July.
def owed:
	[months[] as $m
		| ("DUYEN", "BAO", "ANH", "SON", "HOA", "THUY", "NHUNG") as $p
		| select($p != "NHUNG" or $m >= "07")
		| "visit/2018-\($m)/\($p)"];
def escalation_at: # of a duty: the fourth day after its month, 07:30
	{ "04": "2018-05", "05": "2018-06", "06": "2018-07", "07": "2018-08",
	  "08": "2018-09", "09": "2018-10", "10": "2018-11", "11": "2018-12",
	  "12": "2019-01" }[.[11:13]] + "-04T07:30:00+07:00";

lines as $m
| ($m | fulfilments) as $done
| ([$m[] | select(.kind == "escalate") | . as $e | .about[]
	| { duty: ., at: $e.at, to: $e.to }]) as $escalated
| (
	# one text about one duty to one person a day
	($m | map(select(is_answer | not) | . as $x | .about[]
		| "\($x.to) \(.) \($x | day)") | group_by(.)[]
		| select(length > 1) | "said twice: \(.[0])"),
	# no rung twice: open 1, remind 3, overdue 3; a promise has 2 of its own
	($m | map(select(.kind | test("^(answer|escalate)$") | not)
		| . as $x | .about[] | select(startswith("visit/"))
		| "\($x.to) \(.)") | group_by(.)[]
		| select(length > 9) | "said \(length) times: \(.[0])"),
	($m | map(select(.kind == "visit.open") | "\(.to) \(.about[0])")
		| group_by(.)[] | select(length > 1) | "opened twice: \(.[0])"),
	($m | map(select(.rungs) | . as $x | .rungs[] | "\($x.to) \(.)")
		| group_by(.)[] | select(length > 1) | "rung twice: \(.[0])"),
	# one text a person a day, meetings by the hour and answers aside
	($m | map(select(.kind | test("^(answer|meeting[.]ask|escalate)$") | not)
		| "\(.to) \(day)") | group_by(.)[]
		| select(length > 1) | "two texts a day: \(.[0])"),
	# the sending hours
	($m[] | select(is_answer | not) | select(
		((minute >= "07:00" and minute < "11:30") or
		 (minute >= "13:30" and minute < "21:00")) | not)
		| "outside the hours: line \(.line) \(.at) \(.kind)"),
	# not on a day off (28 April to 1 May, 1 to 3 September)
	($m[] | select(is_answer | not) | select(day | test(
		"2018-04-(25|28|29|30)|2018-05-01|2018-09-0[123]"))
		| "on a holiday: line \(.line) \(.at) \(.kind)"),
	# nothing after fulfilment
	($m[] | select(is_answer | not) | . as $x | .about[]
		| select($done[.] != null and $done[.] < $x.at)
		| "after fulfilment: line \($x.line) \($x.at) \(.)"),
	# every overdue duty is escalated, once, and no other
	(owed[] as $duty | ($duty | escalation_at) as $at
		| ([$escalated[] | select(.duty == $duty)]) as $e
		| if ($done[$duty] == null or $done[$duty] >= $at) then
			if ($e | length) != 1 then
				"escalated \($e | length) times: \($duty)"
			elif $e[0].at != $at then
				"escalated at \($e[0].at): \($duty)"
			elif $e[0].to != "QUAN" then
				"escalated to \($e[0].to): \($duty)"
			else empty end
		elif ($e | length) != 0 then "escalated though done: \($duty)"
		else empty end),
	# one digest of escalations a day to a person
	($m | map(select(.kind == "escalate") | "\(.to) \(day)") | group_by(.)[]
		| select(length > 1) | "\(length) escalations: \(.[0])"),
	# no sentence twice in one text
	($m[] | . as $x | .text | split(". ") | group_by(.)[]
		| select(length > 1 and (.[0] | length) > 20)
		| "repeats itself: line \($x.line) \(.[0])"),
	# what each line says of itself
	($m[] | select(.text == "" or .parts < 1 or (.number | test("^[+]84")
		| not) or (.encoding != "gsm7" and .encoding != "ucs2"))
		| "malformed: line \(.line)"),
	(if ([$m[] | select(is_answer | not)] | length) < 200 then
		"hardly anything was said" else empty end),
	(if ($done | length) < 40 then "hardly anything was done" else empty end)
)
