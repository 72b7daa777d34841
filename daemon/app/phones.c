#include "app/phones.h"

#include "app/intake.h"
#include "app/viet.h"
#include "base/log.h"
#include "base/mem.h"
#include "core/civil.h"
#include "core/standing.h"
#include "core/understand.h"
#include "store/inbound.h"
#include "store/outbox.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SHOWN = 60, DAYS = 62, A_DAY = 86400 };

/* Within one second: what we began, what they wrote, what we answered. */
enum turn { TURN_OURS, TURN_THEIRS, TURN_ANSWER };

struct said { /* one text of a conversation */
	enum turn turn;
	int64_t at;
	int64_t id;
	char *text;
	char *note; /* state in words */
};

struct latest { /* one person's newest message from us */
	int64_t at;
	int64_t id;
	char *text;
};

struct view {
	const struct config *config;
	const struct facts *f;
	int64_t now;
	int offset_s;
	int person;	       /* whose phone is open, −1 none yet */
	struct latest *latest; /* by person */
	struct said *said;
	size_t n, cap;
};

/* --- gathering */

const char *
phones_gateway(const struct config *c)
{
	for (size_t i = 0; i < c->gateway_n; i++) {
		if (c->gateways[i].driver->caps.local)
			return c->gateways[i].settings.name;
	}
	return NULL;
}

static bool
is_local(const struct view *v, const char *gateway)
{
	int i = config_gateway_find(v->config, gateway);
	return i >= 0 && v->config->gateways[i].driver->caps.local;
}

/* On the phone, or on its way to it: not what another gateway carried, nor
 * what never went out. */
static bool
is_seen(const struct view *v, const struct outbox_row *row)
{
	switch (row->state) {
	case MESSAGE_QUEUED:
	case MESSAGE_HELD:
		return !*row->gateway || is_local(v, row->gateway);
	case MESSAGE_SENDING:
	case MESSAGE_UNCERTAIN:
	case MESSAGE_ACCEPTED:
	case MESSAGE_DELIVERED:
	case MESSAGE_UNDELIVERED:
	case MESSAGE_FAILED:
		return is_local(v, row->gateway);
	case MESSAGE_EXPIRED:
	case MESSAGE_CANCELLED:
	case MESSAGE_STATE__N:
		break;
	}
	return false;
}

static int
on_newest(void *arg, const struct outbox_row *row)
{
	struct view *v = arg;
	int person = facts_person_by_id(v->f, row->person);
	if (person < 0 || !is_seen(v, row))
		return 0;
	struct latest *l = &v->latest[person];
	free(l->text);
	*l = (struct latest){ .at = row->updated_at,
		.id = row->id.v,
		.text = mem_dup(row->text) };
	return 0;
}

static struct said *
push(struct view *v)
{
	v->said = mem_grow(v->said, &v->cap, v->n + 1, sizeof *v->said);
	return &v->said[v->n++];
}

static char *
state_words(const struct outbox_row *row)
{
	const char *why = viet_reason(row->reason);
	if (row->state == MESSAGE_DELIVERED)
		return mem_dup(viet_state(row->state));
	struct sbuf words = { 0 };
	sbuf_add(&words, viet_state(row->state));
	if (*why) {
		sbuf_add(&words, ": ");
		sbuf_add(&words, why);
	}
	return sbuf_take(&words);
}

static int
on_ours(void *arg, const struct outbox_row *row)
{
	struct view *v = arg;
	if (facts_person_by_id(v->f, row->person) != v->person ||
	    !is_seen(v, row))
		return 0;
	*push(v) =
	    (struct said){ .turn = strcmp(row->kind, "answer") ? TURN_OURS
							       : TURN_ANSWER,
		    .at = row->first_attempt_at ? row->first_attempt_at
						: row->created_at,
		    .id = row->id.v,
		    .text = mem_dup(row->text),
		    .note = state_words(row) };
	return 0;
}

static char *
reply_words(const struct inbound_row *row)
{
	struct sbuf words = { 0 };
	switch (row->state) {
	case INBOUND_NEW:
		sbuf_add(&words, "đã nhận, đang đọc");
		break;
	case INBOUND_APPLIED:
	case INBOUND_ASSIGNED:
	case INBOUND_DISMISSED:
		sbuf_add(&words, "hiểu là: ");
		sbuf_add(&words, viet_intent(row->intent));
		break;
	case INBOUND_INBOX:
		sbuf_add(&words, "vào hộp thư chưa rõ");
		break;
	}
	return sbuf_take(&words);
}

