# shellcheck shell=bash disable=SC2034
# Shared by the scenarios: a directory and ports of one's own, the service under
# a clock that stands where the scenario says, a real Kannel with a fake SMSC
# behind it, or a fake gateway with a ledger.  Everything that was started is
# ended by its process id.  Nothing waits for time to pass; waiting for another
# process is polling with a guard.
set -u
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$top" || exit 1
nhacviec=${NHACVIEC:-$top/build/nhacviec}
name=$(basename "$0" .sh)
dir=$top/build/e2e/$name
fixtures=$top/tests/fixtures/demo
conf=$dir/etc/nhacviec.conf
db=$dir/state/nhacviec.db
clock=""     # FAKETIME of what is started from here on, UTC
pids=()
mounted=""    # to be unmounted at the end
service=""   # pid of `nhacviec run`
export TZ=UTC LC_ALL=C.UTF-8

e2e_begin() { # what this scenario shows
	rm -rf "$dir"
	mkdir -p "$dir/etc" "$dir/state"
	chmod 750 "$dir/state"
	trap e2e_end EXIT
	trap 'exit 1' INT TERM
	echo "# $name: $*"
}

e2e_end() {
	local rc=$? pid
	trap - EXIT
	[ -z "$mounted" ] || umount -l "$mounted"
	for pid in ${service:+"$service"} "${pids[@]}"; do
		kill "$pid" 2>/dev/null
	done
	for pid in ${service:+"$service"} "${pids[@]}"; do
		until_true 8 gone "$pid" || kill -9 "$pid" 2>/dev/null
	done
	if [ $rc -ne 0 ]; then
		local log
		for log in "$dir"/*.log; do
			[ -s "$log" ] || continue
			echo "--- $log"; tail -n 10 "$log"
		done
	fi
	exit $rc
}

say() { echo "$*"; }
fail() { echo "FAILED: $*"; exit 1; }
must() { # WHAT COMMAND...: goes on only if it succeeds; what it says is in
	 # verbs.log
	local what=$1; shift
	if "$@" >> "$dir/verbs.log" 2>&1; then echo "ok: $what"; else
		fail "$what"
	fi
}
is() { # WHAT WANTED GOT
	if [ "$2" = "$3" ]; then echo "ok: $1"; else
		echo "  wanted: $2"; echo "  got:    $3"; fail "$1"
	fi
}
like() { # WHAT PATTERN TEXT
	if grep -qE -- "$2" <<<"$3"; then echo "ok: $1"; else
		echo "  wanted: /$2/"; echo "  got:    $3"; fail "$1"
	fi
}
unlike() { # WHAT PATTERN TEXT
	if grep -qE -- "$2" <<<"$3"; then
		echo "  unwanted: /$2/"; echo "  got:      $3"; fail "$1"
	else echo "ok: $1"; fi
}
until_true() { # SECONDS COMMAND...: polls; a guard, not a measure
	local end=$((SECONDS + $1)); shift
	until "$@"; do
		[ $SECONDS -lt $end ] || return 1
		sleep 0.05
	done
}
gone() { ! kill -0 "$1" 2>/dev/null; }
port_open() { (exec 3<> "/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
free_ports() { # N
	python3 -c 'import socket, sys
held = [socket.socket() for i in range(int(sys.argv[1]))]
for s in held: s.bind(("127.0.0.1", 0))
print(*[s.getsockname()[1] for s in held])' "$1"
}
secret_file() { # NAME TEXT: in the configuration's folder, for nobody else
	printf '%s\n' "$2" > "$dir/etc/$1"; chmod 600 "$dir/etc/$1"
}
# --- the clock: "2018-05-24 07:29:55" in the office's zone (+07:00)
at() { clock=$(date -u -d "$1 +0700" '+%Y-%m-%d %H:%M:%S'); }
faked() { # COMMAND...: replaces this shell; the library itself, so that the
	  # process id is the program's own
	local lib
	if [ -n "$clock" ]; then
		lib=$(echo /usr/lib/*/faketime/libfaketime.so.1)
		export LD_PRELOAD=$lib FAKETIME="@$clock" DONT_FAKE_MONOTONIC=1
	fi
	exec "$@"
}

# --- the configuration: policy as it is by default, ports of our own
web_port="" hook_port=""
write_conf() { # stdin: more sections
	[ -n "$web_port" ] || read -r web_port hook_port <<<"$(free_ports 2)"
	{
		cat <<-CONF
		config_version = 1

		[storage]
		path = ../state/nhacviec.db
		[web]
		listen = 127.0.0.1:$web_port
		[hooks]
		listen = 127.0.0.1:$hook_port
		url = http://127.0.0.1:$hook_port
		CONF
		cat
	} > "$conf"
	chmod 640 "$conf"
}

