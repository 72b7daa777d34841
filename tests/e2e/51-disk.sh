#!/bin/bash
# The disk is full, read-only, failing, slow, damaged, or somebody else's.  Each
# scenario says its row of the fault matrix (docs/promises.md).
# A small file system needs a mount: in a namespace of our own.
if [ -z "${OWN_MOUNTS:-}" ]; then
	export OWN_MOUNTS=no
	[ "$(id -u)" = 0 ] && map="" || map=-r
	# shellcheck disable=SC2086
	unshare $map -m true 2>/dev/null &&
		OWN_MOUNTS=yes exec unshare $map -m bash "$0" "$@"
fi
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
e2e_begin "disks that fail"

make --no-print-directory -s build/tests/fake/disk.so || fail "no disk.so"
real=$nhacviec
cat > "$dir/nhacviec" <<SH
#!/bin/bash
export LD_PRELOAD=\${LD_PRELOAD:+\$LD_PRELOAD:}$top/build/tests/fake/disk.so
export DISK_FAULT=$dir/fault DISK_BELOW=$dir/state/
exec $real "\$@"
SH
chmod +x "$dir/nhacviec"
fault() { # WORD, or nothing
	if [ -n "${1:-}" ]; then echo "$1" > "$dir/fault"; else
		rm -f "$dir/fault"; fi
}
refused='^(503|000)$' # or hung up: the gateway repeats it in both cases
reply() { # N: prints the status
	hook /hook/sms/reply secret=hook-secret from=+84912000003 to=8041 \
		"text=cho em hoi viec so $1 o dau a?" "id=r$1"
}
reply_is() { [ "$(reply "$1")" = "$2" ]; } # N STATUS
replies() { nv inbox list --json | jq -rs 'map(.text) | sort | .[]'; }
sms() { nv send-test --to +84912345678 "$1" >> "$dir/verbs.log" 2>&1; }
got() { grep -c "	$1\$" "$dir/gateway.ledger"; } # TEXT
got_has() { [ "$(got "$1")" = 1 ]; }
fresh() { # a database with three cadres and the service
	[ -z "$service" ] || service_stop
	nhacviec=$real
	fault
	rm -rf "${dir:?}/state"/*
	import_demo units.csv people-three.csv assignments-three.csv
	nhacviec=$dir/nhacviec
	service_start
	until_true 20 queue_quiet || fail "the reminders of the start"
}
died() { # WHAT CODE
	until_true 20 gone "$service" || fail "$1: it goes on"
	wait "$service"; is "$1: it leaves by itself" "$2" $?
	service=
}
done_() { say "$1: ok"; }

gateway_start accept
live_on_gateway
at "2018-05-24 08:00:00"

say "## 51.1 (F13) two services on one file"
fresh
pid=$service
nv run > "$dir/second.log" 2>&1
is "the second says busy" 75 $?
like "and why" "another process has it open" "$(cat "$dir/second.log")"
is "the first is untouched" 200 "$(reply 1)"
is "and the same process" "$pid" "$service"
done_ "51.1 two services on one file"

say "## 51.2 (F23) EIO when the disk is flushed"
fault eio
like "a reply is not said to be taken" "$refused" "$(reply 2)"
died "after a failed flush" 1
like "it says so" 'leaving=1' "$(cat "$dir/service.log")"
before=$(gateway_count)
nv run >> "$dir/eio.log" 2>&1
is "no start on such a disk" 1 $?
is "nothing was sent" "$before" "$(gateway_count)"
fault
service_start
is "the gateway repeats the reply" 200 "$(reply 2)"
is "both replies are there, once" \
	"cho em hoi viec so 1 o dau a?,cho em hoi viec so 2 o dau a?" \
	"$(replies | paste -sd ,)"
must "and sending goes on" sms "sau eio"
must "once" until_true 20 got_has "sau eio"
done_ "51.2 EIO on fdatasync"

say "## 51.3 (F22) nothing can be written any more"
fault read-only
before=$(gateway_count)
like "a reply is not said to be taken" "$refused" "$(reply 3)"
died "read-only" 1
is "nothing was sent" "$before" "$(gateway_count)"
fault
service_start
is "mended: the reply is taken" 200 "$(reply 3)"
is "once" 1 "$(replies | grep -c 'so 3')"
done_ "51.3 read-only file system"

say "## 51.4 (F32) each flush takes two seconds"
fault slow
must "a reply is taken all the same" reply_is 4 200
must "a message" sms "dia cham"
must "arrives" until_true 60 got_has "dia cham"
fault
until_true 30 queue_quiet || fail "the queue"
is "once" 1 "$(got "dia cham")"
is "and the process is the same" "" "$(gone "$service" && echo gone)"
done_ "51.4 slow disk"

say "## 51.5 (F30) a limit of file size"
service_stop
{
	echo code,name,phone,role
	for i in {10000..19999}; do echo "N$i,Phạm Quốc Bảo,+8497$((1000000 + i)),cadre"; done
} > "$dir/many.csv"
(
	ulimit -f 1024
	nv import "$dir/many.csv" --apply > "$dir/limited.log" 2>&1
	echo $? > "$dir/limited.rc"
)
is "an import that does not fit fails, and is no signal" 1 \
	"$(cat "$dir/limited.rc")"
service_start
is "nobody of it is there" 0 "$(nv status --month 2018-05 --json |
	jq '[.people[] | select(.code | startswith("N1"))] | length')"
is "nothing else is gone" 4 "$(replies | wc -l)"
done_ "51.5 file size limit"

say "## 51.6 (F29) killed, and its log of writes deleted"
is "one more reply" 200 "$(reply 5)"
service_kill
rm -f "$db-wal"
before=$(gateway_count)
service_start
like "an older state, whole" '^[0-5]$' "$(replies | wc -l)"
until_true 20 queue_quiet || fail "the queue"
is "it works" 200 "$(reply 6)"
done_ "51.6 log of writes deleted"

say "## 51.7 (F28) damaged in the middle"
service_stop
cp "$db" "$dir/good.db"
pages=$(($(stat -c %s "$db") / 4096))
for ((i = 2; i < pages; i += 3)); do
	head -c 512 /dev/urandom | dd of="$db" bs=512 seek=$((i * 8)) \
		conv=notrunc status=none
done
nv run > "$dir/damaged.log" 2>&1
is "no start" 1 $?
like "it names the file and says what it found" 'nhacviec\.db: ' \
	"$(cat "$dir/damaged.log")"
cp "$dir/good.db" "$db"
rm -f "$db-wal"
done_ "51.7 damaged database"

say "## 51.8 (F36) of a newer program"
printf '\0\0\0\143' | dd of="$db" bs=1 seek=60 conv=notrunc status=none
cp "$db" "$dir/newer.db"
nv run > "$dir/newer.log" 2>&1
is "no start" 1 $?
like "both versions are named" '99.*[0-9]' "$(cat "$dir/newer.log")"
must "the file is as it was" cmp "$db" "$dir/newer.db"
done_ "51.8 database of a newer program"

say "## 51.9 (F31) a folder that is not there"
sed 's|../state/|../nowhere/|' "$conf" > "$dir/etc/nowhere.conf"
faked "$real" run -c "$dir/etc/nowhere.conf" > "$dir/nowhere.log" 2>&1 &
wait $!
is "no start" 1 $?
like "the path is named" 'nowhere' "$(cat "$dir/nowhere.log")"
done_ "51.9 no such folder"

say "## 51.10 (F20, F21) disk full and back"
if [ "$OWN_MOUNTS" = yes ] &&
	mount -t tmpfs -o size=24m tmpfs "$dir/state" 2>> "$dir/verbs.log"
then
	mounted=$dir/state
	fresh
	pid=$service
	is "8 MiB are kept in reserve" 8388608 "$(stat -c %s "$db-ballast")"
	head -c 24m /dev/zero > "$dir/state/filler" 2>/dev/null
	full=0
	for i in {100..160}; do
		# The reserve first, then that is gone, too.
		[ -e "$db-ballast" ] ||
			head -c 24m /dev/zero >> "$dir/state/filler" 2>/dev/null
		status=$(reply "$i")
		[ "$status" = 503 ] && full=$((full + 1)) || echo "$i" >> "$dir/taken"
		[ $full -lt 3 ] || break
	done
	is "replies are refused" 503 "$status"
	must "the reserve was given up" grep -q ballast=given_up "$dir/service.log"
	before=$(gateway_count)
	sms "dia day"
	is "a message is refused" 1 $?
	is "and nothing is sent" "$before" "$(gateway_count)"
	must "the office can still read" nv status --month 2018-05
	must "and its page answers" service_up
	rm "$dir/state/filler"
	is "room again: the reply is taken" 200 "$(reply "$i")"
	echo "$i" >> "$dir/taken"
	must "a message" sms "lai co cho"
	must "arrives" until_true 30 got_has "lai co cho"
	is "by the same process" "$pid" "$service"
	is "every reply that was taken is there, once" \
		"$(sed 's/.*/cho em hoi viec so & o dau a?/' "$dir/taken")" \
		"$(replies)"
	done_ "51.10 disk full and back"
else
	say "51.10 SKIPPED: this machine allows no mount, not even in a namespace"
fi
