#include "core/facts.h"

#include "core/fold.h"

#include <stdlib.h>
#include <string.h>

void
facts_free(struct facts *f)
{
	if (!f)
		return;
	mem_arena_fini(&f->arena);
	free(f);
}

#define COMPARE(a, b)                                                          \
	do {                                                                   \
		if ((a) != (b))                                                \
			return (a) < (b) ? -1 : 1;                             \
	} while (0)

static int
by_assignment(const void *va, const void *vb)
{
	const struct facts_assignment *a = va, *b = vb;
	COMPARE(a->person, b->person);
	COMPARE(a->unit, b->unit);
	COMPARE(a->from_on, b->from_on);
	return 0;
}

static int
by_holiday(const void *va, const void *vb)
{
	const struct facts_holiday *a = va, *b = vb;
	COMPARE(a->on, b->on);
	return 0;
}

static int
by_session(const void *va, const void *vb)
{
	const struct facts_session *a = va, *b = vb;
	COMPARE(a->on, b->on);
	return 0;
}

static int
by_visit(const void *va, const void *vb)
{
	const struct facts_visit *a = va, *b = vb;
	COMPARE(a->person, b->person);
	COMPARE(a->month, b->month);
	COMPARE(a->id.v, b->id.v);
	return 0;
}

static int
by_attendance(const void *va, const void *vb)
{
	const struct facts_attendance *a = va, *b = vb;
	COMPARE(a->person, b->person);
	COMPARE(a->month, b->month);
	COMPARE(a->id, b->id);
	return 0;
}

static int
by_promise(const void *va, const void *vb)
{
	const struct facts_promise *a = va, *b = vb;
	COMPARE(a->person, b->person);
	COMPARE(a->month, b->month);
	COMPARE(a->made_at, b->made_at);
	return 0;
}

static int
by_exemption(const void *va, const void *vb)
{
	const struct facts_exemption *a = va, *b = vb;
	COMPARE(a->person, b->person);
	COMPARE(a->from_on, b->from_on);
	return 0;
}

static int
by_said(const void *va, const void *vb)
{
	const struct facts_said *a = va, *b = vb;
	int c = duty_key_compare(&a->duty, &b->duty);
	if (c)
		return c;
	COMPARE(a->person, b->person);
	COMPARE(a->due_at, b->due_at);
	return strcmp(a->rung, b->rung);
}

static void
sort(void *v, int n, size_t size, int (*cmp)(const void *, const void *))
{
	if (n > 1)
		qsort(v, (size_t)n, size, cmp);
}

struct given { /* a person by the folded given name */
	char *key;
	int person;
};

static int
by_key(const void *va, const void *vb)
{
	const struct given *a = va, *b = vb;
	return strcmp(a->key, b->key);
}

/* Who shares a given name is looked up for every text: once is enough. */
static void
mark_namesakes(struct facts *f)
{
	struct given *v = mem_new((size_t)f->person_n, sizeof *v);
	int n = 0;
	for (int i = 0; i < f->person_n; i++) {
		f->people[i].namesake = false;
		if (f->people[i].role == FACTS_CONTACT)
			continue;
		v[n].key = fold_key(facts_given_name(f->people[i].name));
		v[n++].person = i;
	}
	sort(v, n, sizeof *v, by_key);
	for (int i = 1; i < n; i++) {
		if (strcmp(v[i].key, v[i - 1].key) != 0)
			continue;
		f->people[v[i].person].namesake = true;
		f->people[v[i - 1].person].namesake = true;
	}
	for (int i = 0; i < n; i++)
		free(v[i].key);
	free(v);
}

void
facts_sort(struct facts *f)
{
	mark_namesakes(f);
	sort(f->assignments, f->assignment_n, sizeof *f->assignments,
	    by_assignment);
	sort(f->holidays, f->holiday_n, sizeof *f->holidays, by_holiday);
	sort(f->sessions, f->session_n, sizeof *f->sessions, by_session);
	sort(f->visits, f->visit_n, sizeof *f->visits, by_visit);
	sort(f->attendances, f->attendance_n, sizeof *f->attendances,
	    by_attendance);
	sort(f->promises, f->promise_n, sizeof *f->promises, by_promise);
	sort(f->exemptions, f->exemption_n, sizeof *f->exemptions,
	    by_exemption);
	sort(f->said, f->said_n, sizeof *f->said, by_said);
}

struct code { /* one entry of an index while it is sorted */
	const char *code;
	int at;
};

static int
by_code(const void *va, const void *vb)
{
	const struct code *a = va, *b = vb;
	return strcmp(a->code, b->code);
}

static int *
index_of(struct facts *f, struct code *v, int n)
{
	int *index = mem_arena_new(&f->arena, (size_t)n, sizeof *index);
	sort(v, n, sizeof *v, by_code);
	for (int i = 0; i < n; i++)
		index[i] = v[i].at;
	return index;
}

void
facts_index(struct facts *f)
{
	int most = f->unit_n > f->person_n ? f->unit_n : f->person_n;
	struct code *v = mem_new((size_t)most, sizeof *v);
	for (int i = 0; i < f->unit_n; i++)
		v[i] = (struct code){ f->units[i].code, i };
	f->units_by_code = index_of(f, v, f->unit_n);
	for (int i = 0; i < f->person_n; i++)
		v[i] = (struct code){ f->people[i].code, i };
	f->people_by_code = index_of(f, v, f->person_n);
	free(v);
}

