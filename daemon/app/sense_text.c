/*
 * Composes by the service's own words, for each person to whom the wording can
 * go, on a day on which it could.
 */
#include "app/sense_text.h"

#include "app/lang.h"
#include "base/sbuf.h"
#include "core/calendar.h"
#include "core/civil.h"
#include "core/compose.h"
#include "core/fold.h"
#include "core/sms.h"
#include "core/standing.h"
#include "core/width.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct longest {
	const struct facts *f;
	const struct policy *p;
	enum policy_wording kind;
	int32_t today;
	char *text; /* NULL = none yet */
	struct sms_size size;
	int person;
};

/* --- making them */

static void
try_items(struct longest *l, int person, const struct plan_item *items,
    size_t n, int32_t on)
{
	const char *kind;
	char *text = compose_message(l->f, l->p, person, items, n,
	    civil_at(on, 12 * 60, l->p->offset_s), &kind);
	if (!text)
		return;
	struct sms_size size = sms_measure(text);
	if (l->text && (size.parts < l->size.parts ||
			   (size.parts == l->size.parts &&
			       size.length <= l->size.length))) {
		free(text);
		return;
	}
	free(l->text);
	l->text = text;
	l->size = size;
	l->person = person;
}

/* The plan's last month has the longest names of days, and in the common case
 * no visit yet that makes a list shorter. */
static void
try_visits(struct longest *l)
{
	const struct policy *p = l->p;
	int32_t month = p->until_month;
	bool overdue = l->kind == POLICY_VISIT_OVERDUE;
	int32_t on =
	    overdue ? civil_month_last(month) + 4 : civil_month_first(month);
	for (int i = 0; i < l->f->person_n; i++) {
		struct plan_item items[STANDING_UNITS_MAX];
		int units[STANDING_UNITS_MAX], n = 1;
		if (!standing_assigned(l->f, p, i, month))
			continue;
		units[0] = FACTS_NONE;
		if (p->visit_per_unit)
			n = facts_units_of(l->f, i, policy_visit_level(p),
			    civil_month_first(month), civil_month_last(month),
			    units, STANDING_UNITS_MAX);
		for (int u = 0; u < n; u++)
			items[u] = (struct plan_item){
				.duty = { DUTY_VISIT, month, i, units[u] },
				.kind = l->kind,
			};
		if (n > 0)
			try_items(l, i, items, (size_t)n, on);
	}
}

static void
try_meetings(struct longest *l)
{
	const struct facts *f = l->f;
	for (int k = 0; k < f->meeting_n; k++) {
		const struct facts_meeting *m = &f->meetings[k];
		int32_t on = calendar_next(f, m, l->today);
		const struct plan_item item = {
			.duty = { DUTY_MEETING, on, FACTS_NONE, m->unit },
			.kind = l->kind,
		};
		for (int i = 0; on != CIVIL_NONE && i < f->person_n; i++) {
			if (facts_answers_for(f, i, m->unit, on))
				try_items(l, i, &item, 1, on);
		}
	}
}

static void
try_reports(struct longest *l)
{
	const struct facts *f = l->f;
	for (int s = 0; s < f->session_n; s++) {
		int32_t on = f->sessions[s].on;
		for (int i = 0; on >= l->today && i < f->person_n; i++) {
			const struct plan_item item = {
				.duty = { DUTY_REPORT, on, i, FACTS_NONE },
				.kind = l->kind,
			};
			bool done;
			if (standing_report(f, i, s, &done))
				try_items(l, i, &item, 1, on - 3);
		}
	}
}

static void
try_all(struct longest *l)
{
	switch (l->kind) {
	case POLICY_VISIT_OPEN:
	case POLICY_VISIT_REMIND:
	case POLICY_VISIT_OVERDUE:
		try_visits(l);
		break;
	case POLICY_MEETING_REMIND:
	case POLICY_MEETING_ASK:
		try_meetings(l);
		break;
	case POLICY_REPORT_REMIND:
	case POLICY_REPORT_OVERDUE:
		try_reports(l);
		break;
	case POLICY_VISIT_PLANNED: /* needs a promise */
	case POLICY_ESCALATE:
	case POLICY_REPORT_ESCALATE:
	case POLICY_WORDING__N:
		break;
	}
}

