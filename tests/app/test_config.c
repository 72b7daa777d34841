#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "../lib/conffile.h"
#include "app/keys.h"

void test_no_key_at_all_is_the_defaults(void **state);
void test_sample_loads_and_equals_the_defaults(void **state);
void test_examples_in_the_sample_load(void **state);
void test_all_mistakes_are_found_at_once(void **state);
void test_later_files_win_and_origins_say_so(void **state);
void test_paths_begin_at_the_file_that_names_them(void **state);
void test_findings_come_file_by_file(void **state);
void test_missing_file_is_an_error(void **state);
void test_difference_masks_secrets(void **state);
void test_order_defaults_to_the_gateways_as_they_stand(void **state);
void test_default_path_is_below_sysconfdir(void **state);
void test_text_can_stand_for_a_file_that_is_not_there(void **state);
void test_what_follows_from_others_is_listed_too(void **state);

static void
assert_same_ladder(const struct policy_ladder *a, const struct policy_ladder *b)
{
	assert_int_equal(a->n, b->n);
	for (size_t i = 0; i < a->n; i++) {
		assert_int_equal(a->v[i].base, b->v[i].base);
		assert_int_equal(a->v[i].n, b->v[i].n);
		assert_int_equal(a->v[i].minute, b->v[i].minute);
		assert_string_equal(a->v[i].text, b->v[i].text);
	}
}

/* Against policy_new, which core's own tests and programs use. */
static void
assert_default_policy(const struct policy *p)
{
	struct policy *d = policy_new();
	assert_string_equal(p->office_name, d->office_name);
	assert_string_equal(p->sign, d->sign);
	assert_string_equal(p->title, d->title);
	assert_int_equal(p->offset_s, d->offset_s);
	assert_int_equal(p->level_n, d->level_n);
	for (size_t i = 0; i < d->level_n; i++)
		assert_string_equal(p->levels[i], d->levels[i]);
	assert_int_equal(p->from_month, d->from_month);
	assert_int_equal(p->until_month, d->until_month);
	assert_int_equal(p->visit_required, d->visit_required);
	assert_int_equal(p->visit_per_unit, d->visit_per_unit);
	assert_int_equal(p->meeting_counts, d->meeting_counts);
	assert_int_equal(p->meeting_required, d->meeting_required);
	assert_same_ladder(&p->visit_open, &d->visit_open);
	assert_same_ladder(&p->visit_remind, &d->visit_remind);
	assert_same_ladder(&p->visit_overdue, &d->visit_overdue);
	assert_same_ladder(&p->visit_escalate, &d->visit_escalate);
	assert_same_ladder(&p->meeting_remind, &d->meeting_remind);
	assert_same_ladder(&p->meeting_ask, &d->meeting_ask);
	assert_same_ladder(&p->report_remind, &d->report_remind);
	assert_same_ladder(&p->report_overdue, &d->report_overdue);
	assert_int_equal(p->hour_n, d->hour_n);
	for (size_t i = 0; i < d->hour_n; i++) {
		assert_int_equal(p->hours[i].from, d->hours[i].from);
		assert_int_equal(p->hours[i].to, d->hours[i].to);
	}
	assert_int_equal(p->accents, d->accents);
	assert_int_equal(p->price, d->price);
	assert_int_equal(p->valid_s, d->valid_s);
	assert_int_equal(p->answers_per_hour, d->answers_per_hour);
	for (int w = 0; w < POLICY_WORDING__N; w++)
		assert_string_equal(p->wording[w], d->wording[w]);
	policy_free(d);
}

static void
assert_defaults(const struct config *c)
{
	assert_default_policy(c->policy);
	assert_int_equal(c->gateway_n, 0);
	assert_int_equal(c->order_n, 0);
	assert_false(c->live);
	assert_int_equal(c->rate_per_min, 300);
	assert_int_equal(c->daily_cap, 500);
	assert_false(c->resend_once);
	assert_string_equal(c->alarm_to, "admin");
	assert_string_equal(c->web_listen, "127.0.0.1:8642");
	assert_string_equal(c->web_url, "http://127.0.0.1:8642");
	assert_string_equal(c->hooks_listen, "127.0.0.1:8643");
	assert_string_equal(c->hooks_url, "http://127.0.0.1:8643");
	assert_string_equal(c->storage_path, "/var/lib/nhacviec/nhacviec.db");
	assert_string_equal(c->control_socket,
	    "/var/lib/nhacviec/nhacviec.sock");
	assert_false(c->watch);
	assert_false(c->demo);
}