# --- the program
nv() ( verb=$1; shift; faked "$nhacviec" "$verb" -c "$conf" "$@" )
service_up() { curl -fsS -m 2 -o /dev/null "http://127.0.0.1:$web_port/healthz" \
	2>/dev/null; }
service_start() {
	(faked "$nhacviec" run -c "$conf") >> "$dir/service.log" 2>&1 &
	service=$!
	until_true 15 service_up_or_dead
	kill -0 "$service" 2>/dev/null || fail "the service did not start"
	must "the service runs" service_up
}
service_up_or_dead() { service_up || gone "$service"; }
service_stop() { # SIGTERM; sets $stopped to its exit code
	kill "$service"
	wait "$service"; stopped=$?
	service=
}
service_kill() { # like a power cut for the process
	kill -9 "$service"
	wait "$service" 2>/dev/null
	service=
}
queue() { nv queue list --json 2>> "$dir/verbs.log"; }
queue_quiet() { ! queue_has ".state == \"queued\" or .state == \"sending\""; }
queue_has() { queue | jq -se "any(.[]; $1)" > /dev/null; } # JQ-CONDITION
inbox_has() { nv inbox list --json 2>> "$dir/verbs.log" |
	jq -se "any(.[]; $1)" > /dev/null; }
booked() { # PERSON UNIT DATE
	nv status --month "${3%-*}" --json 2>> "$dir/verbs.log" | jq -e \
		"any(.people[] | select(.code == \"$1\") | .visits[];
		.unit == \"$2\" and .date == \"$3\")" > /dev/null
}
import_demo() { # FILE...: the canonical files, applied
	local f
	local -a files=()
	for f in "$@"; do files+=("$fixtures/$f"); done
	must "import $*" nv import "${files[@]}" --apply
}
hook() { # PATH NAME=VALUE...: prints the status; the body is in hook.body
	local path=$1 a
	local -a args=()
	shift
	for a in "$@"; do args+=(--data-urlencode "$a"); done
	curl -sS -G -m 10 -o "$dir/hook.body" -w '%{http_code}' "${args[@]}" \
		"http://127.0.0.1:$hook_port$path" 2>> "$dir/verbs.log"
}

