#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "../lib/webroom.h"

#include "app/intake.h"

void test_nothing_is_shown_without_a_session(void **state);
void test_token_opens_once(void **state);
void test_wrong_token_opens_nothing(void **state);
void test_head_does_not_spend_the_token(void **state);
void test_session_ends_after_eight_hours(void **state);
void test_every_answer_has_its_security_headers(void **state);
void test_foreign_host_is_refused(void **state);
void test_unknown_paths_and_methods_are_told(void **state);
void test_phones_are_gone_without_a_sandbox(void **state);
void test_form_without_its_secret_changes_nothing(void **state);
void test_form_of_another_site_changes_nothing(void **state);
void test_reply_from_a_phone_shows_in_the_table(void **state);
void test_reply_to_nobody_is_refused(void **state);
void test_markup_in_data_stays_text(void **state);
void test_health_and_metrics_are_free_on_loopback(void **state);

void
test_nothing_is_shown_without_a_session(void **state)
{
	(void)state;
	struct webroom w;
	webroom_init(&w, webroom_sandbox);
	static const char *const paths[] = { "/", "/?m=2018-05", "/phones",
		"/queue", "/inbox", "/phones/send", "/nowhere" };
	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
		assert_int_equal(webroom_get(&w, paths[i]), 401);
		assert_hides(&w, "Bảo");
		assert_shows(&w, "nhacviec run");
	}
	assert_int_equal(webroom_text(&w, "BAO", "da di roi"), 401);
	assert_int_equal(inbound_count_new(w.office.store), 0);
	snprintf(w.cookie, sizeof w.cookie, "nhacviec_session=");
	assert_int_equal(webroom_get(&w, "/"), 401);
	webroom_fini(&w);
}

void
test_token_opens_once(void **state)
{
	(void)state;
	struct webroom w;
	webroom_init(&w, webroom_sandbox);
	char *url = pages_entry_url(w.pages);
	assert_ptr_equal(strstr(url, "http://127.0.0.1:8642/?token="), url);
	assert_true(
	    strlen(url) >= strlen("http://127.0.0.1:8642/?token=") + 22);
	const char *target = strstr(url, "/?token=");
	assert_int_equal(webroom_get(&w, target), 303);
	assert_string_equal(webroom_field(&w, "Location"), "/");
	const char *set = webroom_field(&w, "Set-Cookie");
	assert_non_null(set);
	assert_non_null(strstr(set, "; HttpOnly"));
	assert_non_null(strstr(set, "; SameSite=Strict"));
	assert_non_null(strstr(set, "; Path=/;"));
	assert_null(strstr(set, "Secure")); /* the address is http: */
	assert_null(strstr(set, strchr(target, '=') + 1));
	assert_int_equal(webroom_get(&w, "/"), 200);
	/* Who is in may open the printed address again; who is not may not. */
	assert_int_equal(webroom_get(&w, target), 303);
	assert_null(webroom_field(&w, "Set-Cookie"));
	w.cookie[0] = '\0';
	assert_int_equal(webroom_get(&w, target), 401);
	assert_null(webroom_field(&w, "Set-Cookie"));
	assert_shows(&w, "đã dùng rồi");
	/* A spent token is not printed again. */
	char *next = pages_entry_url(w.pages);
	assert_string_not_equal(next, url);
	free(next);
	free(url);
	webroom_fini(&w);
}

void
test_wrong_token_opens_nothing(void **state)
{
	(void)state;
	struct webroom w;
	webroom_init(&w, webroom_sandbox);
	assert_int_equal(webroom_get(&w, "/?token="), 401);
	assert_int_equal(webroom_get(&w, "/?token=AAAAAAAAAAAAAAAAAAAAAA"),
	    401);
	assert_null(webroom_field(&w, "Set-Cookie"));
	char *url = pages_entry_url(w.pages);
	char *target = strstr(url, "/?token=");
	size_t last = strlen(target) - 1;
	char kept = target[last - 1];
	target[last - 1] = kept == 'A' ? 'B' : 'A';
	assert_int_equal(webroom_get(&w, target), 401);
	target[last - 1] = kept;
	assert_int_equal(webroom_get(&w, target), 303);
	free(url);
	webroom_fini(&w);
}

