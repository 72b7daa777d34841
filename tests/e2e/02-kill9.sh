#!/bin/bash
# kill -9 between the request and its answer: the message is uncertain, and the
# phone has one SMS, not two.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
e2e_begin "the process dies while a gateway holds the request"

gateway_start swallow
live_on_gateway
at "2018-05-24 07:31:00"
import_demo units.csv people-three.csv assignments-three.csv

service_start
must "two requests are at the gateway, unanswered" \
	until_true 30 gateway_has 2 swallow
is "one for each person" "+84912000003 +84912000005" \
	"$(cut -f 2 "$dir/gateway.ledger" | sort | paste -sd ' ')"
is "they are sending" "sending sending" \
	"$(queue | jq -r .state | paste -sd ' ')"
service_kill
gateway_mode accept

at "2018-05-24 07:32:00"
service_start
is "after the restart both are uncertain" "uncertain uncertain" \
	"$(queue | jq -r .state | paste -sd ' ')"
must "with a reason" queue_has '.reason != null and .attempts == 1'
say "## half an hour later, and on the next day"
service_kill
at "2018-05-24 08:05:00"
service_start
is "still uncertain" "uncertain uncertain" \
	"$(queue | jq -r .state | paste -sd ' ')"
service_stop
is "SIGTERM ends the service with 0" 0 "$stopped"
at "2018-05-25 09:00:00"
service_start
is "the gateway never saw a second request" 2 "$(gateway_count)"

say "## a person decides"
id=$(queue | jq -r 'select(.to == "BAO") | .id')
must "queue retry sends it again" nv queue retry "$id"
until_true 10 gateway_has 1 accept
is "once, to Bao" "+84912000003" \
	"$(grep '^accept' "$dir/gateway.ledger" | cut -f 2)"
