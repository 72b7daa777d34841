#include "app/gateways.h"

#include "base/words.h"
#include "core/civil.h"
#include "store/rotation.h"
#include "store/spent.h"

#include <stdio.h>
#include <string.h>

static const char *const names[GATEWAYS_STATE__N] = {
	[GATEWAYS_OPEN] = N_("open"),
	[GATEWAYS_HELD] = N_("held"),
	[GATEWAYS_PAUSED] = N_("paused"),
	[GATEWAYS_NOT_LIVE] = N_("not live"),
};

const char *
gateways_state_name(enum gateways_state s)
{
	return names[s];
}

struct tally {
	const char *gateway;
	int64_t n;
};

static int
add_row(void *arg, const struct spent_row *row)
{
	struct tally *t = arg;
	if (strcmp(row->gateway, t->gateway) == 0)
		t->n = row->n;
	return 0;
}

static int64_t
sent_today(struct office *o, const char *gateway, int64_t now)
{
	int offset = o->config->policy->offset_s;
	struct tally t = { gateway, 0 };
	spent_each(o->store, civil_at(civil_on(now, offset), 0, offset),
	    add_row, &t);
	return t.n;
}

/* The courier knows what was not worth a write yet. */
static void
look_at_courier(const struct courier *c, size_t i, struct gateways_view *v)
{
	struct courier_gateway g;
	if (!c || !courier_gateway_at(c, i, &g) || !g.known)
		return;
	v->paused_until = g.paused_until;
	snprintf(v->reason, sizeof v->reason, "%s", g.reason);
	v->row.last_success_at = g.last_success_at;
	v->row.last_error_at = g.last_error_at;
	snprintf(v->row.last_error, sizeof v->row.last_error, "%s",
	    g.last_error);
	v->row.quota = g.quota;
	v->row.quota_at = g.quota_at;
}

static void
look_at_tokens(struct office *o, const struct config_gateway *g,
    struct gateways_view *v)
{
	struct rotation_row r;
	v->tokens = gw_caps(g->driver, &g->settings).token_life_s > 0;
	if (!v->tokens || rotation_get(o->store, v->name, &r) < 0)
		return;
	v->token_at = r.fetched_at;
	v->token_until = r.expires_at;
	if (!r.generation || *r.trouble)
		snprintf(v->token_trouble, sizeof v->token_trouble, "%s",
		    *r.trouble ? r.trouble : "no tokens yet");
}

bool
gateways_look(struct office *o, const struct courier *c, size_t i, int64_t now,
    struct gateways_view *v)
{
	if (i >= o->config->gateway_n)
		return false;
	const struct config_gateway *g = &o->config->gateways[i];
	*v = (struct gateways_view){ .name = g->settings.name,
		.driver = g->driver->name,
		.daily_cap = g->daily_cap };
	gateway_get(o->store, v->name, &v->row);
	look_at_courier(c, i, v);
	look_at_tokens(o, g, v);
	v->queue = spent_waiting(o->store, v->name);
	v->sent = sent_today(o, v->name, now);
	if (v->row.paused) {
		v->state = GATEWAYS_HELD;
		snprintf(v->reason, sizeof v->reason, "%s", v->row.paused_why);
	} else if (v->paused_until > now) {
		v->state = GATEWAYS_PAUSED;
	} else if (!o->config->live && !g->driver->caps.local) {
		v->state = GATEWAYS_NOT_LIVE;
	} else {
		v->reason[0] = '\0';
	}
	return true;
}

/* --- the page */

static const char *
moment(const struct office *o, int64_t at, char buf[40])
{
	if (!at)
		return "chưa có";
	civil_rfc3339(at, o->config->policy->offset_s, buf);
	buf[16] = '\0';
	buf[10] = ' ';
	return buf;
}

static void
put_state(const struct office *o, const struct gateways_view *v, struct sbuf *b)
{
	static const char *const words[GATEWAYS_STATE__N] = {
		[GATEWAYS_OPEN] = "đang gửi",
		[GATEWAYS_HELD] = "tạm dừng do người",
		[GATEWAYS_PAUSED] = "tự tạm dừng",
		[GATEWAYS_NOT_LIVE] = "chưa gửi thật",
	};
	char at[40];
	html_put(b, "<td data-l=\"Tình trạng\"><div>%s", words[v->state]);
	if (v->state == GATEWAYS_PAUSED)
		html_put(b, "<br><small>thử lại lúc %s</small>",
		    moment(o, v->paused_until, at));
	if (*v->reason)
		html_put(b, "<br><small>%s</small>", v->reason);
	html_put(b, "</div></td>");
}

