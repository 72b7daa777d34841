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
void test_session_ends_after_half_an_hour_idle(void **state);
void test_session_survives_a_restart(void **state);
void test_token_is_worth_nothing_once_there_are_accounts(void **state);
void test_the_demo_keeps_its_token(void **state);
void test_login_opens_a_new_session(void **state);
void test_every_failed_login_looks_the_same(void **state);
void test_failures_make_name_and_source_wait(void **state);
void test_login_form_of_elsewhere_is_not_believed(void **state);
void test_planted_cookie_is_never_taken_over(void **state);
void test_logout_ends_the_session(void **state);
void test_changed_password_ends_the_session(void **state);
void test_roles_bound_what_can_be_entered(void **state);
void test_page_actions_are_in_the_trail_by_name(void **state);
void test_cookies_are_secure_behind_https(void **state);
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
	for (int t = 0; t < 8 * 3600; t += 1700) {
		w.now = WEBROOM_NOW + t;
		assert_int_equal(webroom_get(&w, "/"), 200);
	}
	w.now = WEBROOM_NOW + 8 * 3600 - 1;
	assert_int_equal(webroom_get(&w, "/"), 200);
	w.now = WEBROOM_NOW + 8 * 3600;
	assert_int_equal(webroom_get(&w, "/"), 401);
	webroom_fini(&w);
}

void
test_session_ends_after_half_an_hour_idle(void **state)
{
	(void)state;
	struct webroom w;
	webroom_init(&w, webroom_sandbox);
	webroom_enter(&w);
	w.now += 1799;
	assert_int_equal(webroom_get(&w, "/"), 200);
	w.now += 1799;
	assert_int_equal(webroom_get(&w, "/"), 200);
	w.now += 1800;
	assert_int_equal(webroom_get(&w, "/"), 401);
	webroom_fini(&w);
}

void
test_session_survives_a_restart(void **state)
{
	(void)state;
	struct webroom w;
	webroom_init(&w, webroom_sandbox);
	webroom_account(&w, "quan", ACCOUNT_ADMIN);
	assert_int_equal(webroom_login(&w, "quan", "mat khau quan"), 303);
	pages_free(w.pages);
	w.pages = pages_new(&w.office, NULL);
	assert_int_equal(webroom_get(&w, "/phones?p=BAO"), 200);
	assert_int_equal(webroom_text(&w, "BAO", "da di tan hoa 22/5"), 303);
	webroom_fini(&w);
}

void
test_token_is_worth_nothing_once_there_are_accounts(void **state)
{
	(void)state;
	struct webroom w;
	webroom_init(&w, webroom_sandbox);
	char *url = pages_entry_url(w.pages);
	const char *target = strstr(url, "/?token=");
	assert_int_equal(webroom_get(&w, target), 303);
	assert_int_equal(webroom_get(&w, "/login"), 303); /* is in already */
	free(url);
	url = pages_entry_url(w.pages);
	target = strstr(url, "/?token=");
	webroom_account(&w, "quan", ACCOUNT_ADMIN);
	/* Who came by it is out; the address does not open any more. */
	assert_int_equal(webroom_get(&w, "/"), 303);
	assert_string_equal(webroom_field(&w, "Location"), "/login");
	assert_int_equal(webroom_get(&w, target), 401);
	free(url);
	url = pages_entry_url(w.pages);
	assert_string_equal(url, "http://127.0.0.1:8642/login");
	free(url);
	webroom_fini(&w);
}

void
test_the_demo_keeps_its_token(void **state)
{
	(void)state;
	struct webroom w;
	webroom_init(&w, "config_version = 1\n[plan]\nfrom = 2018-04\n"
			 "until = 2018-12\n[gateway may]\ndriver = sandbox\n"
			 "[web]\ndemo = yes\n");
	webroom_account(&w, "quan", ACCOUNT_ADMIN);
	assert_int_equal(webroom_enter(&w), 303);
	assert_int_equal(webroom_get(&w, "/"), 200);
	webroom_fini(&w);
}

