#!/bin/bash
# Wall F: what a caller shows as proof (signature, secret, token) is compared by
# sodium_memcmp alone, whose time tells nothing.  Other comparisons where such
# proof is looked at are with words of the program.
# shellcheck source=tests/lint/lib.sh
. "$(dirname "$0")/lib.sh"

proof='mac|low|hex|b64|given|wanted|sign(ature)?|digest|hash|token|csrf|secret'
proof="$proof|hook_secret|ours|theirs|mine|stamp|password"

wall_check() {
	(cd "$1" && grep -HnE '(^|[^_a-z])(mem|strn?|strn?case)cmp\(' \
		daemon/gw/*_hook.c daemon/gw/gw.c daemon/gw/kannel.c \
		daemon/app/session.c daemon/app/icsfeed.c daemon/app/login.c \
		daemon/app/intake.c 2>/dev/null) |
		grep -vE 'cmp\([^"]*"' |
		grep -E "cmp\\(.*\\b($proof)\\b" |
		sed 's/:[[:space:]]*/: proof compared in time that tells: /2'
	[ ! -e "$1/daemon/gw/gw.c" ] ||
		sed -n '/^gw_secret_equal(/,/^}/p' "$1/daemon/gw/gw.c" |
		grep -q 'sodium_memcmp' ||
		echo "daemon/gw/gw.c: gw_secret_equal without sodium_memcmp"
	return 0
}
wall_main
