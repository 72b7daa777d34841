# tests/coverage/whole, then gcov's lines: the table, and what is missing.
FNR == NR {
	sub(/#.*/, "")
	for (i = 2; i <= NF; i++) whole[$1, $i] = 0
	if (NF == 1) whole[$1, "*"] = 0
	next
}
{
	if (!($1 in lines)) order[++files] = $1
	lines[$1]++; hit[$1] += $4 > 0
	branches[$1] += $5; taken[$1] += $6
	place = ""
	if (($1, $2) in whole) place = $1 SUBSEP $2
	else if (($1, "*") in whole) place = $1 SUBSEP "*"
	if (place == "") next
	whole[place]++
	if ($4 == 0) missing[++n] = $1 ":" $3 ": " $2 ": never run"
	else if ($6 < $5)
		missing[++n] = $1 ":" $3 ": " $2 ": " $5 - $6 " of " $5 \
			" branches never taken"
}
function row(name, l, h, b, t) {
	printf "%-36s %6d %5.1f %%  %6d %5.1f %%\n", name, l,
		l ? 100 * h / l : 100, b, b ? 100 * t / b : 100
}
END {
	printf "%-36s %6s         %8s\n", "", "lines", "branches"
	for (i = 1; i <= files; i++) {
		f = order[i]
		row(f, lines[f], hit[f], branches[f], taken[f])
		l += lines[f]; h += hit[f]; b += branches[f]; t += taken[f]
	}
	row("daemon/", l, h, b, t)
	for (place in whole) {
		split(place, p, SUBSEP)
		if (whole[place] == 0)
			missing[++n] = p[1] ": " p[2] ": is not there any more"
	}
	for (i = 1; i <= n; i++) print missing[i]
	if (n) print n " places that must be whole are not"
	if (100 * h < floor * l) { print "less than " floor " % of lines"; n++ }
	exit n > 0
}
