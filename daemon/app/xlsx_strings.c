/*
 * sharedStrings.xml: <si> of <t>, or of <r> runs with <t>; <rPh> holds
 * phonetic hints with a <t> of their own.
 */
#include "app/xlsx_strings.h"

#include "app/xlsx_text.h"
#include "app/xlsx_xml.h"
#include "base/mem.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct reading {
	struct xlsx_strings *strings;
	struct sbuf raw; /* of the string in progress */
	bool in_text, in_hint;
};

static int
on_start(void *arg, const char *name, const char **attributes, struct err *err)
{
	struct reading *r = arg;
	(void)attributes;
	(void)err;
	if (strcmp(name, "si") == 0)
		sbuf_clear(&r->raw);
	r->in_hint |= strcmp(name, "rPh") == 0;
	r->in_text = strcmp(name, "t") == 0 && !r->in_hint;
	return 0;
}

static int
on_text(void *arg, const char *s, size_t n, struct err *err)
{
	struct reading *r = arg;
	if (!r->in_text)
		return 0;
	if (r->raw.len + n > XLSX_TEXT_MAX)
		return err_set(err, ERR_FULL,
		    "a cell holds more text than a spreadsheet can");
	sbuf_add_n(&r->raw, s, n);
	return 0;
}

static int
on_end(void *arg, const char *name, struct err *err)
{
	struct reading *r = arg;
	struct xlsx_strings *s = r->strings;
	r->in_text = false;
	r->in_hint &= strcmp(name, "rPh") != 0;
	if (strcmp(name, "si") != 0)
		return 0;
	if (s->n == XLSX_STRINGS_MAX ||
	    s->text.len + r->raw.len > XLSX_STRINGS_BYTES_MAX)
		return err_set(err, ERR_FULL,
		    "the workbook holds more text than a list can");
	xlsx_text_add(sbuf_text(&r->raw), r->raw.len, &s->text);
	s->at = mem_grow(s->at, &s->cap, s->n + 2, sizeof *s->at);
	s->at[0] = 0;
	s->at[++s->n] = s->text.len;
	return 0;
}

int
xlsx_strings_read(struct xlsx_strings *s, struct xlsx_zip *z, const char *part,
    struct err *err)
{
	static const struct xlsx_xml_calls calls = { on_start, on_end,
		on_text };
	struct reading r = { .strings = s };
	int rc = xlsx_xml_read(z, part, &calls, &r, err);
	sbuf_fini(&r.raw);
	return rc;
}

const char *
xlsx_strings_get(const struct xlsx_strings *s, size_t i, size_t *n)
{
	if (i >= s->n)
		return NULL;
	*n = s->at[i + 1] - s->at[i];
	return sbuf_text(&s->text) + s->at[i];
}

void
xlsx_strings_fini(struct xlsx_strings *s)
{
	free(s->at);
	sbuf_fini(&s->text);
	*s = (struct xlsx_strings){ 0 };
}
