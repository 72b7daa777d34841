#!/bin/bash
# kill -9 of the service while it sends and is written to, with a real Kannel, a
# strict phone and a strict eSMS as gateways.  KILLS says how many in all, SEED
# repeats the drawn moments, PEERS takes some of the three.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
kills=${KILLS:-12} seed=${SEED:-$(date +%N)}
e2e_begin "$kills kills, SEED=$seed"
export NHACVIEC=$nhacviec
root=$dir peers=${PEERS:-kannel smsgate esms}

wanted() { [[ " $peers " == *" $1 "* ]]; }
world() { # of 40 cadres, each with a commune
	local first second n=0 code units="" people="" assignments=""
	for first in Tan Phu Long Binh Thanh My Dong Vinh; do
		for second in Hoa Loi Hung Phuoc Tien; do
			code=${first^^}${second^^}
			units+="$code,Xã $first $second,xa,CUM1"$'\n'
			people+="P$n,Phạm Quốc Bảo,+849130000$(printf %02d $n)"
			people+=$',cadre\n'
			assignments+="P$n,$code,2018-04-01,"$'\n'
			n=$((n + 1))
		done
	done
	printf '%s\n' code,name,kind,parent "HUYEN,Huyện Đồng Phú,huyen," \
		"CUM1,Cụm 1,cum,HUYEN" "$units" > "$root/units.csv"
	printf '%s\n' code,name,phone,role "$people" > "$root/people.csv"
	printf '%s\n' person,unit,from,until "$assignments" \
		> "$root/assignments.csv"
}
session() { # PEER NUMBER; stdin: its section
	dir=$root/$1 conf=$root/$1/etc/nhacviec.conf
	write_conf <<-CONF
	[sending]
	live = yes
	order = sms
	rate = 50/s
	daily_cap = 0
	person_cap = 1000
	$(cat)
	CONF
	at "2018-05-24 07:59:00"
	must "$1: a district" nv import "$root/units.csv" "$root/people.csv" \
		"$root/assignments.csv" --apply
	python3 tests/fake/kills.py "$dir" "$1" "$2" "$seed" "$hook_port" ||
		fail "$1: the rounds (SEED=$seed)"
	"ledger_$1" > "$dir/ledger.tsv"
	python3 tests/fake/kills.py check "$dir" ||
		fail "$1: something does not hold (SEED=$seed)"
	say "ok: 50.$number $1: $2 kills, nothing twice, nothing gone"
	web_port=""
}
ledger_kannel() { smsc_got; }
ledger_smsgate() {
	sed -nE 's/^sent [^ ]+ ([^ ]+) [0-9]+ (.*)$/\1\t\2/p' "$dir/peer.out"
}
ledger_esms() {
	sed -nE 's/^sent [^ ]+ ([^ ]+) (.*)$/\1\t\2/p' "$dir/peer.out"
}
own() { # PEER: folders and ports of this session
	number=$((${number:-0} + 1))
	dir=$root/$1
	mkdir -p "$dir/etc" "$dir/state"
	chmod 750 "$dir/state"
	read -r web_port hook_port <<<"$(free_ports 2)"
}
peer() { # PROGRAM ARGUMENT...: sets $peer_port
	mkfifo "$dir/phone"
	node "tests/fake/$1.js" "$dir" "${@:2}" < "$dir/phone" \
		> "$dir/peer.out" 2> "$dir/peer.log" &
	pids+=($!)
	exec 8> "$dir/phone"
	until_true 15 test -s "$dir/$1.port" || fail "no $1"
	peer_port=$(cat "$dir/$1.port")
}

smsbox_kept() { # PID: Kannel's half sometimes panics when a peer dies (its
	# conn_unregister), and is started again as an init would
	local box=$1
	trap 'kill "$box" 2> /dev/null; exit' TERM
	while :; do
		until gone "$box"; do sleep 0.2; done
		(cd "$dir/kannel" && exec smsbox -v 1 kannel.conf) \
			>> "$dir/smsbox.log" 2>&1 &
		box=$!
	done
}
kannel() {
	kannel_retries=1000 # kills come once a second, as its retries do
	kannel_start fake
	smsbox_kept "${pids[1]}" &
	pids+=($!)
	ln -s smsc.log "$dir/peer.out"
	kannel_gateway > "$dir/gateway.conf"
	session kannel $((kills - 2 * (kills / 3))) < "$dir/gateway.conf"
}
smsgate() {
	peer smsgate sms:phone-secret hook-secret
	secret_file phone.secret phone-secret
	secret_file hook.secret hook-secret
	session smsgate $((kills / 3)) <<-CONF
	[gateway sms]
	driver = smsgate
	url = http://127.0.0.1:$peer_port
	user = sms
	password_file = phone.secret
	hook_secret_file = hook.secret
	CONF
}
esms() {
	local services=MainService.svc/json
	peer esms APIKEY esms-secret hook-secret
	secret_file esms.secret esms-secret
	secret_file hook.secret hook-secret
	session esms $((kills / 3)) <<-CONF
	[gateway sms]
	driver = esms
	user = APIKEY
	brandname = DOAN
	password_file = esms.secret
	hook_secret_file = hook.secret
	mo_key_file = hook.secret
	url = http://127.0.0.1:$peer_port/$services/SendMultipleMessage_V4_post_json/
	CONF
}

world
for p in kannel smsgate esms; do
	own $p
	! wanted $p || $p
done
