/*
 * Collects verdicts and knows what the codes mean in words.  Knows no table
 * and no store.
 */
#include "app/verdict.h"

#include "base/words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	const char *code, *meaning, *advice;
} codes[] = {
	{ "E_CELL_ERROR", N_("the cell holds an error of the spreadsheet"),
	    N_("mend the formula and save again") },
	{ "E_CODE_DUP", N_("another row has this code"),
	    N_("give each its own code") },
	{ "E_CODE_INVALID", N_("not a code"),
	    N_("use capital letters without marks, digits and dashes") },
	{ "E_CODE_MISSING", N_("no code"), N_("give the unit a code") },
	{ "E_DATE_INVALID", N_("there is no such day"),
	    N_("write it as day/month/year") },
	{ "E_EMPTY", N_("the file holds no rows"), "" },
	{ "E_ENCODING", N_("the characters cannot be read"),
	    N_("save the file as \"CSV UTF-8\"") },
	{ "E_ENCODING_VNI", N_("the file is written in VNI Windows"),
	    N_("m\xe1\xbb\x9f Unikey > C\xc3\xb4ng c\xe1\xbb\xa5 "
	       "(Ctrl+Shift+F6) > VNI Windows -> Unicode") },
	{ "E_FORMAT", N_("this is no list that can be read"), "" },
	{ "E_HEADER", N_("no row of titles was found"), "" },
	{ "E_KIND_UNKNOWN", N_("no such level"),
	    N_("use a name of [office] levels") },
	{ "E_NAME_MISSING", N_("no name"), "" },
	{ "E_NAME_SEVERAL", N_("several people in one cell"),
	    N_("give each a row of their own") },
	{ "E_PARENT", N_("the unit above is not on a higher level"), "" },
	{ "E_PERSON_UNKNOWN", N_("no such person"),
	    N_("import the people first, or in the same call") },
	{ "E_PHONE_DUP", N_("the number belongs to another name"),
	    N_("find out whose it is") },
	{ "E_PHONE_LANDLINE", N_("a landline gets no SMS"),
	    N_("enter the mobile number") },
	{ "E_PHONE_LENGTH", N_("not a mobile number: too short or too long"),
	    N_("a mobile number has 10 digits") },
	{ "E_PHONE_MISSING", N_("no number"), N_("enter the mobile number") },
	{ "E_PHONE_SCI", N_("the digits are gone"),
	    N_("format the column as text and enter the number again") },
	{ "E_QUOTE", N_("the quotes of the file do not match"), "" },
	{ "E_ROLE_UNKNOWN", N_("no such role"),
	    N_("use cadre, secretary, admin or contact") },
	{ "E_RULE_INVALID", N_("the rule is not understood"),
	    N_("for example FREQ=MONTHLY;BYMONTHDAY=5") },
	{ "E_SCHEDULE_DUP", N_("another row gives this branch another day"),
	    N_("keep one of them") },
	{ "E_TIME_INVALID", N_("not an hour of the day"),
	    N_("write it as 19:00") },
	{ "E_TOO_BIG", N_("the file is too large"), N_("split it") },
	{ "E_UNIT_AMBIGUOUS", N_("several units fit"),
	    N_("write the name in full") },
	{ "E_UNIT_UNKNOWN", N_("no such unit"),
	    N_("check the name, or import the unit first") },
	{ "N_BLANK", N_("blank row"), "" },
	{ "N_EXAMPLE", N_("the template's example"), "" },
	{ "N_FOOTER", N_("total or signature"), "" },
	{ "N_HEADER", N_("the titles again"), "" },
	{ "N_HIDDEN_ROW", N_("hidden in the workbook"), "" },
	{ "N_INHERITED", N_("value taken from the row above"), "" },
	{ "N_TITLE", N_("above the list"), "" },
	{ "W_DAY_CLAMP", N_("the last day in shorter months"), "" },
	{ "W_DUP_ROW", N_("merged into an equal row"), "" },
	{ "W_ENCODING_TCVN3", N_("decoded from TCVN3 (ABC)"), "" },
	{ "W_JOINT", N_("joint meeting"), "" },
	{ "W_MUNG_SOLAR",
	    N_("\"m\xc3\xb9ng\" is read as a day of the solar month"),
	    N_("write \xc3\x82L for a lunar day") },
	{ "W_NAME_CASE", N_("capital letters doubtful"), N_("check the name") },
	{ "W_NAME_DUP", N_("the name exists with another number"),
	    N_("check that both are right") },
	{ "W_NO_SCHEDULE", N_("no meeting day"), N_("ask the branch") },
	{ "W_ONE_OFF", N_("a single date"), "" },
	{ "W_PHONE_EXTRA_TEXT", N_("words beside the number were left out"),
	    "" },
	{ "W_PHONE_MISSING", N_("no number"), "" },
	{ "W_PHONE_OLD11", N_("converted from the form before 15/9/2018"), "" },
	{ "W_PHONE_SECOND", N_("a second number is kept beside the first"),
	    "" },
	{ "W_PHONE_ZERO", N_("the lost 0 in front was put back"), "" },
	{ "W_TIME_UNKNOWN", N_("the hour is not understood"),
	    N_("write it as 19:00") },
	{ "W_TWO_DATES", N_("several days a month"), "" },
	{ "W_UNIT_ABBREV", N_("abbreviation resolved"), "" },
	{ "W_UNIT_REPEATED", N_("unit named twice"), "" },
	{ "W_UNIT_SHARED", N_("the unit has another person already"), "" },
};

void
verdict_open(struct verdict_file *f, const char *name, size_t rows)
{
	*f = (struct verdict_file){ .name = name, .kind = "" };
	f->max = rows + 1;
	f->v = mem_new(f->max, sizeof *f->v);
}

