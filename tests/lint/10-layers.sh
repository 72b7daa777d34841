#!/bin/bash
# Wall A: who may include what, by the table in layers.txt.
# shellcheck source=tests/lint/lib.sh
. "$(dirname "$0")/lib.sh"

wall_check() {
	local files
	files=$(find "$1/daemon" -name '*.[ch]' | sort)
	# shellcheck disable=SC2086
	(cd "$1" && awk '
	function pattern(glob) {
		gsub(/\./, "[.]", glob); gsub(/\*/, ".*", glob)
		return "^" glob "$"
	}
	FNR == NR {
		sub(/#.*/, "")
		if (!NF) next
		split($0, col, "|"); layer = col[1]; gsub(/ /, "", layer)
		known[layer] = 1
		n = split(col[2], w, " ")
		for (i = 1; i <= n; i++) sees[layer, w[i]] = 1
		n = split(col[3], w, " ")
		for (i = 1; i <= n; i++)
			may[layer] = may[layer] " " pattern(w[i])
		next
	}
	FNR == 1 {
		n = split(FILENAME, part, "/"); layer = part[n - 1]
		if (!(layer in known))
			print FILENAME ": no such layer in layers.txt: " layer
	}
	!/^[ \t]*#[ \t]*include/ { next }
	{
		what = $0; sub(/^[ \t]*#[ \t]*include[ \t]*/, "", what)
		quoted = what ~ /^"/
		sub(/^["<]/, "", what); sub(/[">].*/, "", what)
		where = FILENAME ":" FNR ": "
	}
	quoted {
		if (what !~ /^[a-z]+\/[a-z0-9_]+\.h$/)
			print where "an include names its folder: " what
		else if (!((layer, substr(what, 1, index(what, "/") - 1)) in sees))
			print where layer " may not include " what
		next
	}
	what ~ iso { next }
	{
		ok = 0
		file = layer "/" part[split(FILENAME, part, "/")]
		n = split(may[layer] may[file], w, " ")
		for (i = 1; i <= n; i++) if (what ~ w[i]) ok = 1
		if (!ok) print where layer " may not include <" what ">"
	}' iso='^(assert|ctype|errno|float|inttypes|limits|math|setjmp|stdalign|stdarg|stdatomic|stdbool|stddef|stdint|stdio|stdlib|stdnoreturn|string|strings)[.]h$' \
		"$lint/layers.txt" ${files//"$1"\//})
}
wall_main
