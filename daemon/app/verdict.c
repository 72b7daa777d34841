/*
 * Collects verdicts and knows what the codes mean in words.  Knows no table
 * and no store.
 */
#include "app/verdict.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	const char *code, *meaning, *advice;
} codes[] = {
	{ "E_CELL_ERROR", "the cell holds an error of the spreadsheet",
	    "mend the formula and save again" },
	{ "E_CODE_DUP", "another row has this code", "give each its own code" },
	{ "E_CODE_INVALID", "not a code",
	    "use capital letters without marks, digits and dashes" },
	{ "E_CODE_MISSING", "no code", "give the unit a code" },
	{ "E_DATE_INVALID", "there is no such day",
	    "write it as day/month/year" },
	{ "E_EMPTY", "the file holds no rows", "" },
	{ "E_ENCODING", "the characters cannot be read",
	    "save the file as \"CSV UTF-8\"" },
	{ "E_ENCODING_VNI", "the file is written in VNI Windows",
	    "m\xe1\xbb\x9f Unikey > C\xc3\xb4ng c\xe1\xbb\xa5 "
	    "(Ctrl+Shift+F6) > VNI Windows -> Unicode" },
	{ "E_FORMAT", "this is no list that can be read", "" },
	{ "E_HEADER", "no row of titles was found", "" },
	{ "E_KIND_UNKNOWN", "no such level", "use a name of [office] levels" },
	{ "E_NAME_MISSING", "no name", "" },
	{ "E_NAME_SEVERAL", "several people in one cell",
	    "give each a row of their own" },
	{ "E_PARENT", "the unit above is not on a higher level", "" },
	{ "E_PERSON_UNKNOWN", "no such person",
	    "import the people first, or in the same call" },
	{ "E_PHONE_DUP", "the number belongs to another name",
	    "find out whose it is" },
	{ "E_PHONE_LANDLINE", "a landline gets no SMS",
	    "enter the mobile number" },
	{ "E_PHONE_LENGTH", "not a mobile number: too short or too long",
	    "a mobile number has 10 digits" },
	{ "E_PHONE_MISSING", "no number", "enter the mobile number" },
	{ "E_PHONE_SCI", "the digits are gone",
	    "format the column as text and enter the number again" },
	{ "E_QUOTE", "the quotes of the file do not match", "" },
	{ "E_ROLE_UNKNOWN", "no such role",
	    "use cadre, secretary, admin or contact" },
	{ "E_RULE_INVALID", "the rule is not understood",
	    "for example FREQ=MONTHLY;BYMONTHDAY=5" },
	{ "E_SCHEDULE_DUP", "another row gives this branch another day",
	    "keep one of them" },
	{ "E_TIME_INVALID", "not an hour of the day", "write it as 19:00" },
	{ "E_TOO_BIG", "the file is too large", "split it" },
	{ "E_UNIT_AMBIGUOUS", "several units fit", "write the name in full" },
	{ "E_UNIT_UNKNOWN", "no such unit",
	    "check the name, or import the unit first" },
	{ "N_BLANK", "blank row", "" },
	{ "N_EXAMPLE", "the template's example", "" },
	{ "N_FOOTER", "total or signature", "" },
	{ "N_HEADER", "the titles again", "" },
	{ "N_HIDDEN_ROW", "hidden in the workbook", "" },
	{ "N_INHERITED", "value taken from the row above", "" },
	{ "N_TITLE", "above the list", "" },
	{ "W_DAY_CLAMP", "the last day in shorter months", "" },
	{ "W_DUP_ROW", "merged into an equal row", "" },
	{ "W_ENCODING_TCVN3", "decoded from TCVN3 (ABC)", "" },
	{ "W_JOINT", "joint meeting", "" },
	{ "W_MUNG_SOLAR", "\"m\xc3\xb9ng\" is read as a day of the solar month",
	    "write \xc3\x82L for a lunar day" },
	{ "W_NAME_CASE", "capital letters doubtful", "check the name" },
	{ "W_NAME_DUP", "the name exists with another number",
	    "check that both are right" },
	{ "W_NO_SCHEDULE", "no meeting day", "ask the branch" },
	{ "W_ONE_OFF", "a single date", "" },
	{ "W_PHONE_EXTRA_TEXT", "words beside the number were left out", "" },
	{ "W_PHONE_MISSING", "no number", "" },
	{ "W_PHONE_OLD11", "converted from the form before 15/9/2018", "" },
	{ "W_PHONE_SECOND", "a second number is kept beside the first", "" },
	{ "W_PHONE_ZERO", "the lost 0 in front was put back", "" },
	{ "W_TIME_UNKNOWN", "the hour is not understood", "write it as 19:00" },
	{ "W_TWO_DATES", "several days a month", "" },
	{ "W_UNIT_ABBREV", "abbreviation resolved", "" },
	{ "W_UNIT_REPEATED", "unit named twice", "" },
	{ "W_UNIT_SHARED", "the unit has another person already", "" },
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
	if (v->note_n == VERDICT_NOTES)
		return;
	v->note[v->note_n++] =
	    (struct verdict_note){ code, at, mem_arena_dup(&f->arena, column),
		    mem_arena_dup(&f->arena, value) };
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
	v->note[v->note_n++] = (struct verdict_note){ code, -1, "", "" };
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
