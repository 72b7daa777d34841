/*
 * Recognises headers by their titles (title.c).
 */
#include "app/sheet.h"

#include "app/title.h"
#include "base/mem.h"
#include "base/sbuf.h"
#include "core/fold.h"

#include <stdlib.h>
#include <string.h>

enum {
	LOOK_ROWS = 20,
	KNOWN_ENOUGH = 3,
	CANONICAL_ROWS = 2 /* our workbooks have the office's titles above */
};

#define COUNT(a) (sizeof(a) / sizeof *(a))

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

/* A hidden column speaks only where no visible one does. */
static bool
take_hidden(struct sheet *s, enum sheet_column c, int at)
{
	return c != SHEET_COLUMN__N && (s->column[c] >= 0 || take(s, c, at));
}

static int
known_of_row(const struct table *t, size_t row, struct sheet *s)
{
	int known = 0;
	clear(s);
	for (int hidden = 0; hidden < 2; hidden++) {
		for (size_t i = 0; i < t->rows[row].n; i++) {
			const char *cell = table_cell(t, row, (int)i);
			if (!*cell || t->hidden_column[i] != (hidden == 1))
				continue;
			enum sheet_column c = title_office(cell);
			known += hidden ? take_hidden(s, c, (int)i)
					: take(s, c, (int)i);
		}
	}
	return known;
}

/* Where the title above ends: at the edge of its merged cell, or, as in a text
 * file, with the next title or a blank below. */
static const char *
title_above(const struct table *t, size_t row, int i, const char *left)
{
	const char *top = table_cell(t, row, i);
	const struct table_merge *m = table_merged(t, row, i);
	if (*top || !*table_cell(t, row + 1, i))
		return top;
	if (m && m->line == t->rows[row].line)
		return table_cell(t, row, m->column);
	m = i > 0 ? table_merged(t, row, i - 1) : NULL;
	return m && m->last_column > m->column ? "" : left;
}

static int
known_of_storeys(const struct table *t, size_t row, struct sheet *s)
{
	int known = 0;
	const char *above = "";
	size_t n = t->rows[row].n > t->rows[row + 1].n ? t->rows[row].n
						       : t->rows[row + 1].n;
	clear(s);
	for (int hidden = 0; hidden < 2; hidden++) {
		for (int i = 0; i < (int)n; i++) {
			const char *low = table_cell(t, row + 1, i);
			above = title_above(t, row, i, i ? above : "");
			if ((!*above && !*low) ||
			    t->hidden_column[i] != (hidden == 1))
				continue;
			enum sheet_column c = title_storeys(above, low);
			known += hidden ? take_hidden(s, c, i) : take(s, c, i);
		}
	}
	return known;
}

static bool
blank_or_title(const struct table *t, size_t row, int column)
{
	const char *cell = table_cell(t, row, column);
	return !*cell || title_office(cell) != SHEET_COLUMN__N;
}

/* Whether the row below a header belongs to it: titles where the first storey
 * is blank or merged, nothing below the number and no name below the name. */
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
		known += *cell && title_office(cell) != SHEET_COLUMN__N;
	}
	return known * 2 >= filled &&
	       !*table_cell(t, row, top->column[SHEET_NUMBER]) &&
	       blank_or_title(t, row, top->column[SHEET_NAME]);
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
dated_by(const char *name)
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

/* Holidays or sessions: by the worksheet's name, then the file's. */
static enum sheet_kind
dated_kind(const struct table *t, const char *name)
{
	enum sheet_kind kind = t->sheet ? dated_by(t->sheet) : SHEET_UNKNOWN;
	return kind == SHEET_UNKNOWN ? dated_by(name) : kind;
}

/* A list of holidays or sessions with Vietnamese titles: a day and a name.
 * Which of the two, the names say, or a title above the list. */
