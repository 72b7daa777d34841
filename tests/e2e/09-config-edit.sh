#!/bin/bash
# `config edit`: a copy, an editor, the check, one rename, a reload; what is
# wrong is edited again or thrown away, and nobody's work is lost.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
e2e_begin "config edit with a scripted editor"

write_conf <<CONF
[gateway thu]
driver = sandbox
CONF
chmod 640 "$conf"
at "2018-05-24 12:15:00"

# The editor runs one numbered script a round and counts the rounds.
cat > "$dir/editor" <<'SH'
#!/bin/bash
# editor FOLDER FILE
n=$(($(cat "$1/round" 2>/dev/null || echo 0) + 1))
echo $n > "$1/round"
echo "$2" > "$1/copy"
. "$1/round.$n" "$2"
SH
chmod +x "$dir/editor"
export EDITOR="$dir/editor $dir"
unset VISUAL
rounds() { # SCRIPT...: one a round; "$1" in it is the copy
	rm -f "$dir"/round*
	local n=0 s
	for s in "$@"; do n=$((n + 1)); echo "$s" > "$dir/round.$n"; done
}
edit() { # ANSWERS [NAME]: sets $rc; its words are in edit.log
	printf '%b' "$1" | nv config edit ${2:+"$2"} > "$dir/edit.log" 2>&1
	rc=$?
	cat "$dir/edit.log" >> "$dir/verbs.log"
}
said() { cat "$dir/edit.log"; }
no_copy() { [ -z "$(find "$dir/etc" -name '.*edit-*')" ]; }
same() { cmp -s "$conf" "$dir/before"; }
keep() { cp -p "$conf" "$dir/before"; }

say "--- without a service"
keep
rounds 'true'; edit ''
is "no change is done" 0 "$rc"; like "and said" 'no change' "$(said)"
must "the file is untouched" same
must "no copy stays" no_copy
rounds 'echo "[sending]" >> "$1"; echo "price = 400" >> "$1"'; edit ''
is "a good change is put in place" 0 "$rc"
like "and waits for the start" 'takes effect at its start' "$(said)"
like "it is there" '^price = 400$' "$(cat "$conf")"
is "with its mode" 640 "$(stat -c %a "$conf")"
must "no copy stays" no_copy

say "--- mistakes"
keep
rounds 'echo "price = viel" >> "$1"'; edit 'q\n'
is "a mistake is refused" 5 "$rc"
like "at its place, by the file's own name" \
	'nhacviec.conf:[0-9]+:9: error: .*viel' "$(said)"
must "nothing is changed" same
must "no copy stays" no_copy
rounds 'echo "price = viel" >> "$1"'; edit ''
is "no answer is no" 5 "$rc"; must "nothing is changed" same
rounds 'echo "price = viel" >> "$1"' 'sed -i s/viel/410/ "$1"'
edit 'x\ne\n'
is "edited again it is good" 0 "$rc"
is "two rounds with the same text" 2 "$(cat "$dir/round")"
like "it is there" '^price = 410$' "$(cat "$conf")"
keep
rounds 'echo "junk" >> "$1"; exit 3'; edit ''
is "an editor that fails" 1 "$rc"; must "changes nothing" same
rounds 'printf "\377\376j\0" > "$1"'; edit 'q\n'
like "UTF-16 is named" 'UTF-16' "$(said)"; must "nothing is changed" same
rounds 'sed s/410/411/ "$1" > "$1.new"; mv "$1.new" "$1"'; edit ''
is "an editor that renames" 0 "$rc"
like "is heard" '^price = 411$' "$(cat "$conf")"

say "--- two people"
rounds 'sed -i s/411/412/ "$1"; echo "# theirs" >> "'"$conf"'"'; edit 'q\n'
is "somebody else's change is not lost" 1 "$rc"
like "it is told" 'somebody else changed' "$(said)"
like "theirs stands" '^# theirs$' "$(cat "$conf")"
like "ours is kept" '^price = 412$' "$(cat "$(cat "$dir/copy")")"
rm "$(cat "$dir/copy")"
rounds 'sed -i s/411/413/ "$1"; echo "# more" >> "'"$conf"'"'; edit 'o\n'
is "overwritten on request" 0 "$rc"
like "ours stands" '^price = 413$' "$(cat "$conf")"
unlike "theirs does not" '^# more$' "$(cat "$conf")"
keep
exec 8< "$dir/etc"; flock -x 8
rounds 'echo junk >> "$1"'; edit ''
is "two at once is busy" 75 "$rc"; must "nothing is changed" same
exec 8<&-

say "--- links and drop-ins"
mv "$conf" "$dir/etc/real"; ln -s real "$conf"
rounds 'sed -i s/413/414/ "$1"'; edit ''
is "through a link" 0 "$rc"
must "the link stays one" test -L "$conf"
like "what it leads to is replaced" '^price = 414$' "$(cat "$dir/etc/real")"
rounds 'echo "[sending]" > "$1"; echo "price = 420" >> "$1"'
edit '' conf.d/50.conf
is "a drop-in that was not there" 0 "$rc"
is "as readable as the main file" 640 "$(stat -c %a "$dir/etc/conf.d/50.conf")"
like "counts" '^price = 420' "$(nv config show)"
rounds 'echo "price = viel" >> "$1"'; edit 'q\n' conf.d/60.conf
is "a wrong one" 5 "$rc"
like "is told by its name" 'conf.d/60.conf:1:1: error: ' "$(said)"
must "is not there" test ! -e "$dir/etc/conf.d/60.conf"
for name in ../x.conf conf.d/../x.conf conf.d/x conf.d/.x.conf /etc/passwd; do
	edit '' "$name"; is "no other file: $name" 2 "$rc"
done

say "--- with a service"
service_start
rounds 'sed -i s/420/430/ "$1"'; edit '' conf.d/50.conf
is "taken at once" 0 "$rc"
like "what changed is said" '^~ \[sending\] price = 420 → 430$' "$(said)"
like "and runs" 'nothing differs' "$(nv config diff 2>&1)"
is "one file at a time" 2 "$(nv config edit a b >/dev/null 2>&1
	echo $?)"
service_stop
exit 0
