/*
 * The tables of titles.  Knows no table of cells.
 */
#include "app/title.h"

#include "base/sbuf.h"
#include "core/fold.h"

#include <stdlib.h>
#include <string.h>

enum { TITLE_BYTES = 120 };

struct title {
	const char *key;
	enum sheet_column column;
};

static const struct title canonical_titles[] = {
	{ "code", SHEET_CODE },
	{ "name", SHEET_NAME },
	{ "kind", SHEET_KIND },
	{ "parent", SHEET_PARENT },
	{ "aliases", SHEET_ALIASES },
	{ "contactname", SHEET_CONTACT_NAME },
	{ "contactphone", SHEET_CONTACT_PHONE },
	{ "from", SHEET_FROM },
	{ "until", SHEET_UNTIL },
	{ "phone", SHEET_PHONE },
	{ "role", SHEET_ROLE },
	{ "zalo", SHEET_ZALO },
	{ "channel", SHEET_CHANNEL },
	{ "person", SHEET_PERSON },
	{ "unit", SHEET_UNIT },
	{ "rule", SHEET_RULE },
	{ "time", SHEET_TIME },
	{ "place", SHEET_PLACE },
	{ "date", SHEET_DATE },
};

/* Whole titles.  Whatever is not here falls to office_words. */
static const struct title office_titles[] = {
	{ "stt", SHEET_NUMBER },
	{ "tt", SHEET_NUMBER },
	{ "sott", SHEET_NUMBER },
	{ "sothutu", SHEET_NUMBER },
	{ "ten", SHEET_NAME },
	{ "dc", SHEET_NAME },
	{ "dongchi", SHEET_NAME },
	{ "canbo", SHEET_NAME },
	{ "uyvien", SHEET_NAME },
	{ "uvbtv", SHEET_NAME },
	{ "thanhvien", SHEET_NAME },
	{ "nguoiphutrach", SHEET_NAME },
	{ "ho", SHEET_FAMILY },
	{ "hodem", SHEET_FAMILY },
	{ "holot", SHEET_FAMILY },
	{ "hovatendem", SHEET_FAMILY },
	{ "hovatenlot", SHEET_FAMILY },
	{ "hovachulot", SHEET_FAMILY },
	{ "hovadem", SHEET_FAMILY },
	{ "machibo", SHEET_IGNORED },
	{ "ma", SHEET_CODE },
	{ "macanbo", SHEET_CODE },
	{ "maso", SHEET_CODE },
	{ "cum", SHEET_CLUSTER },
	{ "cumso", SHEET_CLUSTER },
	{ "cumphutrach", SHEET_CLUSTER },
	{ "xa", SHEET_UNIT },
	{ "xatt", SHEET_UNIT },
	{ "xathitran", SHEET_UNIT },
	{ "xaphuong", SHEET_UNIT },
	{ "coso", SHEET_UNIT },
	{ "cosodoan", SHEET_UNIT },
	{ "xadoan", SHEET_UNIT },
	{ "doanxa", SHEET_UNIT },
	{ "phancong", SHEET_UNIT },
	{ "phutrach", SHEET_UNIT },
	{ "dt", SHEET_PHONE },
	{ "dtdd", SHEET_PHONE },
	{ "sodt", SHEET_PHONE },
	{ "dd", SHEET_PHONE },
	{ "somay", SHEET_PHONE },
	{ "lienhe", SHEET_PHONE },
	{ "solienhe", SHEET_PHONE },
	{ "mobile", SHEET_PHONE },
	{ "phone", SHEET_PHONE },
	{ "coquan", SHEET_IGNORED },
	{ "dienthoaicoquan", SHEET_IGNORED },
	{ "dienthoaicodinh", SHEET_IGNORED },
	{ "dienthoaiban", SHEET_IGNORED },
	{ "zalo", SHEET_PHONE2 },
	{ "sozalo", SHEET_PHONE2 },
	{ "sdtzalo", SHEET_PHONE2 },
	{ "sdt2", SHEET_PHONE2 },
	{ "sodienthoai2", SHEET_PHONE2 },
	{ "dienthoaikhac", SHEET_PHONE2 },
	{ "sodienthoaikhac", SHEET_PHONE2 },
	{ "thang", SHEET_FROM },
	{ "tu", SHEET_FROM },
	{ "tungay", SHEET_FROM },
	{ "batdau", SHEET_FROM },
	{ "ngaybatdau", SHEET_FROM },
	{ "thoigian", SHEET_FROM },
	{ "den", SHEET_UNTIL },
	{ "denngay", SHEET_UNTIL },
	{ "denthang", SHEET_UNTIL },
	{ "ketthuc", SHEET_UNTIL },
	{ "ngayketthuc", SHEET_UNTIL },
	{ "vaitro", SHEET_IGNORED },
	{ "ghichu", SHEET_IGNORED },
	{ "ngaysinh", SHEET_IGNORED },
	{ "namsinh", SHEET_IGNORED },
	{ "gioitinh", SHEET_IGNORED },
	{ "dantoc", SHEET_IGNORED },
	{ "email", SHEET_IGNORED },
	{ "lydo", SHEET_IGNORED },
	{ "sodoanvien", SHEET_IGNORED },
	{ "bithu", SHEET_CONTACT_NAME },
	{ "bithucd", SHEET_CONTACT_NAME },
	{ "nguoilienhe", SHEET_CONTACT_NAME },
	{ "daumoi", SHEET_CONTACT_NAME },
	{ "ap", SHEET_BRANCH },
	{ "khupho", SHEET_BRANCH },
	{ "apkhupho", SHEET_BRANCH },
	{ "apkp", SHEET_BRANCH },
	{ "thon", SHEET_BRANCH },
	{ "ngay", SHEET_RULE },
	{ "dinhky", SHEET_RULE },
	{ "ngayhop", SHEET_RULE },
	{ "lichhop", SHEET_RULE },
	{ "lich", SHEET_RULE },
	{ "gio", SHEET_TIME },
	{ "giohop", SHEET_TIME },
	{ "luc", SHEET_TIME },
	{ "noihop", SHEET_PLACE },
	{ "noi", SHEET_PLACE },
};

