/* The driver that is described by configuration: golden files, what it can do
 * by its settings, and that no text leaves the place it was put into. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "golden.h"

#include <jansson.h>

void test_golden_files_of_http(void **state);
void test_it_can_do_what_is_configured(void **state);
void test_any_text_comes_out_of_a_url_and_a_form_as_it_was(void **state);
void test_any_text_comes_out_of_json_as_it_was(void **state);
void test_any_text_comes_out_of_xml_as_it_was(void **state);
void test_any_text_stays_in_its_header_line(void **state);
void test_any_text_comes_out_of_base64_as_it_was(void **state);
void test_no_secret_gets_into_a_reason(void **state);

enum { RUNS = 2000, TEXT_MAX = 60 };

void
test_golden_files_of_http(void **state)
{
	(void)state;
	golden_run("http");
}

void
test_it_can_do_what_is_configured(void **state)
{
	(void)state;
	const struct gw_driver *d = gw_driver_find("http");
	struct gw_settings s = { .name = "x", .url = "http://h/" };
	struct gw_caps c = gw_caps(d, &s);
	assert_true(c.needs_url && !c.local);
	assert_false(c.refuses_duplicates || c.reports || c.replies);
	const struct http_field more[] = { { "idempotent", "yes" },
		{ "window", "90m" }, { "dlr.state", "query:s" },
		{ "mo.from", "query:f" } };
	s.more = more;
	s.more_n = sizeof more / sizeof *more;
	c = gw_caps(d, &s);
	assert_true(c.refuses_duplicates && c.reports && c.replies);
	assert_true(c.no_failure); /* no dlr.undelivered */
	assert_int_equal(c.key_window_s, 5400);
	/* Without a window nobody knows how long: it is not relied on. */
	s.more_n = 1;
	assert_false(gw_caps(d, &s).refuses_duplicates);
}

/* --- any text */

static uint64_t
random_next(uint64_t *r)
{
	*r ^= *r << 13;
	*r ^= *r >> 7;
	*r ^= *r << 17;
	return *r;
}

/* Valid UTF-8 without NUL, with many of the characters that formats use. */
static void
random_text(uint64_t *r, char out[TEXT_MAX * 4 + 1])
{
	static const char odd[] = "\"\\'<>&%+=;{}:/?#\r\n\t \x01\x1f\x7f";
	size_t len = 0, n = random_next(r) % TEXT_MAX;
	for (size_t i = 0; i < n; i++) {
		utf8proc_int32_t c =
		    (utf8proc_int32_t)(random_next(r) % 0x11000);
		switch (random_next(r) % 4) {
		case 0:
			c = odd[random_next(r) % (sizeof odd - 1)];
			break;
		case 1:
			c = 'a' + c % 26;
			break;
		case 2:
			c = 1 + c % 0x2ff;
			break;
		default:
			break;
		}
		if (c == 0 || (c >= 0xd800 && c < 0xe000) || c >= 0xfff0)
			c = 0x1f600;
		len += (size_t)utf8proc_encode_char(c,
		    (utf8proc_uint8_t *)out + len);
	}
	out[len] = '\0';
}

struct sent { /* one message through one way of sending */
	struct http_field more[8];
	struct gw_settings settings;
	struct http_request request;
};

static void
sent_init(struct sent *t, const char *type, const char *body)
{
	*t = (struct sent){ .more = { { "ok", "body begins \"OK\"" },
				{ "send.content_type", type },
				{ "send.body", body },
				{ "send.header.X-Text", "{text}" } } };
	t->settings = (struct gw_settings){ .name = "x",
		.url = "https://h.example/?to={to}&text={text}&end=1",
		.password = "pw",
		.more = t->more,
		.more_n = 4 };
	struct err err = { 0 };
	int rc = gw_driver_find("http")->check(&t->settings, &err);
	assert_string_equal(err.text, "");
	assert_int_equal(rc, 0);
}

static void
send_text(struct sent *t, const char *text)
{
	struct gw_message m = { .key = "k",
		.number = "+84912000003",
		.text = text,
		.parts = 1 };
	gw_driver_find("http")->prepare(&t->settings, &m, &t->request);
}

/* Runs check() on RUNS random texts; the seed is printed, SEED=n repeats. */
static void
each_text(const char *type, const char *body,
    void (*check)(const struct http_request *r, const char *text))
{
	const char *given = getenv("SEED");
	uint64_t seed = given ? strtoull(given, NULL, 10) : 20180401, r = seed;
	struct sent t;
	sent_init(&t, type, body);
	for (int i = 0; i < RUNS; i++) {
		char text[TEXT_MAX * 4 + 1];
		random_text(&r, text);
		send_text(&t, text);
		check(&t.request, text);
		http_request_fini(&t.request);
	}
	print_message("SEED=%llu\n", (unsigned long long)seed);
}

static void
form_holds(const char *form, const char *text)
{
	struct http_fields f = { 0 };
	http_fields_decode(&f, form, strlen(form));
	assert_int_equal(f.n, 3);
	assert_string_equal(http_fields_get(&f, "to"), "+84912000003");
	assert_string_equal(http_fields_get(&f, "text"), text);
	assert_string_equal(http_fields_get(&f, "end"), "1");
	http_fields_fini(&f);
}

static void
check_form(const struct http_request *r, const char *text)
{
	const char *query = strchr(r->url, '?');
	assert_non_null(query);
	form_holds(query + 1, text);
	form_holds(r->body, text);
	for (const char *p = r->url; *p; p++)
		assert_true(*p > ' ' && *p < 0x7f);
}

