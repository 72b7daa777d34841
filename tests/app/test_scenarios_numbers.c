/* Numbers change hands by an import: whose a text is then, and whose it was. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "lib/town.h"

#include "app/import.h"

void test_new_number_keeps_the_history_of_the_old(void **state);
void test_old_number_that_nobody_has_is_still_theirs_flagged(void **state);
void test_number_given_on_books_nothing_for_its_former_owner(void **state);
void test_number_given_on_is_its_new_owners(void **state);
void test_number_given_on_and_left_is_nobodys(void **state);
void test_undone_import_gives_the_numbers_back(void **state);

#define OLD "+84912000003"
#define NEW "+84912000077"

static void
start(struct town *w)
{
	town_live(w, NULL, on2018(5, 23, 9, 0));
}

static void
take(struct town *w, const char *rows)
{
	struct sbuf text = { 0 }, out = { 0 }, talk = { 0 };
	sbuf_addf(&text, "code,name,phone\n%s", rows);
	const struct import_file f = { "people.csv", text.s, text.len };
	const struct import_options o = { .apply = true,
		.strict = true,
		.who = "cli:an" };
	int rc = import_run(w->t.office.store, w->t.office.config->policy, &f,
	    1, &o, w->fake.now, &out, &talk);
	if (rc)
		fail_msg("%s%s", sbuf_text(&out), sbuf_text(&talk));
	office_forget(&w->t.office);
	sbuf_fini(&text);
	sbuf_fini(&out);
	sbuf_fini(&talk);
}

static void
bao_changes(struct town *w)
{
	take(w, "BAO,Phạm Quốc Bảo,0912000077\n");
}

static int
count_row(void *arg, const struct inbound_row *row)
{
	(void)row;
	++*(int *)arg;
	return 0;
}

static int
inbox(struct town *w)
{
	int n = 0;
	must(&w->t,
	    inbound_list(w->t.office.store, INBOUND_INBOX, count_row, &n));
	return n;
}

static int
texts_of(struct town *w, const char *code)
{
	int n = 0;
	must(&w->t, inbound_of_person(w->t.office.store,
			test_person(&w->t, code), 100, count_row, &n));
	return n;
}

static int
visits_of(struct town *w, const char *code)
{
	const struct facts *f = test_facts(&w->t);
	int n = 0;
	for (int i = 0; i < f->visit_n; i++)
		n += strcmp(f->people[f->visits[i].person].code, code) == 0;
	return n;
}

void
test_new_number_keeps_the_history_of_the_old(void **state)
{
	(void)state;
	struct town w;
	start(&w);
	town_hear(&w, OLD, "da di tan hoa 22/5");
	assert_int_equal(visits_of(&w, "BAO"), 1);
	bao_changes(&w);
	assert_int_equal(visits_of(&w, "BAO"), 1);
	assert_int_equal(texts_of(&w, "BAO"), 1);
	town_hear(&w, NEW, "da di tan loi 21/5");
	assert_int_equal(visits_of(&w, "BAO"), 2);
	assert_int_equal(texts_of(&w, "BAO"), 2);
	town_do(&w, "history BAO");
	assert_non_null(
	    strstr(sbuf_text(&w.t.out), "phone " OLD " -> phone " NEW));
	town_fini(&w);
}

static int
copy_guess(void *arg, const struct inbound_row *row)
{
	struct sbuf *b = arg;
	sbuf_addf(b, "%s %s\n", row->guess, row->why);
	return 0;
}

void
test_old_number_that_nobody_has_is_still_theirs_flagged(void **state)
{
	(void)state;
	struct town w;
	struct sbuf said = { 0 };
	start(&w);
	bao_changes(&w);
	town_hear(&w, OLD, "da di tan loi 22/5");
	assert_int_equal(visits_of(&w, "BAO"), 1);
	must(&w.t, inbound_of_person(w.t.office.store, test_person(&w.t, "BAO"),
		       1, copy_guess, &said));
	assert_non_null(strstr(sbuf_text(&said), "an earlier number"));
	/* Answered where it came from. */
	assert_int_equal(town_heard_by(&w, OLD, "answer", NULL, 0).n, 1);
	sbuf_fini(&said);
	town_fini(&w);
}

/* The former owner's own words, from a number that is SON's by now. */
void
test_number_given_on_books_nothing_for_its_former_owner(void **state)
{
	(void)state;
	struct town w;
	start(&w);
	bao_changes(&w);
	take(&w, "SON,Điểu Hoàng Sơn,0912000003\n");
	town_hear(&w, OLD, "da di tan loi 22/5");
	assert_int_equal(test_facts(&w.t)->visit_n, 0);
	/* The new owner is asked which of his own he means. */
	assert_int_equal(
	    town_heard_by(&w, OLD, "answer", "khong thay don vi", 0).n, 1);
	assert_int_equal(texts_of(&w, "BAO"), 0);
	assert_int_equal(inbox(&w), 1); /* and the office sees it */
	assert_string_equal(town_state(&w, "2018-05", "BAO"), "due");
	/* What is his own needs nobody. */
	town_hear(&w, OLD, "da di tan phuoc 22/5");
	assert_int_equal(visits_of(&w, "SON"), 1);
	assert_int_equal(inbox(&w), 1);
	town_fini(&w);
}

void
test_number_given_on_is_its_new_owners(void **state)
{
	(void)state;
	struct town w;
	start(&w);
	/* Both in one list. */
	take(&w, "BAO,Phạm Quốc Bảo,0912000077\n"
		 "SON,Điểu Hoàng Sơn,0912000003\n");
	town_hear(&w, OLD, "da di tan phuoc 22/5");
	assert_int_equal(visits_of(&w, "SON"), 1);
	assert_int_equal(visits_of(&w, "BAO"), 0);
	town_hear(&w, NEW, "da di tan hoa 22/5");
	assert_int_equal(visits_of(&w, "BAO"), 1);
	town_fini(&w);
}

/* SON gives it up as well: it is no more BAO's than a stranger's. */
void
test_number_given_on_and_left_is_nobodys(void **state)
{
	(void)state;
	struct town w;
	start(&w);
	bao_changes(&w);
	take(&w, "SON,Điểu Hoàng Sơn,0912000003\n");
	take(&w, "SON,Điểu Hoàng Sơn,0912000078\n");
	town_hear(&w, OLD, "da di tan loi 22/5");
	assert_int_equal(test_facts(&w.t)->visit_n, 0);
	assert_int_equal(texts_of(&w, "BAO"), 0);
	assert_int_equal(inbox(&w), 1); /* whose it is nobody knows */
	town_fini(&w);
}

void
test_undone_import_gives_the_numbers_back(void **state)
{
	(void)state;
	struct town w;
	start(&w);
	bao_changes(&w);
	town_do(&w, "import --undo 1");
	office_forget(&w.t.office);
	town_hear(&w, OLD, "da di tan loi 22/5");
	assert_int_equal(visits_of(&w, "BAO"), 1);
	town_hear(&w, NEW, "da di tan hoa 21/5");
	assert_int_equal(visits_of(&w, "BAO"), 1);
	assert_int_equal(inbox(&w), 1); /* a stranger's */
	town_do(&w, "history BAO");
	assert_non_null(strstr(sbuf_text(&w.t.out), "cli:test"));
	assert_non_null(
	    strstr(sbuf_text(&w.t.out), "phone " NEW " -> phone " OLD));
	town_fini(&w);
}
