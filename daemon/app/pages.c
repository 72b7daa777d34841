#include "app/pages.h"

#include "app/gateways.h"
#include "app/html.h"
#include "app/icsfeed.h"
#include "app/lists.h"
#include "app/login.h"
#include "app/metrics.h"
#include "app/monthtable.h"
#include "app/origin.h"
#include "app/phones.h"
#include "app/reload.h"
#include "app/session.h"
#include "app/style.h"
#include "app/viet.h"
#include "base/log.h"
#include "base/mem.h"

#include <assert.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct pages {
	struct office *office;
	struct courier *courier; /* NULL: nothing is said about gateways */
	struct session_book *sessions;
	struct login_book *logins;
};

/* One request on its way to its answer. */
struct visit {
	struct pages *pages;
	const struct http_inbound *in;
	struct http_fields form; /* decoded body of a POST */
	int64_t now;
	struct html_frame frame;
	struct session session; /* frame.inside: it is there */
	char csrf[SESSION_SECRET_SIZE];
	struct pages_answer *out;
	struct err err;
};

static const char html[] = "text/html; charset=utf-8";
static const char text[] = "text/plain; charset=utf-8";

/* --- answers */

static void
add_field(struct pages_answer *out, const char *name, const char *value)
{
	assert(out->field_n < sizeof out->field / sizeof *out->field);
	out->field[out->field_n++] =
	    (struct http_field){ .name = name, .value = mem_dup(value) };
}

/* In the place of the one that is there. */
static void
set_field(struct pages_answer *out, const char *name, const char *value)
{
	for (size_t i = 0; i < out->field_n; i++) {
		if (strcmp(out->field[i].name, name) != 0)
			continue;
		free((char *)(uintptr_t)out->field[i].value);
		out->field[i].value = mem_dup(value);
		return;
	}
	add_field(out, name, value);
}

static void
add_security(struct pages_answer *out)
{
	add_field(out, "Content-Security-Policy",
	    "default-src 'none'; style-src 'self'; form-action 'self'; "
	    "frame-ancestors 'none'; base-uri 'none'");
	add_field(out, "X-Content-Type-Options", "nosniff");
	add_field(out, "Referrer-Policy", "no-referrer");
	add_field(out, "Cache-Control", "no-store");
}

struct note {
	int status;
	const char *title;
	const char *words;
};

static const struct note notes[] = {
	{ 400, "Không hiểu yêu cầu",
	    "Địa chỉ hoặc biểu mẫu gửi lên không đúng. Hãy quay lại và thử "
	    "lần nữa." },
	{ 403, "Không được phép",
	    "Biểu mẫu này đã cũ hoặc không do trang này lập ra. Hãy mở lại "
	    "trang rồi gửi lần nữa. Chưa có gì được ghi." },
	{ 401, "Phiên làm việc đã hết",
	    "Bạn chưa đăng nhập, hoặc đã quá 30 phút không dùng. Chưa có gì "
	    "được ghi. Hãy đăng nhập rồi làm lại." },
	{ 404, "Không có trang này",
	    "Không tìm thấy trang hoặc người được hỏi." },
	{ 405, "Không dùng được cách này",
	    "Trang này không nhận cách gửi vừa dùng." },
	{ 421, "Sai địa chỉ",
	    "Máy này không phục vụ tên miền vừa gọi. Hãy dùng địa chỉ ghi ở "
	    "[web] url." },
	{ 500, "Có lỗi ở máy",
	    "Không đọc hoặc ghi được dữ liệu. Chi tiết nằm trong nhật ký của "
	    "dịch vụ." },
};

static void
answer_note(struct visit *v, int status)
{
	const struct note *n = &notes[0];
	for (size_t i = 0; i < sizeof notes / sizeof *notes; i++) {
		if (notes[i].status == status)
			n = &notes[i];
	}
	v->out->status = status;
	v->out->type = html;
	sbuf_clear(&v->out->body);
	html_note(&v->out->body, &v->frame, n->title, n->words);
}

