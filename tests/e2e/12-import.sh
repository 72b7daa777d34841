#!/bin/bash
# A roster that is wrong in places: read, handed back with reasons, mended, read
# again and taken back; the same with the service and without it.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
e2e_begin "refused rows come back to be mended, an import is undone"

write_conf < /dev/null
import_demo units.csv
cat > "$dir/list.csv" <<'CSV'
DANH SÁCH;;;
STT;Họ và tên;Địa bàn;SĐT
1;Phạm Quốc Bảo;Tân Hòa;0912000003 / 0912000033
2;Trần Thị Duyên;Tân Phú;9.12E+08
3;Võ Thị Hoa;Xã Lạ;0912000004
CSV

round() { # FOLDER
	local f=$dir/$1 n
	mkdir -p "$f"
	out=$(nv import "$dir/list.csv" --apply --json \
		--refused "$f/back.csv" 2> "$f/talk")
	is "$1: one row is taken" 1 "$(jq .accepted <<<"$out")"
	is "$1: two are refused" 2 "$(jq .refused <<<"$out")"
	like "$1: and where they are is said" "2 refused rows are in" \
		"$(cat "$f/talk")"
	n=$(jq .import <<<"$out")
	like "$1: the reasons are in the office's language" "mất chữ số" \
		"$(cat "$f/back.csv")"
	sed -i 's/9.12E+08/0912000002/; s/Xã Lạ/Tân Lợi/' "$f/back.csv"
	out=$(nv import "$f/back.csv" --json 2>> "$f/talk")
	is "$1: mended, both are taken" "2 0" \
		"$(jq -r '"\(.accepted) \(.refused)"' <<<"$out")"
	must "$1: the same as a workbook" nv import "$dir/list.csv" \
		--refused "$f/back.xlsx"
	out=$(nv import "$f/back.xlsx" --json 2>> "$f/talk")
	is "$1: which says the cell" "D3 C4" "$(jq -r '[.rows[] |
		select(.outcome == "reject") | .reasons[0].cell] | join(" ")' \
		<<<"$out")"
	like "$1: the import is taken back" "person BAO .* removed" \
		"$(nv import --undo "$n" 2>&1)"
	nv import --undo "$n" > "$f/again" 2>&1
	is "$1: once" 1 $?
	like "$1: and that is said" "undone already" "$(cat "$f/again")"
	nv import --undo 999 > "$f/none" 2>&1
	is "$1: no such import" 1 $?
	nv import --undo x > /dev/null 2>&1
	is "$1: no number" 2 $?
	nv import "$dir/list.csv" --refused "$f/no/such/folder.csv" \
		> /dev/null 2> "$f/denied"
	is "$1: a place that is not there is a failure" 1 $?
	like "$1: which is named" "no/such/folder.csv" "$(cat "$f/denied")"
	is "$1: and nothing is said to be there" 0 \
		"$(grep -c 'to mend and import' "$f/denied")"
}
lists() { # FOLDER: what goes out comes in again and changes nothing
	local f=$dir/$1
	must "$1: the lists as a workbook" nv export --to "$f/all.xlsx"
	must "$1: and as a folder" nv export --to "$f/all"
	is "$1: read again, neither changes a thing" "0 0" "$(nv import --json \
		"$f/all.xlsx" "$f"/all/*.csv 2>> "$f/talk" | jq -rs \
		'"\(map(.changed) | add) \(map(.refused) | add)"')"
	is "$1: a folder again is the same" "$(cat "$f"/all/*.csv)" \
		"$(nv export --to "$f/more" > /dev/null 2>&1; cat "$f"/more/*.csv)"
	must "$1: an empty template" nv export --template --to "$f/empty.xlsx"
	is "$1: which is read as no rows" 0 "$(nv import --json \
		"$f/empty.xlsx" 2>> "$f/talk" | jq -s 'map(.accepted) | add')"
	nv export --to "$f/no/such/all.xlsx" > /dev/null 2> "$f/denied"
	is "$1: lists that cannot be written are a failure" 1 $?
	is "$1: and not called written" 0 "$(grep -c '^written' "$f/denied")"
	nv export --to "$f/all.csv" > /dev/null 2>&1
	is "$1: one CSV cannot hold all lists" 2 $?
	(cd "$f" && nv export --template && nv export --template) \
		> /dev/null 2> "$f/twice"
	like "$1: a template that is there is kept" "is there already" \
		"$(cat "$f/twice")"
}
round alone
lists alone
service_start
round service
lists service
service_stop
