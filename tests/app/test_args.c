/* The words of a verb. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "app/args.h"

#include <string.h>

void test_options_stand_before_or_after(void **state);
void test_value_joined_or_apart(void **state);
void test_two_dashes_end_the_options(void **state);
void test_a_dash_is_an_argument(void **state);
void test_negative_looking_value_is_a_value(void **state);
void test_known_everywhere(void **state);
void test_unknown_option_is_told(void **state);
void test_flag_takes_no_value(void **state);
void test_missing_value_is_told(void **state);
void test_the_last_of_two_counts(void **state);
void test_prefix_is_not_the_option(void **state);
void test_too_many_words_are_refused(void **state);

enum { MOST = 80 };

struct line {
	struct args a;
	struct err err;
	char text[512];
	char *argv[MOST];
	int argc;
};

/* line = words, cut at blanks; 0 or −1. */
static int
parse(struct line *l, const char *words, const char *spec)
{
	*l = (struct line){ .argc = 0 };
	assert_true(strlen(words) < sizeof l->text);
	memcpy(l->text, words, strlen(words) + 1);
	for (char *p = l->text; *p; p++) {
		if (p == l->text || !p[-1])
			l->argv[l->argc++] = p;
		if (*p == ' ')
			*p = '\0';
	}
	return args_parse(&l->a, l->argc, l->argv, spec, &l->err) < 0 ? -1 : 0;
}

void
test_options_stand_before_or_after(void **state)
{
	(void)state;
	struct line l;
	static const char *const lines[] = { "queue show 7 --json",
		"queue --json show 7", "queue show --json 7" };
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(parse(&l, lines[i], ""), 0);
		assert_string_equal(l.a.verb, "queue");
		assert_int_equal(l.a.word_n, 2);
		assert_string_equal(l.a.word[0], "show");
		assert_string_equal(l.a.word[1], "7");
		assert_true(args_has(&l.a, "--json"));
	}
}

void
test_value_joined_or_apart(void **state)
{
	(void)state;
	struct line l;
	assert_int_equal(parse(&l, "plan --from 2018-05-01", "--from= --to="),
	    0);
	assert_string_equal(args_get(&l.a, "--from"), "2018-05-01");
	assert_int_equal(parse(&l, "plan --to=2018-05-31", "--from= --to="), 0);
	assert_string_equal(args_get(&l.a, "--to"), "2018-05-31");
	assert_null(args_get(&l.a, "--from"));
	assert_false(args_has(&l.a, "--from"));
	assert_int_equal(parse(&l, "plan --to= 7", "--to="), 0);
	assert_string_equal(args_get(&l.a, "--to"), "");
	assert_string_equal(l.a.word[0], "7");
}

void
test_two_dashes_end_the_options(void **state)
{
	(void)state;
	struct line l;
	assert_int_equal(parse(&l, "parse --json -- --at -c --", "--at="), 0);
	assert_int_equal(l.a.word_n, 3);
	assert_string_equal(l.a.word[0], "--at");
	assert_string_equal(l.a.word[2], "--");
	assert_false(args_has(&l.a, "--at"));
}

void
test_a_dash_is_an_argument(void **state)
{
	(void)state;
	struct line l;
	assert_int_equal(parse(&l, "parse -", ""), 0);
	assert_int_equal(l.a.word_n, 1);
	assert_string_equal(l.a.word[0], "-");
}

void
test_negative_looking_value_is_a_value(void **state)
{
	(void)state;
	struct line l;
	assert_int_equal(parse(&l, "visit --reason --json", "--reason="), 0);
	assert_string_equal(args_get(&l.a, "--reason"), "--json");
	assert_false(args_has(&l.a, "--json"));
}

void
test_known_everywhere(void **state)
{
	(void)state;
	struct line l;
	assert_int_equal(parse(&l, "status -c /etc/x.conf -h --json", ""), 0);
	assert_string_equal(args_get(&l.a, "-c"), "/etc/x.conf");
	assert_true(args_has(&l.a, "--help"));
	assert_true(args_has(&l.a, "--json"));
	assert_int_equal(parse(&l, "status --help", ""), 0);
	assert_true(args_has(&l.a, "--help"));
}

void
test_unknown_option_is_told(void **state)
{
	(void)state;
	struct line l;
	assert_int_equal(parse(&l, "status --mont=2018-05", "--month="), -1);
	assert_int_equal(l.err.code, ERR_USAGE);
	assert_string_equal(l.err.text, "unknown option '--mont'");
}

void
test_flag_takes_no_value(void **state)
{
	(void)state;
	struct line l;
	assert_int_equal(parse(&l, "import --apply=yes", "--apply"), -1);
	assert_int_equal(l.err.code, ERR_USAGE);
	assert_string_equal(l.err.text, "'--apply' takes no value");
}

void
test_missing_value_is_told(void **state)
{
	(void)state;
	struct line l;
	assert_int_equal(parse(&l, "status --month", "--month="), -1);
	assert_int_equal(l.err.code, ERR_USAGE);
	assert_string_equal(l.err.text, "'--month' needs a value after it");
}

void
test_the_last_of_two_counts(void **state)
{
	(void)state;
	struct line l;
	assert_int_equal(parse(&l, "x --to a --to=b", "--to="), 0);
	assert_string_equal(args_get(&l.a, "--to"), "b");
}

void
test_prefix_is_not_the_option(void **state)
{
	(void)state;
	struct line l;
	assert_int_equal(parse(&l, "x --from-file=a", "--from= --from-file="),
	    0);
	assert_null(args_get(&l.a, "--from"));
	assert_false(args_has(&l.a, "--from"));
	assert_string_equal(args_get(&l.a, "--from-file"), "a");
	/* nor is the beginning of a known one enough */
	assert_int_equal(parse(&l, "x --fro=a", "--from= --from-file="), -1);
	assert_int_equal(parse(&l, "x --from-=a", "--from= --from-file="), -1);
}

void
test_too_many_words_are_refused(void **state)
{
	(void)state;
	struct line l = { .argc = 0 };
	char verb[] = "x", word[] = "w", flag[] = "--json";
	l.argv[0] = verb;
	for (int i = 1; i <= ARGS_MAX; i++)
		l.argv[i] = word;
	assert_int_equal(args_parse(&l.a, ARGS_MAX + 1, l.argv, "", &l.err), 0);
	assert_int_equal(l.a.word_n, ARGS_MAX);
	l.argv[ARGS_MAX + 1] = word;
	assert_int_equal(args_parse(&l.a, ARGS_MAX + 2, l.argv, "", &l.err),
	    -1);
	assert_int_equal(l.err.code, ERR_USAGE);
	for (int i = 1; i <= ARGS_MAX + 1; i++)
		l.argv[i] = flag;
	assert_int_equal(args_parse(&l.a, ARGS_MAX + 2, l.argv, "", &l.err),
	    -1);
}