static const struct config_origin *
origin(const struct config *c, const char *section, const char *key)
{
	for (size_t i = 0; i < c->origin_n; i++) {
		if (strcmp(c->origins[i].section, section) == 0 &&
		    strcmp(c->origins[i].key, key) == 0)
			return &c->origins[i];
	}
	fail_msg("no origin of [%s] %s", section, key);
	return NULL;
}

void
test_no_key_at_all_is_the_defaults(void **state)
{
	(void)state;
	struct conffile t;
	conffile_init(&t);
	assert_string_equal(conffile_try(&t, ""), "");
	assert_non_null(t.config);
	assert_defaults(t.config);
	assert_null(origin(t.config, "visit", "open")->file);
	assert_string_equal(origin(t.config, "visit", "open")->value,
	    "01 07:30");
	conffile_fini(&t);
}

void
test_sample_loads_and_equals_the_defaults(void **state)
{
	(void)state;
	struct config_findings findings = { 0 };
	struct config *c = config_load("config/nhacviec.conf", NULL, &findings);
	assert_int_equal(findings.n, 0);
	assert_non_null(c);
	assert_defaults(c);
	/* What it does set, it sets to the default's very text. */
	const struct keys_key *k;
	for (size_t i = 0; (k = keys_at(i)) != NULL; i++) {
		if (k->place != KEYS_GATEWAY && keys_default(k))
			assert_string_equal(
			    origin(c, k->section, k->name)->value,
			    keys_default(k));
	}
	config_free(c);
	config_findings_fini(&findings);
}

/* Takes the '#' off every "#key = value" and "#[section]" of the sample. */
static char *
sample_with_examples(void)
{
	char line[2048];
	struct sbuf b = { 0 };
	FILE *f = fopen("config/nhacviec.conf", "r");
	assert_non_null(f);
	while (fgets(line, sizeof line, f))
		sbuf_add(&b, line[0] == '#' && strchr(" \n#", line[1]) == NULL
				 ? line + 1
				 : line);
	fclose(f);
	return sbuf_take(&b);
}

void
test_examples_in_the_sample_load(void **state)
{
	(void)state;
	char *sample = sample_with_examples();
	char *order = strstr(sample, "order = ");
	assert_non_null(order);
	struct sbuf b = { 0 };
	sbuf_add_n(&b, sample, (size_t)(order - sample));
	sbuf_add(&b, "order = sms, may, thu"); /* there is no zalo there */
	sbuf_add(&b, order + strcspn(order, "\n"));
	free(sample);
	char *text = sbuf_take(&b);
	struct conffile t;
	conffile_init(&t);
	conffile_write(&t, "kannel.secret", "a\n");
	conffile_write(&t, "kannel-hook.secret", "b\n");
	conffile_write(&t, "smsgate.secret", "c\n");
	conffile_write(&t, "smsgate-hook.secret", "d\n");
	assert_string_equal(conffile_try(&t, text), "");
	assert_int_equal(t.config->gateway_n, 3);
	/* The wordings there are the built-in ones, and every key is there. */
	assert_default_policy(t.config->policy);
	const struct keys_key *k;
	for (size_t i = 0; (k = keys_at(i)) != NULL; i++) {
		const char *section = k->place != KEYS_GATEWAY ? k->section
				      : strcmp(k->name, "poll") == 0
					  ? "gateway may"
					  : "gateway sms";
		if (!k->hidden)
			assert_non_null(
			    origin(t.config, section, k->name)->file);
	}
	free(text);
	conffile_fini(&t);
}

