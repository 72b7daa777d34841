#!/bin/bash
# What becomes of a message, told by a real Kannel with an SMPP simulator behind
# it, to both drivers that speak its dialect: `kannel`, and `http` with the
# ready profile.  A reply in UCS-2 books a visit.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
e2e_begin "every outcome of a delivery, by SMPP"
BAO=+84912000003 # the digits at the end choose the outcome
make --no-print-directory -s build/peers/.installed || fail "no npm packages"

profile_gateway() { # the ready profile, completed as an office does it
	secret_file kannel.secret loopback
	secret_file kannel-hook.secret hook-secret
	sed -e "s|127.0.0.1:13013|127.0.0.1:$sendsms_port|" \
		-e 's|^\[gateway kannel\]|[gateway sms]|' \
		config/gateways/kannel.conf
}
smsc_heard() { grep -qE -- "$1" "$dir/smsc.out"; } # PATTERN
state_is() { queue_has ".number == \"$1\" and .kind == \"test\" and
	.state == \"$2\""; }
send_to() { nv send-test --to "$1" "$2" > /dev/null 2>> "$dir/verbs.log" ||
	fail "send-test to $1"; }

outcomes() { # PREFIX: seven digits after +84
	local to=+84$1 got="\\+?84$1"
	local odd='Nhắc "Bảo" & Sơn: 100% = {text} 😀'
	local long="Tin dài có dấu: đồng chí nhớ đi cơ sở xã Tân Hòa, Tân Lợi \
trước ngày 31 và nhắn kết quả về số này nhé 😀"
	send_to "${to}00" "khong den"
	send_to "${to}02" "so sai"
	send_to "${to}03" "cho roi den"
	send_to "${to}04" "bi tu choi"
	send_to "${to}05" "khong bao"
	send_to "${to}07" "$odd"
	send_to "${to}08" "$long"
	send_to +84993345609 "khong co duong"
	must "UNDELIV: undelivered" until_true 30 state_is "${to}00" undelivered
	must "refused as a bad address: undelivered" \
		until_true 10 state_is "${to}02" undelivered
	must "ENROUTE, then DELIVRD: delivered" \
		until_true 10 state_is "${to}03" delivered
	must "REJECTD: undelivered" until_true 10 state_is "${to}04" undelivered
	must "no receipt: accepted, and no more than that" \
		until_true 10 state_is "${to}05" accepted
	must "any other: delivered" until_true 10 state_is "${to}07" delivered
	must "a long one: delivered" until_true 10 state_is "${to}08" delivered
	must "no route to the number: failed" \
		until_true 10 state_is +84993345609 failed
	must "the text with accents came whole" smsc_heard "^${got}07	$odd\$"
	must "the long one, too" smsc_heard "^${got}08	$long\$"
	must "and the plain one" smsc_heard "^${got}05	khong bao\$"
	send_to "${to}01" "nghen" # holds up those behind it: last
	must "throttled: the SMSC has refused it" \
		until_true 20 smsc_heard "^!${got}01"
	must "Kannel keeps it, and nobody says delivered" \
		until_true 10 state_is "${to}01" accepted
	is "each went out once" 8 "$(queue | jq -s 'map(select(.kind == "test" and
		.state != "failed" and .attempts == 1)) | length')"
	is "and came once" 7 "$(grep -cE "^!?${got}0[02-8]	" "$dir/smsc.out")"
}
session() { # PREFIX; stdin: the gateway
	at "2018-05-24 10:00:00"
	write_conf <<-CONF
	[sending]
	live = yes
	order = sms
	accents = keep
	$(cat)
	CONF
	nv check > "$dir/check.log" 2>&1
	like "the configuration is accepted (warnings at most)" '^[01]$' $?
	rm -f "$dir"/state/*
	import_demo units.csv people-three.csv assignments-three.csv
	service_start
	outcomes "$1"
	reply
	service_stop
	is "SIGTERM ends the service with 0" 0 "$stopped"
}
reply() {
	echo "84912000003 8041 Em đã đi Tân Hòa hôm qua rồi ạ 😀" >&9
	must "the reply in UCS-2 books the visit" \
		until_true 20 booked BAO TANHOA 2018-05-23
	must "the confirmation reaches the phone" until_true 20 smsc_heard \
		'^\+?84912000003	Da ghi: .*Tan Hoa.*23/5'
	must "and is reported as delivered" until_true 10 queue_has \
		".number == \"$BAO\" and .kind == \"answer\" and
		.state == \"delivered\""
	is "nothing waits in the inbox" "" "$(nv inbox list --json)"
}

read -r web_port hook_port <<<"$(free_ports 2)"
kannel_start smpp

say "## driver http with config/gateways/kannel.conf"
profile_gateway > "$dir/gateway.conf"
session 9123456 < "$dir/gateway.conf"
say "## driver kannel"
: > "$dir/smsc.out"
kannel_gateway > "$dir/gateway.conf"
session 9223456 < "$dir/gateway.conf"