/* Parts of longer titles; every part of a line must occur, first line wins. */
static const struct {
	const char *part[2];
	enum sheet_column column;
} office_words[] = {
	{ { "ghichu", "" }, SHEET_IGNORED },
	{ { "zalo", "" }, SHEET_PHONE2 },
	{ { "codinh", "" }, SHEET_IGNORED },
	{ { "dienthoai", "coquan" }, SHEET_IGNORED },
	{ { "dienthoai", "" }, SHEET_PHONE },
	{ { "didong", "" }, SHEET_PHONE },
	{ { "sdt", "" }, SHEET_PHONE },
	{ { "dtdd", "" }, SHEET_PHONE },
	{ { "bithu", "chidoan" }, SHEET_CONTACT_NAME },
	{ { "gio", "sinhhoat" }, SHEET_TIME },
	{ { "giobatdau", "" }, SHEET_TIME },
	{ { "diadiem", "" }, SHEET_PLACE },
	{ { "noi", "sinhhoat" }, SHEET_PLACE },
	{ { "ngay", "sinhhoat" }, SHEET_RULE },
	{ { "lich", "sinhhoat" }, SHEET_RULE },
	{ { "thoigian", "sinhhoat" }, SHEET_RULE },
	{ { "hovaten", "" }, SHEET_NAME },
	{ { "hoten", "" }, SHEET_NAME },
	{ { "dc", "phutrach" }, SHEET_NAME },
	{ { "dongchi", "phutrach" }, SHEET_NAME },
	{ { "canbo", "phutrach" }, SHEET_NAME },
	{ { "uyvien", "phutrach" }, SHEET_NAME },
	{ { "nguoi", "phutrach" }, SHEET_NAME },
	{ { "chucvu", "" }, SHEET_TITLE },
	{ { "chucdanh", "" }, SHEET_TITLE },
	{ { "donvi", "congtac" }, SHEET_IGNORED },
	{ { "coquan", "congtac" }, SHEET_IGNORED },
	{ { "noi", "congtac" }, SHEET_IGNORED },
	{ { "cumthidua", "" }, SHEET_CLUSTER },
	{ { "tuthang", "" }, SHEET_FROM },
	{ { "chidoan", "" }, SHEET_BRANCH },
	{ { "diaban", "" }, SHEET_UNIT },
	{ { "xathitran", "" }, SHEET_UNIT },
	{ { "donvi", "" }, SHEET_UNIT },
	{ { "xa", "phutrach" }, SHEET_UNIT },
	{ { "coso", "phutrach" }, SHEET_UNIT },
	{ { "noi", "phutrach" }, SHEET_UNIT },
};

#define COUNT(a) (sizeof(a) / sizeof *(a))