void
test_all_mistakes_are_found_at_once(void **state)
{
	(void)state;
	struct conffile t;
	conffile_init(&t);
	conffile_try(&t, "[office]\n"
			 "name = Huyện đoàn ; tên\n"
			 "timezone = Asia/Hanoi\n"
			 "[plan]\n"
			 "from = 2018-13\n"
			 "[visit]\n"
			 "  open = 31 07:30\n"
			 "meeting_count = no\n"
			 "[vist]\n"
			 "x = 1\n"
			 "[sending]\n"
			 "hours = 13:30-21:00, 07:00-14:00\n"
			 "rate = fast\n"
			 "junk\n"
			 "[gateway sms]\n"
			 "driver = kanel\n"
			 "[wording]\n"
			 "visit.remind = {sign} {given_nam}\n");
	static const char said[] =
	    "nhacviec.conf:2:19: error: [office] name: a comment may not "
	    "stand behind a value\n"
	    "  name = Huyện đoàn ; tên\n"
	    "                    ^\n"
	    "  hint: give the comment a line of its own\n"
	    "nhacviec.conf:3:12: error: [office] timezone: there is no time "
	    "zone 'Asia/Hanoi' on this machine "
	    "(/usr/share/zoneinfo/Asia/Hanoi)\n"
	    "  timezone = Asia/Hanoi\n"
	    "             ^\n"
	    "  hint: a name such as Asia/Ho_Chi_Minh, from the package "
	    "tzdata\n"
	    "nhacviec.conf:5:8: error: [plan] from: '2018-13' is not a "
	    "month\n"
	    "  from = 2018-13\n"
	    "         ^\n"
	    "  hint: such as 2018-04\n"
	    "nhacviec.conf:7:10: error: [visit] open: day 31 does not exist "
	    "in every month\n"
	    "    open = 31 07:30\n"
	    "           ^\n"
	    "  hint: use a day from 1 to 28, or count from the month's end "
	    "(-3 07:30)\n"
	    "nhacviec.conf:8:1: error: unknown key 'meeting_count' in "
	    "[visit]\n"
	    "  meeting_count = no\n"
	    "  ^\n"
	    "  hint: did you mean 'meeting_counts'?\n"
	    "nhacviec.conf:9:1: error: unknown section [vist]\n"
	    "  [vist]\n"
	    "  ^\n"
	    "  hint: did you mean [visit]?\n"
	    "nhacviec.conf:12:22: error: [sending] hours: 07:00-14:00 "
	    "overlaps an earlier window\n";
	assert_null(t.config);
	assert_int_equal(t.findings.errors, 11);
	assert_int_equal(t.findings.n, 11);
	assert_int_equal(strncmp(sbuf_text(&t.said), said, sizeof said - 1), 0);
	assert_said(&t, "nhacviec.conf:13:8: error: [sending] rate:");
	assert_said(&t, "nhacviec.conf:14:1: error: this is neither");
	assert_said(&t, "nhacviec.conf:16:10: error: [gateway sms] driver: "
			"unknown driver 'kanel'");
	assert_said(&t, "hint: did you mean 'kannel'?");
	assert_said(&t, "nhacviec.conf:18:23: error: [wording] visit.remind: "
			"unknown placeholder {given_nam}");
	conffile_fini(&t);
}

