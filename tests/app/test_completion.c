/* What TAB offers: all of it read from the usage lines. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "app/completion.h"

#include <stdio.h>
#include <string.h>

void test_first_word_is_a_verb(void **state);
void test_verb_offers_its_own_words(void **state);
void test_options_are_those_of_the_form(void **state);
void test_value_of_an_option_is_known_by_its_placeholder(void **state);
void test_bash_cuts_at_the_equals_sign(void **state);
void test_arguments_by_their_place(void **state);
void test_files_and_configuration(void **state);
void test_every_option_stands_in_the_usage(void **state);
void test_usage_names_no_option_that_is_none(void **state);
void test_table_is_sorted_and_begins_with_its_name(void **state);

enum { MAX = 12 };

static struct completion
find(const char *line, struct sbuf *out)
{
	static char copy[200];
	const char *words[MAX];
	size_t n = 0;
	struct completion c;
	assert_true(strlen(line) < sizeof copy);
	memcpy(copy, line, strlen(line) + 1);
	for (char *p = copy;; p++) {
		words[n++] = p;
		p += strcspn(p, " ");
		if (!*p)
			break;
		*p = '\0';
	}
	sbuf_clear(out);
	completion_find(words, n, &c, out);
	return c;
}

/* The fixed candidates of the line, its last word at the cursor. */
#define assert_offers(line, wanted)                                            \
	do {                                                                   \
		struct sbuf out_ = { 0 };                                      \
		find(line, &out_);                                             \
		assert_string_equal(sbuf_text(&out_), wanted);                 \
		sbuf_fini(&out_);                                              \
	} while (0)

#define assert_asks(line, wanted)                                              \
	do {                                                                   \
		struct sbuf out_ = { 0 };                                      \
		struct completion c_ = find(line, &out_);                      \
		const char *name_ = completion_kind_name(c_.kind);             \
		assert_string_equal(name_ ? name_ : "", wanted);               \
		assert_string_equal(sbuf_text(&out_), "");                     \
		sbuf_fini(&out_);                                              \
	} while (0)

void
test_first_word_is_a_verb(void **state)
{
	(void)state;
	assert_offers("re", "reload\nrestore\nresult\nresume\n");
	assert_offers("vis", "visit\n");
	assert_offers("frob", "");
	assert_offers("frob x", "");
	assert_offers("help vis", "visit\n");
}

void
test_verb_offers_its_own_words(void **state)
{
	(void)state;
	assert_offers("visit ", "list\nadd\nremove\n");
	assert_offers("visit a", "add\n");
	assert_offers("config ", "show\ndiff\nedit\n");
	assert_offers("completion b", "bash\n");
	assert_offers("user ", "list\nadd\npasswd\nremove\n");
	assert_offers("plan ", "");
}

void
test_options_are_those_of_the_form(void **state)
{
	(void)state;
	assert_offers("visit add --", "--person\n--unit\n--date\n--by\n"
				      "--reason\n--json\n--help\n");
	assert_offers("inbox dismiss 3 --", "--reason\n--json\n--help\n");
	assert_offers("import a.csv --a", "--apply\n");
	assert_offers("import --u", "--undo\n");
	assert_offers("visit add --person BAO --u", "--unit\n");
	assert_offers("visit add -- --p", "");
}

void
test_value_of_an_option_is_known_by_its_placeholder(void **state)
{
	(void)state;
	assert_asks("visit add --person ", "person");
	assert_asks("plan --person ", "person");
	assert_asks("meeting add --unit T", "unit");
	assert_asks("visit add --date ", "");
	assert_offers("user add x --role ", "viewer\noperator\nadmin\n");
	assert_offers("queue --state h", "held\n");
}

