/* Who may call our hooks: each way a call fails to prove it, and the call that
 * does beside it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "gw/gw.h"
#include "gw/md5.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

void test_a_header_proves_only_with_its_name_and_secret(void **state);
void test_a_login_proves_only_with_user_and_secret(void **state);
void test_a_mac_needs_a_name_a_key_a_body_and_a_time(void **state);
void test_a_mac_s_time_is_of_now_in_seconds_or_milliseconds(void **state);
void test_an_unknown_way_proves_nothing(void **state);
void test_smsgate_s_time_is_a_short_number(void **state);
void test_zalo_s_time_is_of_now(void **state);
void test_zalo_needs_an_id_and_a_secret(void **state);
void test_zalo_s_body_need_not_be_an_object(void **state);
void test_esms_signs_replies_at_any_address(void **state);
void test_a_long_sign_is_no_sign(void **state);
void test_without_md5_nothing_is_signed(void **state);

/* <openssl/evp.h> and base/err.h both have an ERR_STATE. */
int EVP_set_default_properties(void *libctx, const char *query);

enum { NOW = 1526954400 };

struct call {
	struct gw_settings s;
	struct http_inbound in;
	struct http_field more[6], headers[4], query[8];
};

static void
set(struct call *c, const char *name, const char *value)
{
	c->more[c->s.more_n++] = (struct http_field){ (char *)(uintptr_t)name,
		(char *)(uintptr_t)value };
}

static void
add(struct http_fields *f, const char *name, const char *value)
{
	f->v[f->n++] = (struct http_field){ (char *)(uintptr_t)name,
		(char *)(uintptr_t)value };
}

static void
begin(struct call *c, const char *body)
{
	*c = (struct call){ .s = { .name = "g", .hook_secret = "key-1" },
		.in = { .method = "POST",
		    .path = "/hook/g",
		    .body = body,
		    .body_len = strlen(body),
		    .peer = "127.0.0.1" } };
	c->s.more = c->more;
	c->in.headers.v = c->headers;
	c->in.query.v = c->query;
}

static bool
genuine(const struct call *c, const char *driver)
{
	const char *how = NULL;
	enum gw_verdict v =
	    gw_driver_find(driver)->verify(&c->s, &c->in, NOW, &how);
	assert_non_null(how);
	return v == GW_GENUINE;
}

void
test_a_header_proves_only_with_its_name_and_secret(void **state)
{
	(void)state;
	struct call c;
	begin(&c, "{}");
	set(&c, "hook.auth", "header");
	add(&c.in.headers, "X-Key", "key-1");
	assert_false(genuine(&c, "http")); /* which header? */
	set(&c, "hook.name", "X-Key");
	assert_true(genuine(&c, "http"));
	c.headers[0].value = (char *)(uintptr_t) "bearer key-1";
	assert_true(genuine(&c, "http"));
	c.headers[0].value = (char *)(uintptr_t) "key-2";
	assert_false(genuine(&c, "http"));
	c.in.headers.n = 0;
	assert_false(genuine(&c, "http"));
}

void
test_a_login_proves_only_with_user_and_secret(void **state)
{
	(void)state;
	struct call c;
	begin(&c, "{}");
	set(&c, "hook.auth", "basic");
	add(&c.in.headers, "Authorization", "Basic Z2F0ZTprZXktMQ==");
	assert_false(genuine(&c, "http")); /* whose? */
	set(&c, "hook.user", "gate");
	assert_true(genuine(&c, "http"));
	/* "gate:" of no secret at all */
	c.headers[0].value = (char *)(uintptr_t) "Basic Z2F0ZTo=";
	c.s.hook_secret = "";
	assert_false(genuine(&c, "http"));
	c.s.hook_secret = NULL;
	assert_false(genuine(&c, "http"));
	c.s.hook_secret = "key-1";
	c.headers[0].value = (char *)(uintptr_t) "Digest Z2F0ZTprZXktMQ==";
	assert_false(genuine(&c, "http"));
	c.in.headers.n = 0;
	assert_false(genuine(&c, "http"));
}

enum { MAC_HEX = 2 * crypto_auth_hmacsha256_BYTES + 1 };

static void
mac(const char *key, const char *body, const char *stamp, char hex[MAC_HEX])
{
	crypto_auth_hmacsha256_state st;
	unsigned char out[crypto_auth_hmacsha256_BYTES];
	crypto_auth_hmacsha256_init(&st, (const unsigned char *)key,
	    strlen(key));
	crypto_auth_hmacsha256_update(&st, (const unsigned char *)body,
	    strlen(body));
	crypto_auth_hmacsha256_update(&st, (const unsigned char *)stamp,
	    strlen(stamp));
	crypto_auth_hmacsha256_final(&st, out);
	sodium_bin2hex(hex, MAC_HEX, out, sizeof out);
}