void
test_later_files_win_and_origins_say_so(void **state)
{
	(void)state;
	struct conffile t;
	conffile_init(&t);
	conffile_mkdir(&t, "conf.d");
	conffile_mkdir(&t, "state");
	conffile_mkdir(&t, "state/conf.d");
	conffile_write(&t, "conf.d/20-b.conf", "[visit]\nrequired = 3\n");
	conffile_write(&t, "conf.d/10-a.conf",
	    "[visit]\nrequired = 2\nper = unit\n[gateway g]\nfrom = 2\n");
	conffile_write(&t, "conf.d/30.conf~", "garbage");
	conffile_write(&t, "conf.d/.40.conf", "garbage");
	conffile_write(&t, "state/conf.d/web.conf", "\n[office]\nsign = WEB\n");
	conffile_write(&t, "nhacviec.conf",
	    "[office]\nsign = A\n[gateway g]\ndriver = sandbox\nfrom = 1\n");
	assert_string_equal(conffile_load(&t, "state"), "");
	const struct config *c = t.config;
	assert_non_null(c);
	assert_int_equal(c->policy->visit_required, 3);
	assert_true(c->policy->visit_per_unit);
	assert_string_equal(c->policy->sign, "WEB");
	assert_string_equal(c->gateways[0].settings.from, "2");
	assert_int_equal(c->gateway_n, 1);
	assert_int_equal(c->file_n, 4);
	assert_non_null(strstr(c->files[1], "/conf.d/10-a.conf"));
	assert_non_null(strstr(c->files[3], "/state/conf.d/web.conf"));
	const struct config_origin *o = origin(c, "visit", "required");
	assert_string_equal(o->value, "3");
	assert_non_null(strstr(o->file, "/conf.d/20-b.conf"));
	assert_int_equal(o->line, 2);
	assert_int_equal(origin(c, "office", "sign")->line, 3);
	/* Without the state directory the same file says something else. */
	conffile_load(&t, NULL);
	assert_string_equal(t.config->policy->sign, "A");
	conffile_fini(&t);
}

void
test_paths_begin_at_the_file_that_names_them(void **state)
{
	(void)state;
	char here[512], want[1024];
	struct conffile t;
	conffile_init(&t);
	assert_non_null(getcwd(here, sizeof here));
	conffile_mkdir(&t, "conf.d");
	conffile_write(&t, "conf.d/a.conf",
	    "[storage]\npath = x.db\n[gateway g]\npassword_file = p\n");
	conffile_write(&t, "conf.d/p", "s3cret\r\n");
	assert_string_equal(conffile_try(&t, "[gateway g]\n"
					     "driver = sandbox\n"),
	    "");
	snprintf(want, sizeof want, "%s/%s/conf.d/x.db", here, t.dir);
	assert_string_equal(t.config->storage_path, want);
	snprintf(want, sizeof want, "%s/%s/conf.d/nhacviec.sock", here, t.dir);
	assert_string_equal(t.config->control_socket, want);
	assert_string_equal(t.config->gateways[0].settings.password, "s3cret");
	conffile_fini(&t);
}

void
test_findings_come_file_by_file(void **state)
{
	(void)state;
	struct conffile t;
	conffile_init(&t);
	conffile_mkdir(&t, "conf.d");
	conffile_write(&t, "conf.d/a.conf", "[visit]\nfoo = 1\n");
	conffile_try(&t, "[plan]\nfrom = x\n[nix]\n");
	assert_int_equal(t.findings.n, 3);
	assert_int_equal(t.findings.v[0].line, 2);
	assert_int_equal(t.findings.v[1].line, 3);
	assert_non_null(strstr(t.findings.v[2].file, "conf.d/a.conf"));
	conffile_fini(&t);
}

void
test_missing_file_is_an_error(void **state)
{
	(void)state;
	struct conffile t;
	conffile_init(&t);
	conffile_load(&t, NULL);
	assert_null(t.config);
	assert_int_equal(t.findings.errors, 1);
	conffile_fini(&t);
}

static struct config *
load_quietly(struct conffile *t, const char *text)
{
	conffile_try(t, text);
	assert_int_equal(t->findings.errors, 0);
	struct config *c = t->config;
	t->config = NULL;
	return c;
}

void
test_difference_masks_secrets(void **state)
{
	(void)state;
	struct conffile t;
	struct sbuf out = { 0 };
	conffile_init(&t);
	conffile_write(&t, "p", "hunter2\n");
	conffile_write(&t, "h", "old\n");
	struct config *a = load_quietly(&t,
	    "[gateway g]\ndriver = sandbox\nuser = u\npassword_file = p\n");
	config_diff(a, a, &out);
	assert_string_equal(sbuf_text(&out), "");
	conffile_write(&t, "p", "hunter3\n");
	struct config *b = load_quietly(&t,
	    "[visit]\nopen = 02 07:30\n[gateway g]\ndriver = sandbox\n"
	    "password_file = p\nhook_secret_file = h\n");
	config_diff(a, b, &out);
	assert_string_equal(sbuf_text(&out),
	    "+ [gateway g] hook_secret_file = h\n"
	    "~ [gateway g] password_file = p (the secret in it changed)\n"
	    "- [gateway g] user = u\n"
	    "~ [visit] open = 01 07:30 → 02 07:30\n");
	assert_null(strstr(sbuf_text(&out), "hunter"));
	sbuf_fini(&out);
	config_free(a);
	config_free(b);
	conffile_fini(&t);
}

