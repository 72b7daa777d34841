#!/bin/bash
# A configuration that cannot be broken: reload by verb, by signal and by a
# watch; whatever editors, hands and disks do to the files, the last good one
# stays, and that it does is seen everywhere.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
e2e_begin "configuration: edits, reloads, a watch"

secret_file kannel.secret loopback
secret_file hook.secret hook-secret
write_conf <<CONF
[config]
watch = no
[alarm]
to = QUAN
[gateway sms]
driver = kannel
url = http://127.0.0.1:9/cgi-bin/sendsms
user = nhacviec
password_file = kannel.secret
hook_secret_file = hook.secret
CONF
mkdir "$dir/etc/conf.d"
at "2018-05-24 12:15:00"
import_demo units.csv people.csv assignments.csv

state() { nv status --json 2>> "$dir/verbs.log" | jq -c ".config${1:-}"; }
metric() { curl -fsS -m 5 "http://127.0.0.1:$web_port/metrics" |
	sed -n "s/^nhacviec_config_$1 //p"; }
metric_is() { [ "$(metric "$1")" = "$2" ]; }
failed() { [ "$(state .failed)" = true ]; }
good() { [ "$(state .failed)" = false ]; }
price_is() { nv config diff 2>&1 | grep -q "nothing differs" &&
	grep -q "^price = $1\$" <<<"$(nv config show 2>/dev/null)"; }
reloads() { grep -c 'reload=done' "$dir/service.log"; }

say "--- without a service"
nv reload > "$dir/out" 2>&1; is "reload needs the service" 3 $?
nv config diff > "$dir/out" 2>&1; is "config diff needs it too" 3 $?
is "status knows of no service" null "$(state)"
service_start

say "--- by the verb"
is "all is well" '[false,null,0,[]]' \
	"$(state '|[.failed,.error,.errors,.restart]')"
printf '[sending]\nprice = 400\n' > "$dir/etc/conf.d/10.conf"
like "the difference before" '^~ \[sending\] price = 350 → 400$' \
	"$(nv config diff)"
like "the reload says what changed" '^~ \[sending\] price = 350 → 400$' \
	"$(nv reload)"
like "then nothing differs" 'nothing differs' "$(nv config diff 2>&1)"
printf 'changed\n' > "$dir/etc/hook.secret"
diff=$(nv config diff)
like "another secret is seen" 'hook_secret_file = hook.secret .*changed' "$diff"
unlike "and not shown" 'changed$|hook-secret' "$diff"
printf 'hook-secret\n' > "$dir/etc/hook.secret"
printf '[sending]\nprice = viel\n' > "$dir/etc/conf.d/10.conf"
nv reload > "$dir/out" 2>&1; is "a bad one is refused" 5 $?
like "with its place" '10.conf:2:9: error: .*viel' "$(cat "$dir/out")"
must "status says so" failed
like "with the first error" '10.conf:2:9: ' "$(state .error)"
like "and in words" '^configuration refused at 2018-05-24T' "$(nv status)"
is "the metrics say so" 1 "$(metric reload_failed)"
like "the journal says so" 'reload=refused by=verb errors=1' \
	"$(cat "$dir/service.log")"
nv config diff > "$dir/out" 2>&1; is "config diff of a bad file" 5 $?
printf '[web]\nlisten = 127.0.0.1:1\n' > "$dir/etc/conf.d/10.conf"
like "what needs a restart is said" '\[web\] listen takes effect at the next' \
	"$(nv reload 2>&1)"
is "and kept" '["[web] listen"]' "$(state .restart)"
is "in the metrics too" 1 "$(metric restart_needed)"
rm "$dir/etc/conf.d/10.conf"
must "back to what runs" nv reload
is "no restart any more" '[false,[]]' "$(state '|[.failed,.restart]')"
is "the failure is over" 0 "$(metric reload_failed)"
must "something was tried" test "$(metric last_reload_seconds)" -gt 1500000000