static void
answer_unknown(struct visit *v, bool spent)
{
	struct sbuf *b = &v->out->body;
	v->out->status = 401;
	v->out->type = html;
	html_begin(b, &v->frame, "Chưa đăng nhập", HTML_NOWHERE);
	if (spent)
		html_put(b, "<p><strong>Mã trong địa chỉ này không đúng hoặc "
			    "đã dùng rồi.</strong> Mỗi mã chỉ mở được một "
			    "lần.</p>\n");
	html_put(b, "<p>Trang này chỉ mở bằng địa chỉ có mã dùng một lần "
		    "(dạng <code>…/?token=…</code>). Địa chỉ đó in ra ở cửa "
		    "sổ dòng lệnh đang chạy <code>nhacviec run</code> (hoặc "
		    "<code>make run</code>); nếu chạy như dịch vụ thì ở nhật "
		    "ký: <code>journalctl -u nhacviec</code>.</p>\n"
		    "<p>Phiên làm việc dài 8 giờ, hoặc tới khi 30 phút không "
		    "dùng. Khởi động lại chương trình thì có mã mới.</p>\n"
		    "<p><a class=\"button\" href=\"/\">Thử mở lại</a></p>\n");
	html_end(b, &v->frame);
}

static void
redirect(struct visit *v, const char *where)
{
	v->out->status = 303;
	v->out->type = text;
	add_field(v->out, "Location", where);
	sbuf_add(&v->out->body, "303\n");
}

/* A page that went wrong leaves no half of itself. */
static void
answer_page(struct visit *v, int status)
{
	v->out->status = status;
	v->out->type = html;
	if (status == 200)
		return;
	if (status >= 500)
		log_line(LOG_ERROR, "page=%s error=\"%s\"", v->in->path,
		    v->err.text);
	answer_note(v, status);
}

static void
add_cookie(struct visit *v, const char *name, const char *value,
    const char *path, int life_s)
{
	const char *url = v->pages->office->config->web_url;
	struct sbuf b = { 0 };
	sbuf_addf(&b, "%s=%s; Path=%s; Max-Age=%d; HttpOnly; SameSite=Strict%s",
	    name, value, path, life_s,
	    url && strncmp(url, "https:", 6) == 0 ? "; Secure" : "");
	add_field(v->out, "Set-Cookie", sbuf_text(&b));
	sbuf_fini(&b);
}

/* For the audit: "web:bao", or "web" for who came by the token. */
static const char *
who(const struct visit *v, char buf[ACCOUNT_NAME_SIZE + 4])
{
	const char *name = v->session.login.name;
	snprintf(buf, ACCOUNT_NAME_SIZE + 4, *name ? "web:%s" : "web%s", name);
	return buf;
}

/* One row of the trail, in a group of its own: 0 or −1. */
static int
leave_trail(struct visit *v, const char *what, const char *subject,
    const char *name)
{
	struct store *s = v->pages->office->store;
	struct sbuf b = { 0 };
	sbuf_addf(&b, "%s:%s", subject, name);
	char by[ACCOUNT_NAME_SIZE + 4];
	int rc = store_begin(s, &v->err);
	if (rc == 0) {
		rc = store_audit(s, v->now, who(v, by), what, sbuf_text(&b), "",
		    "", "", &v->err);
		if (rc == 0)
			rc = store_end(s, &v->err);
		else
			store_undo(s);
	}
	sbuf_fini(&b);
	return rc;
}

/* --- the pages behind the session */

static const char *
asked(const struct visit *v, const char *name)
{
	return http_fields_get(&v->in->query, name);
}

static void
get_month(struct visit *v)
{
	answer_page(v, monthtable_page(v->pages->office, &v->frame,
			   asked(v, "m"), v->now, &v->out->body, &v->err));
}

static void
get_phones(struct visit *v)
{
	answer_page(v, phones_page(v->pages->office, &v->frame, asked(v, "p"),
			   v->now, &v->out->body, &v->err));
}

static void
post_phones(struct visit *v)
{
	const char *code = http_fields_get(&v->form, "p");
	int status = phones_send(v->pages->office, code,
	    http_fields_get(&v->form, "text"), v->now, &v->err);
	if (status == 0 && leave_trail(v, "phones.send", "person", code))
		status = 500;
	if (status) {
		answer_page(v, status);
		return;
	}
	struct sbuf where = { 0 };
	sbuf_add(&where, "/phones?p=");
	sbuf_add_url(&where, code);
	redirect(v, sbuf_text(&where));
	sbuf_fini(&where);
}

static void
get_queue(struct visit *v)
{
	answer_page(v, lists_queue(v->pages->office, &v->frame, asked(v, "s"),
			   &v->out->body, &v->err));
}

static void
get_inbox(struct visit *v)
{
	answer_page(v,
	    lists_inbox(v->pages->office, &v->frame, &v->out->body, &v->err));
}

static void
post_logout(struct visit *v)
{
	struct store *s = v->pages->office->store;
	int rc = store_begin(s, &v->err);
	if (rc == 0) {
		rc = account_login_close(s, v->session.digest, &v->err);
		if (rc == 0)
			rc = store_end(s, &v->err);
		else
			store_undo(s);
	}
	if (rc) {
		answer_page(v, 500);
		return;
	}
	add_cookie(v, SESSION_COOKIE, "", "/", 0);
	redirect(v, "/");
}

