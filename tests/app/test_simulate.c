/* The service with a turning clock: repeatable, and it reaches nobody. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "lib/test_office.h"

#include "app/simulate.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>

void test_same_run_twice_is_the_same_trace(void **state);
void test_replies_are_applied_and_silence_the_later(void **state);
void test_reply_by_number_of_a_stranger_is_no_matter(void **state);
void test_nothing_reaches_a_gateway(void **state);
void test_pause_is_forgotten(void **state);
void test_nothing_is_reported_outside_the_period(void **state);
void test_a_running_clock_is_no_outage(void **state);
void test_only_answers_leave_outside_the_hours(void **state);
void test_replies_file_is_read_in_order_of_time(void **state);
void test_replies_file_says_which_line_is_wrong(void **state);

struct trace {
	struct test_office *t;
	struct sbuf text;
	int messages, replies, outside;
	int64_t first, last;
};

static void
on_message(void *arg, int64_t at, const struct outbox_row *m)
{
	struct trace *r = arg;
	char when[40];
	sbuf_addf(&r->text, "%s %d %s %s %s\n",
	    civil_rfc3339(at, TEST_OFFSET, when), (int)m->person.v, m->number,
	    m->kind, m->text);
	int second = civil_second_of_day(at, TEST_OFFSET);
	r->outside += strcmp(m->kind, "answer") != 0 &&
		      (second < 7 * 3600 || second >= 21 * 3600);
	r->first = r->messages++ ? r->first : at;
	r->last = at;
}

static void
on_reply(void *arg, const struct simulate_reply *q)
{
	struct trace *r = arg;
	sbuf_addf(&r->text, "<- %s %s\n", q->from, q->text);
	r->replies++;
}

/* A run of its own office from…to with these replies; fini both after it. */
static void
run(struct test_office *t, struct trace *r, const char *more, int64_t from,
    int64_t to, const struct simulate_reply *replies, size_t n)
{
	log_setup(0, LOG_ERROR - 1);
	test_office_init(t, more);
	*r = (struct trace){ .t = t };
	const struct simulate_options o = { .from_at = from,
		.to_at = to,
		.replies = replies,
		.reply_n = n,
		.on_message = on_message,
		.on_reply = on_reply,
		.arg = r };
	must(t, simulate_run(&t->office, &o, &t->err));
}

static void
end(struct test_office *t, struct trace *r)
{
	sbuf_fini(&r->text);
	test_office_fini(t);
}

static struct simulate_reply
at(int64_t when, const char *from, const char *text)
{
	return (struct simulate_reply){ when, from, text };
}

void
test_same_run_twice_is_the_same_trace(void **state)
{
	(void)state;
	struct test_office a, b;
	struct trace ra, rb;
	int64_t from = on2018(5, 1, 0, 0), to = on2018(7, 1, 0, 0);
	const struct simulate_reply q =
	    at(on2018(5, 16, 9, 0), "BAO", "da di tan hoa hom qua");
	run(&a, &ra, NULL, from, to, &q, 1);
	run(&b, &rb, NULL, from, to, &q, 1);
	assert_true(ra.messages > 30);
	assert_string_equal(sbuf_text(&ra.text), sbuf_text(&rb.text));
	end(&a, &ra);
	end(&b, &rb);
}

void
test_replies_are_applied_and_silence_the_later(void **state)
{
	(void)state;
	struct test_office t;
	struct trace r;
	const struct simulate_reply q =
	    at(on2018(5, 16, 9, 0), "BAO", "da di tan hoa 15/5");
	run(&t, &r, NULL, on2018(5, 1, 0, 0), on2018(6, 10, 0, 0), &q, 1);
	assert_int_equal(r.replies, 1);
	const struct facts *f = test_facts(&t);
	assert_int_equal(f->visit_n, 1);
	assert_int_equal(f->visits[0].on, civil_day(2018, 5, 15));
	const char *s = sbuf_text(&r.text);
	const char *said = strstr(s, "<- BAO");
	assert_non_null(said);
	assert_non_null(strstr(said, "+84912000003 answer "));
	/* to BAO only June's opening goes after that; the others are chased */
	assert_null(strstr(said, "+84912000003 visit.remind"));
	assert_null(strstr(said, "+84912000003 visit.overdue"));
	assert_non_null(strstr(said, "+84912000005 visit.remind"));
	end(&t, &r);
}

void
test_reply_by_number_of_a_stranger_is_no_matter(void **state)
{
	(void)state;
	struct test_office t;
	struct trace r;
	const struct simulate_reply q =
	    at(on2018(5, 16, 9, 0), "0987654321", "da di tan hoa 15/5");
	run(&t, &r, NULL, on2018(5, 16, 0, 0), on2018(5, 17, 0, 0), &q, 1);
	assert_int_equal(r.replies, 1);
	assert_int_equal(test_facts(&t)->visit_n, 0);
	assert_null(strstr(sbuf_text(&r.text), "answer"));
	end(&t, &r);
}

