#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "../lib/conffile.h"

void test_single_mistakes_are_told_with_their_place(void **state);
void test_inline_secrets_are_refused_and_never_shown(void **state);
void test_driver_keys_reach_the_driver(void **state);
void test_overridden_mistakes_are_mistakes(void **state);
void test_every_value_reaches_its_field(void **state);
void test_damaged_files_are_told_and_never_break(void **state);

void
test_single_mistakes_are_told_with_their_place(void **state)
{
	(void)state;
	static const struct {
		const char *text, *said;
	} rows[] = {
		{ "open = 01 07:30\n", "nhacviec.conf:1:1: error: key 'open' "
				       "stands before the first [section]" },
		{ "config_version = 2\n", "nhacviec.conf:1:18: error: "
					  "config_version: this file was" },
		{ "[visit]\nhours = 1\n", "hint: 'hours' belongs into "
					  "[sending]" },
		{ "[visit]\npassword_file = 1\n",
		    "hint: 'password_file' belongs into [gateway NAME]" },
		{ "[gateway]\ndriver = sandbox\n",
		    "nhacviec.conf:1:1: error: the gateway has no name" },
		{ "[gateway A B]\ndriver = sandbox\n",
		    "nhacviec.conf:1:1: error: 'A B' cannot be the name" },
		{ "[Visit]\nopen = 01 07:30\n", "did you mean [visit]?" },
		{ "[visit]\nOpen = 01 07:30\n", "did you mean 'open'?" },
		{ "[gateway g]\ndriver = sandbox\nsmsc = 1\n",
		    "nhacviec.conf:3:1: error: unknown key 'smsc' in "
		    "[gateway g]" },
		{ "[web]\nlisten = 127.0.0.1:80 # x\n",
		    "nhacviec.conf:2:23: error: [web] listen: a comment may "
		    "not stand behind a value" },
		{ "[visit]\nper = \"unit\"\n",
		    "nhacviec.conf:2:7: error: [visit] per: quotes would" },
		{ "[wording]\nvisit.remnd = x\n",
		    "did you mean 'visit.remind'?" },
		{ "[gateway g]\ndriver = sandbox\npassword_file = nix\n",
		    "nhacviec.conf:3:17: error: [gateway g] password_file: "
		    "cannot read the secret file" },
	};
	struct conffile t;
	conffile_init(&t);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		conffile_try(&t, rows[i].text);
		assert_said(&t, rows[i].said);
		assert_int_equal(t.findings.n, 1);
		assert_null(t.config);
	}
	conffile_fini(&t);
}

void
test_inline_secrets_are_refused_and_never_shown(void **state)
{
	(void)state;
	static const char *const keys[] = { "password", "secret", "hook_secret",
		"access_token" };
	static const char *const drivers[] = { "driver = sandbox\n",
		"driver = nix\n", "" };
	struct conffile t;
	conffile_init(&t);
	for (size_t i = 0; i < 4; i++) {
		for (size_t d = 0; d < 3; d++) {
			char text[128], said[128];
			snprintf(text, sizeof text,
			    "[gateway g]\n%s%s = hunter2\n", drivers[d],
			    keys[i]);
			conffile_try(&t, text);
			assert_null(t.config);
			snprintf(said, sizeof said,
			    "error: [gateway g] %s: a secret may not stand",
			    keys[i]);
			assert_said(&t, said);
			assert_said(&t, "hook_secret_file = NAME");
			assert_null(strstr(sbuf_text(&t.said), "hunter2"));
		}
	}
	conffile_fini(&t);
}

void
test_driver_keys_reach_the_driver(void **state)
{
	(void)state;
	struct conffile t;
	conffile_init(&t);
	conffile_write(&t, "p", "x\n");
	conffile_mkdir(&t, "conf.d");
	/* The later file decides, and the driver may stand behind its keys. */
	conffile_write(&t, "conf.d/a.conf", "[gateway sms]\nsmsc = TWO\n");
	assert_string_equal(conffile_try(&t,
				"[gateway sms]\nsmsc = ONE\n"
				"driver = kannel\nurl = http://127.0.0.1/s\n"
				"user = u\nfrom = 8041\n"
				"password_file = p\nhook_secret_file = p\n"),
	    "");
	const struct gw_settings *s = &t.config->gateways[0].settings;
	assert_string_equal(t.config->gateways[0].driver->name, "kannel");
	assert_string_equal(s->name, "sms");
	assert_string_equal(s->url, "http://127.0.0.1/s");
	assert_string_equal(s->user, "u");
	assert_string_equal(s->from, "8041");
	assert_string_equal(s->password, "x");
	assert_string_equal(s->hook_secret, "x");
	assert_int_equal(s->more_n, 1);
	assert_string_equal(s->more[0].name, "smsc");
	assert_string_equal(s->more[0].value, "TWO");
	conffile_fini(&t);
}

void
test_overridden_mistakes_are_mistakes(void **state)
{
	(void)state;
	struct conffile t;
	conffile_init(&t);
	conffile_mkdir(&t, "conf.d");
	conffile_write(&t, "conf.d/a.conf", "[visit]\nper = unit\n");
	conffile_try(&t, "[visit]\nper = xyz\n");
	assert_int_equal(t.findings.errors, 1);
	assert_said(&t, "nhacviec.conf:2:7: error: [visit] per:");
	conffile_fini(&t);
}

