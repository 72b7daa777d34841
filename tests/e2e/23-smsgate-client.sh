#!/bin/bash
# SMSGate's published client as a witness: its types fit our requests, and it
# finds its way in the fake phone that the other scenarios use.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
e2e_begin "the published client of SMSGate"

make --no-print-directory -s build/peers/.installed || fail "no npm packages"
mkfifo "$dir/phone"
node tests/fake/smsgate.js "$dir" sms:topsecret signkey < "$dir/phone" \
	> "$dir/phone.out" 2> "$dir/phone.log" &
pids+=($!)
exec 8> "$dir/phone"
until_true 15 test -s "$dir/smsgate.port" || fail "no phone"
node tests/peers/smsgate.js "$top/build/peers/node_modules" "$dir" \
	"$(cat "$dir/smsgate.port")" sms:topsecret 2> "$dir/client.log" ||
	fail "the client does not fit"
is "the phone saw nothing that SMSGate would not take" "" \
	"$(grep '^violation' "$dir/phone.out")"