static void
put_token(const struct office *o, const struct gateways_view *v, struct sbuf *b)
{
	char at[40];
	html_put(b, "<td data-l=\"Mã truy cập\"><div>");
	if (!v->tokens)
		html_put(b, "–");
	else if (*v->token_trouble)
		html_put(b,
		    "<strong>%s</strong><br><small>Lấy cặp mã mới ở trang của "
		    "nhà cung cấp, rồi chạy: <code>nhacviec gateway token "
		    "%s</code></small>",
		    v->token_trouble, v->name);
	else
		html_put(b, "đến %s", moment(o, v->token_until, at));
	html_put(b, "</div></td>");
}

static void
put_view(const struct office *o, const struct gateways_view *v, struct sbuf *b)
{
	char at[40];
	html_put(b, "<tr><th scope=\"row\">%s<br><small>%s</small></th>",
	    v->name, v->driver);
	put_state(o, v, b);
	html_put(b, "<td data-l=\"Nhận tin gần nhất\">%s</td>",
	    moment(o, v->row.last_success_at, at));
	html_put(b, "<td data-l=\"Lỗi gần nhất\"><div>%s",
	    *v->row.last_error ? v->row.last_error : "–");
	if (v->row.last_error_at)
		html_put(b, "<br><small>%s</small>",
		    moment(o, v->row.last_error_at, at));
	html_put(b,
	    "</div></td><td class=\"num\" data-l=\"Đang chờ\">%ld</td>"
	    "<td class=\"num\" data-l=\"Hôm nay\">%ld",
	    (long)v->queue, (long)v->sent);
	if (v->daily_cap)
		html_put(b, "/%ld", (long)v->daily_cap);
	html_put(b, "</td><td class=\"num\" data-l=\"Còn hạn mức\">");
	if (v->row.quota >= 0 && v->row.quota_at)
		html_put(b, "%ld", (long)v->row.quota);
	else
		html_put(b, "–");
	html_put(b, "</td>");
	put_token(o, v, b);
	html_put(b, "<td data-l=\"Cổng gọi về\">%s</td></tr>\n",
	    moment(o, v->row.heard_at, at));
}

int
gateways_page(struct office *o, const struct courier *c,
    const struct html_frame *frame, int64_t now, struct sbuf *b)
{
	struct gateways_view v;
	html_begin(b, frame, "Cổng gửi tin", HTML_GATEWAYS);
	if (o->config->gateway_n == 0)
		html_put(b, "<p>Chưa có cổng nào trong cấu hình.</p>\n");
	else
		html_put(b,
		    "<div class=\"wide\"><table>\n<thead><tr>"
		    "<th scope=\"col\">Cổng</th><th scope=\"col\">Tình trạng"
		    "</th><th scope=\"col\">Nhận tin gần nhất</th>"
		    "<th scope=\"col\">Lỗi gần nhất</th>"
		    "<th scope=\"col\">Đang chờ</th>"
		    "<th scope=\"col\">Hôm nay</th>"
		    "<th scope=\"col\">Còn hạn mức</th>"
		    "<th scope=\"col\">Mã truy cập</th>"
		    "<th scope=\"col\">Cổng gọi về lần cuối</th>"
		    "</tr></thead>\n<tbody>\n");
	for (size_t i = 0; gateways_look(o, c, i, now, &v); i++)
		put_view(o, &v, b);
	if (o->config->gateway_n)
		html_put(b, "</tbody></table></div>\n");
	html_put(b,
	    "<p class=\"soft\">Tạm dừng và mở lại: <code>nhacviec gateway "
	    "pause TÊN</code>, <code>nhacviec gateway resume TÊN</code>. Thử "
	    "kết nối: <code>nhacviec gateway test TÊN</code>.</p>\n");
	html_end(b, frame);
	return 200;
}