static int
on_theirs(void *arg, const struct inbound_row *row)
{
	struct view *v = arg;
	if (!is_local(v, row->gateway))
		return 0;
	*push(v) = (struct said){ .turn = TURN_THEIRS,
		.at = row->received_at,
		.id = row->id.v,
		.text = understand_mask(row->text),
		.note = reply_words(row) };
	return 0;
}

static int
compare_said(const void *a, const void *b)
{
	const struct said *x = a, *y = b;
	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	if (x->turn != y->turn)
		return x->turn < y->turn ? -1 : 1;
	return (x->id > y->id) - (x->id < y->id);
}

static bool
has_phone(const struct facts *f, int person)
{
	return person >= 0 && f->people[person].phone != NULL;
}

static int
busiest(const struct view *v)
{
	int best = FACTS_NONE;
	for (int i = 0; i < v->f->person_n; i++) {
		if (has_phone(v->f, i) &&
		    (best < 0 || v->latest[i].id > v->latest[best].id))
			best = i;
	}
	return best;
}

static int
gather(struct view *v, struct store *s, const char *code)
{
	int64_t since = v->now - (int64_t)DAYS * A_DAY;
	v->latest = mem_new((size_t)v->f->person_n + 1, sizeof *v->latest);
	if (outbox_list(s, -1, since, on_newest, v) < 0)
		return 500;
	v->person = code ? facts_person_by_code(v->f, code) : busiest(v);
	if (v->person < 0)
		return code ? 404 : 200;
	if (!has_phone(v->f, v->person))
		return 404;
	if (outbox_list(s, -1, since, on_ours, v) < 0 ||
	    inbound_of_person(s, v->f->people[v->person].id, SHOWN, on_theirs,
		v) < 0)
		return 500;
	if (v->n)
		qsort(v->said, v->n, sizeof *v->said, compare_said);
	return 200;
}

static void
forget(struct view *v)
{
	for (int i = 0; v->latest && i < v->f->person_n; i++)
		free(v->latest[i].text);
	free(v->latest);
	for (size_t i = 0; i < v->n; i++) {
		free(v->said[i].text);
		free(v->said[i].note);
	}
	free(v->said);
}

/* --- showing */

static void
put_choice(const struct view *v, struct sbuf *b)
{
	char number[16];
	html_put(b,
	    "<nav id=\"chonmay\" aria-label=\"Chọn máy\"><ul class=\"who\">\n");
	for (int i = 0; i < v->f->person_n; i++) {
		const struct facts_person *who = &v->f->people[i];
		if (!has_phone(v->f, i))
			continue;
		html_put(b, "<li><a href=\"/phones?p=");
		html_put_url(b, who->code);
		html_put(b,
		    i == v->person ? "\" aria-current=\"page\">" : "\">");
		html_put(b, "%s <small>%s</small><small>%s</small></a></li>\n",
		    who->name, viet_number(who->phone, number),
		    v->latest[i].text ? v->latest[i].text : "chưa có tin nào");
	}
	html_put(b, "</ul></nav>\n");
}

static void
put_talk(const struct view *v, struct sbuf *b)
{
	char at[40];
	size_t first = v->n > SHOWN ? v->n - SHOWN : 0;
	html_put(b, "<div class=\"talk\" role=\"region\" tabindex=\"0\" "
		    "aria-label=\"Tin nhắn, mới nhất ở dưới cùng\"><ol>\n");
	if (!v->n)
		html_put(b, "<li>Máy này chưa có tin nào.</li>\n");
	for (size_t i = first; i < v->n; i++) {
		const struct said *s = &v->said[i];
		bool theirs = s->turn == TURN_THEIRS;
		html_put(b, theirs ? "<li class=\"mine\">" : "<li>");
		html_put(b,
		    "<span class=\"hid\">%s: </span><p><bdi>%s</bdi></p>"
		    "<small>%s · %s</small></li>\n",
		    theirs ? v->f->people[v->person].name : "Văn phòng",
		    s->text, viet_instant(s->at, v->offset_s, at), s->note);
	}
	html_put(b, "</ol></div>\n");
}

static void
put_form_start(const struct view *v, const struct html_frame *frame,
    struct sbuf *b)
{
	html_put(b, "<form method=\"post\" action=\"/phones/send\">");
	html_put_csrf(b, frame);
	html_put(b, "<input type=\"hidden\" name=\"p\" value=\"%s\">\n",
	    v->f->people[v->person].code);
}

static void
put_ready(const char *text, struct sbuf *b)
{
	html_put(b, "<button name=\"text\" value=\"%s\">%s</button>\n", text,
	    text);
}