/* --- accounts */

void
test_login_opens_a_new_session(void **state)
{
	(void)state;
	struct webroom w;
	webroom_init(&w, webroom_sandbox);
	webroom_account(&w, "Quan", ACCOUNT_ADMIN);
	assert_int_equal(webroom_get(&w, "/login"), 200);
	assert_shows(&w, "type=\"password\"");
	assert_hides(&w, "Bảo");
	assert_int_equal(webroom_login(&w, "qUAN", "mat khau Quan"), 303);
	assert_string_equal(webroom_field(&w, "Location"), "/");
	const char *set = webroom_field(&w, "Set-Cookie");
	assert_non_null(set);
	assert_non_null(strstr(set, "nhacviec_session="));
	assert_non_null(strstr(set, "; HttpOnly"));
	assert_non_null(strstr(set, "; SameSite=Strict"));
	assert_true(w.a.changed);
	assert_int_equal(w.login[0], '\0'); /* the form's cookie is gone */
	assert_int_equal(webroom_get(&w, "/"), 200);
	assert_false(w.a.changed);
	assert_shows(&w, "Quan <small>quản trị</small>");
	webroom_fini(&w);
}

void
test_every_failed_login_looks_the_same(void **state)
{
	(void)state;
	struct webroom w;
	struct sbuf first = { 0 };
	webroom_init(&w, webroom_sandbox);
	webroom_account(&w, "quan", ACCOUNT_ADMIN);
	static const char *const tries[][2] = { { "quan", "wrong" },
		{ "nobody", "mat khau quan" }, { "quan", "" },
		{ "quan'--", "x" }, { "nobody", "" } };
	for (size_t i = 0; i < sizeof tries / sizeof *tries; i++) {
		assert_int_equal(webroom_login(&w, tries[i][0], tries[i][1]),
		    401);
		assert_string_equal(w.cookie, "");
		assert_shows(&w, "sai tên hoặc mật khẩu, hay đã thử quá");
		assert_hides(&w, "mat khau quan");
	}
	/* Nobody costs as much work as somebody. */
	assert_int_equal(w.checks, 5);
	/* Also who has to wait is told nothing else. */
	for (int i = 0; i < 4; i++)
		webroom_login(&w, "quan", "wrong");
	int checks = w.checks;
	assert_int_equal(webroom_login(&w, "quan", "mat khau quan"), 401);
	assert_int_equal(w.checks, checks);
	sbuf_add(&first, webroom_body(&w));
	w.now += 3600;
	assert_int_equal(webroom_login(&w, "quan", "wrong"), 401);
	assert_int_equal(w.checks, checks + 1);
	assert_string_equal(sbuf_text(&first), webroom_body(&w));
	sbuf_fini(&first);
	webroom_fini(&w);
}

void
test_failures_make_name_and_source_wait(void **state)
{
	(void)state;
	struct webroom w;
	webroom_init(&w, webroom_sandbox);
	webroom_account(&w, "quan", ACCOUNT_ADMIN);
	webroom_account(&w, "bao", ACCOUNT_VIEWER);
	for (int i = 0; i < 4; i++)
		webroom_login(&w, "quan", "wrong");
	assert_string_equal(webroom_field(&w, "Retry-After"), "1");
	assert_int_equal(webroom_login(&w, "QUAN", "mat khau quan"), 401);
	/* The other name may, from here too; and then this one. */
	assert_int_equal(webroom_login(&w, "bao", "mat khau bao"), 303);
	w.cookie[0] = '\0';
	w.now++;
	assert_int_equal(webroom_login(&w, "quan", "mat khau quan"), 303);
	w.cookie[0] = '\0';
	/* Many names from one source. */
	w.peer = "127.0.0.1";
	w.forwarded = "10.9.9.9, 192.0.2.7";
	char name[16];
	for (int i = 0; i < 11; i++) {
		snprintf(name, sizeof name, "x%d", i);
		webroom_login(&w, name, "wrong");
	}
	assert_int_equal(webroom_login(&w, "bao", "mat khau bao"), 401);
	w.forwarded = "192.0.2.7, 192.0.2.8"; /* the proxy's word is the last */
	assert_int_equal(webroom_login(&w, "bao", "mat khau bao"), 303);
	webroom_fini(&w);
}

