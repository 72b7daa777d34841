/* The manual pages say what the tables say: no verb, form or key is missing
 * there, and none is there that is none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "app/completion.h"
#include "app/keys.h"
#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void test_page_has_every_form_of_every_verb(void **state);
void test_vietnamese_page_has_them_too(void **state);
void test_page_of_the_configuration_has_every_key(void **state);
void test_page_of_the_configuration_has_no_other_key(void **state);
void test_page_has_every_key_of_every_driver(void **state);
void test_page_tells_the_exit_codes(void **state);

#define PAGE "docs/man/nhacviec.1"
#define PAGE_VI "docs/man/vi/nhacviec.1"
#define PAGE_CONF "docs/man/nhacviec.conf.5"

/* The page without the escapes of roff. */
static char *
read_page(const char *path)
{
	FILE *f = fopen(path, "rb");
	struct sbuf b = { 0 };
	int c;
	if (!f)
		fail_msg("cannot open %s", path);
	while ((c = fgetc(f)) != EOF) {
		if (c != '\\') {
			sbuf_add_c(&b, (char)c);
			continue;
		}
		c = fgetc(f);
		if (c == 'e')
			sbuf_add_c(&b, '\\');
		else if (c != '&')
			sbuf_add_c(&b, (char)c);
	}
	fclose(f);
	return sbuf_take(&b);
}

/* The part under that heading, up to the next of its rank; caller's. */
static char *
part(const char *page, const char *macro, const char *title)
{
	struct sbuf head = { 0 }, next = { 0 };
	sbuf_addf(&head, "\n.%s %s\n", macro, title);
	sbuf_addf(&next, "\n.%s ", macro);
	const char *from = strstr(page, sbuf_text(&head));
	if (!from)
		fail_msg("no .%s %s", macro, title);
	from += head.len - 1;
	const char *end = strstr(from, sbuf_text(&next));
	const char *section = strstr(from, "\n.Sh ");
	if (section && (!end || section < end))
		end = section;
	char *copy =
	    mem_dup_n(from, end ? (size_t)(end - from) + 1 : strlen(from));
	sbuf_fini(&head);
	sbuf_fini(&next);
	return copy;
}

static int
count(const char *text, const char *what)
{
	int n = 0;
	for (const char *s = text; (s = strstr(s, what)); s += strlen(what))
		n++;
	return n;
}

static int
check_forms(const char *section, const struct verb *v)
{
	char *text = part(section, "Ss", v->name);
	struct completion_form f, tail;
	int n = 0;
	for (; completion_form(v, (size_t)n, &f, &tail); n++) {
		struct sbuf line = { 0 };
		sbuf_addf(&line, "\nnhacviec %s%s%.*s%.*s\n", v->name,
		    f.n ? " " : "", (int)f.n, f.s, (int)tail.n, tail.s);
		if (!strstr(text, sbuf_text(&line)))
			fail_msg("the manual lacks:%s", sbuf_text(&line));
		sbuf_fini(&line);
	}
	free(text);
	return n;
}

static void
check_page(const char *path)
{
	char *page = read_page(path), *verbs = part(page, "Sh", "VERBS");
	const struct verb *v;
	int forms = 0, n = 0;
	for (; (v = verb_at((size_t)n)); n++)
		forms += check_forms(verbs, v);
	assert_int_equal(count(verbs, "\n.Ss "), n);
	assert_int_equal(count(verbs, "\nnhacviec "), forms);
	free(verbs);
	free(page);
}

void
test_page_has_every_form_of_every_verb(void **state)
{
	(void)state;
	check_page(PAGE);
}

void
test_vietnamese_page_has_them_too(void **state)
{
	(void)state;
	check_page(PAGE_VI);
}

static const char *
heading(const struct keys_key *k, char *buf, size_t size)
{
	if (!*k->section)
		return "Before the first section";
	snprintf(buf, size, "[%s]",
	    strcmp(k->section, "gateway") == 0 ? "gateway NAME" : k->section);
	return buf;
}

/* What stands between this key and the next; caller's. */
static char *
item(const char *text, const char *name)
{
	struct sbuf head = { 0 };
	sbuf_addf(&head, "\n.It Cm %s\n", name);
	const char *from = strstr(text, sbuf_text(&head));
	if (!from) {
		sbuf_fini(&head);
		return NULL;
	}
	from += head.len;
	sbuf_fini(&head);
	const char *end = strstr(from, "\n.It ");
	if (!end)
		end = strstr(from, "\n.El");
	return mem_dup_n(from, (size_t)(end - from) + 1);
}

