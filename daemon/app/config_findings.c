/*
 * Findings as a growing list, and as a person reads them.  Knows nothing of
 * keys and values.
 */
#include "app/config_findings.h"

#include "app/lang.h"
#include "base/mem.h"
#include "core/width.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FINDINGS_MAX 1000
#define SHOWN_MAX 160 /* characters of a source line */

static bool
continues(char c)
{
	return ((unsigned char)c & 0xc0) == 0x80;
}

/* Characters in the first n bytes of s. */
static int
characters(const char *s, size_t n)
{
	int count = 0;
	for (size_t i = 0; i < n && s[i]; i++)
		count += !continues(s[i]);
	return count;
}

/* Formatting may have cut the last character: half of one is none. */
static char *
whole_characters(const char *s)
{
	char *copy = mem_dup(s);
	size_t n = strlen(copy), last = n;
	while (last && n - last < 3 && continues(copy[last - 1]))
		last--;
	last -= last > 0;
	bool multi = (unsigned char)copy[last] >= 0xc0;
	if (multi && (width_character(copy + last) == 1 ||
			 width_character(copy + last) != n - last))
		copy[last] = '\0';
	return copy;
}

void
config_findings_add(struct config_findings *f, bool error,
    const struct config_findings_spot *spot, const char *hint, const char *fmt,
    ...)
{
	f->errors += error;
	if (f->n >= FINDINGS_MAX)
		return;
	char text[512];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(text, sizeof text, _(fmt), ap);
	va_end(ap);
	f->v = mem_grow(f->v, &f->cap, f->n + 1, sizeof *f->v);
	f->v[f->n++] = (struct config_finding){
		.error = error,
		.file = mem_dup(spot->file),
		.line = spot->line,
		.column = spot->line && spot->source
			      ? characters(spot->source, spot->at) + 1
			      : 0,
		.message = whole_characters(text),
		.source = spot->source ? mem_dup(spot->source) : NULL,
		.hint = hint && *hint ? whole_characters(_(hint)) : NULL,
	};
}

void
config_findings_fini(struct config_findings *f)
{
	for (size_t i = 0; i < f->n; i++) {
		free(f->v[i].file);
		free(f->v[i].message);
		free(f->v[i].source);
		free(f->v[i].hint);
	}
	free(f->v);
	*f = (struct config_findings){ 0 };
}

static size_t
rank(const char *file, char *const *files, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (strcmp(file, files[i]) == 0)
			return i + 1;
	}
	return 0;
}

static bool
after(const struct config_finding *a, const struct config_finding *b,
    char *const *files, size_t n)
{
	size_t ra = rank(a->file, files, n), rb = rank(b->file, files, n);
	if (ra != rb)
		return ra > rb;
	if (a->line != b->line)
		return a->line > b->line;
	return a->column > b->column;
}

void
config_findings_sort(struct config_findings *f, char *const *files, size_t n)
{
	/* Insertion: stable, and the list comes nearly sorted. */
	for (size_t i = 1; i < f->n; i++) {
		struct config_finding moved = f->v[i];
		size_t j = i;
		for (; j && after(&f->v[j - 1], &moved, files, n); j--)
			f->v[j] = f->v[j - 1];
		f->v[j] = moved;
	}
}

/* Byte offset of character `skip` (0-based) of s. */
static size_t
offset_of(const char *s, int skip)
{
	size_t i = 0;
	while (s[i] && skip > 0) {
		i++;
		while (continues(s[i]))
			i++;
		skip--;
	}
	return i;
}

/* The first n bytes of the line as they may be shown: what a terminal would
 * obey, and what is no UTF-8, as '?'. */
static void
put_shown(struct sbuf *out, const char *s, size_t n)
{
	for (size_t i = 0; i < n;) {
		size_t len = width_character(s + i);
		unsigned char c = (unsigned char)s[i];
		bool control = (c < ' ' && c != '\t') || c == 0x7f;
		/* U+0080…U+009F: commands too, to some terminals */
		bool c1 =
		    len == 2 && c == 0xc2 && (unsigned char)s[i + 1] < 0xa0;
		if (control || c1 || (len == 1 && c >= 0x80))
			sbuf_add_c(out, '?');
		else
			sbuf_add_n(out, s + i, len);
		i += len;
	}
}

/* Blanks up to below s[n]; a tab stays one, so that it is as wide. */
static void
put_indent(struct sbuf *out, const char *s, size_t n)
{
	for (size_t i = 0; i < n;) {
		size_t part = strcspn(s + i, "\t");
		if (part > n - i)
			part = n - i;
		for (size_t w = width_columns(s + i, part); w > 0; w--)
			sbuf_add_c(out, ' ');
		i += part;
		if (i < n) {
			sbuf_add_c(out, '\t');
			i++;
		}
	}
}

/* The line and the caret under it; of a very long line the part around. */
static void
print_source(const struct config_finding *x, struct sbuf *out)
{
	int before = x->column ? x->column - 1 : 0;
	int skip = before > SHOWN_MAX * 3 / 4 ? before - SHOWN_MAX / 2 : 0;
	const char *from = x->source + offset_of(x->source, skip);
	size_t len = offset_of(from, SHOWN_MAX);
	sbuf_add(out, skip ? "  …" : "  ");
	put_shown(out, from, len);
	sbuf_add(out, from[len] ? "…\n" : "\n");
	if (!x->column)
		return;
	sbuf_add(out, skip ? "   " : "  ");
	put_indent(out, from, offset_of(from, before - skip));
	sbuf_add(out, "^\n");
}

void
config_findings_print(const struct config_findings *f, struct sbuf *out)
{
	static const struct config_findings_paint none = { "", "", "" };
	config_findings_show(f, &none, out);
}

void
config_findings_show(const struct config_findings *f,
    const struct config_findings_paint *paint, struct sbuf *out)
{
	for (size_t i = 0; i < f->n; i++) {
		const struct config_finding *x = &f->v[i];
		sbuf_add(out, x->file);
		if (x->line)
			sbuf_addf(out, ":%d:%d", x->line, x->column);
		sbuf_addf(out, ": %s%s:%s %s\n",
		    x->error ? paint->error : paint->warning,
		    x->error ? _("error") : _("warning"), paint->plain,
		    x->message);
		if (x->source)
			print_source(x, out);
		if (x->hint)
			sbuf_addf(out, _("  hint: %s\n"), x->hint);
	}
	if (f->n >= FINDINGS_MAX)
		sbuf_add(out, _("…and more than can be listed\n"));
}