int
facts_person_by_code(const struct facts *f, const char *code)
{
	int lo = 0, hi = f->person_n;
	for (int i = 0; !f->people_by_code && i < hi; i++) {
		if (strcmp(f->people[i].code, code) == 0)
			return i;
	}
	while (f->people_by_code && lo < hi) {
		int mid = lo + (hi - lo) / 2;
		int at = f->people_by_code[mid];
		int c = strcmp(f->people[at].code, code);
		if (c == 0)
			return at;
		if (c < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return FACTS_NONE;
}

int
facts_person_by_id(const struct facts *f, struct person_id id)
{
	/* The store loads in id order: try the likely place first. */
	int lo = 0, hi = f->person_n;
	while (lo < hi) {
		int mid = lo + (hi - lo) / 2;
		if (f->people[mid].id.v < id.v)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (lo < f->person_n && f->people[lo].id.v == id.v)
		return lo;
	return FACTS_NONE;
}

int
facts_unit_by_code(const struct facts *f, const char *code)
{
	int lo = 0, hi = f->unit_n;
	for (int i = 0; !f->units_by_code && i < hi; i++) {
		if (strcmp(f->units[i].code, code) == 0)
			return i;
	}
	while (f->units_by_code && lo < hi) {
		int mid = lo + (hi - lo) / 2;
		int at = f->units_by_code[mid];
		int c = strcmp(f->units[at].code, code);
		if (c == 0)
			return at;
		if (c < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return FACTS_NONE;
}

int
facts_unit_by_id(const struct facts *f, struct unit_id id)
{
	for (int i = 0; i < f->unit_n; i++) {
		if (f->units[i].id.v == id.v)
			return i;
	}
	return FACTS_NONE;
}

int
facts_person_by_number(const struct facts *f, const char *e164, bool *earlier)
{
	if (earlier)
		*earlier = false;
	for (int i = 0; i < f->person_n; i++) {
		const char *phone = f->people[i].phone;
		if (phone && strcmp(phone, e164) == 0)
			return i;
	}
	for (int i = 0; i < f->number_n; i++) {
		if (!f->numbers[i].given &&
		    strcmp(f->numbers[i].phone, e164) == 0) {
			if (earlier)
				*earlier = true;
			return f->numbers[i].person;
		}
	}
	return FACTS_NONE;
}

bool
facts_unit_under(const struct facts *f, int unit, int ancestor)
{
	for (int depth = 0; unit >= 0 && depth < 16; depth++) {
		if (unit == ancestor)
			return true;
		unit = f->units[unit].parent;
	}
	return false;
}

int
facts_unit_at_level(const struct facts *f, int unit, int level)
{
	for (int depth = 0; unit >= 0 && depth < 16; depth++) {
		if (f->units[unit].level == level)
			return unit;
		if (f->units[unit].level < level)
			return FACTS_NONE;
		unit = f->units[unit].parent;
	}
	return FACTS_NONE;
}

static int
add_once(int *units, int n, int max, int unit)
{
	for (int i = 0; i < n; i++) {
		if (units[i] == unit)
			return n;
	}
	if (n < max)
		units[n++] = unit;
	return n;
}

static int
by_index(const void *va, const void *vb)
{
	const int *a = va, *b = vb;
	return (*a > *b) - (*a < *b);
}

/* The first assignment of the person, by halving. */
static int
first_assignment(const struct facts *f, int person)
{
	int lo = 0, hi = f->assignment_n;
	while (lo < hi) {
		int mid = lo + (hi - lo) / 2;
		if (f->assignments[mid].person < person)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

int
facts_units_of(const struct facts *f, int person, int level, int32_t from_on,
    int32_t to_on, int *units, int max)
{
	int n = 0;
	for (int i = first_assignment(f, person);
	     i < f->assignment_n && f->assignments[i].person == person; i++) {
		const struct facts_assignment *a = &f->assignments[i];
		if (a->from_on > to_on || a->until_on < from_on)
			continue;
		int at = facts_unit_at_level(f, a->unit, level);
		if (at >= 0) {
			n = add_once(units, n, max, at);
			continue;
		}
		for (int u = 0; u < f->unit_n; u++) {
			const struct facts_unit *x = &f->units[u];
			if (x->level == level && x->from_on <= to_on &&
			    x->until_on >= from_on &&
			    facts_unit_under(f, u, a->unit))
				n = add_once(units, n, max, u);
		}
	}
	if (n > 1)
		qsort(units, (size_t)n, sizeof *units, by_index);
	return n;
}

bool
facts_answers_for(const struct facts *f, int person, int unit, int32_t on)
{
	for (int i = first_assignment(f, person);
	     i < f->assignment_n && f->assignments[i].person == person; i++) {
		const struct facts_assignment *a = &f->assignments[i];
		if (a->from_on <= on && on <= a->until_on &&
		    facts_unit_under(f, unit, a->unit))
			return true;
	}
	return false;
}

bool
facts_is_holiday(const struct facts *f, int32_t on)
{
	struct facts_holiday key = { .on = on };
	return f->holiday_n > 0 &&
	       bsearch(&key, f->holidays, (size_t)f->holiday_n,
		   sizeof *f->holidays, by_holiday) != NULL;
}

/* Kind words, with and without marks; the longest first. */
static const char *const kind_words[] = { "Thị trấn ", "Thị Trấn ", "thị trấn ",
	"Thi tran ", "Chi đoàn ", "Chi Đoàn ", "Phường ", "phường ", "Huyện ",
	"huyện ", "TT. ", "TT ", "Xã ", "xã ", "Xa ", "X. " };

const char *
facts_short_name(const char *name)
{
	for (size_t i = 0; i < sizeof kind_words / sizeof *kind_words; i++) {
		size_t n = strlen(kind_words[i]);
		if (strncmp(name, kind_words[i], n) == 0 && name[n])
			return name + n;
	}
	return name;
}

const char *
facts_given_name(const char *name)
{
	size_t n = strlen(name);
	while (n && name[n - 1] == ' ')
		n--;
	while (n && name[n - 1] != ' ')
		n--;
	return name + n;
}
