/*
 * styles.xml: custom formats first, then the styles that cells point to.
 */
#include "app/xlsx_styles.h"

#include "app/xlsx_xml.h"
#include "base/mem.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { FORMATS_MAX = 4096, STYLES_MAX = 65536 };

struct custom {
	long id;
	struct xlsx_number_format format;
};

struct reading {
	struct xlsx_styles *styles;
	struct custom *custom;
	size_t custom_n, custom_cap;
	bool in_formats, in_styles;
};

static long
number(const char **attributes, const char *name)
{
	const char *s = xlsx_xml_attribute(attributes, name);
	return s ? strtol(s, NULL, 10) : 0;
}

static struct xlsx_number_format
format_of(const struct reading *r, long id)
{
	for (size_t i = 0; i < r->custom_n; i++) {
		if (r->custom[i].id == id)
			return r->custom[i].format;
	}
	return xlsx_number_builtin(id);
}

static int
on_start(void *arg, const char *name, const char **attributes, struct err *err)
{
	struct reading *r = arg;
	struct xlsx_styles *s = r->styles;
	r->in_formats |= strcmp(name, "numFmts") == 0;
	r->in_styles |= strcmp(name, "cellXfs") == 0;
	if (r->in_formats && strcmp(name, "numFmt") == 0) {
		const char *code = xlsx_xml_attribute(attributes, "formatCode");
		if (r->custom_n == FORMATS_MAX)
			return err_set(err, ERR_FULL,
			    "the workbook has too many number formats");
		r->custom = mem_grow(r->custom, &r->custom_cap, r->custom_n + 1,
		    sizeof *r->custom);
		r->custom[r->custom_n++] =
		    (struct custom){ number(attributes, "numFmtId"),
			    xlsx_number_custom(code ? code : "") };
	} else if (r->in_styles && strcmp(name, "xf") == 0) {
		if (s->n == STYLES_MAX)
			return err_set(err, ERR_FULL,
			    "the workbook has too many styles");
		s->v = mem_grow(s->v, &s->cap, s->n + 1, sizeof *s->v);
		s->v[s->n++] = format_of(r, number(attributes, "numFmtId"));
	}
	return 0;
}

static int
on_end(void *arg, const char *name, struct err *err)
{
	struct reading *r = arg;
	(void)err;
	r->in_formats &= strcmp(name, "numFmts") != 0;
	r->in_styles &= strcmp(name, "cellXfs") != 0;
	return 0;
}

int
xlsx_styles_read(struct xlsx_styles *s, struct xlsx_zip *z, const char *part,
    struct err *err)
{
	static const struct xlsx_xml_calls calls = { .start = on_start,
		.end = on_end };
	struct reading r = { .styles = s };
	int rc = xlsx_xml_read(z, part, &calls, &r, err);
	free(r.custom);
	return rc;
}

void
xlsx_styles_fini(struct xlsx_styles *s)
{
	free(s->v);
	*s = (struct xlsx_styles){ 0 };
}
