#!/bin/bash
# Wall D: every code that an import can give has words (verdict.c), a reason in
# the office's language where a row goes back (reason.c) and a line in both
# guides; and none of these explains a code that there is not.
# shellcheck source=tests/lint/lib.sh
. "$(dirname "$0")/lib.sh"

only() { # FILE: the codes of its table
	grep -oP '^\t\t?\{ "\K[EWN]_[A-Z0-9_]+(?=",)' "$1"
}
lines() { # GUIDE: the codes that have a line in it
	grep -oP '^\| `\K[EWN]_[A-Z0-9_]+(?=`)' "$1"
}
differ() { # WHERE LEFT RIGHT: what stands in one of two lists
	comm -23 <(sort -u <<<"$2") <(sort -u <<<"$3") |
		sed "/./!d; s|\$| is not in $1|"
	comm -13 <(sort -u <<<"$2") <(sort -u <<<"$3") |
		sed "/./!d; s|\$| is in $1 for nothing|"
}

# These refuse a whole file: no row goes back.
whole='E_EMPTY|E_ENCODING|E_ENCODING_VNI|E_FORMAT|E_HEADER|E_QUOTE|E_TOO_BIG'

wall_check() {
	local app=$1/daemon/app known used g
	known=$(only "$app/verdict.c")
	used=$(grep -rhoP --include='*.c' --exclude=verdict.c \
		--exclude=reason.c '"\K[EWN]_[A-Z0-9_]+(?=")' "$1/daemon")
	differ verdict.c "$used" "$known"
	differ reason.c "$(grep ^E_ <<<"$known" | grep -vxE "$whole")" \
		"$(only "$app/reason.c")"
	for g in docs/guide.md docs/huong-dan.md; do
		differ "$g" "$(grep -v ^N_ <<<"$known")" "$(lines "$1/$g")"
		lines "$1/$g" | sort | uniq -d | sed "s|\$| is in $g twice|"
	done
	return 0
}
wall_main
