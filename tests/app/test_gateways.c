/* The ready profiles of config/gateways: each is loaded as an office would,
 * then put to what its vendor documents (tests/golden/profile/NAME). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "lib/conffile.h"
#include "gw/golden.h"
#include "gw/http_value.h"

void test_kannel_profile(void **state);
void test_speedsms_profile(void **state);
void test_esms_get_profile(void **state);
void test_vietguys_profile(void **state);
void test_every_profile_has_its_test(void **state);
void test_every_key_and_placeholder_is_explained(void **state);
void test_profile_without_its_secret_is_refused(void **state);

/* The profile in conf.d, its secrets beside it. */
static void
load(struct conffile *t, const char *file, const char *const *secrets)
{
	char path[128], name[128];
	conffile_init(t);
	conffile_mkdir(t, "conf.d");
	snprintf(path, sizeof path, "config/gateways/%s", file);
	char *text = golden_file(path);
	assert_non_null(text);
	snprintf(name, sizeof name, "conf.d/%s", file);
	conffile_write(t, name, text);
	free(text);
	for (; *secrets; secrets += 2) {
		snprintf(name, sizeof name, "conf.d/%s", secrets[0]);
		conffile_write(t, name, secrets[1]);
	}
	conffile_write(t, "nhacviec.conf",
	    "[hooks]\nurl = https://sms.example/nhacviec\n");
	conffile_load(t, NULL);
}

static void
run(const char *file, const char *golden, const char *const *secrets)
{
	struct conffile t;
	load(&t, file, secrets);
	assert_string_equal(sbuf_text(&t.said), "");
	assert_non_null(t.config);
	assert_int_equal(t.config->gateway_n, 1);
	assert_string_equal(t.config->gateways[0].driver->name, "http");
	/* As the service does: settings as they are loaded. */
	golden_run_dir("http", &t.config->gateways[0].settings, golden);
	conffile_fini(&t);
}

void
test_kannel_profile(void **state)
{
	(void)state;
	static const char *const secrets[] = { "kannel.secret", "loop&back=1",
		"kannel-hook.secret", "hook%secret", NULL };
	run("kannel.conf", "tests/golden/profile/kannel", secrets);
}

void
test_speedsms_profile(void **state)
{
	(void)state;
	static const char *const secrets[] = { "speedsms.secret", "token123",
		"speedsms-hook.secret", "hook-secret", NULL };
	run("speedsms.conf", "tests/golden/profile/speedsms", secrets);
}

void
test_esms_get_profile(void **state)
{
	(void)state;
	static const char *const secrets[] = { "esms-api-key.secret", "API+KEY",
		"esms-secret-key.secret", "SECRET/KEY", "esms-hook.secret",
		"hook-secret", NULL };
	run("esms-get.conf", "tests/golden/profile/esms-get", secrets);
}

void
test_vietguys_profile(void **state)
{
	(void)state;
	static const char *const secrets[] = { "vietguys.secret", "p@ss w&rd",
		NULL };
	run("vietguys.conf", "tests/golden/profile/vietguys", secrets);
}

void
test_every_profile_has_its_test(void **state)
{
	(void)state;
	DIR *d = opendir("config/gateways");
	assert_non_null(d);
	struct dirent *e;
	size_t n = 0;
	while ((e = readdir(d))) {
		char dir[300];
		size_t len = strlen(e->d_name);
		if (len < 6 || strcmp(e->d_name + len - 5, ".conf") != 0)
			continue;
		snprintf(dir, sizeof dir, "tests/golden/profile/%.*s",
		    (int)len - 5, e->d_name);
		DIR *cases = opendir(dir);
		assert_non_null(cases);
		closedir(cases);
		n++;
	}
	closedir(d);
	assert_int_equal(n, 4);
}

void
test_every_key_and_placeholder_is_explained(void **state)
{
	(void)state;
	const struct gw_driver *d = gw_driver_find("http");
	char *manual = golden_file("config/gateways/README.md");
	assert_non_null(manual);
	for (const struct gw_key *k = d->keys; k->name; k++) {
		char name[40];
		snprintf(name, sizeof name, "`%s", k->name);
		if (strstr(name, ".*"))
			*strchr(name, '*') = '\0';
		if (!strstr(manual, name))
			fail_msg("not explained: %s", name);
	}
	static const struct gw_message message = { .key = "" };
	static const struct gw_event event = { .key = NULL };
	static const struct gw_question question = { .key = "" };
	const struct http_value all = { .message = &message,
		.question = &question,
		.event = &event };
	struct sbuf names = { 0 };
	http_value_names(&all, &names);
	for (char *at = names.s; (at = strchr(at, '{')); at++) {
		char name[40];
		snprintf(name, sizeof name, "%.*s", (int)strcspn(at, "}"), at);
		if (strcmp(name, "{cfg.NAME") != 0 && !strstr(manual, name))
			fail_msg("not explained: %s}", name);
	}
	sbuf_fini(&names);
	free(manual);
}

void
test_profile_without_its_secret_is_refused(void **state)
{
	(void)state;
	static const char *const none[] = { NULL };
	struct conffile t;
	load(&t, "esms-get.conf", none);
	assert_null(t.config);
	assert_non_null(strstr(sbuf_text(&t.said), "esms-api-key.secret"));
	conffile_fini(&t);
}
