#!/bin/bash
# Who reads Vietnamese is answered in Vietnamese, by verbs alone and by a service
# that runs in another language; programs always read the same.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
e2e_begin "Vietnamese or English by LANG, JSON in none"

unset LC_ALL LANGUAGE
vi() { LANG=vi_VN.UTF-8 "$@"; }
en() { LANG=C "$@"; }

# --- the catalogue
make -s POT="$dir/new.pot" B="$dir" "$dir/new.pot" || fail "no texts collected"
like "texts are collected of every layer" "cannot open the database %s" \
	"$(cat "$dir/new.pot")"
must "the texts are those of the sources (make po)" \
	cmp "$dir/new.pot" po/nhacviec.pot
cp po/vi.po "$dir/merged.po"
msgmerge -q --no-fuzzy-matching -U --backup=none "$dir/merged.po" \
	"$dir/new.pot"
is "nothing is left to translate" "" "$(msgattrib --untranslated --no-obsolete \
	"$dir/merged.po"; msgattrib --only-fuzzy "$dir/merged.po")"
must "formats agree" msgfmt -c -o /dev/null po/vi.po
must "letters are composed" python3 -c 'import sys, unicodedata
text = open("po/vi.po", encoding="utf-8").read()
sys.exit(text != unicodedata.normalize("NFC", text))'

# --- which language
first() { "$@" "$nhacviec" nonsense 2>&1; }
vietnamese="không có lệnh 'nonsense'"
english="there is no verb 'nonsense'"
like "LANG, of a locale that nobody made" "$vietnamese" \
	"$(first env LANG=vi_VN.UTF-8)"
like "LC_MESSAGES before LANG" "$vietnamese" \
	"$(first env LANG=en_US.UTF-8 LC_MESSAGES=vi_VN)"
like "LC_ALL before both" "$english" \
	"$(first env LC_ALL=en_US.UTF-8 LC_MESSAGES=vi_VN LANG=vi_VN)"
like "LANGUAGE where there is a language at all" "$vietnamese" \
	"$(first env LANG=en_US.UTF-8 LANGUAGE=vi:en)"
like "C is none" "$english" "$(first env LANG=C LANGUAGE=vi)"
like "nothing said" "$english" "$(first env)"
like "another language" "$english" "$(first env LANG=visayan)"

# --- every verb's help
en "$nhacviec" help > "$dir/help.en"
vi "$nhacviec" help > "$dir/help.vi"
is "every verb is there" "$(sed -n 's/^  \([a-z-]*\) .*/\1/p' "$dir/help.en")" \
	"$(sed -n 's/^  \([a-z-]*\) .*/\1/p' "$dir/help.vi")"
is "no line of the list is the same" "" "$(comm -12 \
	<(sort -u "$dir/help.en" | grep .) <(sort -u "$dir/help.vi" | grep .))"
like "nor a verb's own" "^cách dùng: nhacviec backup FILE" \
	"$(vi "$nhacviec" backup --help)"

# --- a configuration with mistakes
write_conf <<'CONF'
[sending]
live = vielleicht
[wording]
visit.remind = {nanu}
CONF
out=$(vi nv check 2>&1)
is "check is still refused" 5 "$(vi nv check > /dev/null 2>&1; echo $?)"
like "a finding" "nhacviec.conf:[0-9]+:[0-9]+: lỗi: .*vielleicht.*không thuộc" \
	"$out"
like "and its hint" "gợi ý: .*các chỗ điền có: " "$out"
like "in English, too" "error: .*unknown placeholder" "$(en nv check 2>&1)"
is "of a program, in none" "$(en nv check --json)" "$(vi nv check --json)"

# --- verbs
cat > "$dir/list.csv" <<'CSV'
STT;Họ và tên;Địa bàn;SĐT
1;Phạm Văn Mới;Tân Hòa;9.12E+08
CSV
verbs() { # WHERE
	like "$1: a wrong option" "không có tùy chọn '--nanu'" \
		"$(vi nv status --nanu 2>&1)"
	like "$1: a wrong use" "cần đủ --person.*" \
		"$(vi nv visit add --person BAO 2>&1)"
	like "$1: an error of a lower layer" "không có tin nào|không có tin 4711" \
		"$(vi nv queue hold 4711 2>&1)"
	like "$1: a heading" "^cán bộ [0-9]+/[0-9]+, đơn vị" \
		"$(vi nv status --month 2018-05)"
	out=$(vi nv import "$dir/list.csv" 2>&1)
	like "$1: a refused row" "đã mất chữ số.*E_PHONE_SCI" "$out"
	like "$1: a preview" "bản xem trước, chưa ghi gì" "$out"
	like "$1: a confirmation" "đã tạm dừng" "$(vi nv pause --reason thu)"
	like "$1: the next caller's language" "^resumed" "$(en nv resume)"
	for v in "status --month 2018-05" "import $dir/list.csv" findings; do
		# shellcheck disable=SC2086
		is "$1: ${v%% *} --json in none" "$(en nv $v --json 2>&1)" \
			"$(vi nv $v --json 2>&1)"
	done
}
write_conf <<'CONF'
[gateway sms]
driver = sandbox
CONF
en import_demo units.csv people.csv assignments.csv
verbs "alone"
export LANG=C
service_start
verbs "by the service"
service_stop
unlike "the journal is English" "[ạảấầẩẫậắằẵặẹẻẽếềểễệịọỏốồổỗộớờởỡợụủứừửữự]" \
	"$(grep -E '^[a-z_]+=' "$dir/service.log")"
