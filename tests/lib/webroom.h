/*
 * For tests of the office's pages: a database in memory with two cadres and a
 * secretary, a configuration, and a browser that keeps its cookie.
 */
#ifndef NHACVIEC_TESTS_WEBROOM_H
#define NHACVIEC_TESTS_WEBROOM_H

#include "conffile.h"

#include "app/login.h"
#include "app/office.h"
#include "app/pages.h"
#include "base/http.h"
#include "core/civil.h"
#include "store/account.h"
#include "store/deed.h"
#include "store/inbound.h"
#include "store/org.h"
#include "store/outbox.h"
#include "store/store.h"

#include <sodium.h>

/* Thursday 2018-05-24 07:30 in the office. */
#define WEBROOM_NOW INT64_C(1527121800)

struct webroom {
	struct conffile conf;
	struct office office;
	struct pages *pages;
	struct pages_answer a; /* the last answer */
	char cookie[128];      /* "nhacviec_session=…", or "" */
	char login[128];       /* "nhacviec_login=…", or "" */
	char csrf[64];	       /* of the last page with a form */
	const char *host, *origin, *site, *peer; /* NULL: header left out */
	const char *forwarded;			 /* X-Forwarded-For */
	const char *if_none_match;
	int checks; /* passwords that were looked at */
	int64_t now;
};

static const char webroom_sandbox[] =
    "config_version = 1\n[plan]\nfrom = 2018-04\nuntil = 2018-12\n"
    "[gateway may]\ndriver = sandbox\n";
static const char webroom_no_sandbox[] =
    "config_version = 1\n[plan]\nfrom = 2018-04\nuntil = 2018-12\n";

static inline void
webroom_people(struct webroom *w)
{
	struct err e = { 0 };
	struct store *s = w->office.store;
	static const struct org_unit units[] = {
		{ .code = "HUYEN", .name = "Huyện Đồng Phú", .kind = "huyen" },
		{ .code = "CUM2",
		    .name = "Cụm 2",
		    .kind = "cum",
		    .parent = "HUYEN" },
		{ .code = "CUM3",
		    .name = "Cụm 3",
		    .kind = "cum",
		    .parent = "HUYEN" },
		{ .code = "TANHOA",
		    .name = "Xã Tân Hòa",
		    .kind = "xa",
		    .parent = "CUM2" },
		{ .code = "TANLOI",
		    .name = "Xã Tân Lợi",
		    .kind = "xa",
		    .parent = "CUM2" },
		{ .code = "TANPHUOC",
		    .name = "Xã Tân Phước",
		    .kind = "xa",
		    .parent = "CUM3" },
	};
	static const struct org_person people[] = {
		{ .code = "QUAN",
		    .name = "Lê Minh Quân",
		    .phone = "+84912000001",
		    .role = "secretary" },
		{ .code = "BAO",
		    .name = "Phạm Quốc Bảo",
		    .phone = "+84912000003",
		    .role = "cadre" },
		{ .code = "SON",
		    .name = "Điểu Hoàng Sơn",
		    .phone = "+84912000005",
		    .role = "cadre" },
		{ .code = "KHONG", .name = "Trần Không Máy", .role = "cadre" },
	};
	static const char *const has[][2] = { { "BAO", "TANHOA" },
		{ "BAO", "TANLOI" }, { "SON", "TANPHUOC" } };
	assert_int_equal(store_begin(s, &e), 0);
	for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
		struct org_unit u = units[i];
		u.from_on = CIVIL_NONE;
		u.until_on = CIVIL_MAX;
		assert_true(org_put_unit(s, &u, &e) >= 0);
	}
	for (size_t i = 0; i < sizeof people / sizeof *people; i++)
		assert_true(org_put_person(s, &people[i], w->now, &e) >= 0);
	for (size_t i = 0; i < sizeof has / sizeof *has; i++) {
		struct org_assignment a = { has[i][0], has[i][1],
			civil_day(2018, 4, 1), CIVIL_MAX };
		assert_true(org_put_assignment(s, &a, &e) >= 0);
	}
	assert_int_equal(store_end(s, &e), 0);
}

static inline void
webroom_init(struct webroom *w, const char *config)
{
	struct err e = { 0 };
	*w = (struct webroom){ .now = WEBROOM_NOW,
		.host = "127.0.0.1:8642",
		.peer = "127.0.0.1" };
	conffile_init(&w->conf);
	conffile_try(&w->conf, config);
	assert_non_null(w->conf.config);
	assert_int_equal(store_open_memory(&w->office.store, NULL, 0, &e), 0);
	w->office.config = w->conf.config;
	webroom_people(w);
	w->pages = pages_new(&w->office, NULL);
}

static inline void
webroom_fini(struct webroom *w)
{
	pages_answer_fini(&w->a);
	pages_free(w->pages);
	office_forget(&w->office);
	store_close(w->office.store);
	conffile_fini(&w->conf);
}

static inline const char *
webroom_field(const struct webroom *w, const char *name)
{
	for (size_t i = 0; i < w->a.field_n; i++) {
		if (strcmp(w->a.field[i].name, name) == 0)
			return w->a.field[i].value;
	}
	return NULL;
}

static inline const char *
webroom_body(const struct webroom *w)
{
	return sbuf_text(&w->a.body);
}