/* Answers to try with one press, about the person's own unit. */
static void
put_ready_answers(const struct view *v, const struct html_frame *frame,
    const struct policy *p, struct sbuf *b)
{
	char text[96];
	int32_t today = civil_on(v->now, v->offset_s);
	struct standing st;
	standing_visit(v->f, p, v->person, FACTS_NONE, civil_month_of(today),
	    v->now, &st);
	put_form_start(v, frame, b);
	html_put(b, "<p class=\"soft\">Trả lời mẫu, bấm là gửi:</p>"
		    "<p class=\"row\">\n");
	if (st.unit_n) {
		struct civil_date d = civil_date_of(today);
		snprintf(text, sizeof text, "DA DI %.64s %d/%d",
		    v->f->units[st.units[0]].code, d.day, d.month);
		put_ready(text, b);
		int32_t last = civil_month_last(civil_month_of(today));
		d = civil_date_of(today + 2 < last ? today + 2 : last);
		snprintf(text, sizeof text, "HEN %d/%d", d.day, d.month);
		put_ready(text, b);
		put_ready("da di roi", b);
		put_ready("CHUA", b);
		put_ready("SAI", b);
	} else {
		put_ready("DS", b);
	}
	put_ready("HD", b);
	html_put(b, "</p></form>\n");
}

static void
put_phone(const struct view *v, const struct html_frame *frame,
    const struct policy *p, struct sbuf *b)
{
	const struct facts_person *who = &v->f->people[v->person];
	char number[16];
	html_put(b,
	    "<section class=\"phone\" aria-labelledby=\"may\"><h2 id=\"may\">"
	    "%s <small>%s</small></h2>\n<a class=\"other button\" "
	    "href=\"#chonmay\">Đổi máy khác ↓</a>\n",
	    who->name, viet_number(who->phone, number));
	put_talk(v, b);
	if (!frame->enters) {
		html_put(b, "</section>\n");
		return;
	}
	put_form_start(v, frame, b);
	html_put(b,
	    "<label for=\"text\">Trả lời thay %s</label><p class=\"row\">"
	    "<input type=\"text\" id=\"text\" name=\"text\" "
	    "maxlength=\"1000\" autocomplete=\"off\" required>"
	    "<button class=\"main\">Gửi</button>"
	    "<a class=\"button\" href=\"/phones?p=",
	    facts_given_name(who->name));
	html_put_url(b, who->code);
	html_put(b, "\">Tải lại</a></p></form>\n");
	put_ready_answers(v, frame, p, b);
	html_put(b, "</section>\n");
}

int
phones_page(struct office *o, const struct html_frame *frame, const char *code,
    int64_t now, struct sbuf *b, struct err *err)
{
	struct view v = { .config = o->config,
		.now = now,
		.offset_s = o->config->policy->offset_s };
	v.f = office_facts(o, err);
	if (!v.f)
		return 500;
	int status = gather(&v, o->store, code);
	if (status != 200) {
		err_set(err, status == 404 ? ERR_NOT_FOUND : ERR_FAILED,
		    "cannot read the messages");
		forget(&v);
		return status;
	}
	html_begin(b, frame, "Điện thoại thử", HTML_PHONES);
	html_put(b, "<p>Mỗi đồng chí một máy. Tin của văn phòng đến đây, trả "
		    "lời như trên máy thật; rồi xem <a href=\"/\">bảng "
		    "tháng</a> đổi ra sao.</p>\n<div class=\"phones\">\n");
	if (v.person < 0) {
		html_put(b, "<p>Chưa có ai có số máy.</p>\n");
	} else {
		put_choice(&v, b);
		put_phone(&v, frame, o->config->policy, b);
	}
	html_put(b, "</div>\n");
	html_end(b, frame);
	forget(&v);
	return 200;
}

/* --- answering */

int
phones_send(struct office *o, const char *code, const char *text, int64_t now,
    struct err *err)
{
	const char *gateway = phones_gateway(o->config);
	const struct facts *f = office_facts(o, err);
	if (!f)
		return 500;
	int person = code ? facts_person_by_code(f, code) : FACTS_NONE;
	if (!gateway || !text || !has_phone(f, person)) {
		err_set(err, ERR_INVALID, "no such phone");
		return 400;
	}
	unsigned char raw[16];
	char dedup[2 * sizeof raw + 1];
	randombytes_buf(raw, sizeof raw);
	sodium_bin2hex(dedup, sizeof dedup, raw, sizeof raw);
	if (intake_reply(o, gateway, f->people[person].phone, text, dedup, now,
		err) < 0)
		return 500;
	/* Stored is safe: what cannot be applied now is tried again by the
	 * service's next turn. */
	if (intake_apply(o, now, err) < 0)
		log_line(LOG_ERROR, "phones error=\"%s\"", err->text);
	return 0;
}
