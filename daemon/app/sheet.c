/*
 * Recognises headers.  Titles are compared folded and without anything but
 * letters and digits; a title of two storeys is tried joined, then by its
 * lower, then by its upper half.
 */
#include "app/sheet.h"

#include "core/fold.h"

#include <stdlib.h>
#include <string.h>

enum { LOOK_ROWS = 20, KNOWN_ENOUGH = 3, TITLE_BYTES = 120 };

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

static enum sheet_column
office_column(const char *top, const char *low)
{
	char key[TITLE_BYTES];
	title_key(top, low, key);
	if (!*key)
		return SHEET_COLUMN__N;
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

/* Meaning of a column whose title has two storeys; either may be "". */
static enum sheet_column
storey_column(const char *top, const char *low)
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

/* A second column of one meaning: numbers have a second, others the first. */
static bool
take(struct sheet *s, enum sheet_column c, int at)
{
	if (c == SHEET_COLUMN__N)
		return false;
	if (c == SHEET_PHONE && s->column[c] >= 0)
		c = SHEET_PHONE2;
	if (s->column[c] < 0)
		s->column[c] = at;
	return true;
}

static void
clear(struct sheet *s)
{
	for (size_t i = 0; i < SHEET_COLUMN__N; i++)
		s->column[i] = -1;
}

static int
known_of_row(const struct table *t, size_t row, struct sheet *s)
{
	int known = 0;
	clear(s);
	for (size_t i = 0; i < t->rows[row].n; i++) {
		const char *cell = table_cell(t, row, (int)i);
		known += *cell && take(s, office_column("", cell), (int)i);
	}
	return known;
}

static int
known_of_storeys(const struct table *t, size_t row, struct sheet *s)
{
	int known = 0;
	const char *merged = ""; /* a title above several columns */
	size_t n = t->rows[row].n > t->rows[row + 1].n ? t->rows[row].n
						       : t->rows[row + 1].n;
	clear(s);
	for (size_t i = 0; i < n; i++) {
		const char *top = table_cell(t, row, (int)i);
		const char *low = table_cell(t, row + 1, (int)i);
		if (*top || !*low)
			merged = top;
		known += (*merged || *low) &&
			 take(s, storey_column(merged, low), (int)i);
	}
	return known;
}

/* Whether the row below a header belongs to it: titles where the first storey
 * is blank or merged, and nothing below the number and the name. */
static bool
is_second_storey(const struct table *t, const struct sheet *top, size_t row)
{
	struct sheet low;
	if (row >= t->n || known_of_row(t, row, &low) < 1)
		return false;
	size_t filled = 0, known = 0;
	for (size_t i = 0; i < t->rows[row].n; i++) {
		const char *cell = table_cell(t, row, (int)i);
		filled += *cell != '\0';
		known += *cell && office_column("", cell) != SHEET_COLUMN__N;
	}
	return known * 2 >= filled &&
	       !*table_cell(t, row, top->column[SHEET_NUMBER]) &&
	       !*table_cell(t, row, top->column[SHEET_NAME]);
}

static size_t
filled_cells(const struct table *t, size_t row)
{
	size_t filled = 0;
	for (size_t i = 0; i < t->rows[row].n; i++)
		filled += *table_cell(t, row, (int)i) != '\0';
	return filled;
}

static void
decide_office_kind(struct sheet *s)
{
	int *c = s->column;
	bool calendar = c[SHEET_BRANCH] >= 0 &&
			(c[SHEET_RULE] >= 0 || c[SHEET_TIME] >= 0 ||
			    c[SHEET_PLACE] >= 0 || c[SHEET_CONTACT_NAME] >= 0);
	if (!calendar) {
		s->kind = c[SHEET_NAME] >= 0 || c[SHEET_FAMILY] >= 0
			      ? SHEET_ROSTER
			      : SHEET_UNKNOWN;
		return;
	}
	s->kind = SHEET_BRANCHES;
	/* "Thời gian" beside "Ngày" is the hour, without it the day. */
	if (c[SHEET_FROM] >= 0 && c[SHEET_RULE] < 0)
		c[SHEET_RULE] = c[SHEET_FROM];
	else if (c[SHEET_FROM] >= 0 && c[SHEET_TIME] < 0)
		c[SHEET_TIME] = c[SHEET_FROM];
	if (c[SHEET_CONTACT_NAME] < 0)
		c[SHEET_CONTACT_NAME] = c[SHEET_NAME];
}

static bool
find_office(const struct table *t, struct sheet *s)
{
	size_t look = t->n < LOOK_ROWS ? t->n : LOOK_ROWS;
	for (size_t i = 0; i < look; i++) {
		struct sheet one = *s, two = *s, next = *s;
		int known = known_of_row(t, i, &one);
		int joined =
		    known && i + 1 < t->n ? known_of_storeys(t, i, &two) : 0;
		int below = joined ? known_of_row(t, i + 1, &next) : 0;
		bool storeys = joined > known && joined > below &&
			       filled_cells(t, i) > 1 &&
			       is_second_storey(t, &one, i + 1);
		if ((storeys ? joined : known) < KNOWN_ENOUGH)
			continue;
		*s = storeys ? two : one;
		s->header = i;
		s->data = i + (storeys ? 2 : 1);
		s->cells = filled_cells(t, i);
		decide_office_kind(s);
		if (s->kind != SHEET_UNKNOWN)
			return true;
	}
	return false;
}

static enum sheet_kind
dated_kind(const char *name)
{
	const char *slash = strrchr(name, '/');
	char *key = fold_key(slash ? slash + 1 : name);
	enum sheet_kind kind = SHEET_UNKNOWN;
	if (strstr(key, "session") || strstr(key, "kyhop") ||
	    strstr(key, "hoinghi"))
		kind = SHEET_SESSIONS;
	else if (strstr(key, "holiday") || strstr(key, "ngaynghi") ||
		 strstr(key, "ngayle") || strstr(key, "nghile"))
		kind = SHEET_HOLIDAYS;
	free(key);
	return kind;
}

static enum sheet_kind
canonical_kind(struct sheet *s, const char *name)
{
	const int *c = s->column;
	if (c[SHEET_CODE] >= 0 && c[SHEET_NAME] >= 0 && c[SHEET_KIND] >= 0 &&
	    c[SHEET_PARENT] >= 0)
		return SHEET_UNITS;
	if (c[SHEET_PERSON] >= 0 && c[SHEET_UNIT] >= 0)
		return SHEET_ASSIGNMENTS;
	if (c[SHEET_UNIT] >= 0 && c[SHEET_RULE] >= 0)
		return SHEET_MEETINGS;
	if (c[SHEET_NAME] >= 0 && c[SHEET_PHONE] >= 0)
		return SHEET_PEOPLE;
	if (c[SHEET_DATE] < 0 || c[SHEET_NAME] < 0)
		return SHEET_UNKNOWN;
	s->dates = true;
	return dated_kind(name);
}

static bool
find_canonical(const struct table *t, const char *name, struct sheet *s)
{
	if (!t->n)
		return false;
	clear(s);
	for (size_t i = 0; i < t->rows[0].n; i++) {
		char key[TITLE_BYTES];
		title_key(table_cell(t, 0, (int)i), "", key);
		for (size_t k = 0; k < COUNT(canonical_titles); k++) {
			if (strcmp(key, canonical_titles[k].key) == 0)
				take(s, canonical_titles[k].column, (int)i);
		}
	}
	s->header = 0;
	s->data = 1;
	s->cells = filled_cells(t, 0);
	s->kind = canonical_kind(s, name);
	return s->kind != SHEET_UNKNOWN || s->dates;
}

bool
sheet_find(const struct table *t, const char *name, struct sheet *s)
{
	*s = (struct sheet){ 0 };
	clear(s);
	if (find_canonical(t, name, s))
		return s->kind != SHEET_UNKNOWN;
	return find_office(t, s);
}

bool
sheet_is_header(const struct sheet *s, const struct table *t, size_t row)
{
	if (t->rows[row].n < KNOWN_ENOUGH)
		return false;
	size_t same = 0;
	for (size_t i = 0; i < t->rows[row].n; i++) {
		const char *cell = table_cell(t, row, (int)i);
		same += *cell &&
			strcmp(cell, table_cell(t, s->header, (int)i)) == 0;
	}
	return same >= KNOWN_ENOUGH && same * 2 > filled_cells(t, s->header);
}

const char *
sheet_cell(const struct sheet *s, const struct table *t, size_t row,
    enum sheet_column c)
{
	return table_cell(t, row, s->column[c]);
}

const char *
sheet_title(const struct sheet *s, const struct table *t, enum sheet_column c)
{
	if (s->column[c] < 0)
		return "";
	if (s->data > s->header + 1) {
		const char *low = table_cell(t, s->header + 1, s->column[c]);
		if (*low)
			return low;
	}
	return table_cell(t, s->header, s->column[c]);
}

const char *
sheet_kind_name(enum sheet_kind k)
{
	static const char *const names[SHEET_KIND__N] = {
		[SHEET_UNKNOWN] = "unknown",
		[SHEET_UNITS] = "units",
		[SHEET_PEOPLE] = "people",
		[SHEET_ROSTER] = "roster",
		[SHEET_ASSIGNMENTS] = "assignments",
		[SHEET_BRANCHES] = "branches",
		[SHEET_MEETINGS] = "meetings",
		[SHEET_HOLIDAYS] = "holidays",
		[SHEET_SESSIONS] = "sessions",
	};
	return names[k];
}
