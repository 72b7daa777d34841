#!/bin/bash
# No descriptors left, clients that hang, names that never resolve, a stop with
# work in flight, a log that nobody reads.  Each scenario says its row of the
# fault matrix (docs/promises.md).
if [ -z "${OWN_MOUNTS:-}" ]; then # for a resolver of our own
	export OWN_MOUNTS=no
	[ "$(id -u)" = 0 ] && map="" || map=-rn
	# shellcheck disable=SC2086
	unshare $map -m true 2>/dev/null &&
		OWN_MOUNTS=yes exec unshare $map -m bash "$0" "$@"
fi
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
e2e_begin "descriptors, slow clients, silent names, stops"

reply() { # N: prints the status
	hook /hook/sms/reply secret=hook-secret from=+84912000003 to=8041 \
		"text=cho em hoi viec so $1 o dau a?" "id=r$1"
}
reply_is() { [ "$(reply "$1")" = "$2" ]; } # N STATUS
is_kept() { is "$1: the reply is there, once" 1 "$(nv inbox list --json |
	grep -c "viec so $2 o")"; }
sms() { nv send-test --to +84912345678 "$1" >> "$dir/verbs.log" 2>&1 ||
	fail "send-test"; }
slow() { # ARGUMENT...: of slow_clients.py; sets $slow
	rm -f "$dir/slow"; mkfifo "$dir/slow"
	: > "$dir/slow.log"
	python3 tests/fake/slow_clients.py "$@" < "$dir/slow" \
		>> "$dir/slow.log" 2>&1 &
	slow=$!
	pids+=("$slow")
	exec 7> "$dir/slow"
	until_true 30 grep -q '^up' "$dir/slow.log" || fail "no slow clients"
}
slow_end() { exec 7>&-; until_true 30 gone "$slow" || fail "slow clients"; }

gateway_start accept
live_on_gateway
at "2018-05-24 08:00:00"
import_demo units.csv people-three.csv assignments-three.csv

say "## 53.1 (F76) 120 clients drip a request from 15 addresses"
service_start
until_true 30 queue_quiet || fail "the reminders of the start"
slow drip "$hook_port" 120 15
is "an honest reply is taken within 10 s" 200 "$(reply 1)"
slow_end
like "and they were cut off, or never got in" '^cut off [0-9]+' \
	"$(cat "$dir/slow.log")"
is_kept "53.1" 1
say "53.1 slowloris: ok"

say "## 53.2 (F11) no descriptors left"
pid=$service
prlimit --pid "$pid" --nofile=40:40
slow idle "$hook_port" 60 15
slow_end
must "when they are free again a reply is taken" until_true 20 reply_is 2 200
sms "het so"
must "the message arrives" until_true 40 gateway_has 1 "het so"
is "once" 1 "$(gateway_count "het so")"
must "by the same process" kill -0 "$pid"
is_kept "53.2" 2
say "53.2 no descriptors: ok"

say "## 53.3 (F52-F59) gone, hanging up, talking nonsense, out of order"
for mode in reset garbage error; do
	gateway_mode $mode
	sms "cong $mode"
	must "$mode: uncertain, and shown" until_true 30 queue_has \
		".text == \"cong $mode\" and .state == \"uncertain\""
done
gateway_mode accept
sms "cong tot"
service_stop
at "2018-05-24 09:00:00" # it rests after so much doubt
service_start
must "the next is sent" until_true 40 gateway_has 1 "cong tot"
is "those are not sent again" "1 1 1" "$(gateway_count "cong reset") \
$(gateway_count "cong garbage") $(gateway_count "cong error")"
service_stop
say "53.3 a gateway that misbehaves: ok"

say "## 53.4 (F05) SIGTERM with sends in flight"
python3 tests/fake/holding.py "$dir" > "$dir/holding.log" 2>&1 &
pids+=($!)
until_true 30 test -s "$dir/holding.port" || fail "no holding gateway"
held() { wc -l < "$dir/held.ledger"; }
held_has() { [ "$(held)" -ge "$1" ]; }
live_at "http://127.0.0.1:$(cat "$dir/holding.port")/cgi-bin/sendsms"
service_start
for i in 1 2 3; do sms "giu $i"; done
must "requests are held" until_true 30 held_has 3
kill "$service"
until_true 1 gone "$service"
must "it waits for them" kill -0 "$service"
n=$(held)
touch "$dir/answer"
wait "$service"
is "and ends with 0 when they are answered" 0 $?
service=""
is "no new one was begun" "$n" "$(held)"
is "all that were held are accepted" 3 "$(queue | jq -r 'select(.state ==
	"accepted" and (.text | startswith("giu"))) | .id' | wc -l)"
rm "$dir/answer"
say "53.4 SIGTERM with work in flight: ok"

say "## 53.5 (F06) SIGTERM twice, then SIGKILL"
service_start
sms "giu 4"
must "a request is held" until_true 30 grep -q "giu 4" "$dir/held.ledger"
kill "$service"; kill "$service"
must "it still waits" kill -0 "$service"
service_kill
touch "$dir/answer"
service_start
must "the next start calls it uncertain" queue_has \
	'.text == "giu 4" and .state == "uncertain"'
service_stop
is "the gateway had it once" 1 "$(grep -c "giu 4" "$dir/held.ledger")"
say "53.5 SIGTERM, SIGTERM, SIGKILL: ok"

say "## 53.6 a log that nobody reads any more"
mkfifo "$dir/log"
(faked "$nhacviec" run -c "$conf") > "$dir/log" 2>&1 &
service=$!
head -n 1 "$dir/log" > /dev/null # and closes it
must "the service runs" until_true 20 service_up
must "a reply is taken" until_true 20 reply_is 3 200
sms "khong nhat ky"
must "a message is sent" until_true 30 grep -q "khong nhat ky" "$dir/held.ledger"
service_stop
is "and SIGTERM ends it with 0" 0 "$stopped"
is_kept "53.6" 3
say "53.6 log pipe closed: ok"

say "## 53.7 (F51) a resolver that never answers"
if [ "$OWN_MOUNTS" = yes ] && echo nameserver 127.0.0.53 > "$dir/resolv.conf" &&
	mount --bind "$dir/resolv.conf" /etc/resolv.conf 2>> "$dir/verbs.log"
then
	mounted=/etc/resolv.conf
	python3 -c '
import socket
try:
    import fcntl, struct  # up with lo in a namespace of our own
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    fcntl.ioctl(s, 0x8914, struct.pack("16sh", b"lo", 0x49))
except OSError:
    pass
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("127.0.0.53", 53))
print("up", flush=True)
while True:
    s.recv(4096)
    print("asked", flush=True)' > "$dir/resolver.log" 2>&1 &
	pids+=($!)
	until_true 30 grep -q up "$dir/resolver.log" || fail "no resolver"
	live_at http://sms.example.test/cgi-bin/sendsms
	service_start
	sms "khong ten"
	must "it asks" until_true 30 grep -q asked "$dir/resolver.log"
	for i in {11..15}; do
		is "meanwhile a reply is taken" 200 "$(reply "$i")"
	done
	must "the message waits, with a reason" until_true 60 queue_has \
		'.text == "khong ten" and .state == "queued" and
		.reason != null'
	service_stop
	is "SIGTERM ends it with 0" 0 "$stopped"
	say "53.7 silent DNS: ok"
else
	say "53.7 SKIPPED: this machine allows no mount, not even in a namespace"
fi