void
test_any_text_comes_out_of_a_url_and_a_form_as_it_was(void **state)
{
	(void)state;
	each_text("application/x-www-form-urlencoded",
	    "to={to}&text={text}&end=1", check_form);
}

static void
check_json(const struct http_request *r, const char *text)
{
	json_t *o = json_loadb(r->body, r->body_len, 0, NULL);
	assert_non_null(o);
	assert_int_equal(json_object_size(o), 3);
	assert_string_equal(json_string_value(json_object_get(o, "text")),
	    text);
	assert_int_equal(json_integer_value(json_object_get(o, "end")), 1);
	json_decref(o);
}

void
test_any_text_comes_out_of_json_as_it_was(void **state)
{
	(void)state;
	each_text("application/json",
	    "{\"to\":\"{to}\",\"text\":\"{text}\",\"end\":{parts}}",
	    check_json);
}

/* What a parser of XML 1.0 makes of character data or an attribute. */
static char *
xml_decode(const char *s, size_t n)
{
	static const struct {
		const char *name;
		char c;
	} names[] = { { "&amp;", '&' }, { "&lt;", '<' }, { "&gt;", '>' },
		{ "&quot;", '"' }, { "&#39;", '\'' }, { "&#13;", '\r' },
		{ "&#10;", '\n' }, { "&#9;", '\t' } };
	struct sbuf b = { 0 };
	for (const char *end = s + n; s < end;) {
		size_t i = 0, all = sizeof names / sizeof *names;
		while (i < all &&
		       strncmp(s, names[i].name, strlen(names[i].name)) != 0)
			i++;
		if (i == all) {
			/* These may not stand there as they are. */
			assert_null(strchr("&<>\"'", *s));
			assert_true((unsigned char)*s >= ' ');
			sbuf_add_c(&b, *s++);
		} else {
			sbuf_add_c(&b, names[i].c);
			s += strlen(names[i].name);
		}
	}
	return sbuf_take(&b);
}

static void
xml_holds(const char *body, const char *before, const char *after,
    const char *text)
{
	const char *from = strstr(body, before);
	assert_non_null(from);
	from += strlen(before);
	const char *to = strstr(from, after);
	assert_non_null(to);
	char *got = xml_decode(from, (size_t)(to - from));
	assert_string_equal(got, text);
	free(got);
}

static void
check_xml(const struct http_request *r, const char *text)
{
	struct sbuf b = { 0 }; /* XML has no way to write controls */
	for (const char *p = text; *p; p++) {
		if ((unsigned char)*p >= ' ' || strchr("\r\n\t", *p))
			sbuf_add_c(&b, *p);
	}
	xml_holds(r->body, "a=\"", "\">", sbuf_text(&b));
	xml_holds(r->body, "<text>", "</text>", sbuf_text(&b));
	sbuf_fini(&b);
}

void
test_any_text_comes_out_of_xml_as_it_was(void **state)
{
	(void)state;
	each_text("text/xml", "<m a=\"{text}\"><text>{text}</text></m>",
	    check_xml);
}

static void
check_header(const struct http_request *r, const char *text)
{
	const char *line = NULL;
	for (size_t i = 0; i < r->headers_n; i++) {
		const char *h = r->headers[i];
		assert_null(strpbrk(h, "\r\n"));
		if (strncmp(h, "X-Text: ", 8) == 0)
			line = h + 8;
	}
	assert_string_equal(r->body, text);
	if (!*text)
		return;
	assert_non_null(line);
	assert_int_equal(strlen(line), strlen(text));
	for (size_t i = 0; text[i]; i++) {
		bool control = (unsigned char)text[i] < ' ' || text[i] == 0x7f;
		assert_int_equal(line[i], control ? ' ' : text[i]);
	}
}

void
test_any_text_stays_in_its_header_line(void **state)
{
	(void)state;
	each_text("text/plain", "{text}", check_header);
}

static void
check_base64(const struct http_request *r, const char *text)
{
	unsigned char out[TEXT_MAX * 4 + 4];
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "abcdefghijklmnopqrstuvwxyz0123456789+/";
	size_t n = 0;
	unsigned bits = 0, held = 0;
	assert_int_equal(r->body_len % 4, 0);
	for (const char *p = r->body; *p && *p != '='; p++) {
		const char *at = strchr(letters, *p);
		assert_non_null(at);
		bits = bits << 6 | (unsigned)(at - letters);
		held += 6;
		if (held >= 8) {
			held -= 8;
			out[n++] = (unsigned char)(bits >> held);
		}
	}
	assert_int_equal(n, strlen(text));
	assert_memory_equal(out, text, n);
}

void
test_any_text_comes_out_of_base64_as_it_was(void **state)
{
	(void)state;
	each_text("text/plain", "{text:base64}", check_base64);
}

void
test_no_secret_gets_into_a_reason(void **state)
{
	(void)state;
	struct sent t;
	sent_init(&t, "text/plain", "{text}");
	const char *bodies[] = { "OK pw +84912000003", "pw +84912000003",
		"{\"error\":\"pw +84912000003\"}" };
	const int statuses[] = { 200, 400, 401, 403, 404, 429, 500 };
	for (size_t i = 0; i < 3; i++) {
		for (size_t k = 0; k < 7; k++) {
			struct http_response resp = { .status = statuses[k],
				.body = bodies[i],
				.body_len = strlen(bodies[i]),
				.retry_after_s = -1 };
			struct gw_result r;
			gw_driver_find("http")->classify(&t.settings, &resp,
			    &r);
			assert_null(strstr(r.reason, "pw"));
			assert_null(strstr(r.reason, "912000003"));
		}
	}
}