void
test_nothing_reaches_a_gateway(void **state)
{
	(void)state;
	struct test_office t;
	struct trace r;
	struct sockaddr_in in = { .sin_family = AF_INET,
		.sin_addr = { htonl(INADDR_LOOPBACK) } };
	socklen_t len = sizeof in;
	int s = socket(AF_INET, SOCK_STREAM, 0);
	assert_true(s >= 0);
	assert_int_equal(bind(s, (struct sockaddr *)&in, sizeof in), 0);
	assert_int_equal(listen(s, 8), 0);
	assert_int_equal(getsockname(s, (struct sockaddr *)&in, &len), 0);
	assert_int_equal(fcntl(s, F_SETFL, O_NONBLOCK), 0);
	char more[160];
	snprintf(more, sizeof more,
	    "[sending]\nlive = yes\n[gateway sms]\n"
	    "url = http://127.0.0.1:%d/cgi-bin/sendsms\n",
	    ntohs(in.sin_port));
	run(&t, &r, more, on2018(5, 1, 0, 0), on2018(5, 25, 0, 0), NULL, 0);
	assert_true(r.messages > 10);
	assert_int_equal(accept(s, NULL, NULL), -1);
	assert_true(errno == EAGAIN || errno == EWOULDBLOCK);
	/* what left, left by the phones of our own page */
	assert_rows(&t, MESSAGE_DELIVERED, NULL, r.messages);
	close(s);
	end(&t, &r);
}

void
test_pause_is_forgotten(void **state)
{
	(void)state;
	struct test_office t;
	struct trace r = { .t = &t };
	log_setup(0, LOG_ERROR - 1);
	test_office_init(&t, NULL);
	assert_int_equal(test_verb(&t, on2018(5, 1, 9, 0), "pause"), 0);
	const struct simulate_options o = { .from_at = on2018(5, 24, 7, 0),
		.to_at = on2018(5, 24, 12, 0),
		.on_message = on_message,
		.arg = &r };
	must(&t, simulate_run(&t.office, &o, &t.err));
	assert_int_equal(r.messages, 6);
	end(&t, &r);
}

void
test_nothing_is_reported_outside_the_period(void **state)
{
	(void)state;
	struct test_office t;
	struct trace r;
	run(&t, &r, NULL, on2018(5, 24, 7, 30), on2018(5, 29, 7, 30), NULL, 0);
	assert_int_equal(r.first, on2018(5, 24, 7, 30));
	assert_int_equal(r.messages, 6); /* that of the 29th is past the end */
	end(&t, &r);
	run(&t, &r, NULL, on2018(5, 24, 7, 31), on2018(5, 29, 7, 31), NULL, 0);
	assert_int_equal(r.first, on2018(5, 24, 7, 31));
	assert_int_equal(r.last, on2018(5, 29, 7, 30));
	assert_int_equal(r.messages, 12);
	end(&t, &r);
}

void
test_a_running_clock_is_no_outage(void **state)
{
	(void)state;
	struct test_office t;
	struct trace r;
	/* two rungs of one day after quiet ones: the earlier is passed over */
	run(&t, &r, "[visit]\nremind = 24 09:00, -7 07:30\n",
	    on2018(5, 1, 0, 0), on2018(5, 27, 0, 0), NULL, 0);
	assert_non_null(strstr(sbuf_text(&r.text), "visit.remind"));
	assert_null(strstr(sbuf_text(&r.text), "he thong ngung"));
	end(&t, &r);
}

void
test_only_answers_leave_outside_the_hours(void **state)
{
	(void)state;
	struct test_office t;
	struct trace r;
	const struct simulate_reply q =
	    at(on2018(5, 16, 2, 0), "BAO", "da di tan hoa 15/5");
	run(&t, &r, NULL, on2018(5, 1, 0, 0), on2018(6, 15, 0, 0), &q, 1);
	assert_int_equal(r.outside, 0);
	assert_non_null(
	    strstr(sbuf_text(&r.text), "2018-05-16T02:00:00+07:00 "));
	assert_non_null(strstr(sbuf_text(&r.text), " escalate "));
	end(&t, &r);
}

void
test_replies_file_is_read_in_order_of_time(void **state)
{
	(void)state;
	char text[] = "# tháng năm\n"
		      "2018-05-20 08:00\tSON\tda di\n"
		      "\n"
		      "2018-05-16 09:00\tBAO\tda di tan hoa\thom qua\r\n"
		      "2018-05-20T08:00:00+07:00\t0912000002\tok";
	struct simulate_reply *v = NULL;
	struct err err = { 0 };
	int n = simulate_read_replies(text, TEST_OFFSET, &v, &err);
	assert_int_equal(n, 3);
	assert_int_equal(v[0].at, on2018(5, 16, 9, 0));
	assert_string_equal(v[0].from, "BAO");
	assert_string_equal(v[0].text, "da di tan hoa\thom qua");
	assert_string_equal(v[1].from, "SON"); /* the file's order */
	assert_string_equal(v[2].from, "0912000002");
	assert_string_equal(v[2].text, "ok");
	free(v);
}

void
test_replies_file_says_which_line_is_wrong(void **state)
{
	(void)state;
	static const char *const wrong[] = { "2018-05-16 09:00 BAO da di",
		"2018-05-16 09:00\tBAO", "2018-13-16 09:00\tBAO\tda di",
		"hom qua\tBAO\tda di" };
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		char text[128];
		struct simulate_reply *v = NULL;
		struct err err = { 0 };
		snprintf(text, sizeof text,
		    "# hai dong dau tot\n"
		    "2018-05-16 09:00\tBAO\tda di\n%s\n",
		    wrong[i]);
		assert_int_equal(
		    simulate_read_replies(text, TEST_OFFSET, &v, &err), -1);
		assert_null(v);
		assert_int_equal(err.code, ERR_INVALID);
		assert_non_null(strstr(err.text, "line 3"));
	}
	char none[] = "";
	struct simulate_reply *v = NULL;
	struct err err = { 0 };
	assert_int_equal(simulate_read_replies(none, TEST_OFFSET, &v, &err), 0);
	free(v);
}
