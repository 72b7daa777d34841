#!/bin/bash
# gcc -fanalyzer, built like a wall.  Its name has no number: too slow for
# `make check`, only `make lint` runs it.
# shellcheck source=tests/lint/lib.sh
. "$(dirname "$0")/lib.sh"

# A file with a finding leaves no object: after a clean run make looks only at
# what changed.
wall_check() {
	local c
	if [ "$1" = "$top" ]; then
		make --no-print-directory -s -k -j2 B=build/analyzer CC=gcc \
			WARN=-fanalyzer WERROR=-Werror CFLAGS=-O0 SAN= \
			objects 2>&1
		return 0
	fi
	for c in "$1"/daemon/*/*.c; do
		gcc -std=c11 -fanalyzer -Werror -c -o /dev/null "$c" 2>&1
	done
	return 0
}
wall_main