void
test_login_form_of_elsewhere_is_not_believed(void **state)
{
	(void)state;
	struct webroom w;
	webroom_init(&w, webroom_sandbox);
	webroom_account(&w, "quan", ACCOUNT_ADMIN);
	w.origin = "http://evil.example";
	assert_int_equal(webroom_login(&w, "quan", "mat khau quan"), 403);
	w.origin = NULL;
	w.site = "cross-site";
	assert_int_equal(webroom_login(&w, "quan", "mat khau quan"), 403);
	w.site = NULL;
	webroom_get(&w, "/login");
	assert_int_equal(webroom_ask(&w, "POST", "/login",
			     "name=quan&password=mat+khau+quan"),
	    403);
	w.login[0] = '\0';
	struct sbuf b = { 0 };
	sbuf_addf(&b, "csrf=%s&name=quan&password=mat+khau+quan", w.csrf);
	assert_int_equal(webroom_ask(&w, "POST", "/login", sbuf_text(&b)), 403);
	sbuf_fini(&b);
	assert_int_equal(w.checks, 0);
	assert_int_equal(
	    webroom_get(&w, "/login?name=quan&password=mat+khau+quan"), 200);
	assert_string_equal(w.cookie, "");
	assert_int_equal(webroom_ask(&w, "DELETE", "/login", NULL), 405);
	webroom_fini(&w);
}

void
test_planted_cookie_is_never_taken_over(void **state)
{
	(void)state;
	struct webroom w;
	webroom_init(&w, webroom_sandbox);
	webroom_account(&w, "quan", ACCOUNT_ADMIN);
	static const char planted[] = "nhacviec_session=AAAAAAAAAAAAAAAAAAAAAAA"
				      "AAAAAAAAAAAAAAAAAAAA";
	snprintf(w.cookie, sizeof w.cookie, "%s", planted);
	assert_int_equal(webroom_login(&w, "quan", "mat khau quan"), 303);
	assert_string_not_equal(w.cookie, planted);
	snprintf(w.cookie, sizeof w.cookie, "%s", planted);
	assert_int_equal(webroom_get(&w, "/"), 303);
	assert_string_equal(webroom_field(&w, "Location"), "/login");
	webroom_fini(&w);
}

static int
log_out(struct webroom *w)
{
	struct sbuf b = { 0 };
	sbuf_addf(&b, "csrf=%s", w->csrf);
	int status = webroom_ask(w, "POST", "/logout", sbuf_text(&b));
	sbuf_fini(&b);
	return status;
}

void
test_logout_ends_the_session(void **state)
{
	(void)state;
	struct webroom w;
	char mine[128];
	webroom_init(&w, webroom_sandbox);
	webroom_account(&w, "bao", ACCOUNT_VIEWER);
	webroom_login(&w, "bao", "mat khau bao");
	webroom_get(&w, "/");
	snprintf(mine, sizeof mine, "%s", w.cookie);
	assert_int_equal(webroom_ask(&w, "POST", "/logout", ""), 403);
	assert_int_equal(webroom_get(&w, "/logout"), 405);
	assert_int_equal(webroom_get(&w, "/"), 200);
	assert_int_equal(log_out(&w), 303);
	assert_string_equal(w.cookie, "");
	snprintf(w.cookie, sizeof w.cookie, "%s", mine);
	assert_int_equal(webroom_get(&w, "/"), 303);
	assert_string_equal(webroom_field(&w, "Location"), "/login");
	webroom_fini(&w);
}