static bool
find_dated(const struct table *t, const char *name, struct sheet *s)
{
	enum sheet_kind kind = dated_kind(t, name);
	for (size_t i = 0; i < t->n && i < LOOK_ROWS; i++) {
		clear(s);
		for (size_t k = 0; k < t->rows[i].n; k++) {
			const char *cell = table_cell(t, i, (int)k);
			if (kind == SHEET_UNKNOWN)
				kind = dated_by(cell);
			enum sheet_column c = title_dated(cell, s);
			if (c != SHEET_COLUMN__N)
				s->column[c] = (int)k;
		}
		if (s->column[SHEET_DATE] < 0 || s->column[SHEET_NAME] < 0)
			continue;
		s->dates = true;
		s->kind = kind;
		s->header = i;
		s->data = i + 1;
		s->cells = filled_cells(t, i);
		return kind != SHEET_UNKNOWN;
	}
	return false;
}

static enum sheet_kind
canonical_kind(struct sheet *s, const struct table *t, const char *name)
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
	return dated_kind(t, name);
}

static bool
find_canonical(const struct table *t, const char *name, struct sheet *s)
{
	for (size_t row = 0; row < t->n && row < CANONICAL_ROWS; row++) {
		clear(s);
		for (size_t i = 0; i < t->rows[row].n; i++)
			take(s, title_canonical(table_cell(t, row, (int)i)),
			    (int)i);
		s->header = row;
		s->data = row + 1;
		s->cells = filled_cells(t, row);
		s->kind = canonical_kind(s, t, name);
		if (s->kind != SHEET_UNKNOWN || s->dates)
			return true;
	}
	clear(s);
	return false;
}

/* Columns that say the same as the unit's own: "Xã 1", "Xã 2" below "Địa
 * bàn". */
static void
find_more_units(const struct table *t, struct sheet *s)
{
	int first = s->column[SHEET_UNIT];
	size_t row = s->data ? s->data - 1 : 0;
	if (s->kind != SHEET_ROSTER || first < 0)
		return;
	for (size_t i = (size_t)first + 1; i < t->rows[row].n; i++) {
		if (s->unit_n < SHEET_UNITS_MAX &&
		    title_same(table_cell(t, row, first),
			table_cell(t, row, (int)i)))
			s->units[s->unit_n++] = (int)i;
	}
}

bool
sheet_find(const struct table *t, const char *name, struct sheet *s)
{
	*s = (struct sheet){ 0 };
	clear(s);
	if (find_canonical(t, name, s))
		return s->kind != SHEET_UNKNOWN;
	if (!find_office(t, s))
		return find_dated(t, name, s);
	find_more_units(t, s);
	return true;
}

char *
sheet_units(const struct sheet *s, const struct table *t, size_t row)
{
	struct sbuf b = { 0 };
	sbuf_add(&b, sheet_cell(s, t, row, SHEET_UNIT));
	for (size_t i = 0; i < s->unit_n; i++) {
		const char *cell = table_cell(t, row, s->units[i]);
		if (*cell)
			sbuf_addf(&b, "%s%s", b.len ? "\n" : "", cell);
	}
	char *units = mem_dup(sbuf_text(&b));
	sbuf_fini(&b);
	return units;
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

/* Whether a merged cell's value counts for every row beside it.  Who is meant
 * is inherited by the readers of lists themselves, a row's number by nobody. */
static bool
spreads(const struct sheet *s, enum sheet_column c)
{
	static const enum sheet_column own[] = { SHEET_NUMBER, SHEET_CODE,
		SHEET_NAME, SHEET_FAMILY };
	for (size_t i = 0; i < COUNT(own); i++) {
		if (own[i] == c)
			return false;
	}
	if (s->kind == SHEET_BRANCHES)
		return c != SHEET_UNIT && c != SHEET_BRANCH;
	return c != SHEET_PHONE && c != SHEET_PHONE2;
}

const char *
sheet_cell(const struct sheet *s, const struct table *t, size_t row,
    enum sheet_column c)
{
	int column = s->column[c];
	const char *cell = table_cell(t, row, column);
	if (*cell || column < 0 || !t->merge_n || row < s->data ||
	    !spreads(s, c))
		return cell;
	const struct table_merge *m = table_merged(t, row, column);
	long first = m && m->column == column ? table_row_at(t, m->line) : -1;
	return first >= (long)s->data ? table_cell(t, (size_t)first, column)
				      : cell;
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