# --- a real Kannel, with its fake SMSC or an SMPP simulator behind it
kannel_start() { # [smpp]; needs $hook_port; sets $sendsms_port
	local kind=${1:-fake} admin box k=$dir/kannel
	mkdir -p "$k/dlrspool"
	read -r admin box smsc_port sendsms_port <<<"$(free_ports 4)"
	mkfifo "$k/phone"
	[ "$kind" = fake ] || smpp_start "$k/phone"
	cat > "$k/kannel.conf" <<-CONF
	group = core
	admin-port = $admin
	admin-interface = "127.0.0.1"
	admin-password = loopback-admin
	status-password = loopback-status
	admin-deny-ip = "*.*.*.*"
	admin-allow-ip = "127.0.0.1"
	smsbox-port = $box
	smsbox-interface = "127.0.0.1"
	box-deny-ip = "*.*.*.*"
	box-allow-ip = "127.0.0.1"
	store-type = file
	store-location = "kannel.store"
	dlr-storage = spool
	dlr-spool = "dlrspool"

	$("kannel_smsc_$kind")

	group = smsbox
	bearerbox-host = 127.0.0.1
	sendsms-port = $sendsms_port
	sendsms-interface = "127.0.0.1"
	mo-recode = true
	http-request-retry = ${kannel_retries:-20}
	http-queue-delay = 1

	group = sendsms-user
	username = nhacviec
	password = loopback
	user-deny-ip = "*.*.*.*"
	user-allow-ip = "127.0.0.1"
	concatenation = true
	max-messages = 10

	group = sms-service
	keyword = default
	get-url = "http://127.0.0.1:$hook_port/hook/sms/reply?secret=hook-secret&from=%p&to=%P&text=%a&id=%I&time=%T"
	max-messages = 0
	catch-all = true
	CONF
	(cd "$k" && exec bearerbox -v 1 kannel.conf) > "$dir/bearerbox.log" 2>&1 &
	pids+=($!)
	until_true 10 port_open "$box" || fail "bearerbox did not start"
	(cd "$k" && exec smsbox -v 1 kannel.conf) > "$dir/smsbox.log" 2>&1 &
	pids+=($!)
	until_true 10 port_open "$sendsms_port" || fail "smsbox did not start"
	[ "$kind" = smpp ] || fakesmsc_start "$k/phone"
	until_true 10 kannel_online "$admin" || fail "the SMSC did not connect"
}
kannel_smsc_fake() {
	cat <<-CONF
	group = smsc
	smsc = fake
	smsc-id = SMSC
	port = $smsc_port
	connect-allow-ip = 127.0.0.1
	CONF
}
kannel_smsc_smpp() {
	cat <<-CONF
	group = smsc
	smsc = smpp
	smsc-id = SMSC
	host = 127.0.0.1
	port = $smsc_port
	transceiver-mode = 1
	smsc-username = kuser
	smsc-password = kpass
	system-type = "VMA"
	reconnect-delay = 1
	denied-prefix = "+8499;8499"
	CONF
}
fakesmsc_start() { # FIFO: what people write
	/usr/lib/kannel/test/fakesmsc -H 127.0.0.1 -r "$smsc_port" -m 10000 \
		< "$1" > /dev/null 2> "$dir/smsc.log" &
	pids+=($!)
	exec 9> "$1" # held open: an end of file ends the fake SMSC
}
smpp_start() { # FIFO; sets $smsc_port; what arrives is in smsc.out
	NODE_PATH=$top/build/peers/node_modules node "$top/tests/fake/smsc.js" \
		"$dir" < "$1" >> "$dir/smsc.out" 2> "$dir/smsc.log" &
	pids+=($!)
	exec 9> "$1"
	until_true 10 test -s "$dir/smsc.port" || fail "no SMPP simulator"
	smsc_port=$(cat "$dir/smsc.port")
}
kannel_online() {
	curl -fsS -m 2 "http://127.0.0.1:$1/status.txt?password=loopback-status" \
		2>/dev/null | grep -q 'SMSC.*(online'
}
kannel_at() { # URL: the [gateway] section for one that speaks its dialect
	secret_file kannel.secret loopback
	secret_file hook.secret hook-secret
	cat <<-CONF
	[gateway sms]
	driver = kannel
	url = $1
	user = nhacviec
	password_file = kannel.secret
	from = 8041
	hook_secret_file = hook.secret
	CONF
}
kannel_gateway() { kannel_at "http://127.0.0.1:$sendsms_port/cgi-bin/sendsms"; }
live_at() { # URL: and everything leaves there
	kannel_at "$1" > "$dir/gateway.conf"
	write_conf <<-CONF
	[sending]
	live = yes
	$(cat "$dir/gateway.conf")
	CONF
}
live_on_gateway() { live_at "http://127.0.0.1:$gateway_port/cgi-bin/sendsms"; }
phone_writes() { echo "${1#+} 8041 text $2" >&9; } # NUMBER TEXT
# What reached the phones, one "NUMBER<TAB>TEXT" a line; the parts of a long
# text are put together again.
smsc_got() {
	sed -n 's/.*Got message [0-9]*: <\(.*\)>$/\1/p' "$dir/smsc.log" |
	LC_ALL=C awk '
	function decode(s,    out, i, c) {
		for (i = 1; i <= length(s); i++) {
			c = substr(s, i, 1)
			if (c == "+") c = " "
			else if (c == "%") {
				c = sprintf("%c", 16 * hex(substr(s, i + 1, 1)) \
					+ hex(substr(s, i + 2, 1)))
				i += 2
			}
			out = out c
		}
		return out
	}
	function hex(c) { return index("0123456789ABCDEF", toupper(c)) - 1 }
	{
		to = $2; kind = $3; part = kind == "udh" ? $4 : ""
		text = $0; sub(/^[^ ]* [^ ]* [^ ]* /, "", text)
		if (kind != "udh") { print to "\t" text; next }
		sub(/^[^ ]* data /, "", text)
		n = split(part, head, "%") # "" 05 00 03 ref total number
		key = to " " head[5]
		whole[key] = head[7] == "01" ? text : whole[key] text
		if (head[6] == head[7]) print to "\t" decode(whole[key])
	}'
}
smsc_count() { smsc_got | grep -cE -- "$1"; } # PATTERN
smsc_has() { smsc_got | grep -qE -- "$1"; }

# --- a gateway that behaves as its mode file says, and keeps a ledger
gateway_start() { # MODE; sets $gateway_port
	gateway_mode "$1"
	python3 "$top/tests/fake/gateway.py" "$dir" > "$dir/gateway.log" 2>&1 &
	pids+=($!)
	until_true 30 test -s "$dir/gateway.port" || fail "no fake gateway"
	gateway_port=$(cat "$dir/gateway.port")
}
gateway_mode() { echo "$1" > "$dir/gateway.mode.new" &&
	mv "$dir/gateway.mode.new" "$dir/gateway.mode"; }
gateway_count() { grep -c -- "${1:-}" "$dir/gateway.ledger"; }
gateway_has() { [ "$(gateway_count "$2")" -ge "$1" ]; } # N PATTERN