void
verdict_close(struct verdict_file *f)
{
	free(f->v);
	free(f->left);
	mem_arena_fini(&f->arena);
	*f = (struct verdict_file){ 0 };
}

struct verdict *
verdict_add(struct verdict_file *f, int line, const char *number)
{
	if (f->n == f->max) /* a bug: each row of the table gets one */
		abort();
	struct verdict *v = &f->v[f->n++];
	progress_step(f->progress, PROGRESS_IMPORT, (int64_t)f->n,
	    (int64_t)f->max);
	char ref[48];
	if (*number && strlen(number) < 32)
		snprintf(ref, sizeof ref, "STT=%s", number);
	else
		snprintf(ref, sizeof ref, "line=%d", line);
	*v = (struct verdict){ .line = line };
	v->ref = mem_arena_dup(&f->arena, ref);
	return v;
}

bool
verdict_rejected(const struct verdict *v)
{
	return v->outcome == VERDICT_REJECT;
}

/* Most rows have none, so that room is made for the first. */
static void
add_note(struct verdict_file *f, struct verdict *v, struct verdict_note note)
{
	if (v->note_n == VERDICT_NOTES)
		return;
	if (!v->note)
		v->note =
		    mem_arena_new(&f->arena, VERDICT_NOTES, sizeof *v->note);
	v->note[v->note_n++] = note;
}

void
verdict_note(struct verdict_file *f, struct verdict *v, const char *code,
    int at, const char *column, const char *value)
{
	bool error = code[0] == 'E';
	if (verdict_rejected(v) && !error)
		return;
	if (error && !verdict_rejected(v)) {
		v->outcome = VERDICT_REJECT;
		v->note_n = 0;
	}
	for (size_t i = 0; i < v->note_n; i++) {
		if (strcmp(v->note[i].code, code) == 0)
			return;
	}
	add_note(f, v,
	    (struct verdict_note){ code, at, mem_arena_dup(&f->arena, column),
		mem_arena_dup(&f->arena, value) });
}

void
verdict_fill(struct verdict_file *f, struct verdict *v, int column,
    const char *value)
{
	if (column < 0 || v->fill_n == VERDICT_FILLS)
		return;
	v->fill[v->fill_n++] =
	    (struct verdict_fill){ column, mem_arena_dup(&f->arena, value) };
}

void
verdict_left_out(struct verdict_file *f, const char *sheet, const char *why)
{
	f->left =
	    mem_grow(f->left, &f->left_cap, f->left_n + 1, sizeof *f->left);
	f->left[f->left_n++] =
	    (struct verdict_left){ mem_arena_dup(&f->arena, sheet),
		    mem_arena_dup(&f->arena, why) };
}

void
verdict_extra(struct verdict_file *f, struct verdict *v, const char *key,
    const char *value)
{
	if (!value || v->extra_n == VERDICT_EXTRAS)
		return;
	if (!v->extra)
		v->extra =
		    mem_arena_new(&f->arena, VERDICT_EXTRAS, sizeof *v->extra);
	v->extra[v->extra_n++] =
	    (struct verdict_extra){ key, mem_arena_dup(&f->arena, value) };
}

static void
add_code(struct verdict_file *f, const char ***list, size_t *n,
    const char *code)
{
	if (!*list)
		*list = mem_arena_new(&f->arena, VERDICT_UNITS, sizeof **list);
	if (*n < VERDICT_UNITS)
		(*list)[(*n)++] = mem_arena_dup(&f->arena, code);
}

void
verdict_unit(struct verdict_file *f, struct verdict *v, const char *code)
{
	add_code(f, &v->unit, &v->unit_n, code);
}

void
verdict_candidate(struct verdict_file *f, struct verdict *v, const char *code)
{
	add_code(f, &v->candidate, &v->candidate_n, code);
}

struct verdict *
verdict_skip(struct verdict_file *f, int line, const char *code,
    const char *text)
{
	struct verdict *v = verdict_add(f, line, "");
	v->outcome = VERDICT_SKIP;
	add_note(f, v, (struct verdict_note){ code, -1, "", "" });
	if (*text)
		v->name = mem_arena_dup(&f->arena, text);
	return v;
}

void
verdict_refuse(struct verdict_file *f, int line, const char *code,
    const char *words)
{
	f->n = 0;
	f->refusal = mem_arena_dup(&f->arena, words);
	verdict_note(f, verdict_add(f, line > 0 ? line : 1, ""), code, -1, "",
	    "");
}

void
verdict_wrote(struct verdict *v, int put)
{
	if (put == 1)
		v->added = true;
	if (put == 2 && v->outcome == VERDICT_ACCEPT)
		v->outcome = VERDICT_CHANGE;
}

size_t
verdict_count(const struct verdict_file *f, enum verdict_outcome o)
{
	size_t n = 0;
	for (size_t i = 0; i < f->n; i++)
		n += f->v[i].outcome == o;
	return n;
}

const char *
verdict_outcome_name(enum verdict_outcome o)
{
	static const char *const names[VERDICT_OUTCOME__N] = {
		[VERDICT_ACCEPT] = "accept",
		[VERDICT_CHANGE] = "change",
		[VERDICT_MERGE] = "merge",
		[VERDICT_SKIP] = "skip",
		[VERDICT_REJECT] = "reject",
	};
	return names[o];
}

const char *
verdict_meaning(const char *code)
{
	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
		if (strcmp(codes[i].code, code) == 0)
			return codes[i].meaning;
	}
	return code;
}

const char *
verdict_advice(const char *code)
{
	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
		if (strcmp(codes[i].code, code) == 0)
			return codes[i].advice;
	}
	return "";
}