void
test_bash_cuts_at_the_equals_sign(void **state)
{
	(void)state;
	assert_asks("visit add --person =", "person");
	assert_asks("visit add --person = BA", "person");
	assert_asks("visit add --person=BA", "person");
	assert_offers("visit add --person = BAO --un", "--unit\n");
	assert_offers("user add x --role=v", "--role=viewer\n");
	struct sbuf out = { 0 };
	struct completion c = find("visit add --person=BA", &out);
	assert_string_equal(c.prefix, "BA");
	assert_int_equal(c.lead_n, strlen("--person="));
	c = find("visit add --person =", &out);
	assert_string_equal(c.prefix, "");
	sbuf_fini(&out);
}

void
test_arguments_by_their_place(void **state)
{
	(void)state;
	assert_asks("calendar ", "person");
	assert_asks("history TA", "subject");
	assert_asks("gateway pause ", "gateway");
	assert_asks("gateway link zalo ", "person");
	assert_asks("gateway link zalo BAO B", "person");
	assert_asks("user passwd ", "account");
	assert_asks("train ", "person");
	assert_offers("train BAO ", "on\noff\n");
	assert_offers("codes p", "person\n");
	assert_asks("status ", "");
	assert_asks("calendar BAO ", "");
}

static enum completion_kind
kind(const char *line)
{
	struct sbuf out = { 0 };
	struct completion c = find(line, &out);
	sbuf_fini(&out);
	return c.kind;
}

void
test_files_and_configuration(void **state)
{
	(void)state;
	assert_int_equal(kind("import "), COMPLETION_FILE);
	assert_int_equal(kind("import a.csv b"), COMPLETION_FILE);
	assert_int_equal(kind("backup "), COMPLETION_FILE);
	assert_int_equal(kind("simulate --replies "), COMPLETION_FILE);
	assert_int_equal(kind("export --to "), COMPLETION_FILE);
	assert_int_equal(kind("status -c "), COMPLETION_FILE);
	struct sbuf out = { 0 };
	struct completion c = find("visit add -c x.conf --person B", &out);
	assert_string_equal(c.config, "x.conf");
	assert_int_equal(c.kind, COMPLETION_PERSON);
	sbuf_fini(&out);
}

/* The word stands in text, whole. */
static bool
stands(const char *text, const char *word, size_t n)
{
	for (const char *s = text; (s = strstr(s, "--")); s += 2) {
		size_t len = strcspn(s, " ]|");
		if (len == n && strncmp(s, word, n) == 0)
			return true;
	}
	return false;
}

void
test_every_option_stands_in_the_usage(void **state)
{
	(void)state;
	const struct verb *v;
	for (size_t i = 0; (v = verb_at(i)); i++) {
		for (const char *s = v->options; *s; s += strspn(s, " ")) {
			size_t n = strcspn(s, " ");
			size_t name = n - (s[n - 1] == '=');
			if (!stands(v->usage, s, name))
				fail_msg("%s: %.*s is not in its usage",
				    v->name, (int)name, s);
			s += n;
		}
	}
}

void
test_usage_names_no_option_that_is_none(void **state)
{
	(void)state;
	const struct verb *v;
	for (size_t i = 0; (v = verb_at(i)); i++) {
		for (const char *s = v->usage; (s = strstr(s, "--")); s += 2) {
			size_t n = strcspn(s, " ]|");
			if (n == 2 || strncmp(s, "--json", n) == 0)
				continue;
			bool known = false;
			for (const char *o = v->options; *o && !known;) {
				size_t len = strcspn(o, " ");
				size_t name = len - (o[len - 1] == '=');
				known = name == n && strncmp(o, s, n) == 0;
				o += len;
				o += strspn(o, " ");
			}
			if (!known)
				fail_msg("%s: %.*s is no option", v->name,
				    (int)n, s);
		}
	}
}

void
test_table_is_sorted_and_begins_with_its_name(void **state)
{
	(void)state;
	const struct verb *v, *before = NULL;
	for (size_t i = 0; (v = verb_at(i)); i++, before = v) {
		assert_true(!before || strcmp(before->name, v->name) < 0);
		assert_true(strncmp(v->usage, v->name, strlen(v->name)) == 0);
	}
}