void
test_head_does_not_spend_the_token(void **state)
{
	(void)state;
	struct webroom w;
	webroom_init(&w, webroom_sandbox);
	char *url = pages_entry_url(w.pages);
	const char *target = strstr(url, "/?token=");
	assert_int_equal(webroom_ask(&w, "HEAD", target, NULL), 401);
	assert_int_equal(webroom_get(&w, target), 303);
	free(url);
	webroom_fini(&w);
}

void
test_session_ends_after_eight_hours(void **state)
{
	(void)state;
	struct webroom w;
	webroom_init(&w, webroom_sandbox);
	assert_int_equal(webroom_enter(&w), 303);
	w.now = WEBROOM_NOW + 8 * 3600 - 1;
	assert_int_equal(webroom_get(&w, "/"), 200);
	w.now = WEBROOM_NOW + 8 * 3600;
	assert_int_equal(webroom_get(&w, "/"), 401);
	webroom_fini(&w);
}

void
test_every_answer_has_its_security_headers(void **state)
{
	(void)state;
	struct webroom w;
	webroom_init(&w, webroom_sandbox);
	static const char *const paths[] = { "/", "/phones", "/queue", "/inbox",
		"/healthz", "/metrics", "/style.css", "/nowhere", "/?m=x" };
	for (size_t i = 0; i < 2 * sizeof paths / sizeof *paths; i++) {
		webroom_get(&w, paths[i / 2]);
		assert_string_equal(
		    webroom_field(&w, "Content-Security-Policy"),
		    "default-src 'none'; style-src 'self'; form-action 'self'; "
		    "frame-ancestors 'none'; base-uri 'none'");
		assert_string_equal(webroom_field(&w, "X-Content-Type-Options"),
		    "nosniff");
		assert_string_equal(webroom_field(&w, "Referrer-Policy"),
		    "no-referrer");
		assert_string_equal(webroom_field(&w, "Cache-Control"),
		    "no-store");
		assert_hides(&w, "<script");
		assert_hides(&w, "http-equiv");
		assert_hides(&w, "style=");
		if (i == 0)
			webroom_enter(&w);
	}
	webroom_fini(&w);
}

void
test_foreign_host_is_refused(void **state)
{
	(void)state;
	struct webroom w;
	webroom_init(&w, webroom_sandbox);
	webroom_enter(&w);
	static const struct {
		const char *host;
		int status;
	} rows[] = { { "localhost:8642", 200 }, { "[::1]:8642", 200 },
		{ "127.0.0.1", 200 }, { "evil.example:8642", 421 },
		{ "127.0.0.1.evil.example", 421 }, { "localhostx", 421 },
		{ "", 421 }, { NULL, 400 } };
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		w.host = rows[i].host;
		assert_int_equal(webroom_get(&w, "/"), rows[i].status);
		if (rows[i].status != 200)
			assert_hides(&w, "Bảo");
	}
	assert_int_equal(webroom_get(&w, "/metrics"), 400);
	assert_int_equal(webroom_get(&w, "/healthz"), 200);
	webroom_fini(&w);
}

void
test_unknown_paths_and_methods_are_told(void **state)
{
	(void)state;
	struct webroom w;
	webroom_init(&w, webroom_sandbox);
	webroom_enter(&w);
	assert_int_equal(webroom_get(&w, "/nowhere"), 404);
	assert_shows(&w, "lang=\"vi\"");
	assert_int_equal(webroom_get(&w, "/phones/send"), 405);
	assert_string_equal(webroom_field(&w, "Allow"), "POST");
	assert_int_equal(webroom_ask(&w, "POST", "/", "a=b"), 405);
	assert_string_equal(webroom_field(&w, "Allow"), "GET, HEAD");
	assert_int_equal(webroom_ask(&w, "DELETE", "/queue", NULL), 405);
	assert_int_equal(webroom_get(&w, "/?m=2018-13"), 400);
	assert_int_equal(webroom_get(&w, "/queue?s=nonsense"), 400);
	assert_int_equal(webroom_get(&w, "/phones?p=NOBODY"), 404);
	webroom_fini(&w);
}

