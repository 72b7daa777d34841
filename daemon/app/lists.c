#include "app/lists.h"

#include "app/viet.h"
#include "core/message.h"
#include "core/understand.h"
#include "store/inbound.h"
#include "store/outbox.h"

#include <stdlib.h>

enum { SHOWN = 200 };

struct list { /* the newest rows, ready to show */
	const struct facts *f;
	int offset_s;
	struct sbuf row[SHOWN]; /* a ring: the n-th stands at n % SHOWN */
	size_t n;
};

static struct sbuf *
next_row(struct list *l)
{
	struct sbuf *b = &l->row[l->n++ % SHOWN];
	sbuf_clear(b);
	return b;
}

/* Newest first. */
static void
put_rows(const struct list *l, struct sbuf *b)
{
	size_t shown = l->n < SHOWN ? l->n : SHOWN;
	for (size_t i = 1; i <= shown; i++)
		sbuf_add(b, sbuf_text(&l->row[(l->n - i) % SHOWN]));
}

static void
put_count(const struct list *l, struct sbuf *b)
{
	if (l->n > SHOWN)
		html_put(b,
		    "<p class=\"soft\">%d tin mới nhất trong %zu.</p>"
		    "\n",
		    SHOWN, l->n);
}

static void
put_person(const struct list *l, struct person_id id, const char *number,
    struct sbuf *b)
{
	char masked[16];
	int person = facts_person_by_id(l->f, id);
	const char *phone = person >= 0 ? l->f->people[person].phone : NULL;
	if (person >= 0)
		html_put(b, "%s ", l->f->people[person].name);
	if (*number || phone)
		html_put(b, "<small class=\"n\">%s</small>",
		    viet_number(*number ? number : phone, masked));
}

static struct list *
list_new(struct office *o, struct err *err)
{
	const struct facts *f = office_facts(o, err);
	if (!f)
		return NULL;
	struct list *l = mem_new(1, sizeof *l);
	l->f = f;
	l->offset_s = o->config->policy->offset_s;
	return l;
}

static void
list_free(struct list *l)
{
	for (size_t i = 0; i < SHOWN; i++)
		sbuf_fini(&l->row[i]);
	free(l);
}

/* --- the outbox */

static const char *
colour_of(enum message_state s)
{
	static const char *const names[MESSAGE_STATE__N] = {
		[MESSAGE_QUEUED] = "planned",
		[MESSAGE_SENDING] = "planned",
		[MESSAGE_UNCERTAIN] = "overdue",
		[MESSAGE_ACCEPTED] = "done",
		[MESSAGE_DELIVERED] = "done",
		[MESSAGE_UNDELIVERED] = "overdue",
		[MESSAGE_FAILED] = "overdue",
		[MESSAGE_EXPIRED] = "exempt",
		[MESSAGE_CANCELLED] = "exempt",
		[MESSAGE_HELD] = "planned",
	};
	return names[s];
}

static int
on_message(void *arg, const struct outbox_row *row)
{
	struct list *l = arg;
	struct sbuf *b = next_row(l);
	char at[40];
	html_put(b,
	    "<tr><th scope=\"row\">%ld</th>\n<td data-l=\"Gửi cho\">"
	    "<div>",
	    (long)row->id.v);
	put_person(l, row->person, row->number, b);
	html_put(b,
	    "</div></td>\n<td data-l=\"Việc\">%s</td>\n<td class=\"text\" "
	    "data-l=\"Nội dung\"><bdi>%s</bdi></td>\n<td data-l=\"Tình trạng\">"
	    "<div><span class=\"%s\">%s</span>",
	    viet_kind(row->kind), row->text, colour_of(row->state),
	    viet_state(row->state));
	if (row->reason != MESSAGE_R_NONE)
		html_put(b, " <small>%s</small>", viet_reason(row->reason));
	if (*row->gateway)
		html_put(b, " <small>qua %s</small>", row->gateway);
	html_put(b,
	    "</div></td>\n<td class=\"num\" data-l=\"Lúc\">%s</td></tr>"
	    "\n",
	    viet_instant(row->updated_at, l->offset_s, at));
	return 0;
}