void
test_changed_password_ends_the_session(void **state)
{
	(void)state;
	struct webroom w;
	struct err e = { 0 };
	webroom_init(&w, webroom_sandbox);
	webroom_account(&w, "bao", ACCOUNT_OPERATOR);
	webroom_login(&w, "bao", "mat khau bao");
	webroom_get(&w, "/phones?p=BAO");
	assert_int_equal(store_begin(w.office.store, &e), 0);
	assert_int_equal(account_set_hash(w.office.store, "bao", "$x",
			     "cli:root", w.now, &e),
	    1);
	assert_int_equal(store_end(w.office.store, &e), 0);
	assert_int_equal(webroom_text(&w, "BAO", "da di tan hoa 22/5"), 401);
	assert_shows(&w, "đã hết");
	assert_int_equal(inbound_count_new(w.office.store), 0);
	assert_int_equal(webroom_get(&w, "/phones"), 303);
	webroom_fini(&w);
}

void
test_roles_bound_what_can_be_entered(void **state)
{
	(void)state;
	struct webroom w;
	webroom_init(&w, webroom_sandbox);
	webroom_account(&w, "xem", ACCOUNT_VIEWER);
	webroom_account(&w, "nhap", ACCOUNT_OPERATOR);
	webroom_account(&w, "quan", ACCOUNT_ADMIN);
	static const struct {
		const char *name, *password;
		int status;
	} rows[] = { { "xem", "mat khau xem", 403 },
		{ "nhap", "mat khau nhap", 303 },
		{ "quan", "mat khau quan", 303 } };
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		w.cookie[0] = '\0';
		assert_int_equal(
		    webroom_login(&w, rows[i].name, rows[i].password), 303);
		assert_int_equal(webroom_get(&w, "/inbox"), 200);
		assert_int_equal(webroom_get(&w, "/phones?p=BAO"), 200);
		assert_int_equal(strstr(webroom_body(&w), "/phones/send") !=
				     NULL,
		    rows[i].status == 303);
		char text[32];
		snprintf(text, sizeof text, "tin so %zu", i);
		assert_int_equal(webroom_text(&w, "BAO", text), rows[i].status);
		webroom_get(&w, "/phones?p=BAO");
		if (rows[i].status == 303)
			assert_shows(&w, text);
		else
			assert_hides(&w, text);
	}
	webroom_fini(&w);
}

static int
on_trail(void *arg, const struct store_audit_row *r)
{
	if (strcmp(r->what, "phones.send") == 0)
		snprintf(arg, 32, "%s", r->who);
	return 0;
}

void
test_page_actions_are_in_the_trail_by_name(void **state)
{
	(void)state;
	struct webroom w;
	char by[32] = "";
	webroom_init(&w, webroom_sandbox);
	webroom_enter(&w);
	webroom_get(&w, "/phones?p=BAO");
	webroom_text(&w, "BAO", "da di tan hoa 22/5");
	store_audit_list(w.office.store, "person:BAO", on_trail, by);
	assert_string_equal(by, "web");
	webroom_account(&w, "nhap", ACCOUNT_OPERATOR);
	webroom_login(&w, "nhap", "mat khau nhap");
	webroom_get(&w, "/phones?p=BAO");
	webroom_text(&w, "BAO", "da di tan hoa 23/5");
	store_audit_list(w.office.store, "person:BAO", on_trail, by);
	assert_string_equal(by, "web:nhap");
	webroom_fini(&w);
}

void
test_cookies_are_secure_behind_https(void **state)
{
	(void)state;
	struct webroom w;
	webroom_init(&w, "config_version = 1\n[plan]\nfrom = 2018-04\n"
			 "until = 2018-12\n[web]\n"
			 "url = https://nhac.example\n");
	w.host = "nhac.example";
	webroom_account(&w, "quan", ACCOUNT_ADMIN);
	webroom_get(&w, "/login");
	assert_non_null(strstr(webroom_field(&w, "Set-Cookie"), "; Secure"));
	assert_int_equal(webroom_login(&w, "quan", "mat khau quan"), 303);
	assert_non_null(strstr(webroom_field(&w, "Set-Cookie"), "; Secure"));
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
