#!/bin/bash
# Wall C: calls, SQL and spellings that do not occur.  Objects are searched
# where possible, so that comments and strings cannot confuse it.
# shellcheck source=tests/lint/lib.sh
. "$(dirname "$0")/lib.sh"

sql='\b(select\b.*\bfrom|insert\b.*\binto|update\b.*\bset|delete from'
sql="$sql|create (temp )?(table|index|view|trigger)|pragma [a-z_]+|begin immediate)\b"
sql_clock="'now'|\\bCURRENT_(DATE|TIME|TIMESTAMP)\\b|\\bunixepoch\\( *\\)"

wall_check() {
	lint_objects "$1" || return 1
	local o name
	nm -uA "$objects"/*/*.o | sed "s|^$objects/||; s|:.* | |" |
	awk 'FNR == NR {
		sub(/#.*/, "")
		for (i = 2; i <= NF; i++) where[$i] = $1
		next
	}
	{
		sym = $2; sub(/@.*/, "", sym)
		sub(/^__(isoc[0-9]*_)?/, "", sym); sub(/_chk$/, "", sym)
		if (!(sym in where)) next
		if (where[sym] != "-" && $1 ~ "^(" where[sym] ")$") next
		sub(/\.o$/, ".c", $1)
		print $1 ": calls " sym
	}' "$lint/calls.deny" -
	for o in "$objects"/*/*.o; do
		name=${o#"$objects"/}
		case $name in
		store/*) ;;
		*)
			strings -a -n 8 "$o" | grep -iE "$sql" |
				sed "s|^|${name%.o}.c: SQL outside store: |"
			;;
		esac
		strings -a -n 4 "$o" | grep -iE "$sql_clock" |
			sed "s|^|${name%.o}.c: a clock in SQL: |"
	done
	(cd "$1" && grep -HnE '^[[:space:]]*[a-z_]*[0-9]+:' daemon/*/*.[ch] |
		sed 's/$/ (a numbered label)/'
	 cd "$1" && grep -Hnw 'XXX' daemon/*/*.[ch] | sed 's/$/ (XXX)/')
	return 0
}
wall_main
