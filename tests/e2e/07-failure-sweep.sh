#!/bin/bash
# Each allocation and each call of SQLite fails once in turn: the verb says so
# and stops, and the database is as it was before, or as it is after, nothing
# between.  A sample in `make check`; POINTS=all takes every one.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
e2e_begin "every allocation and every SQLite call fails once"

points=${POINTS:-20}
fail=$top/build/tests/fake/fail_nth.so
make --no-print-directory -s "${fail#"$top/"}" || fail "no fail_nth.so"
write_conf < /dev/null
import_demo units.csv people.csv assignments.csv
import_demo branches.csv
import_demo meetings.csv
cp -r "$dir/state" "$dir/full"
rm -rf "$dir/state" && mkdir "$dir/state" && chmod 750 "$dir/state"
must "an empty database" nv status
cp -r "$dir/state" "$dir/empty"

state_of() { # what a person can see of it
	nv status --month 2018-05 --json; nv visit list --json
}
fresh() { rm -rf "$dir/state"; cp -r "$dir/$1" "$dir/state"; }
# Codes: 10 IOERR, 13 FULL, 7 NOMEM, 11 CORRUPT
sweep() { # KIND CODE START VERB...
	local kind=$1 code=$2 start=$3 total step n rc before after now
	shift 3
	fresh "$start"; before=$(state_of 2>&1)
	FAIL_KIND=$kind FAIL_AT=0 FAIL_COUNT=$dir/count LD_PRELOAD=$fail \
		"$nhacviec" "$1" -c "$conf" "${@:2}" > "$dir/good.out" 2> "$dir/good.err" ||
		fail "$* itself"
	total=$(cat "$dir/count")
	after=$(state_of 2>&1)
	[ "$points" = all ] && step=1 || step=$((total / points + 1))
	local tried=0 undone=0 done=0
	for ((n = 1 + RANDOM % step; n <= total; n += step)); do
		fresh "$start"
		FAIL_KIND=$kind FAIL_CODE=$code FAIL_AT=$n FAIL_COUNT=$dir/count \
			LD_PRELOAD=$fail timeout 60 "$nhacviec" "$1" -c "$conf" "${@:2}" \
			> "$dir/bad.out" 2> "$dir/bad.err"
		rc=$?
		tried=$((tried + 1))
		now=$(state_of 2>&1)
		case $rc in
		0|1|75) ;;
		134) [ "$kind" = malloc ] || fail "$kind $code at $n: aborts" ;;
		*) tail -n 3 "$dir/bad.err"; fail "$kind $code at $n of $*: exit $rc" ;;
		esac
		[ $rc -eq 0 ] || [ -s "$dir/bad.err" ] ||
			fail "$kind $code at $n of $*: exit $rc without a word"
		if [ "$now" = "$before" ]; then undone=$((undone + 1))
			[ $rc -ne 0 ] || [ "$before" = "$after" ] ||
				fail "$kind $code at $n of $*: says done, is not"
		elif [ "$now" = "$after" ]; then done=$((done + 1))
		else
			diff <(echo "$before") <(echo "$now") | head -n 5
			fail "$kind $code at $n of $*: half done"
		fi
	done
	echo "ok: $1: $kind $code, $tried of $total calls: $undone as before, $done as after"
}

f=$fixtures
replies=$top/tests/fixtures/2018-replies.txt
for kind in "malloc 0" "sqlite 10" "sqlite 13" "sqlite 7"; do
	# shellcheck disable=SC2086
	sweep $kind empty import "$f/units.csv" "$f/people.csv" \
		"$f/assignments.csv" --apply
	# shellcheck disable=SC2086
	sweep $kind full visit add --person BAO --unit TANHOA --date 2018-05-12 \
		--reason "giấy đi đường"
	# shellcheck disable=SC2086
	sweep $kind full simulate --from 2018-05-01 --to 2018-05-20 \
		--replies "$replies"
done