/* Keeps what a browser would keep of the answer. */
static inline void
webroom_keep_cookie(const char *set, const char *name, char *jar, size_t size)
{
	size_t n = strlen(name);
	if (strncmp(set, name, n) != 0 || set[n] != '=')
		return;
	snprintf(jar, size, "%.*s", (int)strcspn(set, ";"), set);
	if (strstr(set, "Max-Age=0;"))
		jar[0] = '\0';
}

static inline void
webroom_keep(struct webroom *w)
{
	for (size_t i = 0; i < w->a.field_n; i++) {
		const char *set = w->a.field[i].value;
		if (!set || strcmp(w->a.field[i].name, "Set-Cookie") != 0)
			continue;
		webroom_keep_cookie(set, "nhacviec_session", w->cookie,
		    sizeof w->cookie);
		webroom_keep_cookie(set, "nhacviec_login", w->login,
		    sizeof w->login);
	}
	const char *c = strstr(webroom_body(w), "name=\"csrf\" value=\"");
	if (c) {
		c += strlen("name=\"csrf\" value=\"");
		snprintf(w->csrf, sizeof w->csrf, "%.*s", (int)strcspn(c, "\""),
		    c);
	}
}

/* What the service does in another thread. */
static inline void
webroom_later(struct webroom *w)
{
	struct login *l = w->a.later;
	w->a.later = NULL;
	pages_answer_fini(&w->a);
	if (pages_later_start(w->pages, l, w->now)) {
		login_check(l);
		w->checks++;
	}
	pages_later_end(w->pages, l, w->now, &w->a);
}

/* target = "/path?query"; body NULL = GET.  Returns the status. */
static inline int
webroom_ask(struct webroom *w, const char *method, const char *target,
    const char *body)
{
	const char *q = strchr(target, '?');
	char *path =
	    mem_dup_n(target, q ? (size_t)(q - target) : strlen(target));
	char cookies[260];
	snprintf(cookies, sizeof cookies, "%s%s%s", w->login,
	    *w->login && *w->cookie ? "; " : "", w->cookie);
	struct http_field h[6];
	struct http_inbound in = { .method = method,
		.path = path,
		.headers = { h, 0 },
		.body = body ? body : "",
		.body_len = body ? strlen(body) : 0,
		.peer = w->peer };
	const struct http_field all[] = { { "Host", w->host },
		{ "Origin", w->origin }, { "Sec-Fetch-Site", w->site },
		{ "X-Forwarded-For", w->forwarded },
		{ "If-None-Match", w->if_none_match },
		{ "Cookie", *cookies ? cookies : NULL } };
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		if (all[i].value)
			h[in.headers.n++] = all[i];
	}
	if (q)
		http_fields_decode(&in.query, q + 1, strlen(q + 1));
	pages_answer_fini(&w->a);
	pages_handle(w->pages, &in, w->now, &w->a);
	if (w->a.later)
		webroom_later(w);
	http_fields_fini(&in.query);
	free(path);
	webroom_keep(w);
	return w->a.status;
}

static inline int
webroom_get(struct webroom *w, const char *target)
{
	return webroom_ask(w, "GET", target, NULL);
}

static inline int
webroom_enter(struct webroom *w)
{
	char *url = pages_entry_url(w->pages);
	const char *target = strstr(url, "/?token=");
	assert_non_null(target);
	int status = webroom_get(w, target);
	free(url);
	return status;
}

/* An account whose password is "mat khau NAME"; its hash is a cheap one. */
static inline void
webroom_account(struct webroom *w, const char *name, enum account_role role)
{
	struct err e = { 0 };
	char password[64], hash[crypto_pwhash_STRBYTES];
	snprintf(password, sizeof password, "mat khau %s", name);
	assert_true(sodium_init() >= 0);
	assert_int_equal(crypto_pwhash_str(hash, password, strlen(password),
			     crypto_pwhash_OPSLIMIT_MIN,
			     crypto_pwhash_MEMLIMIT_MIN),
	    0);
	assert_int_equal(store_begin(w->office.store, &e), 0);
	assert_int_equal(account_add(w->office.store, name, role, hash,
			     "cli:root", w->now, &e),
	    1);
	assert_int_equal(store_end(w->office.store, &e), 0);
}

/* The login form as it is filled in and sent; returns the status. */
static inline int
webroom_login(struct webroom *w, const char *name, const char *password)
{
	struct sbuf b = { 0 };
	webroom_get(w, "/login");
	sbuf_addf(&b, "csrf=%s&name=", w->csrf);
	sbuf_add_url(&b, name);
	sbuf_add(&b, "&password=");
	sbuf_add_url(&b, password);
	int status = webroom_ask(w, "POST", "/login", sbuf_text(&b));
	sbuf_fini(&b);
	return status;
}

/* A text from that person's phone, as the page's own form sends it. */
static inline int
webroom_text(struct webroom *w, const char *code, const char *text)
{
	struct sbuf b = { 0 };
	sbuf_addf(&b, "csrf=%s&p=", w->csrf);
	sbuf_add_url(&b, code);
	sbuf_add(&b, "&text=");
	sbuf_add_url(&b, text);
	int status = webroom_ask(w, "POST", "/phones/send", sbuf_text(&b));
	sbuf_fini(&b);
	return status;
}

#define assert_shows(w, text)                                                  \
	do {                                                                   \
		if (!strstr(webroom_body(w), text)) {                          \
			print_error("not shown: %s\nbut: %s\n", text,          \
			    webroom_body(w));                                  \
			fail();                                                \
		}                                                              \
	} while (0)
#define assert_hides(w, text) assert_null(strstr(webroom_body(w), text))

#endif