/* The folded key of one or two cells; "" for what is too long for a title. */
static void
title_key(const char *top, const char *low, char key[TITLE_BYTES])
{
	key[0] = '\0';
	if (strlen(top) + strlen(low) >= TITLE_BYTES)
		return;
	struct sbuf both = { 0 };
	sbuf_addf(&both, "%s %s", top, low);
	char *folded = fold_key(sbuf_text(&both));
	size_t n = strlen(folded);
	if (n < TITLE_BYTES)
		memcpy(key, folded, n + 1);
	free(folded);
	sbuf_fini(&both);
}

/* Takes a number off the end: "xa2" → "xa"; whether there was one. */
static bool
drop_number(char *key)
{
	size_t n = strlen(key), was = n;
	while (n && key[n - 1] >= '0' && key[n - 1] <= '9')
		n--;
	key[n] = '\0';
	return n && n < was;
}

static enum sheet_column
office_column(const char *top, const char *low)
{
	char key[TITLE_BYTES], bare[TITLE_BYTES];
	title_key(top, low, key);
	if (!*key)
		return SHEET_COLUMN__N;
	memcpy(bare, key, sizeof bare);
	if (drop_number(bare)) {
		for (size_t i = 0; i < COUNT(office_titles); i++) {
			if (strcmp(bare, office_titles[i].key) == 0 &&
			    office_titles[i].column == SHEET_UNIT)
				return SHEET_UNIT;
		}
	}
	for (size_t i = 0; i < COUNT(office_titles); i++) {
		if (strcmp(key, office_titles[i].key) == 0)
			return office_titles[i].column;
	}
	if (strlen(key) > 40)
		return SHEET_COLUMN__N;
	for (size_t i = 0; i < COUNT(office_words); i++) {
		if (strstr(key, office_words[i].part[0]) &&
		    strstr(key, office_words[i].part[1]))
			return office_words[i].column;
	}
	return SHEET_COLUMN__N;
}

enum sheet_column
title_storeys(const char *top, const char *low)
{
	enum sheet_column c;
	if (*top && *low) {
		char key[TITLE_BYTES];
		title_key(top, low, key);
		for (size_t i = 0; i < COUNT(office_titles); i++) {
			if (strcmp(key, office_titles[i].key) == 0)
				return office_titles[i].column;
		}
	}
	c = *low ? office_column("", low) : SHEET_COLUMN__N;
	return c == SHEET_COLUMN__N ? office_column("", top) : c;
}

bool
title_same(const char *a, const char *b)
{
	char x[TITLE_BYTES], y[TITLE_BYTES];
	title_key(a, "", x);
	title_key(b, "", y);
	drop_number(x);
	drop_number(y);
	return *x && strcmp(x, y) == 0;
}

enum sheet_column
title_canonical(const char *cell)
{
	char key[TITLE_BYTES];
	title_key(cell, "", key);
	for (size_t k = 0; k < COUNT(canonical_titles); k++) {
		if (strcmp(key, canonical_titles[k].key) == 0)
			return canonical_titles[k].column;
	}
	return SHEET_COLUMN__N;
}

enum sheet_column
title_office(const char *cell)
{
	return office_column("", cell);
}

enum sheet_column
title_dated(const char *cell, const struct sheet *taken)
{
	static const struct title titles[] = { { "ngay", SHEET_DATE },
		{ "ngaynghi", SHEET_DATE }, { "ngayle", SHEET_DATE },
		{ "ngayhop", SHEET_DATE }, { "ngaythang", SHEET_DATE },
		{ "ngaythangnam", SHEET_DATE }, { "thoigian", SHEET_DATE },
		{ "ten", SHEET_NAME }, { "tenngayle", SHEET_NAME },
		{ "tenngaynghi", SHEET_NAME }, { "ngayle", SHEET_NAME },
		{ "dip", SHEET_NAME }, { "noidung", SHEET_NAME },
		{ "kyhop", SHEET_NAME }, { "tenkyhop", SHEET_NAME },
		{ "hoinghi", SHEET_NAME }, { "lydonghi", SHEET_NAME } };
	char key[TITLE_BYTES];
	title_key(cell, "", key);
	for (size_t i = 0; i < COUNT(titles); i++) {
		if (strcmp(key, titles[i].key) == 0 &&
		    taken->column[titles[i].column] < 0)
			return titles[i].column;
	}
	return SHEET_COLUMN__N;
}
