#!/bin/bash
# What a person at the keyboard sees: JSON as the manual shows it, completion in
# a real bash, colours and progress on a terminal and nowhere else.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
e2e_begin "JSON shapes, completion, colours, progress"

manual=$top/docs/man/nhacviec.1
secret_file hook.secret hook-secret
write_conf <<CONF
[sending]
live = yes
[gateway thu]
driver = sandbox
CONF
at "2018-05-24 12:15:00"
import_demo units.csv people.csv assignments.csv
import_demo branches.csv
import_demo meetings.csv holidays.csv sessions.csv
must "a visit by hand" nv visit add --person DUYEN --unit TANLAP \
	--date 2018-05-12 --reason "giấy đi đường"

say "## every member of the JSON is in the manual, and the other way round"
# The members of a verb's shapes in the manual; with "?" those that may lack.
shape() { # VERB
	sed 's/\\-/-/g' "$manual" | awk -v v="$1" '
		/^\.Ss / { on = $2 == v } /^\.Sh/ { on = 0 }
		on && (/^\{/ || /^ +["{]/)' |
	grep -oE '"[a-z_0-9]+"\??:' | tr -d '":' | sort -u
}
json() { # VERB...: keeps the objects of this verb
	nv "$@" --json >> "$dir/json.$1" 2>> "$dir/verbs.log"
	local rc=$?
	[ $rc -le 1 ] || fail "exit $rc: $*"
	seen=" $seen $1 "
}
seen=
json backup "$dir/copy.db"
json calendar BAO
json config show
json exempt add --person BAO --from 2018-09-10 --to 2018-09-25 --reason hoc
json exempt list
json exempt remove --person BAO --from 2018-09-10 --reason nham
json export --to "$dir/out.xlsx"
json gateway list
json gateway pause thu --reason thu
json gateway resume thu
json help
json history DUYEN
json import "$top/tests/fixtures/rosters/01_excel_utf8_bom_champhay.csv"
json import "$top/tests/fixtures/rosters/01_excel_utf8_bom_champhay.csv" --apply
json import --undo 4
json meeting list
branch=TANLAP-AP1
json meeting add --person DUYEN --unit "$branch" --date 2018-05-05 --reason x
json meeting list
json meeting remove 1 --reason x
json meeting cancel --unit "$branch" --date 2018-06-05 --reason x
json meeting changes
json parse "da di tan hoa 20/5, hen 28/5 tan hung" --number +84912000003
json parse "da du sinh hoat ap 3 ngay 5/5" --number +84912000002
json pause
json plan --from 2018-06-01 --days 10
json resume
json result add --person BAO --session 2018-06-15 --reason x
json result list
json result remove --person BAO --session 2018-06-15 --reason x
json send-test --to 0912000003 "thu"
json queue list
json queue hold 1
json queue show 1
json simulate --from 2018-06-01 --to 2018-06-05
json status --month 2018-05
json train BAO on --reason x
json train BAO off
echo mat-khau-rat-dai-day | json user add an --role admin --password-stdin
json user list
json user remove an
json version
json visit add --person BAO --unit TANHOA --date 2018-05-12 --reason x
json visit list
json visit remove 1 --reason x
printf 'code,name,kind,parent\nTANMOI,Xã Tân Mới,xa,CUM1\n' > "$dir/new.csv"
must "a commune without a cadre" nv import "$dir/new.csv" --apply
json check
json findings
cp "$conf" "$dir/etc/good"
service_start
must "a text from BAO" test "$(nv parse "xin chao" --number +84912000003 \
	--json | jq -r .person)" = BAO
json reload
json config diff
json gateway test thu
service_stop
bad=0
for verb in $(tr ' ' '\n' <<<"$seen" | sort -u); do
	want=$(shape "$verb")
	got=$(jq -r '[paths | map(strings) | last | values] | .[]' \
		"$dir/json.$verb" | sort -u)
	[ -n "$got" ] || { echo "  $verb: no JSON"; bad=1; }
	more=$(comm -13 <(tr -d '?' <<<"$want" | sort -u) - <<<"$got")
	less=$(comm -23 <(grep -v '?' <<<"$want") - <<<"$got")
	[ -z "$more" ] || { echo "  $verb: not in the manual:" $more; bad=1; }
	[ -z "$less" ] || { echo "  $verb: only in the manual:" $less; bad=1; }
done
is "the manual tells each member" 0 $bad

say "## completion in a real bash"
nv completion bash > "$dir/completion" || fail "completion bash"
offered() { # WORD...: what TAB after these words offers, the last at the cursor
	bash --norc -c '
		. "$1"; program=$2; shift 2
		COMP_WORDS=(nhacviec "$@"); COMP_CWORD=$#
		_nhacviec "$program" "${COMP_WORDS[COMP_CWORD]}" ""
		echo ${COMPREPLY[@]}' bash "$dir/completion" "$nhacviec" "$@"
}
is "verbs" "result resume" "$(offered resu)"
is "their own words" "list add remove" "$(offered visit "")"
is "options" "--person" "$(offered visit add --p)"
is "people, by the database" "BAO" \
	"$(offered visit -c "$conf" add --person B)"
is "units" "TANHOA" "$(offered visit -c "$conf" add --unit TANHO)"
is "cut at the sign" "BAO" "$(offered visit -c "$conf" add --person = B)"
is "gateways" "thu" "$(offered gateway -c "$conf" pause "")"
touch "$dir/roster one.csv"
is "files" "$dir/roster one.csv" "$(offered import "$dir/rost")"
is "a broken configuration says nothing" "" \
	"$(offered visit -c /dev/null/no add --person B 2>&1)"
is "and verbs go on" "visit" "$(offered visi)"

say "## a terminal and none"
cat > "$dir/at-terminal.py" <<'PY'
# Runs a command at a terminal and prints all that it wrote there.
import os, pty, sys
pid, fd = pty.fork()
if pid == 0:
    os.execvp(sys.argv[1], sys.argv[1:])
out = b""
while True:
    try:
        chunk = os.read(fd, 65536)
    except OSError:
        break
    if not chunk:
        break
    out += chunk
os.waitpid(pid, 0)
sys.stdout.buffer.write(out)
PY
tty() ( faked env TERM="${term-xterm}" NO_COLOR="${no_color-}" python3 \
	"$dir/at-terminal.py" "$nhacviec" "$@" -c "$conf" )
esc=$'\033' cr=$'\r'
escapes() { grep -c "$esc" <<<"$1"; }
redrawn() { tr -d '\n' <<<"$1" | grep -cE "${cr}[a-z ]+\[[#.]+\]"; }
is "colours on a terminal" 1 "$(tty status --month 2018-05 |
	grep -c "$esc\[3[123]m.*$esc\[0m" | sed 's/[1-9][0-9]*/1/')"
is "none with NO_COLOR" 0 "$(escapes "$(no_color=1 tty status)")"
is "none when it is dumb" 0 "$(escapes "$(term=dumb tty status)")"
is "none in JSON" 0 "$(escapes "$(tty status --json)")"
is "none in a pipe" 0 "$(escapes "$(nv status 2>&1)")"
python3 - "$dir/many.csv" <<'PY'
import sys
with open(sys.argv[1], "w") as f:
    f.write("code,name,phone\n")
    for i in range(3000):
        f.write("P%d,Nguyen Van P%d,09%08d\n" % (i, i, 30000000 + i))
PY
long=(import "$dir/many.csv")
is "progress of an import" 1 "$(redrawn "$(tty "${long[@]}")")"
is "and of a simulation" 1 "$(redrawn \
	"$(tty simulate --from 2018-04-01 --to 2018-12-31)")"
is "none when it is dumb" 0 "$(redrawn "$(term=dumb tty "${long[@]}")")"
is "none with --json" 0 "$(redrawn "$(tty "${long[@]}" --json)")"
is "none in a pipe" 0 "$(redrawn "$(nv "${long[@]}" 2>&1)")"
is "NO_COLOR is no escape at all" 0 \
	"$(escapes "$(no_color=1 tty "${long[@]}")")"
like "the line is gone at the end" "$cr +$cr" "$(tty "${long[@]}" | tr -d '\n' |
	grep -oE "%$cr +$cr")"
service_start
is "with the service too" 1 "$(redrawn "$(tty "${long[@]}")")"
is "and only where it is seen" 0 "$(redrawn "$(nv "${long[@]}" 2>&1)")"
service_stop