static void
get_gateways(struct visit *v)
{
	answer_page(v, gateways_page(v->pages->office, v->pages->courier,
			   &v->frame, v->now, &v->out->body));
}

struct route {
	const char *path;
	void (*get)(struct visit *v);  /* NULL: only POST */
	void (*post)(struct visit *v); /* NULL: only GET */
	bool sandbox;		       /* there only while a sandbox is */
	enum account_role posts;       /* who may use post, at least */
};

static const struct route routes[] = {
	{ "/", get_month, NULL, false, ACCOUNT_ADMIN },
	{ "/gateways", get_gateways, NULL, false, ACCOUNT_ADMIN },
	{ "/inbox", get_inbox, NULL, false, ACCOUNT_ADMIN },
	{ "/logout", NULL, post_logout, false, ACCOUNT_VIEWER },
	{ "/phones", get_phones, NULL, true, ACCOUNT_ADMIN },
	{ "/phones/send", NULL, post_phones, true, ACCOUNT_OPERATOR },
	{ "/queue", get_queue, NULL, false, ACCOUNT_ADMIN },
};

static bool
is_get(const struct http_inbound *in)
{
	return strcmp(in->method, "GET") == 0 ||
	       strcmp(in->method, "HEAD") == 0;
}

/* Not another site's, and not of another session. */
static bool
is_own_form(const struct visit *v)
{
	return origin_is_same(v->in) &&
	       session_csrf_is(v->csrf, http_fields_get(&v->form, "csrf"));
}

static void
answer_form(struct visit *v, const struct route *r)
{
	http_fields_decode(&v->form, v->in->body ? v->in->body : "",
	    v->in->body_len);
	v->out->changed = true;
	if (v->session.login.role < r->posts || !is_own_form(v))
		answer_note(v, 403);
	else
		r->post(v);
	http_fields_fini(&v->form);
}

static void
answer_route(struct visit *v)
{
	const struct route *r = NULL;
	for (size_t i = 0; i < sizeof routes / sizeof *routes; i++) {
		if (strcmp(routes[i].path, v->in->path) == 0 &&
		    (!routes[i].sandbox || v->frame.phones))
			r = &routes[i];
	}
	if (!r) {
		answer_note(v, 404);
	} else if (r->get && is_get(v->in)) {
		r->get(v);
	} else if (r->post && strcmp(v->in->method, "POST") == 0) {
		answer_form(v, r);
	} else {
		add_field(v->out, "Allow", r->get ? "GET, HEAD" : "POST");
		answer_note(v, 405);
	}
}

/* --- the way in */

/* Nobody has an account yet, or who has one may not be told. */
static bool
token_opens(const struct pages *p)
{
	return account_count(p->office->store) == 0 ||
	       (p->office->config->demo && !p->office->config->live);
}

/* A session for the account (0: by the token): as session_open. */
static int
open_session(struct visit *v, int64_t account, const char *hash)
{
	struct store *s = v->pages->office->store;
	char cookie[SESSION_SECRET_SIZE];
	const struct session *old = v->frame.inside ? &v->session : NULL;
	if (store_begin(s, &v->err) < 0)
		return -1;
	int rc = session_open(s, account, hash, old, v->now, cookie, &v->err);
	if (rc <= 0) {
		store_undo(s);
		return rc;
	}
	if (store_end(s, &v->err) < 0)
		return -1;
	v->out->changed = true;
	add_cookie(v, SESSION_COOKIE, cookie, "/", ACCOUNT_LIFE_S);
	return 1;
}

static void
open_by_token(struct visit *v, const char *token)
{
	if (strcmp(v->in->method, "GET") != 0 || !token_opens(v->pages) ||
	    !session_spend(v->pages->sessions, token)) {
		log_line(LOG_WARN, "web peer=%s refused=\"wrong token\"",
		    v->in->peer ? v->in->peer : "");
		answer_unknown(v, true);
	} else if (open_session(v, 0, NULL) > 0) {
		redirect(v, "/");
	} else {
		answer_page(v, 500);
	}
}

