#!/bin/bash
# Wall B: core and gw compute and do nothing else, and no file keeps variables
# where another could reach them.  The linker is the witness.
# shellcheck source=tests/lint/lib.sh
. "$(dirname "$0")/lib.sh"
shopt -s nullglob

# allowed LAYER...: one extended regular expression of what may be undefined.
allowed() {
	awk -v layers=" $* " '!/^#/ && NF && index(layers, " " $1 " ") {
		printf "%s%s", sep, $2; sep = "|" }' "$lint/pure.allow"
}

# impure NAME OBJECT... -- LAYER...: what the objects call beyond the list.
impure() {
	local name=$1 out; shift
	local -a objs=()
	while [ "$1" != -- ]; do objs+=("$1"); shift; done
	shift
	[ ${#objs[@]} -gt 0 ] || return 0
	out=$objects/$name.linked
	ld -r -o "$out" "${objs[@]}" || return 1
	nm -u "$out" | awk '{ print $NF }' | grep -vxE "$(allowed "$@")" |
		while read -r sym; do
			echo "$name is not pure: $sym, called by" \
				"$(callers "$sym" "${objs[@]}")"
		done
	return 0
}

callers() {
	local sym=$1; shift
	nm -uA "$@" | awk -v s="$sym" '$NF == s {
		sub(/\.o:.*/, "", $1); n = split($1, part, "/")
		printf "%s/%s.c ", part[n - 1], part[n] }'
}

short() { sed -e "s|$objects/||" -e 's|\.o:.*\b\([BbCDdRTVW]\) |.c: \1 |'; }

wall_check() {
	lint_objects "$1" || return 1
	local -a core=("$objects"/core/*.o) gw=("$objects"/gw/*.o)
	local -a pure=("${core[@]}" "${gw[@]}") all=("$objects"/*/*.o)
	impure core "${core[@]}" -- both core || return 1
	if [ ${#gw[@]} -gt 0 ]; then
		impure gw "${pure[@]}" -- both core gw || return 1
	fi
	# Not even a local static: two worlds must fit into one test.
	[ ${#pure[@]} -gt 0 ] && nm -A "${pure[@]}" |
		awk '$2 ~ /^[BbCDd]$/' | short | sed 's/$/ (writable data)/'
	nm -gA "${all[@]}" | awk '$2 ~ /^[BCD]$/' | short |
		sed 's/$/ (a variable visible outside its file)/'
	# plan.c exports plan_* and nothing else.
	nm -gA --defined-only "${all[@]}" | awk '{
		f = $1; sub(/\.o:.*/, "", f); path = f; sub(/.*\//, "", f)
		if (index($NF, f "_") == 1 || $NF == f) next
		if ($NF == "main" && f == "main") next
		print path ".c: exports " $NF
	}' | sed "s|$objects/||"
	# A stem is a name space: two files of one name must not meet.
	nm -gA --defined-only "${all[@]}" | awk '{
		f = $1; sub(/\.o:.*/, ".c", f)
		if ($NF in first) print f ": " $NF " is in " first[$NF] " too"
		first[$NF] = f
	}' | sed "s|$objects/||g"
	return 0
}
wall_main
