# Shared by the walls.  A wall script defines wall_check ROOT, which prints
# one line a violation under ROOT/daemon, and calls wall_main.
set -u
lint=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
top=$(cd "$lint/../.." && pwd)
cd "$top" || exit 1
export LC_ALL=C

# Objects of our own: no call is folded away, constant tables stay
# read-only, no debugging text.
scratch=$top/build/lint/planted.$$ # two runs at once do not meet
trap 'rm -rf "$scratch"' EXIT
lintflags="-O0 -fno-builtin -fno-pic -fno-stack-protector"

# lint_objects ROOT: compiles ROOT/daemon/*/*.c; sets $objects to their folder
# (that has base/ core/ … below it).
lint_objects() {
	local c o
	if [ "$1" = "$top" ]; then
		make --no-print-directory -s -j"$(nproc)" B=build/lint WARN=-w \
			CFLAGS="$lintflags" SAN= objects >&2 || return 1
		objects=$top/build/lint/obj/daemon
		for o in "$objects"/*/*.o; do # left by a file that is gone
			c=${o#"$top"/build/lint/obj/}
			[ -e "${c%.o}.c" ] || rm -f "$o"
		done
		return 0
	fi
	objects=$scratch/$(basename "$1")
	rm -rf "$objects"
	for c in "$1"/daemon/*/*.c; do
		o=$objects/${c#"$1"/daemon/}
		mkdir -p "$(dirname "$o")"
		# shellcheck disable=SC2086
		${CC:-cc} -std=c11 -D_POSIX_C_SOURCE=200809L -w $lintflags \
			-I"$1/daemon" -Idaemon -c -o "${o%.c}.o" "$c" || return 1
	done
}

# The wall must be silent about the tree, and must report every violation that
# is planted for it: planted/WALL/CASE/expect is a pattern its lines must match.
wall_main() {
	local name bad=0 out planted=0 dir
	name=$(basename "$0" .sh)
	out=$(wall_check "$top") || { echo "$name: could not check"; exit 1; }
	if [ -n "$out" ]; then
		printf '%s\n' "$out"
		bad=1
	fi
	for dir in "$lint/planted/$name"/*/; do
		dir=${dir%/}
		[ -f "$dir/expect" ] || continue
		planted=$((planted + 1))
		out=$(wall_check "$dir")
		if ! grep -qE -f "$dir/expect" <<<"$out"; then
			echo "$name: planted ${dir##*/} was not reported, only: $out"
			bad=1
		fi
	done
	[ "$planted" -gt 0 ] || { echo "$name: nothing is planted"; bad=1; }
	[ $bad -eq 0 ] && echo "$name: holds; $planted planted violations reported"
	exit $bad
}