void
test_phones_are_gone_without_a_sandbox(void **state)
{
	(void)state;
	struct webroom w;
	webroom_init(&w, webroom_no_sandbox);
	webroom_enter(&w);
	assert_int_equal(webroom_get(&w, "/phones"), 404);
	assert_int_equal(webroom_text(&w, "BAO", "da di roi"), 404);
	assert_int_equal(webroom_get(&w, "/"), 200);
	assert_hides(&w, "/phones");
	webroom_fini(&w);
}

void
test_form_without_its_secret_changes_nothing(void **state)
{
	(void)state;
	struct webroom w;
	webroom_init(&w, webroom_sandbox);
	webroom_enter(&w);
	assert_int_equal(webroom_get(&w, "/phones?p=BAO"), 200);
	assert_int_equal(webroom_ask(&w, "POST", "/phones/send",
			     "p=BAO&text=da+di+tan+hoa+22/5"),
	    403);
	assert_int_equal(webroom_ask(&w, "POST", "/phones/send",
			     "csrf=&p=BAO&text=da+di+tan+hoa+22/5"),
	    403);
	w.csrf[0] = (char)(w.csrf[0] == 'A' ? 'B' : 'A');
	assert_int_equal(webroom_text(&w, "BAO", "da di tan hoa 22/5"), 403);
	/* Another session's secret is none of this one. */
	char mine[128], secret[64];
	snprintf(mine, sizeof mine, "%s", w.cookie);
	webroom_enter(&w);
	w.cookie[0] = '\0';
	webroom_enter(&w);
	webroom_get(&w, "/phones?p=BAO");
	snprintf(secret, sizeof secret, "%s", w.csrf);
	snprintf(w.cookie, sizeof w.cookie, "%s", mine);
	webroom_get(&w, "/phones?p=BAO");
	assert_string_not_equal(secret, w.csrf);
	snprintf(w.csrf, sizeof w.csrf, "%s", secret);
	assert_int_equal(webroom_text(&w, "BAO", "da di tan hoa 22/5"), 403);
	webroom_get(&w, "/phones?p=BAO");
	assert_hides(&w, "da di tan hoa 22/5");
	webroom_fini(&w);
}

void
test_form_of_another_site_changes_nothing(void **state)
{
	(void)state;
	struct webroom w;
	webroom_init(&w, webroom_sandbox);
	webroom_enter(&w);
	webroom_get(&w, "/phones?p=BAO");
	static const struct {
		const char *origin, *site;
		int status;
	} rows[] = { { "http://evil.example", NULL, 403 },
		{ "http://127.0.0.1:9999", NULL, 403 }, { "null", NULL, 403 },
		{ "null", "cross-site", 403 },
		{ "http://127.0.0.1:8642", "same-site", 403 },
		{ NULL, "cross-site", 403 }, { "null", "same-origin", 303 },
		{ "http://127.0.0.1:8642", NULL, 303 },
		{ "http://127.0.0.1:8642", "same-origin", 303 },
		{ NULL, NULL, 303 } };
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char text[32];
		snprintf(text, sizeof text, "tin so %zu", i);
		w.origin = rows[i].origin;
		w.site = rows[i].site;
		assert_int_equal(webroom_text(&w, "BAO", text), rows[i].status);
		webroom_get(&w, "/phones?p=BAO");
		if (rows[i].status == 303)
			assert_shows(&w, text);
		else
			assert_hides(&w, text);
	}
	webroom_fini(&w);
}

void
test_reply_from_a_phone_shows_in_the_table(void **state)
{
	(void)state;
	struct webroom w;
	webroom_init(&w, webroom_sandbox);
	webroom_enter(&w);
	webroom_get(&w, "/");
	assert_shows(&w, "0/2 đồng chí, 0/3 đơn vị");
	assert_int_equal(webroom_get(&w, "/phones?p=BAO"), 200);
	assert_shows(&w, "chưa có tin nào");
	assert_int_equal(webroom_text(&w, "BAO", "DA DI TANHOA 22/5"), 303);
	assert_string_equal(webroom_field(&w, "Location"), "/phones?p=BAO");
	webroom_get(&w, "/phones?p=BAO");
	assert_shows(&w, "DA DI TANHOA 22/5");
	assert_shows(&w, "hiểu là: báo đã đi");
	assert_shows(&w, "chờ gửi"); /* the answer, until the courier's turn */
	webroom_get(&w, "/");
	assert_shows(&w, "1/2 đồng chí, 1/3 đơn vị");
	assert_shows(&w, "</i> 22/05 Tân Hòa <small>tin nhắn</small>");
	webroom_fini(&w);
}

