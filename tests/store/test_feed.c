#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "store/feed.h"
#include "store/org.h"
#include "temp.h"

void test_each_renewal_is_another_number(void **state);
void test_feeds_are_listed_and_audited(void **state);

enum { NOW = 1527121800 };

static void
people(struct store *s)
{
	static const struct org_person rows[] = {
		{ .code = "BAO", .name = "Phạm Quốc Bảo" },
		{ .code = "SON", .name = "Điểu Hoàng Sơn" },
	};
	struct err e = { 0 };
	begin(s);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_int_equal(org_put_person(s, &rows[i], NOW, &e), 1);
	end(s);
}

static int64_t
renew(struct store *s, int64_t person, const char *subject)
{
	struct err e = { 0 };
	begin(s);
	int64_t n = feed_renew(s, (struct person_id){ person }, subject,
	    "cli:root", NOW, &e);
	end(s);
	return n;
}

void
test_each_renewal_is_another_number(void **state)
{
	(void)state;
	struct store *s = open_memory();
	people(s);
	assert_int_equal(feed_get(s, (struct person_id){ 1 }), 0);
	assert_int_equal(renew(s, 1, "person:BAO"), 1);
	assert_int_equal(renew(s, 1, "person:BAO"), 2);
	assert_int_equal(renew(s, 2, "person:SON"), 1);
	assert_int_equal(feed_get(s, (struct person_id){ 1 }), 2);
	/* Nobody has none. */
	struct err e = { 0 };
	begin(s);
	assert_int_equal(feed_renew(s, (struct person_id){ 99 }, "person:X",
			     "cli:root", NOW, &e),
	    -1);
	store_undo(s);
	store_close(s);
}

static int
on_feed(void *arg, struct person_id p, int64_t serial)
{
	*(int64_t *)arg += p.v * 100 + serial;
	return 0;
}

static int
on_audit(void *arg, const struct store_audit_row *r)
{
	char *text = arg;
	size_t n = strlen(text);
	snprintf(text + n, 64 - n, "%s ", r->what);
	return 0;
}

void
test_feeds_are_listed_and_audited(void **state)
{
	(void)state;
	struct store *s = open_memory();
	int64_t sum = 0;
	char text[64] = "";
	people(s);
	renew(s, 1, "person:BAO");
	renew(s, 1, "person:BAO");
	renew(s, 2, "person:SON");
	assert_int_equal(feed_list(s, on_feed, &sum), 0);
	assert_int_equal(sum, 102 + 201);
	assert_int_equal(store_audit_list(s, "person:BAO", on_audit, text), 0);
	assert_string_equal(text, "calendar.add calendar.renew ");
	store_close(s);
}
