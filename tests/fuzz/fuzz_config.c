/*
 * Any text as a configuration: never a crash, every finding at a place that is
 * there, and what is accepted says the same when it is printed and read again.
 * In the corpus "\n" stands for a line's end, so that a file is one line.
 */
#include "app/config.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t n);

static const char name[] = "build/fuzz-no-such-folder/nhacviec.conf";

/* The text with its "\n" as line ends; terminated.  Caller frees. */
static char *
unfold(const unsigned char *data, size_t *n)
{
	char *text = malloc(*n + 1);
	size_t out = 0;
	if (!text)
		abort();
	for (size_t i = 0; i < *n; i++) {
		bool end = data[i] == '\\' && i + 1 < *n && data[i + 1] == 'n';
		text[out++] = end ? '\n' : (char)data[i];
		i += end;
	}
	text[out] = '\0';
	*n = out;
	return text;
}

static int
count(const char *s, size_t n, char c)
{
	int found = 0;
	for (size_t i = 0; i < n; i++)
		found += s[i] == c;
	return found;
}

static void
check_findings(const struct config_findings *f, const char *text, size_t n)
{
	struct sbuf out = { 0 };
	int lines = count(text, n, '\n') + 1;
	size_t errors = 0;
	for (size_t i = 0; i < f->n; i++) {
		const struct config_finding *x = &f->v[i];
		errors += x->error;
		assert(*x->message && strcmp(x->file, name) == 0);
		assert(x->line >= 0 && x->line <= lines);
		assert(!x->source == !x->line && (x->column > 0) == !!x->line);
		if (!x->line)
			continue;
		int characters = 0;
		for (const char *s = x->source; *s; s++)
			characters += ((unsigned char)*s & 0xc0) != 0x80;
		assert(x->column <= characters + 1);
	}
	assert(errors <= f->errors);
	config_findings_print(f, &out);
	assert(!f->n == !out.len);
	sbuf_fini(&out);
}

/* Prints it, reads that, and looks for a difference. */
static void
check_again(const struct config *c)
{
	struct sbuf text = { 0 }, diff = { 0 };
	struct config_findings found = { 0 };
	config_show(c, false, &text);
	const struct config_text again = { name, sbuf_text(&text), text.len };
	struct config *b = config_load_text(name, NULL, &again, &found);
	if (!b) {
		config_findings_print(&found, &diff);
		abort();
	}
	config_diff(c, b, &diff);
	assert(!diff.len && b->order_n == c->order_n);
	for (size_t i = 0; i < c->order_n; i++)
		assert(strcmp(c->gateways[c->order[i]].settings.name,
			   b->gateways[b->order[i]].settings.name) == 0);
	for (int w = 0; w < POLICY_WORDING__N; w++)
		assert(
		    strcmp(c->policy->wording[w], b->policy->wording[w]) == 0);
	config_free(b);
	config_findings_fini(&found);
	sbuf_fini(&text);
	sbuf_fini(&diff);
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t n)
{
	char *text = unfold(data, &n);
	const struct config_text given = { name, text, n };
	struct config_findings found = { 0 };
	struct config *c = config_load_text(name, NULL, &given, &found);
	check_findings(&found, text, n);
	assert(!c == (found.errors > 0));
	if (c)
		check_again(c);
	config_free(c);
	config_findings_fini(&found);
	free(text);
	return 0;
}