/* --- whom to blame */

/* Parts of the text if that character were a plain one. */
static int
parts_without(const char *text, const char *sign)
{
	struct sbuf b = { 0 };
	size_t n = strlen(sign);
	const char *hit;
	while ((hit = strstr(text, sign)) != NULL) {
		sbuf_add_n(&b, text, (size_t)(hit - text));
		sbuf_add_c(&b, 'x');
		text = hit + n;
	}
	sbuf_add(&b, text);
	int parts = sms_measure(sbuf_text(&b)).parts;
	sbuf_fini(&b);
	return parts;
}

/* Byte offset of the sign in s as it was typed, or −1. */
static long
place_in(const char *s, const char *sign)
{
	char *nfc = fold_nfc(s);
	const char *hit = strstr(nfc, sign);
	const char *typed = strstr(s, sign);
	long at = !hit ? -1 : typed ? typed - s : 0;
	free(nfc);
	return at;
}

/* In words where the sign comes from; its place in the wording in *at. */
static void
find_source(const struct longest *l, const char *sign, struct sbuf *where,
    size_t *at)
{
	const struct facts *f = l->f;
	long place = place_in(l->p->wording[l->kind], sign);
	if (place >= 0) {
		*at = (size_t)place;
		sbuf_addf(where, _("in the wording, character %ld"), place + 1);
		return;
	}
	if (place_in(l->p->sign, sign) >= 0) {
		sbuf_add(where, _("in [office] sign"));
		return;
	}
	if (place_in(f->people[l->person].name, sign) >= 0) {
		sbuf_addf(where, _("in the name %s"),
		    f->people[l->person].name);
		return;
	}
	for (int u = 0; u < f->unit_n; u++) {
		const char *name = facts_short_name(f->units[u].name);
		if (place_in(name, sign) >= 0 &&
		    facts_answers_for(f, l->person, u, l->today)) {
			sbuf_addf(where, _("in the name %s"), f->units[u].name);
			return;
		}
	}
	sbuf_add(where, _("in what is filled in"));
}

static unsigned
code_of(const char *sign)
{
	const unsigned char *s = (const unsigned char *)sign;
	size_t n = width_character(sign);
	unsigned c = n == 1 ? s[0] : s[0] & (0x7fu >> n);
	for (size_t i = 1; i < n; i++)
		c = c << 6 | (s[i] & 0x3fu);
	return c;
}

static void
blame(const struct longest *l, struct value_trouble *t)
{
	const struct facts_person *x = &l->f->people[l->person];
	struct sbuf cost = { 0 }, where = { 0 }, hint = { 0 };
	size_t at = 0;
	sbuf_addf(&cost,
	    _("for %s (%s) it has %zu characters and costs %d parts"), x->code,
	    x->name, l->size.length, l->size.parts);
	sbuf_addf(&hint, _("the text: %.250s"), l->text);
	if (l->size.encoding == SMS_UCS2) {
		const char *culprit = l->text + l->size.culprit;
		char sign[8];
		snprintf(sign, sizeof sign, "%.*s",
		    (int)width_character(culprit), culprit);
		find_source(l, sign, &where, &at);
		sbuf_addf(&cost, _("; '%s' (U+%04X, %s) leaves only 70 a part"),
		    sign, code_of(sign), sbuf_text(&where));
		int parts = parts_without(l->text, sign);
		if (parts < l->size.parts)
			sbuf_addf(&cost, _(", without it %d"), parts);
	}
	value_refuse(t, at, sbuf_text(&hint), "%s", sbuf_text(&cost));
	sbuf_fini(&cost);
	sbuf_fini(&where);
	sbuf_fini(&hint);
}

bool
sense_text_fits(const struct facts *f, const struct policy *p,
    enum policy_wording w, int32_t today, struct value_trouble *t)
{
	struct longest l = { .f = f, .p = p, .kind = w, .today = today };
	try_all(&l);
	bool fits = !l.text || l.size.parts <= 1;
	if (!fits)
		blame(&l, t);
	free(l.text);
	return fits;
}