void
test_a_mac_needs_a_name_a_key_a_body_and_a_time(void **state)
{
	(void)state;
	struct call c;
	char hex[MAC_HEX];
	begin(&c, "{}");
	set(&c, "hook.auth", "hmac_sha256_hex");
	mac("key-1", "{}", "", hex);
	add(&c.in.headers, "X-Sign", hex);
	assert_false(genuine(&c, "http")); /* which header? */
	set(&c, "hook.name", "X-Sign");
	assert_true(genuine(&c, "http")); /* no time is asked for */
	set(&c, "hook.time", "X-Time");
	assert_false(genuine(&c, "http")); /* now one is */
	c.s.more_n--;
	mac("", "{}", "", hex);
	c.s.hook_secret = "";
	assert_false(genuine(&c, "http"));
	c.s.hook_secret = NULL;
	assert_false(genuine(&c, "http"));
	c.s.hook_secret = "key-1";
	mac("key-1", "", "", hex);
	c.in.body = "";
	c.in.body_len = 0;
	assert_false(genuine(&c, "http"));
	c.in.body = "{}";
	c.in.body_len = 2;
	mac("key-1", "{}", "", hex);
	hex[63] = '\0';
	assert_false(genuine(&c, "http"));
	c.in.headers.n = 0;
	assert_false(genuine(&c, "http"));
}

void
test_a_mac_s_time_is_of_now_in_seconds_or_milliseconds(void **state)
{
	(void)state;
	static const struct {
		const char *stamp;
		bool good;
	} rows[] = { { "1526954400", true }, { "1526954400123", true },
		{ "1526954100", true }, { "1526954099", false },
		{ "1526954700", true }, { "1526954701", false },
		{ "1526955000123", false }, { "", false },
		{ "1526954400123456", false }, { "152695440x", false } };
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct call c;
		char hex[MAC_HEX];
		begin(&c, "{}");
		set(&c, "hook.auth", "hmac_sha256_hex");
		set(&c, "hook.name", "X-Sign");
		set(&c, "hook.time", "X-Time");
		mac("key-1", "{}", rows[i].stamp, hex);
		add(&c.in.headers, "X-Sign", hex);
		add(&c.in.headers, "X-Time", rows[i].stamp);
		if (genuine(&c, "http") != rows[i].good)
			fail_msg("%s", rows[i].stamp);
	}
}

void
test_an_unknown_way_proves_nothing(void **state)
{
	(void)state;
	struct call c;
	char hex[MAC_HEX];
	begin(&c, "{}");
	add(&c.in.query, "secret", "key-1");
	assert_true(genuine(&c, "http")); /* the default */
	set(&c, "hook.auth", "query");
	assert_true(genuine(&c, "http"));
	set(&c, "hook.name", "token");
	assert_false(genuine(&c, "http"));
	add(&c.in.query, "token", "key-1");
	assert_true(genuine(&c, "http"));
	mac("key-1", "{}", "", hex);
	add(&c.in.headers, "token", hex);
	c.more[0].value = (char *)(uintptr_t) "hmac_sha256";
	assert_false(genuine(&c, "http"));
}

void
test_smsgate_s_time_is_a_short_number(void **state)
{
	(void)state;
	static const char *const bad[] = { "", "0001526954400", "1526954400x",
		NULL };
	struct call c;
	char hex[MAC_HEX];
	for (size_t i = 0; bad[i]; i++) {
		begin(&c, "{}");
		mac("key-1", "{}", bad[i], hex);
		add(&c.in.headers, "X-Signature", hex);
		assert_false(genuine(&c, "smsgate"));
		add(&c.in.headers, "X-Timestamp", bad[i]);
		assert_false(genuine(&c, "smsgate"));
	}
	mac("key-1", "{}", "1526954400", hex);
	c.headers[1].value = (char *)(uintptr_t) "1526954400";
	assert_true(genuine(&c, "smsgate"));
	c.headers[0].name = (char *)(uintptr_t) "X-Other";
	assert_false(genuine(&c, "smsgate"));
}

enum { HASH_HEX = 2 * crypto_hash_sha256_BYTES + 1 };

static void
hash(const char *id, const char *body, const char *stamp, char hex[HASH_HEX])
{
	char text[512];
	unsigned char out[crypto_hash_sha256_BYTES];
	snprintf(text, sizeof text, "%s%s%s%s", id, body, stamp, "key-1");
	crypto_hash_sha256(out, (const unsigned char *)text, strlen(text));
	sodium_bin2hex(hex, HASH_HEX, out, sizeof out);
}