say "--- by the signal"
echo 'x' >> "$conf"
kill -HUP "$service"
must "refused" until_true 10 failed
like "an alarm is written" 'Cau hinh vua sua co loi' "$(queue)"
sed -i '$d' "$conf"
kill -HUP "$service"
must "and good again" until_true 10 good

say "--- by the watch"
sed -i 's/^watch = no/watch = yes/' "$conf"
must "watching" nv reload
set_price() { printf '[sending]\nprice = %s\n' "$1"; }
set_price 401 > "$dir/etc/conf.d/20.conf"
must "a new file" until_true 15 price_is 401
set_price 402 > "$dir/etc/conf.d/20.conf"
must "written over" until_true 15 price_is 402
set_price 403 > "$dir/etc/conf.d/.20.conf.swp"
mv "$dir/etc/conf.d/.20.conf.swp" "$dir/etc/conf.d/20.conf"
must "replaced, as vim does" until_true 15 price_is 403
sed -i 's/403/404/' "$dir/etc/conf.d/20.conf"
must "sed -i" until_true 15 price_is 404
mv "$dir/etc/conf.d/20.conf" "$dir/etc/conf.d/20.conf~"
set_price 405 > "$dir/etc/conf.d/20.conf"
must "moved away and written anew" until_true 15 price_is 405
rm -r "$dir/etc/conf.d"
must "the folder is gone" until_true 15 price_is 350
mkdir "$dir/etc/conf.d"
set_price 406 > "$dir/etc/conf.d/20.conf"
must "the folder is there again" until_true 15 price_is 406
printf '[sending]\nprice = ' > "$dir/etc/conf.d/20.conf"
must "half a file is refused" until_true 15 failed
echo 407 >> "$dir/etc/conf.d/20.conf"
must "the other half heals it" until_true 15 price_is 407
must "for good" good
mkdir "$dir/elsewhere"
set_price 408 > "$dir/elsewhere/a"
set_price 409 > "$dir/elsewhere/b"
ln -sf "$dir/elsewhere/a" "$dir/etc/conf.d/20.conf"
must "a link" until_true 15 price_is 408
ln -sfn "$dir/elsewhere/b" "$dir/etc/conf.d/20.conf"
must "a link that is swapped" until_true 15 price_is 409
set_price 410 > "$dir/elsewhere/b"
must "what the link leads to" until_true 15 price_is 410
# Without the file no verb knows where the service listens; its page does.
mv "$conf" "$conf.away"
must "the main file is gone" until_true 15 metric_is reload_failed 1
mv "$conf.away" "$conf"
must "and back" until_true 15 good
chmod 000 "$conf"
[ "$(id -u)" = 0 ] ||
	must "not readable any more" until_true 15 metric_is reload_failed 1
chmod 640 "$conf"
must "and readable again" until_true 15 good
set_price 410 > "$dir/etc/conf.d/20.conf"
printf '[gateway sms]\nhook_secret_file = new.secret\n' \
	> "$dir/etc/conf.d/30.conf"
must "a secret that is not there yet" until_true 15 failed
secret_file conf.d/new.secret neu
must "is seen when it comes" until_true 15 good
rm "$dir/etc/conf.d/30.conf" "$dir/etc/conf.d/new.secret"
before=$(reloads)
for i in $(seq 411 430); do set_price "$i" > "$dir/etc/conf.d/20.conf"; done
must "twenty writes in a burst" until_true 15 price_is 430
must "are few reloads" test $(($(reloads) - before)) -le 5
mkdir -p "$dir/state/conf.d"
set_price 431 > "$dir/state/conf.d/web.conf"
must "the state's conf.d, made later, read last" until_true 15 price_is 431

say "--- a reload sends nothing"
printf '[visit]\nremind = 15 07:30, -20 07:30, -7 07:30, -2 07:30\n' \
	> "$dir/etc/conf.d/40.conf"
must "a new ladder" nv reload
is "no message but the alarm" 1 "$(queue | jq -s length)"
service_stop
is "the service ends well" 0 "$stopped"
exit 0
