#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "../lib/conffile.h"

void test_what_does_not_fit_together_is_told(void **state);
void test_limits_that_cannot_be_meant_are_told(void **state);
void test_hours_in_zalos_night_are_told(void **state);
void test_long_signature_is_blamed_for_built_in_texts(void **state);

void
test_what_does_not_fit_together_is_told(void **state)
{
	(void)state;
	static const struct {
		const char *text, *said;
		size_t errors, n;
	} rows[] = {
		{ "[plan]\nfrom = 2019-01\n",
		    "nhacviec.conf:2:8: error: [plan] the plan ends before", 1,
		    1 },
		{ "[plan]\nfrom = 2018-05\nuntil = 2018-04\n",
		    "nhacviec.conf:3:9: error: [plan] the plan ends before", 1,
		    1 },
		{ "[visit]\nremind = 10 06:59, 15 21:00\n",
		    "nhacviec.conf:2:10: warning: [visit] remind: 06:59 lies "
		    "outside of [sending] hours",
		    0, 2 },
		{ "[visit]\nremind = 10 12:00, 15 21:00\n",
		    "nhacviec.conf:2:10: warning: [visit] remind: 12:00 lies "
		    "outside of [sending] hours\n"
		    "  remind = 10 12:00, 15 21:00\n           ^\n"
		    "  hint: it really goes at 13:30\n"
		    "nhacviec.conf:2:20: warning: [visit] remind: 21:00 lies "
		    "outside of [sending] hours\n"
		    "  remind = 10 12:00, 15 21:00\n                     ^\n"
		    "  hint: it really goes at 07:00 of the next day\n",
		    0, 2 },
		{ "[sending]\nlive = yes\n[gateway a]\ndriver = sandbox\n",
		    "nhacviec.conf:2:8: warning: [sending] live: there is "
		    "only a sandbox",
		    0, 1 },
		{ "[gateway a]\ndriver = kannel\nurl = http://x/\nuser = u\n"
		  "password_file = p\nhook_secret_file = p\n[gateway b]\n"
		  "driver = kannel\nurl = http://x/\nuser = u\n"
		  "password_file = p\nhook_secret_file = p\n",
		    "nhacviec.conf:7:1: warning: [gateway b] has the same "
		    "hook secret as [gateway a]",
		    0, 1 },
		{ "[sending]\nhours = 08:00-17:00\n",
		    "nhacviec.conf:2:9: warning: [visit] open: 07:30 lies "
		    "outside of [sending] hours",
		    0, 1 },
		{ "[sending]\nlive = yes\n",
		    "nhacviec.conf:2:8: warning: [sending] live: there is no "
		    "gateway",
		    0, 1 },
		{ "[sending]\norder = sms\n",
		    "nhacviec.conf:2:9: error: [sending] order: there is no "
		    "gateway 'sms'",
		    1, 1 },
		{ "[gateway a]\ndriver = sandbox\n[gateway b]\n"
		  "driver = sandbox\n[sending]\norder = a\n",
		    "nhacviec.conf:6:9: warning: [sending] order: gateway 'b' "
		    "is missing, so it is never tried",
		    0, 1 },
		{ "[gateway a]\ndriver = sandbox\n[sending]\n"
		  "order = a, a\n",
		    "nhacviec.conf:4:12: error: [sending] order: 'a' stands "
		    "twice",
		    1, 1 },
		{ "[gateway a]\nfrom = 1\n",
		    "nhacviec.conf:1:1: error: [gateway a] the key driver is "
		    "missing",
		    1, 1 },
		{ "[gateway a]\n",
		    "nhacviec.conf:1:1: error: [gateway a] the key driver is "
		    "missing",
		    1, 1 },
		{ "[gateway a]\ndriver = kannel\n",
		    "nhacviec.conf:1:1: error: [gateway a] the key url is "
		    "missing",
		    1, 1 },
		{ "[gateway a]\ndriver = kannel\nurl = http://x/\nuser = u\n",
		    "nhacviec.conf:1:1: error: [gateway a] ", 1, 1 },
		{ "[gateway a]\ndriver = kannel\nurl = http://x/\nuser = u\n"
		  "password_file = p\n",
		    "nhacviec.conf:1:1: warning: [gateway a] without a hook "
		    "secret",
		    0, 1 },
		{ "[web]\nlisten = 0.0.0.0:80\n",
		    "nhacviec.conf:2:10: warning: [web] listen: 0.0.0.0:80 "
		    "can be reached",
		    0, 1 },
		{ "[hooks]\nlisten = [::]:80\n",
		    "nhacviec.conf:2:10: warning: [hooks] listen: [::]:80 can "
		    "be reached",
		    0, 1 },
		{ "[hooks]\nlisten = 127.0.0.1:8642\n",
		    "nhacviec.conf:2:10: error: [hooks] and [web] listen on "
		    "the same address",
		    1, 1 },
		{ "[control]\nsocket = /a23456789012345678901234567890123456789"
		  "0123456789012345678901234567890123456789012345678901234567"
		  "8901234567\n",
		    "nhacviec.conf:2:10: error: [control] socket: the path", 1,
		    1 },
		{ "[wording]\nescalate = {names}{names}{names}{names}{names}"
		  "{names}{names}{names}{names}{names}{names}\n",
		    "nhacviec.conf:2:12: warning: [wording] escalate: with "
		    "long names the text has 165 characters and costs 2 parts",
		    0, 1 },
	};
	struct conffile t;
	conffile_init(&t);
	conffile_write(&t, "p", "x\n");
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		conffile_try(&t, rows[i].text);
		assert_said(&t, rows[i].said);
		assert_int_equal(t.findings.errors, rows[i].errors);
		assert_int_equal(t.findings.n, rows[i].n);
		assert_int_equal(t.config == NULL, rows[i].errors > 0);
	}
	conffile_fini(&t);
}

