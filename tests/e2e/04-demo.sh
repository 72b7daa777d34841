#!/bin/bash
# What `make run` shows a newcomer: the demo district with its phones, at any
# hour of any day.  As in a browser: token, cookie, form.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
e2e_begin "the demo: a message arrives, an answer changes the table"

read -r web_port hook_port <<<"$(free_ports 2)"
demo=$dir/demo
conf=$demo/nhacviec.conf
cp -r "$top/config/demo" "$dir/source" # the demo itself, on ports of our own
in=$dir/source/nhacviec.conf.in
sed -i '/^listen *=/d' "$in"
for section in web hooks; do
	grep -q "^\[$section\]" "$in" || printf '\n[%s]\n' $section >> "$in"
done
sed -i "s/^\[web\]/&\nlisten = 127.0.0.1:$web_port/
	s/^\[hooks\]/&\nlisten = 127.0.0.1:$hook_port/" "$in"
site=http://127.0.0.1:$web_port
page() { # PATH [curl options]
	local path=$1; shift
	curl -sS -m 10 -b "$dir/jar" -c "$dir/jar" "$@" "$site$path" \
		2>> "$dir/verbs.log"
}
status() { page "$1" -o /dev/null -w '%{http_code}' "${@:2}"; }
start() {
	: > "$dir/service.log"
	sh "$dir/source/run" "$nhacviec" "$demo" >> "$dir/service.log" 2>&1 &
	service=$!
	until_true 15 service_up_or_dead
	must "the demo is up" service_up
	until_true 5 grep -q token= "$dir/service.log"
	entry=$(grep -o "$site/[^ ]*token=[^ ]*" "$dir/service.log" | head -n 1)
}
phones_show() { page "/phones?p=$1" | grep -q "$2"; }

start
like "it says where to look" "$site/phones" "$(cat "$dir/service.log")"
is "in three lines" 3 "$(sed '/^started=/,$d' "$dir/service.log" | wc -l)"

say "## without the token"
is "healthz is free" 200 "$(curl -s -o /dev/null -w '%{http_code}' "$site/healthz")"
for path in / /phones /queue /inbox; do
	is "$path is shut" 401 "$(curl -s -o /dev/null -w '%{http_code}' "$site$path")"
done
is "a wrong token opens nothing" 401 "$(status "/?token=guess")"

say "## with it"
is "the address leads on" 303 "$(status "${entry#"$site"}")"
is "the cookie opens the page" 200 "$(status /)"
is "the token works once" 401 "$(curl -s -o /dev/null -w '%{http_code}' "$entry")"
must "within ten seconds a message is on a phone" \
	until_true 10 phones_show BAO "HUYEN DOAN"
like "to each of the cadres" "HUYEN DOAN.*HUYEN DOAN" \
	"$(page /phones | tr '\n' ' ')"

say "## an answer"
before=$(nv status --json | jq -c '.people[] | select(.code == "BAO")')
is "Bao owes the month" "0" "$(jq .done <<<"$before")"
csrf=$(page "/phones?p=BAO" | sed -n 's/.*name="csrf" value="\([^"]*\)".*/\1/p' |
	head -n 1)
today=$(TZ=Asia/Ho_Chi_Minh date +%-d/%-m)
is "no form without its token" 403 "$(status /phones/send \
	-d p=BAO --data-urlencode "text=DA DI TANHOA $today")"
is "the answer is taken" 303 "$(status /phones/send -d p=BAO -d "csrf=$csrf" \
	--data-urlencode "text=DA DI TANHOA $today")"
must "the office confirms on Bao's phone" \
	until_true 10 phones_show BAO "Da ghi: d/c Bao di Tan Hoa ngay $today"
is "the month's table changed" \
	"done TANHOA reply" "$(nv status --json | jq -r '.people[] |
	select(.code == "BAO") | "\(.state) \(.visits[0].unit) \(.visits[0].source)"')"
like "and shows it" "Tân Hòa" "$(page / | tr '\n' ' ' |
	grep -o 'Phạm Quốc Bảo.*' | head -c 1500)"

say "## stop and start again"
service_stop
is "SIGTERM ends it with 0" 0 "$stopped"
start
page "${entry#"$site"}" > /dev/null
is "the data is kept" "done" "$(nv status --json | jq -r '.people[] |
	select(.code == "BAO") | .state')"
must "so are the phones" phones_show BAO "Da ghi: d/c Bao di Tan Hoa"
is "nothing was said twice" 1 "$(page "/phones?p=BAO" |
	grep -c '<p><bdi>HUYEN DOAN')"
service_stop
is "SIGTERM ends it with 0" 0 "$stopped"
