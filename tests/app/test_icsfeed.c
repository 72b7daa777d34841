#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "../lib/icscheck.h"
#include "../lib/webroom.h"

#include "app/icsfeed.h"

void test_address_is_told_again_and_opens_without_login(void **state);
void test_renewed_address_kills_the_old_one(void **state);
void test_wrong_addresses_are_nowhere(void **state);
void test_unchanged_calendar_is_not_sent_again(void **state);
void test_addresses_of_people_differ(void **state);

static void
address(struct webroom *w, const char *code, bool renew, struct sbuf *url)
{
	struct err e = { 0 };
	const struct facts *f = office_facts(&w->office, &e);
	sbuf_clear(url);
	assert_int_equal(store_begin(w->office.store, &e), 0);
	assert_int_equal(icsfeed_url(&w->office, f,
			     facts_person_by_code(f, code), renew, "cli:root",
			     w->now, url, &e),
	    0);
	assert_int_equal(store_end(w->office.store, &e), 0);
}

static const char *
path_of(const struct sbuf *url)
{
	const char *path = strstr(sbuf_text(url), "/calendar/");
	assert_non_null(path);
	return path;
}

void
test_address_is_told_again_and_opens_without_login(void **state)
{
	(void)state;
	struct webroom w;
	struct sbuf one = { 0 }, two = { 0 };
	struct ics_file *file = mem_new(1, sizeof *file);
	webroom_init(&w, webroom_sandbox);
	address(&w, "BAO", false, &one);
	address(&w, "BAO", false, &two);
	assert_string_equal(sbuf_text(&one), sbuf_text(&two));
	assert_ptr_equal(
	    strstr(sbuf_text(&one), "http://127.0.0.1:8642/calendar/"),
	    sbuf_text(&one));
	assert_int_equal(strlen(path_of(&one)), strlen("/calendar/.ics") + 22);
	assert_int_equal(webroom_get(&w, path_of(&one)), 200);
	assert_string_equal(w.a.type, "text/calendar; charset=utf-8");
	assert_string_equal(webroom_field(&w, "Cache-Control"),
	    "private, no-cache");
	assert_non_null(webroom_field(&w, "Content-Security-Policy"));
	ics_read(file, webroom_body(&w));
	assert_int_equal(file->n, 9);
	assert_int_equal(webroom_ask(&w, "HEAD", path_of(&one), NULL), 200);
	assert_int_equal(webroom_ask(&w, "POST", path_of(&one), "x"), 401);
	sbuf_fini(&one);
	sbuf_fini(&two);
	webroom_fini(&w);
	free(file);
}

void
test_renewed_address_kills_the_old_one(void **state)
{
	(void)state;
	struct webroom w;
	struct sbuf one = { 0 }, two = { 0 };
	webroom_init(&w, webroom_sandbox);
	address(&w, "BAO", false, &one);
	address(&w, "BAO", true, &two);
	assert_string_not_equal(sbuf_text(&one), sbuf_text(&two));
	assert_int_equal(webroom_get(&w, path_of(&one)), 404);
	assert_int_equal(webroom_get(&w, path_of(&two)), 200);
	sbuf_fini(&one);
	sbuf_fini(&two);
	webroom_fini(&w);
}

void
test_wrong_addresses_are_nowhere(void **state)
{
	(void)state;
	struct webroom w;
	struct sbuf url = { 0 }, wrong = { 0 };
	webroom_init(&w, webroom_sandbox);
	assert_int_equal(
	    webroom_get(&w, "/calendar/AAAAAAAAAAAAAAAAAAAAAA.ics"), 404);
	address(&w, "BAO", false, &url);
	sbuf_add(&wrong, path_of(&url));
	wrong.s[12] = wrong.s[12] == 'A' ? 'B' : 'A';
	static const char *const paths[] = { "/calendar/", "/calendar/.ics",
		"/calendar/AAAAAAAAAAAAAAAAAAAAAA.ics",
		"/calendar/AAAAAAAAAAAAAAAAAAAAAAA.ics", "/calendar/BAO.ics",
		"/calendar/%00.ics" };
	assert_int_equal(webroom_get(&w, sbuf_text(&wrong)), 404);
	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
		assert_int_equal(webroom_get(&w, paths[i]), 404);
		assert_string_equal(webroom_body(&w), "404\n");
		assert_string_equal(webroom_field(&w, "Cache-Control"),
		    "no-store");
	}
	/* Without its ending it is none either. */
	sbuf_clear(&wrong);
	sbuf_add_n(&wrong, path_of(&url), strlen(path_of(&url)) - 4);
	assert_int_equal(webroom_get(&w, sbuf_text(&wrong)), 404);
	sbuf_fini(&url);
	sbuf_fini(&wrong);
	webroom_fini(&w);
}

void
test_unchanged_calendar_is_not_sent_again(void **state)
{
	(void)state;
	struct webroom w;
	struct sbuf url = { 0 };
	char tag[64], list[160];
	webroom_init(&w, webroom_sandbox);
	address(&w, "BAO", false, &url);
	webroom_get(&w, path_of(&url));
	snprintf(tag, sizeof tag, "%s", webroom_field(&w, "ETag"));
	assert_int_equal(strncmp(tag, "W/\"", 3), 0);
	w.now += 60; /* only the time of its making differs */
	webroom_get(&w, path_of(&url));
	assert_string_equal(webroom_field(&w, "ETag"), tag);
	snprintf(list, sizeof list, "\"other\", %s", tag + 2);
	w.if_none_match = list;
	assert_int_equal(webroom_get(&w, path_of(&url)), 304);
	assert_string_equal(webroom_body(&w), "");
	assert_string_equal(webroom_field(&w, "ETag"), tag);
	struct err e = { 0 };
	assert_int_equal(store_begin(w.office.store, &e), 0);
	assert_int_equal(
	    org_put_session(w.office.store, civil_day(2018, 6, 15), "BCH", &e),
	    1);
	assert_int_equal(store_end(w.office.store, &e), 0);
	assert_int_equal(webroom_get(&w, path_of(&url)), 200);
	assert_string_not_equal(webroom_field(&w, "ETag"), tag);
	sbuf_fini(&url);
	webroom_fini(&w);
}

void
test_addresses_of_people_differ(void **state)
{
	(void)state;
	struct webroom w, other;
	struct sbuf bao = { 0 }, son = { 0 }, far = { 0 };
	webroom_init(&w, webroom_sandbox);
	webroom_init(&other, webroom_sandbox);
	address(&w, "BAO", false, &bao);
	address(&w, "SON", false, &son);
	address(&other, "BAO", false, &far);
	assert_string_not_equal(sbuf_text(&bao), sbuf_text(&son));
	assert_string_not_equal(sbuf_text(&bao), sbuf_text(&far));
	assert_int_equal(webroom_get(&w, path_of(&son)), 200);
	assert_shows(&w, "Điểu Hoàng Sơn");
	assert_int_equal(webroom_get(&w, path_of(&far)), 404);
	sbuf_fini(&bao);
	sbuf_fini(&son);
	sbuf_fini(&far);
	webroom_fini(&w);
	webroom_fini(&other);
}