void
test_long_signature_is_blamed_for_built_in_texts(void **state)
{
	(void)state;
	struct conffile t;
	conffile_init(&t);
	conffile_try(&t, "[office]\n"
			 "sign = HUYEN DOAN DONG PHU TINH BINH PHUOC\n");
	assert_int_equal(t.findings.errors, 0);
	assert_true(t.findings.n > 0);
	assert_said(&t, "nhacviec.conf:2:8: warning: [wording] visit.open:");
	conffile_fini(&t);
}

void
test_hours_in_zalos_night_are_told(void **state)
{
	(void)state;
	struct conffile t;
	conffile_init(&t);
	conffile_try(&t, "[sending]\nhours = 07:00-11:30, 13:30-22:30\n"
			 "[gateway z]\ndriver = zalo\n");
	assert_said(&t, "nhacviec.conf:2:22: warning: [sending] hours: "
			"13:30-22:30 reaches into Zalo's night");
	conffile_try(&t, "[sending]\nhours = 06:00-22:00\n"
			 "[gateway z]\ndriver = zalo\n");
	assert_null(strstr(sbuf_text(&t.said), "night"));
	conffile_try(&t, "[sending]\nhours = 00:00-24:00\n"
			 "[gateway s]\ndriver = sandbox\n");
	assert_null(strstr(sbuf_text(&t.said), "night"));
	conffile_fini(&t);
}

void
test_limits_that_cannot_be_meant_are_told(void **state)
{
	(void)state;
	struct conffile t;
	conffile_init(&t);
	conffile_try(&t,
	    "[sending]\ndaily_cap = 100\nmonthly_budget = 300\n"
	    "[gateway a]\ndriver = sandbox\npoll = 5m\ndaily_cap = 101\n"
	    "price = 301\n");
	assert_non_null(t.config);
	assert_said(&t, "warning: [gateway a] poll: driver sandbox has no "
			"inbox");
	assert_said(&t, "warning: [gateway a] daily_cap: it is above");
	assert_int_equal(t.findings.n, 2); /* our own phones cost nothing */
	conffile_write(&t, "p", "x\n");
	conffile_try(&t,
	    "[sending]\nmonthly_budget = 300\n[gateway b]\ndriver = kannel\n"
	    "url = http://127.0.0.1:9/\nuser = u\npassword_file = p\n"
	    "hook_secret_file = p\n");
	assert_said(&t, "warning: [gateway b] price: one message is dearer");
	conffile_fini(&t);
}
