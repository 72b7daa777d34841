#include "app/pages.h"

#include "app/html.h"
#include "app/lists.h"
#include "app/metrics.h"
#include "app/monthtable.h"
#include "app/origin.h"
#include "app/phones.h"
#include "app/session.h"
#include "app/style.h"
#include "base/log.h"
#include "base/mem.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct pages {
	struct office *office;
	struct courier *courier; /* NULL: nothing is said about gateways */
	struct session_book *sessions;
};

/* One request on its way to its answer. */
struct visit {
	struct pages *pages;
	const struct http_inbound *in;
	struct http_fields form; /* decoded body of a POST */
	int64_t now;
	struct html_frame frame;
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
		    "<p>Phiên làm việc dài 8 giờ. Khởi động lại chương trình "
		    "thì có mã mới.</p>\n"
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

struct route {
	const char *path;
	void (*get)(struct visit *v);  /* NULL: only POST */
	void (*post)(struct visit *v); /* NULL: only GET */
	bool sandbox;		       /* there only while a sandbox is */
};

static const struct route routes[] = {
	{ "/", get_month, NULL, false },
	{ "/inbox", get_inbox, NULL, false },
	{ "/phones", get_phones, NULL, true },
	{ "/phones/send", NULL, post_phones, true },
	{ "/queue", get_queue, NULL, false },
};

static bool
is_get(const struct http_inbound *in)
{
	return strcmp(in->method, "GET") == 0 ||
	       strcmp(in->method, "HEAD") == 0;
}

static void
answer_form(struct visit *v, const struct route *r)
{
	http_fields_decode(&v->form, v->in->body ? v->in->body : "",
	    v->in->body_len);
	if (!origin_is_same(v->in) ||
	    !session_csrf_is(v->csrf, http_fields_get(&v->form, "csrf")))
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

static void
open_session(struct visit *v, const char *token)
{
	char cookie[SESSION_SECRET_SIZE];
	if (strcmp(v->in->method, "GET") != 0 ||
	    !session_open(v->pages->sessions, token, v->now, cookie)) {
		log_line(LOG_WARN, "web peer=%s refused=\"wrong token\"",
		    v->in->peer ? v->in->peer : "");
		answer_unknown(v, true);
		return;
	}
	const char *url = v->pages->office->config->web_url;
	struct sbuf b = { 0 };
	sbuf_addf(&b,
	    SESSION_COOKIE "=%s; Path=/; Max-Age=%d; HttpOnly; "
			   "SameSite=Strict%s",
	    cookie, (int)SESSION_LIFE_S,
	    url && strncmp(url, "https:", 6) == 0 ? "; Secure" : "");
	add_field(v->out, "Set-Cookie", sbuf_text(&b));
	sbuf_fini(&b);
	redirect(v, "/");
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
answer(struct visit *v)
{
	const struct config *c = v->pages->office->config;
	if (!origin_host_is_ours(v->in, c->web_url) &&
	    strcmp(v->in->path, "/healthz") != 0) {
		answer_note(v,
		    http_fields_get(&v->in->headers, "Host") ? 421 : 400);
		return;
	}
	v->frame.inside = session_find(v->pages->sessions,
	    http_fields_get(&v->in->headers, "Cookie"), v->now, v->csrf);
	if (answer_free(v))
		return;
	const char *token =
	    strcmp(v->in->path, "/") == 0 ? asked(v, "token") : NULL;
	if (v->frame.inside && token && is_get(v->in))
		redirect(v, "/"); /* who is in needs no token */
	else if (v->frame.inside)
		answer_route(v);
	else if (token)
		open_session(v, token);
	else
		answer_unknown(v, false);
}

void
pages_handle(struct pages *p, const struct http_inbound *in, int64_t now,
    struct pages_answer *out)
{
	const struct config *c = p->office->config;
	*out = (struct pages_answer){ 0 };
	struct visit v = { .pages = p, .in = in, .now = now, .out = out };
	v.frame = (struct html_frame){ .office = c->policy->office_name,
		.phones = phones_gateway(c) != NULL,
		.demo = c->demo && !c->live,
		.csrf = v.csrf };
	add_security(out);
	answer(&v);
}

void
pages_answer_fini(struct pages_answer *a)
{
	for (size_t i = 0; i < a->field_n; i++)
		free((char *)(uintptr_t)a->field[i].value);
	sbuf_fini(&a->body);
	*a = (struct pages_answer){ 0 };
}

struct pages *
pages_new(struct office *o, struct courier *c)
{
	struct pages *p = mem_new(1, sizeof *p);
	p->office = o;
	p->courier = c;
	p->sessions = session_new();
	return p;
}

void
pages_free(struct pages *p)
{
	if (!p)
		return;
	session_free(p->sessions);
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
	sbuf_add(&b, "/?token=");
	sbuf_add_url(&b, session_token(p->sessions));
	return sbuf_take(&b);
}