void
test_reply_to_nobody_is_refused(void **state)
{
	(void)state;
	struct webroom w;
	webroom_init(&w, webroom_sandbox);
	webroom_enter(&w);
	webroom_get(&w, "/phones?p=BAO");
	assert_int_equal(webroom_text(&w, "NOBODY", "x"), 400);
	assert_int_equal(webroom_text(&w, "KHONG", "x"), 400); /* no phone */
	struct sbuf b = { 0 };
	sbuf_addf(&b, "csrf=%s&p=BAO", w.csrf);
	assert_int_equal(webroom_ask(&w, "POST", "/phones/send", sbuf_text(&b)),
	    400);
	sbuf_fini(&b);
	webroom_fini(&w);
}

/* A name, a unit, a reply, a reason and a gateway's words, each with markup. */
void
test_markup_in_data_stays_text(void **state)
{
	(void)state;
	struct webroom w;
	struct err e = { 0 };
	webroom_init(&w, "config_version = 1\n[office]\nname = <script>o\n"
			 "[plan]\nfrom = 2018-04\nuntil = 2018-12\n"
			 "[gateway may]\ndriver = sandbox\n");
	struct store *s = w.office.store;
	struct org_person p = { .code = "X\"><SCRIPT>",
		.name = "<script>alert(1)</script>",
		.phone = "+84912000099",
		.role = "cadre" };
	struct org_unit u = { .code = "XSS",
		.name = "<script>unit",
		.kind = "xa",
		.parent = "CUM2",
		.from_on = CIVIL_NONE,
		.until_on = CIVIL_MAX };
	struct org_assignment a = { p.code, u.code, CIVIL_NONE, CIVIL_MAX };
	assert_int_equal(store_begin(s, &e), 0);
	assert_int_equal(org_put_person(s, &p, w.now, &e), 1);
	assert_int_equal(org_put_unit(s, &u, &e), 1);
	assert_int_equal(org_put_assignment(s, &a, &e), 1);
	assert_int_equal(store_end(s, &e), 0);
	webroom_enter(&w);
	webroom_get(&w, "/phones?p=BAO");
	assert_int_equal(webroom_text(&w, p.code, "<script>reply\xff"), 303);
	static const char *const paths[] = { "/", "/phones",
		"/phones?p=X%22%3E%3CSCRIPT%3E", "/queue", "/inbox",
		"/phones?p=%3Cscript%3E", "/?m=%3Cscript%3E",
		"/queue?s=%3Cscript%3E", "/%3Cscript%3E" };
	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
		webroom_get(&w, paths[i]);
		assert_hides(&w, "<script");
		assert_hides(&w, "<SCRIPT");
		assert_shows(&w, "&lt;script&gt;o");
		assert_hides(&w, "\xff");
	}
	webroom_get(&w, "/phones?p=X%22%3E%3CSCRIPT%3E");
	assert_shows(&w, "&lt;script&gt;reply\xef\xbf\xbd");
	webroom_fini(&w);
}

void
test_health_and_metrics_are_free_on_loopback(void **state)
{
	(void)state;
	struct webroom w;
	webroom_init(&w, webroom_sandbox);
	assert_int_equal(webroom_get(&w, "/healthz"), 200);
	assert_string_equal(webroom_body(&w), "ok\n");
	assert_int_equal(webroom_get(&w, "/metrics"), 200);
	assert_shows(&w, "nhacviec_messages{state=\"queued\"} 0\n");
	assert_shows(&w, "nhacviec_inbox 0\n");
	w.peer = "192.0.2.7";
	assert_int_equal(webroom_get(&w, "/healthz"), 200);
	assert_int_equal(webroom_get(&w, "/metrics"), 401);
	webroom_enter(&w);
	assert_int_equal(webroom_get(&w, "/metrics"), 200);
	webroom_fini(&w);
}