void
test_every_value_reaches_its_field(void **state)
{
	(void)state;
	struct conffile t;
	conffile_init(&t);
	conffile_try(&t, "[sending]\nlive = yes\nrate = 100/min\n"
			 "daily_cap = 0\non_uncertain = resend-once\n"
			 "accents = auto\nprice = 99\nvalid = 2d\n"
			 "answers = 5/h\nhours = 06:00-22:00\n"
			 "[alarm]\nto = BAO\n"
			 "[web]\nlisten = 127.0.0.1:1\n"
			 "url = https://a/b/\ndemo = yes\n"
			 "[hooks]\nlisten = [::1]:2\n"
			 "url = https://c/\n"
			 "[storage]\npath = /x/y.db\n"
			 "[control]\nsocket = z.sock\n"
			 "[config]\nwatch = yes\n"
			 "[visit]\nmeeting_counts = yes\nopen =\n"
			 "[meeting]\nrequired = all\n"
			 "[gateway g]\ndriver = sandbox\n");
	assert_int_equal(t.findings.n, 1);
	assert_said(&t, "there is only a sandbox");
	const struct config *c = t.config;
	assert_true(c->live);
	assert_int_equal(c->rate_per_min, 100);
	assert_int_equal(c->daily_cap, 0);
	assert_true(c->resend_once);
	assert_int_equal(c->policy->accents, SMS_ACCENTS_AUTO);
	assert_int_equal(c->policy->price, 99);
	assert_int_equal(c->policy->valid_s, 172800);
	assert_int_equal(c->policy->answers_per_hour, 5);
	assert_int_equal(c->policy->hour_n, 1);
	assert_string_equal(c->alarm_to, "BAO");
	assert_string_equal(c->web_listen, "127.0.0.1:1");
	assert_string_equal(c->web_url, "https://a/b");
	assert_true(c->demo);
	assert_string_equal(c->hooks_listen, "[::1]:2");
	assert_string_equal(c->hooks_url, "https://c");
	assert_string_equal(c->storage_path, "/x/y.db");
	assert_string_equal(c->control_socket, "/x/z.sock");
	assert_true(c->watch);
	assert_true(c->policy->meeting_counts);
	assert_int_equal(c->policy->visit_open.n, 0);
	assert_int_equal(c->policy->meeting_required, POLICY_REQUIRED_ALL);
	conffile_fini(&t);
}

/* --- damage */

enum { TEXT_MAX = 32768 };

static size_t
below(uint64_t *seed, size_t n)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return (size_t)(*seed % n);
}

static size_t
read_sample(char *buf)
{
	FILE *f = fopen("config/nhacviec.conf", "r");
	assert_non_null(f);
	size_t n = fread(buf, 1, TEXT_MAX / 2, f);
	assert_int_equal(fclose(f), 0);
	return n;
}

/* One change at random; the new length. */
static size_t
damage(uint64_t *seed, char *s, size_t n)
{
	static const char *const bits[] = { "[", "]", "=", ":", "\n", "\r", "{",
		"}", "\xff", "\xc2\xa0", "＝", " #", ";", "\"", "“", ",", "-",
		"99999999999", "\n[gateway a]\ndriver = kannel\n",
		"\n[wording]\nvisit.open = [{units} {sign}\n" };
	size_t at = below(seed, n), len;
	const char *bit;
	switch (below(seed, 4)) {
	case 0:
		s[at] = (char)below(seed, 256);
		return n;
	case 1:
		len = 1 + below(seed, n - at < 60 ? n - at : 60);
		memmove(s + at, s + at + len, n - at - len);
		return n - len;
	case 2: /* an example comes alive */
		for (len = at; len + 1 < n && s[len] != '#'; len++)
			;
		s[len] = ' ';
		return n;
	default:
		bit = bits[below(seed, sizeof bits / sizeof *bits)];
		len = strlen(bit);
		memmove(s + at + len, s + at, n - at);
		memcpy(s + at, bit, len);
		return n + len;
	}
}

void
test_damaged_files_are_told_and_never_break(void **state)
{
	(void)state;
	const char *given = getenv("SEED");
	uint64_t seed = given ? strtoull(given, NULL, 10) : 20180401;
	print_message("SEED=%llu\n", (unsigned long long)seed);
	seed += !seed;
	struct conffile t;
	char *sample = mem_new(TEXT_MAX, 1), *text = mem_new(TEXT_MAX, 1);
	size_t n = read_sample(sample);
	conffile_init(&t);
	for (int i = 0; i < 300; i++) {
		size_t m = n;
		memcpy(text, sample, n);
		for (size_t k = 1 + below(&seed, 12); k > 0; k--)
			m = damage(&seed, text, m);
		conffile_write_n(&t, "nhacviec.conf", text, m);
		conffile_load(&t, NULL);
		assert_int_equal(t.config == NULL, t.findings.errors > 0);
		for (size_t j = 0; j < t.findings.n; j++) {
			const struct config_finding *f = &t.findings.v[j];
			if (f->line)
				assert_in_range(f->column, 1,
				    strlen(f->source) + 1);
		}
	}
	free(sample);
	free(text);
	conffile_fini(&t);
}