/* Says it, whatever the lines are broken at. */
static bool
says(const char *text, const char *words)
{
	for (; *text; text++) {
		const char *a = text, *b = words;
		while (*b && (*a == *b || (*a == '\n' && *b == ' '))) {
			a++;
			b++;
		}
		if (!*b)
			return true;
	}
	return false;
}

static void
check_value(const struct keys_key *k, const char *text, const char *label,
    const char *value)
{
	struct sbuf b = { 0 };
	sbuf_addf(&b, "\n%s:\n.Ql \"", label);
	if (value)
		sbuf_addf(&b, "%s\" .", value);
	bool there = strstr(text, sbuf_text(&b)) != NULL;
	if (there != (value != NULL))
		fail_msg("[%s] %s: %s%s", k->section, k->name,
		    there ? "not so: " : "the manual lacks", sbuf_text(&b));
	sbuf_fini(&b);
}

void
test_page_of_the_configuration_has_every_key(void **state)
{
	(void)state;
	char *page = read_page(PAGE_CONF), buf[80];
	const struct keys_key *k;
	for (size_t i = 0; (k = keys_at(i)); i++) {
		if (k->hidden)
			continue;
		char *section = part(page, "Ss", heading(k, buf, sizeof buf));
		char *text = item(section, k->name);
		const char *value = keys_default(k);
		if (!text)
			fail_msg("[%s] %s is not in the manual", k->section,
			    k->name);
		if (!says(text, k->help) || !strstr(text, "\nType: "))
			fail_msg("[%s] %s: not explained as in the table",
			    k->section, k->name);
		check_value(k, text, "Default", value);
		if (k->example && (!value || strcmp(value, k->example) != 0))
			check_value(k, text, "Example", k->example);
		free(text);
		free(section);
	}
	free(page);
}

void
test_page_of_the_configuration_has_no_other_key(void **state)
{
	(void)state;
	char *page = read_page(PAGE_CONF), *keys = part(page, "Sh", "KEYS");
	int wanted = 0;
	const struct keys_key *k;
	for (size_t i = 0; (k = keys_at(i)); i++)
		wanted += !k->hidden;
	const struct gw_driver *d;
	for (size_t i = 0; (d = gw_driver_at(i)); i++) {
		for (const struct gw_key *g = d->keys; g && g->name; g++)
			wanted++;
	}
	assert_int_equal(count(keys, "\n.It Cm "), wanted);
	free(keys);
	free(page);
}

void
test_page_has_every_key_of_every_driver(void **state)
{
	(void)state;
	char *page = read_page(PAGE_CONF);
	char *keys = part(page, "Ss", "Keys of one driver");
	const struct gw_driver *d;
	for (size_t i = 0; (d = gw_driver_at(i)); i++) {
		struct sbuf head = { 0 };
		sbuf_addf(&head, "\n.Sy %s\n", d->name);
		const char *from = strstr(keys, sbuf_text(&head));
		sbuf_fini(&head);
		if (!d->keys)
			continue;
		if (!from)
			fail_msg("no keys of %s", d->name);
		const char *end = strstr(from, "\n.El\n");
		assert_non_null(end);
		char *own = mem_dup_n(from, (size_t)(end - from) + 5);
		for (const struct gw_key *g = d->keys; g->name; g++) {
			char *text = item(own, g->name);
			if (!text || !says(text, g->help))
				fail_msg("%s: %s is not in the manual", d->name,
				    g->name);
			free(text);
		}
		free(own);
	}
	free(keys);
	free(page);
}

void
test_page_tells_the_exit_codes(void **state)
{
	(void)state;
	static const int codes[] = { VERB_DONE, VERB_FAILED, VERB_USAGE,
		VERB_NO_SERVICE, VERB_DENIED, VERB_CONFIG, VERB_BUSY };
	char *page = read_page(PAGE), *text = part(page, "Sh", "EXIT STATUS");
	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
		char line[24];
		snprintf(line, sizeof line, "\n.It %d\n", codes[i]);
		assert_non_null(strstr(text, line));
	}
	assert_int_equal(count(text, "\n.It "), 7);
	free(text);
	free(page);
}