/* The form's own cookie, so that its secret is nobody else's. */
static void
get_login(struct visit *v)
{
	char cookie[SESSION_SECRET_SIZE];
	if (!session_cookie(http_fields_get(&v->in->headers, "Cookie"),
		SESSION_LOGIN_COOKIE, cookie)) {
		session_secret(cookie);
		add_cookie(v, SESSION_LOGIN_COOKIE, cookie, "/login",
		    ACCOUNT_LIFE_S);
	}
	session_csrf(cookie, v->csrf);
	login_page(&v->out->body, &v->frame, false, "");
	answer_page(v, 200);
}

static void
post_login(struct visit *v)
{
	char cookie[SESSION_SECRET_SIZE], source[64];
	http_fields_decode(&v->form, v->in->body ? v->in->body : "",
	    v->in->body_len);
	const char *name = http_fields_get(&v->form, "name");
	const char *password = http_fields_get(&v->form, "password");
	if (session_cookie(http_fields_get(&v->in->headers, "Cookie"),
		SESSION_LOGIN_COOKIE, cookie))
		session_csrf(cookie, v->csrf);
	if (!is_own_form(v)) {
		answer_note(v, 403);
	} else if (!name || !password) {
		answer_note(v, 400);
	} else {
		origin_source(v->in, source);
		v->out->later = login_new(name, password, source, v->csrf);
	}
	http_fields_fini(&v->form);
}

static void
answer_login(struct visit *v)
{
	bool post = strcmp(v->in->method, "POST") == 0;
	if (!post && !is_get(v->in)) {
		add_field(v->out, "Allow", "GET, HEAD, POST");
		answer_note(v, 405);
	} else if (v->frame.inside) {
		redirect(v, "/");
	} else if (account_count(v->pages->office->store) == 0) {
		answer_unknown(v, false);
	} else if (post) {
		post_login(v);
	} else {
		get_login(v);
	}
}

static void
answer_outside(struct visit *v)
{
	if (account_count(v->pages->office->store) == 0)
		answer_unknown(v, false);
	else if (is_get(v->in))
		redirect(v, "/login");
	else
		answer_note(v, 401);
}

/* A wrong address says only that there is nothing; its path is a secret and
 * in no log. */
static void
answer_calendar(struct visit *v, const char *name)
{
	struct office *o = v->pages->office;
	struct pages_answer *out = v->out;
	char tag[ICSFEED_TAG_SIZE];
	const struct facts *f = office_facts(o, &v->err);
	int person = f ? icsfeed_person(o, f, name) : -1;
	out->type = text;
	if (person >= 0 &&
	    icsfeed_write(o, f, person, v->now, &out->body, tag, &v->err) < 0)
		f = NULL;
	if (!f) {
		log_line(LOG_ERROR, "page=calendar error=\"%s\"", v->err.text);
		out->status = 500;
		sbuf_clear(&out->body);
		return;
	}
	if (person < 0) {
		out->status = 404;
		sbuf_add(&out->body, "404\n");
		return;
	}
	out->status = 200;
	out->type = "text/calendar; charset=utf-8";
	set_field(out, "Cache-Control", "private, no-cache");
	add_field(out, "ETag", tag);
	if (icsfeed_has_tag(http_fields_get(&v->in->headers, "If-None-Match"),
		tag)) {
		out->status = 304;
		sbuf_clear(&out->body);
	}
}

/* What needs no session.  True when it was answered. */
static bool
answer_free(struct visit *v)
{
	const char *path = v->in->path;
	struct pages_answer *out = v->out;
	if (!is_get(v->in))
		return false;
	if (strcmp(path, "/healthz") == 0) {
		out->type = text;
		out->status = metrics_health(v->pages->office, &out->body);
		return true;
	}
	if (strncmp(path, "/calendar/", 10) == 0) {
		answer_calendar(v, path + 10);
		return true;
	}
	if (strcmp(path, "/style.css") == 0) {
		out->type = "text/css; charset=utf-8";
		out->status = 200;
		style_put(&out->body);
		return true;
	}
	if (strcmp(path, "/metrics") == 0 &&
	    (v->frame.inside || origin_is_loopback(v->in))) {
		out->type = "text/plain; version=0.0.4; charset=utf-8";
		out->status = metrics_text(v->pages->office, v->pages->courier,
		    v->now, &out->body);
		return true;
	}
	return false;
}

static void
find_session(struct visit *v)
{
	struct store *s = v->pages->office->store;
	if (!session_find(s, http_fields_get(&v->in->headers, "Cookie"), v->now,
		&v->session))
		return;
	session_touch(s, &v->session, v->now);
	const struct account_login *l = &v->session.login;
	snprintf(v->csrf, sizeof v->csrf, "%s", v->session.csrf);
	v->frame.inside = true;
	v->frame.enters = l->role >= ACCOUNT_OPERATOR;
	if (*l->name) {
		v->frame.who = l->name;
		v->frame.role = viet_role(l->role);
	}
}

