#!/bin/bash
# 200,000 crash points of the production modules, a third for each capability of
# a gateway (POINTS), every oracle silent; one seed twice is one run; the seeds of
# old findings.
set -u
cd "$(dirname "$0")/../.." || exit 1
make --no-print-directory -s -j"$(nproc)" WERROR=-Werror build/sim || exit 1
sim=build/sim

trace() { "$sim" -1 -s "$1" -c "$2" | grep -o 'trace [0-9a-f]*'; }
for cap in none key lookup; do
	for seed in 7 11 1000003; do
		a=$(trace $seed $cap) b=$(trace $seed $cap)
		[ -n "$a" ] && [ "$a" = "$b" ] ||
			{ echo "seed $seed ($cap) is not one run: $a, $b"; exit 1; }
	done
done
[ "$(trace 7 none)" != "$(trace 11 none)" ] ||
	{ echo "two seeds are the same run"; exit 1; }

while read -r seed cap _; do
	case $seed in '#'* | '') continue ;; esac
	"$sim" -1 -s "$seed" -c "$cap" || exit 1
done < tests/sim/seeds

"$sim" "${POINTS:-67000}" -j "$(nproc)"
