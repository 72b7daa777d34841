/* Refused or taken: what stays, what is remembered, what is shown. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "lib/test_office.h"

#include "app/metrics.h"
#include "app/reload.h"

void test_a_refused_one_changes_nothing_and_is_remembered(void **state);
void test_a_good_one_is_taken_and_clears_the_failure(void **state);
void test_what_waits_for_a_restart_is_said_until_it_is_undone(void **state);
void test_earlier_ones_live_until_nothing_is_in_flight(void **state);
void test_secrets_are_masked_in_what_changed(void **state);
void test_a_new_ladder_sends_nothing(void **state);

struct room {
	struct test_office t;
	uv_loop_t loop;
	struct reload *reload;
	struct sbuf out, talk;
	int changes;
};

static void
on_change(void *self)
{
	struct room *r = self;
	r->changes++;
}

static void
room_init(struct room *r)
{
	*r = (struct room){ .changes = 0 };
	test_office_init(&r->t, NULL);
	assert_int_equal(uv_loop_init(&r->loop), 0);
	const struct reload_host h = { &r->loop, &r->t.office, &r->t.engine,
		r->t.conf.main, on_change, r };
	r->reload = reload_new(&h);
}

static void
room_fini(struct room *r)
{
	reload_close(r->reload);
	uv_run(&r->loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(&r->loop), 0);
	reload_free(r->reload);
	assert_null(r->t.office.reload);
	r->t.conf.config = r->t.office.config; /* the one before is freed */
	sbuf_fini(&r->out);
	sbuf_fini(&r->talk);
	test_office_fini(&r->t);
}

static int
reload(struct room *r, const char *conf)
{
	conffile_write(&r->t.conf, "conf.d/10-test.conf", conf);
	sbuf_clear(&r->out);
	sbuf_clear(&r->talk);
	return reload_run(r->reload, "verb", &r->out, &r->talk);
}

static bool
has(const struct sbuf *b, const char *words)
{
	return strstr(sbuf_text(b), words) != NULL;
}

void
test_a_refused_one_changes_nothing_and_is_remembered(void **state)
{
	(void)state;
	struct room r;
	room_init(&r);
	const struct config *before = r.t.office.config;
	const struct reload_state *s = r.t.office.reload;
	assert_false(s->failed);
	assert_int_equal(s->tried_at, 0);
	assert_int_equal(reload(&r, "[sending]\nprice = viel\nx = 1\n"),
	    VERB_CONFIG);
	assert_ptr_equal(r.t.office.config, before);
	assert_int_equal(r.changes, 0);
	assert_string_equal(sbuf_text(&r.out), "");
	assert_true(has(&r.talk, "the last good configuration stays\n"));
	assert_true(s->failed);
	assert_int_equal(s->errors, 2);
	assert_non_null(strstr(reload_refusal(s), "10-test.conf:2:9: "));
	assert_true(s->tried_at > 0);
	/* seen by verbs and by what watches from outside */
	test_verb(&r.t, on2018(5, 24, 9, 0), "status --json");
	json_t *j = test_json(&r.t, 0), *c = json_object_get(j, "config");
	assert_true(json_is_true(json_object_get(c, "failed")));
	assert_non_null(strstr(test_member(c, "error"), "10-test.conf:2:9: "));
	json_decref(j);
	test_verb(&r.t, on2018(5, 24, 9, 0), "status");
	assert_true(has(&r.t.out, "configuration refused at "));
	struct sbuf figures = { 0 };
	metrics_text(&r.t.office, NULL, on2018(5, 24, 9, 0), &figures);
	assert_true(has(&figures, "\nnhacviec_config_reload_failed 1\n"));
	sbuf_fini(&figures);
	room_fini(&r);
}

void
test_a_good_one_is_taken_and_clears_the_failure(void **state)
{
	(void)state;
	struct room r;
	room_init(&r);
	const struct reload_state *s = r.t.office.reload;
	reload(&r, "junk\n");
	assert_true(s->failed);
	assert_int_equal(reload(&r, "[sending]\nprice = 400\n"), VERB_DONE);
	assert_string_equal(sbuf_text(&r.out),
	    "~ [sending] price = 350 → 400\n");
	assert_int_equal(r.t.office.config->policy->price, 400);
	assert_int_equal(r.changes, 1);
	assert_false(s->failed);
	assert_null(reload_refusal(s));
	assert_int_equal(reload(&r, "[sending]\nprice = 400\n"), VERB_DONE);
	assert_true(has(&r.talk, "nothing changed\n"));
	room_fini(&r);
}

void
test_what_waits_for_a_restart_is_said_until_it_is_undone(void **state)
{
	(void)state;
	struct room r;
	room_init(&r);
	const struct reload_state *s = r.t.office.reload;
	reload(&r, "[web]\nlisten = 127.0.0.1:1\n"
		   "[control]\nsocket = /run/x.sock\n");
	assert_true(has(&r.talk, "[web] listen takes effect at the next "
				 "restart\n"));
	assert_string_equal(s->restart, "[web] listen, [control] socket");
	reload(&r, "[web]\nlisten = 127.0.0.1:1\n");
	assert_string_equal(s->restart, "[web] listen");
	json_t *j = reload_json(s, 0);
	assert_int_equal(json_array_size(json_object_get(j, "restart")), 1);
	json_decref(j);
	reload(&r, "");
	assert_string_equal(s->restart, "");
	room_fini(&r);
}

void
test_earlier_ones_live_until_nothing_is_in_flight(void **state)
{
	(void)state;
	struct room r;
	room_init(&r);
	const char *url = r.t.office.config->gateways[0].settings.url;
	reload(&r, "[gateway sms]\nurl = http://127.0.0.1:8/\n");
	reload(&r, "[gateway sms]\nurl = http://127.0.0.1:7/\n");
	/* a request that began before still has its address */
	assert_string_equal(url, "http://127.0.0.1:9/cgi-bin/sendsms");
	reload_settled(r.reload);
	reload_settled(r.reload);
	assert_string_equal(r.t.office.config->gateways[0].settings.url,
	    "http://127.0.0.1:7/");
	room_fini(&r);
}

void
test_secrets_are_masked_in_what_changed(void **state)
{
	(void)state;
	struct room r;
	room_init(&r);
	conffile_write(&r.t.conf, "kannel.secret", "neues-wort\n");
	assert_int_equal(reload(&r, ""), VERB_DONE);
	assert_true(has(&r.out, "~ [gateway sms] password_file = "
				"kannel.secret"));
	assert_false(has(&r.out, "neues-wort"));
	assert_false(has(&r.out, "geheim"));
	assert_false(has(&r.talk, "neues-wort"));
	room_fini(&r);
}

void
test_a_new_ladder_sends_nothing(void **state)
{
	(void)state;
	struct room r;
	room_init(&r);
	assert_int_equal(reload(&r, "[plan]\nfrom = 2018-04\nuntil = 2030-12\n"
				    "[visit]\nremind = 1 07:30, 2 07:30, "
				    "3 07:30, -27 07:30, -1 07:30\n"),
	    VERB_DONE);
	int before = test_tally(&r.t, -1, NULL).n;
	assert_int_equal(reload(&r, "[plan]\nfrom = 2018-04\nuntil = 2030-12\n"
				    "[visit]\nremind = 1 07:30, 2 07:30, "
				    "4 07:30, -26 07:30, -1 07:30\n"),
	    VERB_DONE);
	assert_int_equal(test_tally(&r.t, -1, NULL).n, before);
	room_fini(&r);
}
