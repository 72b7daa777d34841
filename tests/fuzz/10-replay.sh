#!/bin/bash
# The fuzzers' corpus and some thousand changed inputs, under ASan and UBSan;
# the seed is printed, SEED=n repeats it.  `make fuzz` goes on with libFuzzer.
set -u
cd "$(dirname "$0")/../.." || exit 1
make --no-print-directory -s -j"$(nproc)" WERROR=-Werror B=build/san \
	SAN="-fsanitize=address,undefined -fno-sanitize-recover=undefined" \
	CFLAGS="-O1 -g -fno-omit-frame-pointer" fuzz-bin || exit 1
for f in tests/fuzz/fuzz_*.c; do
	name=$(basename "$f" .c)
	SEED=${SEED:-$(date +%s)} "build/san/fuzz/$name" \
		"tests/fuzz/corpus/${name#fuzz_}" || { echo "FAILED $name"; exit 1; }
	echo "ok $name"
done
