#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "store/address.h"
#include "store/load.h"
#include "store/org.h"

#include "temp.h"

void test_a_code_links_once_and_to_its_person_only(void **state);
void test_a_code_dies_with_its_time_or_a_new_one(void **state);
void test_five_wrong_codes_lock_the_chat_for_a_day(void **state);
void test_a_code_of_another_gateway_is_wrong(void **state);
void test_a_link_is_in_the_persons_history(void **state);
void test_an_id_in_the_roster_is_a_link(void **state);
void test_an_older_word_does_not_take_a_link_away(void **state);
void test_who_wrote_last_is_where_an_answer_goes(void **state);

enum { DAY = 86400, NOW = 1000000 };

struct world {
	struct store *s;
	struct err err;
	struct person_id bao, duyen;
};

static struct person_id
person(struct world *w, const char *code, const char *zalo)
{
	struct org_person p = { .code = code,
		.name = code,
		.phone = NULL,
		.zalo = zalo };
	assert_int_equal(org_put_person(w->s, &p, NOW, &w->err), 1);
	static char level[] = "xa";
	static char *const levels[] = { level };
	struct facts *f;
	assert_int_equal(load_facts(w->s, levels, 1, &f, &w->err), 0);
	int i = facts_person_by_code(f, code);
	assert_true(i >= 0);
	struct person_id id = f->people[i].id;
	facts_free(f);
	return id;
}

static struct world
world(void)
{
	struct world w = { .s = open_memory() };
	begin(w.s);
	w.bao = person(&w, "BAO", NULL);
	w.duyen = person(&w, "DUYEN", "246845883529197922");
	return w;
}

static void
world_end(struct world *w)
{
	end(w->s);
	store_close(w->s);
}

static enum address_try
type(struct world *w, const char *user, const char *code, int64_t now,
    struct person_id *p)
{
	enum address_try t;
	assert_int_equal(
	    address_code_try(w->s, "zalo", user, code, now, &t, p, &w->err), 0);
	return t;
}

static void
make(struct world *w, struct person_id p, const char *code)
{
	assert_int_equal(address_code_put(w->s, "zalo", p, code, NOW,
			     NOW + 3 * DAY, &w->err),
	    1);
}

void
test_a_code_links_once_and_to_its_person_only(void **state)
{
	(void)state;
	struct world w = world();
	struct person_id p;
	make(&w, w.bao, "1234567");
	assert_int_equal(address_code_open(w.s, "zalo", w.bao, NOW), 1);
	assert_int_equal(address_code_open(w.s, "zalo", w.duyen, NOW), 0);
	assert_int_equal(type(&w, "u1", "1234567", NOW + 5, &p),
	    ADDRESS_LINKED);
	assert_int_equal(p.v, w.bao.v);
	assert_int_equal(address_person(w.s, "zalo", "u1").v, w.bao.v);
	assert_int_equal(address_person(w.s, "other", "u1").v, 0);
	assert_int_equal(address_code_open(w.s, "zalo", w.bao, NOW + 6), 0);
	/* Whoever reads it over their shoulder comes too late. */
	assert_int_equal(type(&w, "u2", "1234567", NOW + 7, &p), ADDRESS_WRONG);
	assert_int_equal(address_person(w.s, "zalo", "u2").v, 0);
	world_end(&w);
}

void
test_a_code_dies_with_its_time_or_a_new_one(void **state)
{
	(void)state;
	struct world w = world();
	struct person_id p;
	make(&w, w.bao, "1111111");
	make(&w, w.bao, "2222222");
	assert_int_equal(type(&w, "u1", "1111111", NOW, &p), ADDRESS_WRONG);
	assert_int_equal(type(&w, "u1", "2222222", NOW + 3 * DAY, &p),
	    ADDRESS_WRONG);
	assert_int_equal(type(&w, "u1", "2222222", NOW + 3 * DAY - 1, &p),
	    ADDRESS_LINKED);
	/* The same code twice at once would be anybody's. */
	make(&w, w.bao, "3333333");
	assert_int_equal(address_code_put(w.s, "zalo", w.duyen, "3333333", NOW,
			     NOW + DAY, &w.err),
	    0);
	world_end(&w);
}

