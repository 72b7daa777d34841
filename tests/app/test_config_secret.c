#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "../lib/conffile.h"
#include "app/config_secret.h"

void test_only_the_last_line_end_goes(void **state);
void test_what_is_no_secret_is_refused_without_showing_it(void **state);
void test_secret_that_others_can_read_is_refused(void **state);
void test_systemd_credential_comes_first(void **state);

/* Parses "name" in t's folder; the secret or NULL with trouble. */
static const char *
secret(const struct conffile *t, struct mem_arena *arena, const char *name,
    struct value_trouble *trouble)
{
	char here[512], dir[1024];
	assert_non_null(getcwd(here, sizeof here));
	snprintf(dir, sizeof dir, "%s/%s", here, t->dir);
	const struct value_in in = { .text = name, .dir = dir, .arena = arena };
	char *field = NULL;
	*trouble = (struct value_trouble){ 0 };
	bool ok = config_secret_parse(&in, &field, trouble);
	assert_int_equal(ok, field != NULL);
	return field;
}

void
test_only_the_last_line_end_goes(void **state)
{
	(void)state;
	static const char *const rows[][2] = { { "s3cret\n", "s3cret" },
		{ "s3cret", "s3cret" }, { "s3cret\r\n", "s3cret" },
		{ " s p ; # \n", " s p ; # " } };
	struct conffile t;
	struct mem_arena arena = { 0 };
	struct value_trouble trouble;
	conffile_init(&t);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		conffile_write(&t, "s", rows[i][0]);
		assert_string_equal(secret(&t, &arena, "s", &trouble),
		    rows[i][1]);
		/* blanks at its edges are kept, and told of */
		assert_int_equal(*trouble.message != '\0', *rows[i][1] == ' ');
		assert_null(strstr(trouble.message, "s p"));
	}
	mem_arena_fini(&arena);
	conffile_fini(&t);
}

void
test_what_is_no_secret_is_refused_without_showing_it(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		size_t n;
		const char *word;
	} rows[] = {
		{ "", 0, "is empty" },
		{ "\n", 1, "is empty" },
		{ "hunter\nmore\n", 12, "more than one line" },
		{ "hun\0ter\n", 8, "not plain text" },
		{ "\xef\xbb\xbfhunter\n", 10, "not plain text" },
		{ "hunter\xff\n", 8, "not plain text" },
	};
	struct conffile t;
	struct mem_arena arena = { 0 };
	struct value_trouble trouble;
	conffile_init(&t);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		conffile_write_n(&t, "s", rows[i].text, rows[i].n);
		assert_null(secret(&t, &arena, "s", &trouble));
		assert_non_null(strstr(trouble.message, rows[i].word));
		assert_null(strstr(trouble.message, "hunter"));
	}
	assert_null(secret(&t, &arena, "none", &trouble));
	assert_non_null(strstr(trouble.message, "No such file"));
	assert_null(secret(&t, &arena, ".", &trouble));
	assert_non_null(strstr(trouble.message, "not a regular file"));
	mem_arena_fini(&arena);
	conffile_fini(&t);
}

void
test_secret_that_others_can_read_is_refused(void **state)
{
	(void)state;
	struct conffile t;
	struct mem_arena arena = { 0 };
	struct value_trouble trouble;
	char path[128];
	conffile_init(&t);
	conffile_write(&t, "s", "hunter\n");
	snprintf(path, sizeof path, "%s/s", t.dir);
	assert_int_equal(chmod(path, 0644), 0);
	assert_null(secret(&t, &arena, "s", &trouble));
	assert_non_null(strstr(trouble.message, "others can read"));
	assert_int_equal(strncmp(trouble.hint, "chmod 600 /", 11), 0);
	/* a link is as open as what it leads to */
	char link_path[128];
	snprintf(link_path, sizeof link_path, "%s/link", t.dir);
	assert_int_equal(symlink("s", link_path), 0);
	assert_null(secret(&t, &arena, "link", &trouble));
	assert_non_null(strstr(trouble.message, "others can read"));
	assert_int_equal(chmod(path, 0602), 0);
	assert_null(secret(&t, &arena, "link", &trouble));
	assert_int_equal(chmod(path, 0640), 0);
	/* root's file for the service's group is how packages do it. */
	if (geteuid() == 0)
		assert_non_null(secret(&t, &arena, "s", &trouble));
	else
		assert_null(secret(&t, &arena, "s", &trouble));
	assert_int_equal(chmod(path, 0600), 0);
	assert_string_equal(secret(&t, &arena, "s", &trouble), "hunter");
	mem_arena_fini(&arena);
	conffile_fini(&t);
}

void
test_systemd_credential_comes_first(void **state)
{
	(void)state;
	struct conffile t;
	struct mem_arena arena = { 0 };
	struct value_trouble trouble;
	char path[128];
	conffile_init(&t);
	conffile_mkdir(&t, "creds");
	conffile_mkdir(&t, "sub");
	conffile_write(&t, "creds/s", "from systemd\n");
	conffile_write(&t, "sub/s", "from the file\n");
	conffile_write(&t, "other", "other\n");
	snprintf(path, sizeof path, "%s/creds", t.dir);
	assert_int_equal(setenv("CREDENTIALS_DIRECTORY", path, 1), 0);
	assert_string_equal(secret(&t, &arena, "sub/s", &trouble),
	    "from systemd");
	assert_string_equal(secret(&t, &arena, "/nowhere/s", &trouble),
	    "from systemd");
	assert_string_equal(secret(&t, &arena, "other", &trouble), "other");
	unsetenv("CREDENTIALS_DIRECTORY");
	assert_string_equal(secret(&t, &arena, "sub/s", &trouble),
	    "from the file");
	mem_arena_fini(&arena);
	conffile_fini(&t);
}