void
test_zalo_s_time_is_of_now(void **state)
{
	(void)state;
	static const struct {
		const char *stamp;
		bool good;
	} rows[] = { { "1526954400000", true }, { "1526954700999", true },
		{ "1526954701000", false },
		{ "1526907600000", true }, /* 13 h: Zalo's last repeat */
		{ "1526907599000", false }, { "1526954400", false },
		{ "0001526954400000", false }, { "152695440000x", false } };
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct call c;
		char hex[HASH_HEX];
		begin(&c, "{\"event_name\":\"x\"}");
		c.s.user = "app";
		hash("app", c.in.body, rows[i].stamp, hex);
		add(&c.in.headers, "X-ZEvent-Signature", hex);
		add(&c.in.headers, "X-ZEvent-Timestamp", rows[i].stamp);
		if (genuine(&c, "zalo") != rows[i].good)
			fail_msg("%s", rows[i].stamp);
	}
}

void
test_zalo_needs_an_id_and_a_secret(void **state)
{
	(void)state;
	struct call c;
	char hex[HASH_HEX];
	/* the same time in header and body: two ways at once are one call */
	begin(&c, "{\"timestamp\":\"1526954400000\"}");
	hash("app", c.in.body, "1526954400000", hex);
	add(&c.in.headers, "X-ZEvent-Signature", hex);
	add(&c.in.headers, "X-ZEvent-Timestamp", "1526954400000");
	c.s.user = "app";
	const char *how = NULL;
	assert_int_equal(gw_driver_find("zalo")->verify(&c.s, &c.in, NOW, &how),
	    GW_GENUINE);
	assert_string_equal(how, "app_id,body");
	c.s.hook_secret = NULL;
	assert_false(genuine(&c, "zalo"));
	c.s.hook_secret = "";
	assert_false(genuine(&c, "zalo"));
	c.s.hook_secret = "key-1";
	hash("", c.in.body, "1526954400000", hex);
	c.s.user = "";
	assert_false(genuine(&c, "zalo"));
	c.s.user = NULL;
	assert_false(genuine(&c, "zalo"));
	set(&c, "oa_id", "oa");
	hash("oa", c.in.body, "1526954400000", hex);
	assert_true(genuine(&c, "zalo"));
	c.in.headers.n = 0;
	assert_false(genuine(&c, "zalo"));
}

void
test_zalo_s_body_need_not_be_an_object(void **state)
{
	(void)state;
	static const char *const bodies[] = { "[1]", "no JSON", NULL };
	for (size_t i = 0; bodies[i]; i++) {
		struct call c;
		char hex[HASH_HEX];
		begin(&c, bodies[i]);
		c.s.user = "app";
		hash("app", c.in.body, "1526954400000", hex);
		add(&c.in.headers, "X-ZEvent-Signature", hex);
		assert_false(genuine(&c, "zalo")); /* no time anywhere */
		add(&c.in.headers, "X-ZEvent-Timestamp", "1526954400000");
		assert_true(genuine(&c, "zalo"));
	}
}

/* Of content "x" by mo_key "mo", as hex. */
static void
begin_esms(struct call *c, const char *path, char hex[33])
{
	unsigned char md5[MD5_SIZE];
	assert_true(md5_of("xmo", 3, md5));
	sodium_bin2hex(hex, 33, md5, sizeof md5);
	begin(c, "");
	c->in.path = path;
	set(c, "mo_key", "mo");
	add(&c->in.query, "content", "x");
	add(&c->in.query, "sign", hex);
}

void
test_esms_signs_replies_at_any_address(void **state)
{
	(void)state;
	static const char *const paths[] = { "/h", "/hook/g", "/hook/g/reply",
		NULL };
	struct call c;
	char hex[33];
	for (size_t i = 0; paths[i]; i++) {
		begin_esms(&c, paths[i], hex);
		assert_true(genuine(&c, "esms"));
		hex[0] = hex[0] == '0' ? '1' : '0';
		assert_false(genuine(&c, "esms"));
		/* the secret of reports opens no door to replies */
		add(&c.in.query, "secret", "key-1");
		assert_false(genuine(&c, "esms"));
	}
	c.in.path = "/hook/g/delivery";
	assert_true(genuine(&c, "esms"));
}

void
test_a_long_sign_is_no_sign(void **state)
{
	(void)state;
	struct call c;
	char hex[33], longer[40];
	begin_esms(&c, "/hook/g/reply", hex);
	snprintf(longer, sizeof longer, "%sff", hex);
	c.query[1].value = longer;
	assert_false(genuine(&c, "esms"));
	c.in.query.n = 1;
	assert_false(genuine(&c, "esms"));
}

void
test_without_md5_nothing_is_signed(void **state)
{
	(void)state;
	struct call c;
	char hex[33];
	begin_esms(&c, "/hook/g/reply", hex);
	assert_true(genuine(&c, "esms"));
	/* what a host in FIPS mode does */
	assert_int_equal(EVP_set_default_properties(NULL, "fips=yes"), 1);
	bool without = genuine(&c, "esms");
	assert_int_equal(EVP_set_default_properties(NULL, ""), 1);
	assert_false(without);
	assert_true(genuine(&c, "esms"));
}