void
test_order_defaults_to_the_gateways_as_they_stand(void **state)
{
	(void)state;
	struct conffile t;
	conffile_init(&t);
	conffile_try(&t, "[gateway b]\ndriver = sandbox\n"
			 "[gateway a]\ndriver = sandbox\n");
	assert_int_equal(t.config->order_n, 2);
	assert_string_equal(
	    t.config->gateways[t.config->order[0]].settings.name, "b");
	conffile_try(&t, "[gateway b]\ndriver = sandbox\n"
			 "[gateway a]\ndriver = sandbox\n"
			 "[sending]\norder = a, b\n");
	assert_string_equal(
	    t.config->gateways[t.config->order[0]].settings.name, "a");
	assert_int_equal(config_gateway_find(t.config, "a"), 1);
	assert_int_equal(config_gateway_find(t.config, "c"), -1);
	assert_string_equal(t.config->gateways[0].settings.hooks_url,
	    "http://127.0.0.1:8643");
	conffile_fini(&t);
}

void
test_default_path_is_below_sysconfdir(void **state)
{
	(void)state;
	assert_string_equal(config_default_path(),
	    NHACVIEC_SYSCONFDIR "/nhacviec/nhacviec.conf");
}

void
test_text_can_stand_for_a_file_that_is_not_there(void **state)
{
	(void)state;
	struct conffile t;
	char path[128];
	conffile_init(&t);
	conffile_mkdir(&t, "conf.d");
	conffile_write(&t, "nhacviec.conf", "[visit]\nrequired = 1\n");
	conffile_write(&t, "conf.d/20.conf", "[visit]\nrequired = 2\n");
	snprintf(path, sizeof path, "%s/conf.d/10.conf", t.dir);
	struct config_text text = { path, "[visit]\nper = unit\nx = 1\n", 24 };
	assert_null(config_load_text(t.main, NULL, &text, &t.findings));
	assert_int_equal(t.findings.n, 1);
	assert_string_equal(t.findings.v[0].file, path);
	assert_int_equal(t.findings.v[0].line, 3);
	config_findings_fini(&t.findings);
	text.n = 18;
	t.config = config_load_text(t.main, NULL, &text, &t.findings);
	assert_int_equal(t.config->file_n, 3); /* in its place by name */
	assert_string_equal(t.config->files[1], path);
	assert_true(t.config->policy->visit_per_unit);
	assert_int_equal(t.config->policy->visit_required, 2);
	config_free(t.config);
	/* and in the place of one that is there */
	text = (struct config_text){ t.main, "[visit]\nper = unit\n", 19 };
	t.config = config_load_text(t.main, NULL, &text, &t.findings);
	assert_null(origin(t.config, "office", "sign")->file);
	assert_true(t.config->policy->visit_per_unit);
	assert_int_equal(access(path, F_OK), -1);
	conffile_fini(&t);
}

void
test_what_follows_from_others_is_listed_too(void **state)
{
	(void)state;
	struct conffile t;
	conffile_init(&t);
	conffile_try(&t, "[gateway z]\ndriver = sandbox\n[gateway a]\n"
			 "driver = sandbox\n[web]\nlisten = 127.0.0.1:9\n");
	const struct config_origin *o = origin(t.config, "sending", "order");
	assert_string_equal(o->value, "z, a");
	assert_null(o->file);
	assert_string_equal(origin(t.config, "web", "url")->value,
	    "http://127.0.0.1:9");
	o = origin(t.config, "web", "listen");
	assert_string_equal(o->source, "listen = 127.0.0.1:9");
	assert_int_equal(o->at, 9);
	conffile_fini(&t);
}