static void
answer(struct visit *v)
{
	const struct config *c = v->pages->office->config;
	if (!origin_host_is_ours(v->in, c->web_url) &&
	    strcmp(v->in->path, "/healthz") != 0) {
		answer_note(v,
		    http_fields_get(&v->in->headers, "Host") ? 421 : 400);
		return;
	}
	find_session(v);
	if (answer_free(v))
		return;
	const char *token =
	    strcmp(v->in->path, "/") == 0 ? asked(v, "token") : NULL;
	if (strcmp(v->in->path, "/login") == 0)
		answer_login(v);
	else if (v->frame.inside && token && is_get(v->in))
		redirect(v, "/"); /* who is in needs no token */
	else if (v->frame.inside)
		answer_route(v);
	else if (token)
		open_by_token(v, token);
	else
		answer_outside(v);
}

static void
begin(struct visit *v, struct pages *p, int64_t now, struct pages_answer *out)
{
	const struct config *c = p->office->config;
	*out = (struct pages_answer){ 0 };
	v->pages = p;
	v->now = now;
	v->out = out;
	v->frame = (struct html_frame){ .office = c->policy->office_name,
		.phones = phones_gateway(c) != NULL,
		.demo = c->demo && !c->live,
		.refused = reload_refusal(p->office->reload),
		.csrf = v->csrf };
	add_security(out);
}

void
pages_handle(struct pages *p, const struct http_inbound *in, int64_t now,
    struct pages_answer *out)
{
	struct visit v = { .in = in };
	begin(&v, p, now, out);
	answer(&v);
}

bool
pages_later_start(struct pages *p, struct login *l, int64_t now)
{
	return login_ready(l, p->logins, p->office->store, now);
}

/* The form again, with the one text, whatever was wrong. */
static void
refuse_login(struct visit *v, const struct login *l)
{
	char wait[24];
	int64_t s = login_wait(l, v->pages->logins, v->now);
	log_line(LOG_WARN, "web login=refused source=%s wait_s=%" PRId64,
	    login_source(l), s);
	if (s > 0) {
		snprintf(wait, sizeof wait, "%" PRId64, s);
		add_field(v->out, "Retry-After", wait);
	}
	v->out->status = 401;
	v->out->type = html;
	login_page(&v->out->body, &v->frame, true, login_name(l));
}

void
pages_later_end(struct pages *p, struct login *l, int64_t now,
    struct pages_answer *out)
{
	struct visit v = { .in = NULL };
	begin(&v, p, now, out);
	snprintf(v.csrf, sizeof v.csrf, "%s", login_csrf(l));
	int rc = 0;
	if (login_judge(l, p->logins, now))
		rc = open_session(&v, login_account(l), login_hash(l));
	if (rc > 0) {
		log_line(LOG_INFO,
		    "web login=done account=%" PRId64 " source=%s",
		    login_account(l), login_source(l));
		add_cookie(&v, SESSION_LOGIN_COOKIE, "", "/login", 0);
		redirect(&v, "/");
	} else if (rc == 0) {
		refuse_login(&v, l);
	} else {
		log_line(LOG_ERROR, "web login=failed error=\"%s\"",
		    v.err.text);
		answer_note(&v, 500);
	}
	login_free(l);
}

void
pages_answer_fini(struct pages_answer *a)
{
	for (size_t i = 0; i < a->field_n; i++)
		free((char *)(uintptr_t)a->field[i].value);
	sbuf_fini(&a->body);
	login_free(a->later);
	*a = (struct pages_answer){ 0 };
}

struct pages *
pages_new(struct office *o, struct courier *c)
{
	struct pages *p = mem_new(1, sizeof *p);
	p->office = o;
	p->courier = c;
	p->sessions = session_new();
	p->logins = login_book_new();
	return p;
}

void
pages_free(struct pages *p)
{
	if (!p)
		return;
	session_free(p->sessions);
	login_book_free(p->logins);
	free(p);
}

char *
pages_entry_url(struct pages *p)
{
	const char *url = p->office->config->web_url;
	struct sbuf b = { 0 };
	sbuf_add(&b, url);
	if (b.len && b.s[b.len - 1] == '/')
		b.s[--b.len] = '\0';
	if (token_opens(p)) {
		sbuf_add(&b, "/?token=");
		sbuf_add_url(&b, session_token(p->sessions));
	} else {
		sbuf_add(&b, "/login");
	}
	return sbuf_take(&b);
}