static void
put_filter(int state, struct sbuf *b)
{
	html_put(b, "<nav class=\"noprint\" aria-label=\"Lọc theo tình "
		    "trạng\"><ul class=\"bar\">\n<li><a href=\"/queue\"");
	html_put(b, state < 0 ? " aria-current=\"page\">tất cả</a></li>\n"
			      : ">tất cả</a></li>\n");
	for (int i = 0; i < MESSAGE_STATE__N; i++) {
		html_put(b, "<li><a href=\"/queue?s=%s\"",
		    message_state_name((enum message_state)i));
		html_put(b,
		    i == state ? " aria-current=\"page\">%s</a></li>\n"
			       : ">%s</a></li>\n",
		    viet_state((enum message_state)i));
	}
	html_put(b, "</ul></nav>\n");
}

int
lists_queue(struct office *o, const struct html_frame *frame, const char *state,
    struct sbuf *b, struct err *err)
{
	int only = state ? message_state_parse(state) : -1;
	if (state && only < 0) {
		err_set(err, ERR_INVALID, "no such state");
		return 400;
	}
	struct list *l = list_new(o, err);
	if (!l)
		return 500;
	if (outbox_list(o->store, only, 0, on_message, l) < 0) {
		err_set(err, ERR_FAILED, "cannot read the outbox");
		list_free(l);
		return 500;
	}
	html_begin(b, frame, "Tin gửi đi", HTML_QUEUE);
	put_filter(only, b);
	put_count(l, b);
	html_put(b, "<table>\n<caption>Mới nhất ở trên</caption>\n<thead><tr>"
		    "<th scope=\"col\">Số</th><th scope=\"col\">Gửi cho</th>"
		    "<th scope=\"col\">Việc</th><th scope=\"col\">Nội dung</th>"
		    "<th scope=\"col\">Tình trạng</th><th scope=\"col\">Lúc"
		    "</th></tr></thead>\n<tbody>\n");
	put_rows(l, b);
	html_put(b, "</tbody></table>\n");
	if (!l->n)
		html_put(b, "<p>Không có tin nào.</p>\n");
	html_end(b, frame);
	list_free(l);
	return 200;
}

/* --- the inbox */

static int
on_reply(void *arg, const struct inbound_row *row)
{
	struct list *l = arg;
	struct sbuf *b = next_row(l);
	char at[40], why[200];
	char *masked = understand_mask(row->text);
	html_put(b,
	    "<tr><th scope=\"row\">%ld</th>\n<td data-l=\"Người gửi\"><div>",
	    (long)row->id.v);
	put_person(l, row->person, row->from, b);
	if (!row->person.v)
		html_put(b, " <small>không có trong danh sách</small>");
	html_put(b,
	    "</div></td>\n<td class=\"text\" data-l=\"Nội dung\"><div><bdi>%s"
	    "</bdi>",
	    masked);
	if (row->folded > 1)
		html_put(b, " <small>(%d lần)</small>", row->folded);
	html_put(b,
	    "</div></td>\n<td data-l=\"Đoán là\">%s</td>\n<td data-l=\"Vì "
	    "sao\">"
	    "%s</td>\n<td class=\"num\" data-l=\"Nhận lúc\">%s</td></tr>\n",
	    viet_intent(row->intent), viet_why(row->why, why),
	    viet_instant(row->received_at, l->offset_s, at));
	free(masked);
	return 0;
}

int
lists_inbox(struct office *o, const struct html_frame *frame, struct sbuf *b,
    struct err *err)
{
	struct list *l = list_new(o, err);
	if (!l)
		return 500;
	if (inbound_list(o->store, INBOUND_INBOX, on_reply, l) < 0) {
		err_set(err, ERR_FAILED, "cannot read the inbox");
		list_free(l);
		return 500;
	}
	html_begin(b, frame, "Hộp thư chưa rõ", HTML_INBOX);
	html_put(b, "<p>Tin mà chương trình không dám tự hiểu: cần một người "
		    "xem.</p>\n");
	put_count(l, b);
	html_put(b, "<table>\n<caption>Mới nhất ở trên</caption>\n<thead><tr>"
		    "<th scope=\"col\">Số</th><th scope=\"col\">Người gửi</th>"
		    "<th scope=\"col\">Nội dung</th><th scope=\"col\">Đoán là"
		    "</th><th scope=\"col\">Vì sao</th><th scope=\"col\">Nhận "
		    "lúc</th></tr></thead>\n<tbody>\n");
	put_rows(l, b);
	html_put(b, "</tbody></table>\n");
	if (!l->n)
		html_put(b, "<p>Không có tin nào chờ xem.</p>\n");
	html_end(b, frame);
	list_free(l);
	return 200;
}
