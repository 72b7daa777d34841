#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "app/tokenjar.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void test_a_pair_comes_back_as_it_went_in(void **state);
void test_a_write_torn_at_any_byte_leaves_the_pair_before(void **state);
void test_one_changed_bit_anywhere_is_noticed(void **state);
void test_nobody_else_may_read_it(void **state);
void test_it_needs_no_room_once_it_lies(void **state);
void test_tokens_that_do_not_fit_are_refused(void **state);

struct temp {
	char dir[64], path[96];
	struct tokenjar j;
	struct err err;
};

static void
temp_init(struct temp *t)
{
	mkdir("build", 0777);
	snprintf(t->dir, sizeof t->dir, "build/jar-test-XXXXXX");
	assert_non_null(mkdtemp(t->dir));
	snprintf(t->path, sizeof t->path, "%s/jar", t->dir);
	if (tokenjar_open(&t->j, t->path, &t->err))
		fail_msg("%s", t->err.text);
}

static void
temp_fini(struct temp *t)
{
	tokenjar_close(&t->j);
	unlink(t->path);
	assert_int_equal(rmdir(t->dir), 0);
}

static void
put(struct temp *t, int64_t generation, const char *access, const char *refresh)
{
	char a[64], r[64];
	snprintf(a, sizeof a, "%s", access);
	snprintf(r, sizeof r, "%s", refresh);
	struct tokenjar_pair p = { generation, 10, 20, a, r };
	if (tokenjar_write(&t->j, &p, &t->err))
		fail_msg("%s", t->err.text);
}

/* The generation that is read, 0 none. */
static int64_t
newest(struct temp *t)
{
	struct tokenjar_pair p;
	int rc = tokenjar_read(&t->j, &p, &t->err);
	assert_true(rc >= 0);
	int64_t g = p.generation;
	tokenjar_wipe(&p);
	assert_int_equal(rc, g > 0);
	return g;
}

static void
slots(const char *path, unsigned char *bytes, int write)
{
	FILE *f = fopen(path, write ? "r+b" : "rb");
	assert_non_null(f);
	size_t n = write ? fwrite(bytes, 1, 8192, f) : fread(bytes, 1, 8192, f);
	assert_int_equal(n, 8192);
	fclose(f);
}

void
test_a_pair_comes_back_as_it_went_in(void **state)
{
	(void)state;
	struct temp t;
	temp_init(&t);
	assert_int_equal(newest(&t), 0);
	put(&t, 1, "A1", "R1");
	put(&t, 2, "A2", "R2");
	put(&t, 3, "A3", "R3");
	tokenjar_close(&t.j);
	assert_int_equal(tokenjar_open(&t.j, t.path, &t.err), 0);
	struct tokenjar_pair p;
	assert_int_equal(tokenjar_read(&t.j, &p, &t.err), 1);
	assert_int_equal(p.generation, 3);
	assert_int_equal(p.fetched_at, 10);
	assert_int_equal(p.expires_at, 20);
	assert_string_equal(p.access, "A3");
	assert_string_equal(p.refresh, "R3");
	tokenjar_wipe(&p);
	assert_null(p.access);
	temp_fini(&t);
}

void
test_a_write_torn_at_any_byte_leaves_the_pair_before(void **state)
{
	(void)state;
	struct temp t;
	static unsigned char before[8192], after[8192], torn[8192];
	temp_init(&t);
	put(&t, 4, "A4", "R4");
	put(&t, 5, "A5", "R5");
	slots(t.path, before, 0);
	put(&t, 6, "A6", "R6");
	slots(t.path, after, 0);
	size_t last = 0;
	for (size_t i = 0; i < 4096; i++) {
		if (before[i] != after[i])
			last = i;
	}
	for (size_t n = 0; n <= 4096; n += n < 80 || n > 4050 ? 1 : 97) {
		memcpy(torn, before, sizeof torn);
		memcpy(torn, after, n);
		slots(t.path, torn, 1);
		assert_int_equal(newest(&t), n > last ? 6 : 5);
	}
	temp_fini(&t);
}

void
test_one_changed_bit_anywhere_is_noticed(void **state)
{
	(void)state;
	struct temp t;
	static unsigned char good[8192], bad[8192];
	temp_init(&t);
	put(&t, 1, "A1", "R1");
	put(&t, 2, "A2", "R2");
	slots(t.path, good, 0);
	for (size_t i = 0; i < 4096; i += i < 60 || i > 4060 ? 1 : 131) {
		memcpy(bad, good, sizeof bad);
		bad[i] = (unsigned char)(bad[i] ^ (1u << (i % 8)));
		slots(t.path, bad, 1);
		assert_int_equal(newest(&t), 1);
	}
	temp_fini(&t);
}

void
test_nobody_else_may_read_it(void **state)
{
	(void)state;
	struct temp t;
	struct stat st;
	temp_init(&t);
	assert_int_equal(stat(t.path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	/* Whatever somebody did to it since. */
	assert_int_equal(chmod(t.path, 0644), 0);
	tokenjar_close(&t.j);
	assert_int_equal(tokenjar_open(&t.j, t.path, &t.err), 0);
	assert_int_equal(stat(t.path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	temp_fini(&t);
}

void
test_it_needs_no_room_once_it_lies(void **state)
{
	(void)state;
	struct temp t;
	struct stat st;
	temp_init(&t);
	assert_int_equal(stat(t.path, &st), 0);
	assert_int_equal(st.st_size, 8192);
	assert_true(st.st_blocks * 512 >= 8192);
	for (int i = 1; i < 10; i++)
		put(&t, i, "A", "R");
	assert_int_equal(stat(t.path, &st), 0);
	assert_int_equal(st.st_size, 8192);
	temp_fini(&t);
}

void
test_tokens_that_do_not_fit_are_refused(void **state)
{
	(void)state;
	struct temp t;
	temp_init(&t);
	put(&t, 1, "A1", "R1");
	char *big = malloc(4097), small[] = "R2";
	memset(big, 'x', 4096);
	big[4096] = '\0';
	struct tokenjar_pair p = { 2, 0, 0, big, small };
	assert_int_equal(tokenjar_write(&t.j, &p, &t.err), -1);
	assert_int_equal(newest(&t), 1);
	free(big);
	temp_fini(&t);
}