void
test_five_wrong_codes_lock_the_chat_for_a_day(void **state)
{
	(void)state;
	struct world w = world();
	struct person_id p;
	make(&w, w.bao, "1234567");
	for (int i = 0; i < 5; i++)
		assert_int_equal(type(&w, "u1", "0000000", NOW + i, &p),
		    ADDRESS_WRONG);
	assert_int_equal(type(&w, "u1", "1234567", NOW + 6, &p),
	    ADDRESS_LOCKED);
	/* Another chat is another person. */
	assert_int_equal(type(&w, "u2", "0000000", NOW + 7, &p), ADDRESS_WRONG);
	assert_int_equal(type(&w, "u1", "1234567", NOW + 4 + DAY, &p),
	    ADDRESS_LINKED);
	world_end(&w);
}

void
test_a_code_of_another_gateway_is_wrong(void **state)
{
	(void)state;
	struct world w = world();
	struct person_id p;
	enum address_try t;
	make(&w, w.bao, "1234567");
	assert_int_equal(address_code_try(w.s, "zalo2", "u1", "1234567", NOW,
			     &t, &p, &w.err),
	    0);
	assert_int_equal(t, ADDRESS_WRONG);
	assert_int_equal(p.v, 0);
	world_end(&w);
}

void
test_an_id_in_the_roster_is_a_link(void **state)
{
	(void)state;
	struct world w = world();
	char id[ADDRESS_ID_SIZE];
	int64_t heard;
	assert_int_equal(address_person(w.s, "zalo", "246845883529197922").v,
	    w.duyen.v);
	assert_int_equal(address_of(w.s, "zalo", w.duyen, id, &heard), 1);
	assert_string_equal(id, "246845883529197922");
	assert_int_equal(heard, 0);
	assert_int_equal(address_heard(w.s, "zalo", id, NOW, &w.err), 0);
	assert_int_equal(address_of(w.s, "zalo", w.duyen, id, &heard), 1);
	assert_int_equal(heard, NOW);
	/* No id is nobody's. */
	assert_int_equal(address_person(w.s, "zalo", "").v, 0);
	assert_int_equal(address_of(w.s, "zalo", w.bao, id, &heard), 0);
	assert_int_equal(address_heard(w.s, "zalo", "stranger", NOW, &w.err),
	    0);
	assert_int_equal(address_person(w.s, "zalo", "stranger").v, 0);
	world_end(&w);
}

void
test_an_older_word_does_not_take_a_link_away(void **state)
{
	(void)state;
	struct world w = world();
	assert_int_equal(
	    address_link(w.s, "zalo", "u1", w.bao, NOW, "x", "", &w.err), 1);
	/* A repeat, or a replay from before. */
	assert_int_equal(
	    address_link(w.s, "zalo", "u1", w.bao, NOW + 1, "x", "", &w.err),
	    0);
	assert_int_equal(
	    address_link(w.s, "zalo", "u1", w.duyen, NOW - 1, "x", "", &w.err),
	    0);
	assert_int_equal(address_person(w.s, "zalo", "u1").v, w.bao.v);
	assert_int_equal(
	    address_link(w.s, "zalo", "u1", w.duyen, NOW + 1, "x", "", &w.err),
	    1);
	assert_int_equal(address_person(w.s, "zalo", "u1").v, w.duyen.v);
	world_end(&w);
}

void
test_who_wrote_last_is_where_an_answer_goes(void **state)
{
	(void)state;
	struct world w = world();
	char id[ADDRESS_ID_SIZE];
	int64_t heard;
	address_link(w.s, "zalo", "old", w.bao, NOW, "x", "", &w.err);
	address_link(w.s, "zalo", "new", w.bao, NOW + 1, "x", "", &w.err);
	assert_int_equal(address_of(w.s, "zalo", w.bao, id, &heard), 1);
	assert_string_equal(id, "new");
	address_heard(w.s, "zalo", "old", NOW + 2, &w.err);
	address_heard(w.s, "zalo", "old", NOW - 9, &w.err); /* a late repeat */
	assert_int_equal(address_of(w.s, "zalo", w.bao, id, &heard), 1);
	assert_string_equal(id, "old");
	assert_int_equal(heard, NOW + 2);
	world_end(&w);
}

static int
count_row(void *arg, const struct store_audit_row *row)
{
	int *n = arg;
	*n += strcmp(row->what, "address.link") == 0;
	return 0;
}

void
test_a_link_is_in_the_persons_history(void **state)
{
	(void)state;
	struct world w = world();
	int n = 0;
	address_link(w.s, "zalo", "u1", w.bao, NOW, "x", "", &w.err);
	assert_int_equal(store_audit_list(w.s, "person:BAO", count_row, &n), 0);
	assert_int_equal(n, 1);
	world_end(&w);
}
