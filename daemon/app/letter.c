#include "app/letter.h"

#include "base/mem.h"
#include "base/sbuf.h"
#include "core/compose.h"
#include "core/review.h"
#include "core/sms.h"

#include <stdlib.h>
#include <string.h>

struct items {
	const struct facts *f;
	struct plan_item *v;
	size_t n, cap;
	size_t unknown; /* of things that are gone */
};

static int
copy_item(void *arg, const struct outbox_item *item)
{
	struct items *l = arg;
	l->v = mem_grow(l->v, &l->cap, l->n + 1, sizeof *l->v);
	if (review_item_parse(l->f, item->duty, item->rung, item->due_at,
		&l->v[l->n]))
		l->n++;
	else
		l->unknown++;
	return 0;
}

/* Drops what lapsed; the last reason stays for the case that all did. */
static enum message_reason
drop_lapsed(const struct facts *f, const struct policy *p, int person,
    struct items *l, int64_t now)
{
	enum message_reason why = MESSAGE_R_CHANGED;
	size_t kept = 0;
	for (size_t i = 0; i < l->n; i++) {
		enum message_reason r =
		    review_item(f, p, person, &l->v[i], now);
		if (r == MESSAGE_R_NONE)
			l->v[kept++] = l->v[i];
		else
			why = r;
	}
	l->n = kept;
	return why;
}

/* What a message still has to say; *l is the caller's, free(l->v). */
static enum message_reason
open_items(struct office *o, const struct facts *f, struct message_id id,
    int person, int64_t now, struct items *l)
{
	*l = (struct items){ .f = f };
	outbox_items(o->store, id, copy_item, l);
	if (person >= 0)
		return drop_lapsed(f, o->config->policy, person, l, now);
	l->n = 0;
	return MESSAGE_R_CHANGED;
}

size_t
letter_items(struct office *o, const struct facts *f, struct message_id id,
    struct person_id person, int64_t now)
{
	struct items l;
	open_items(o, f, id, facts_person_by_id(f, person), now, &l);
	free(l.v);
	return l.n;
}

static void
write_text(struct office *o, const struct facts *f, const struct due *d,
    int person, int64_t now, struct letter *out)
{
	const struct policy *p = o->config->policy;
	struct items l = { .f = f };
	enum message_reason why = MESSAGE_R_NONE;
	if (d->item_n)
		why = open_items(o, f, d->id, person, now, &l);
	out->item_n = l.n;
	if (d->item_n && !l.n)
		out->refused = why;
	else if (d->item_n)
		out->text =
		    compose_message(f, p, person, l.v, l.n, now, &out->kind);
	else
		out->text = sms_prepare(d->text, p->accents);
	if (!out->refused && out->text)
		compose_values(f, p, person, l.v, l.n, out->text, now,
		    &out->values);
	free(l.v);
	if (!out->refused && (!out->text || !*out->text)) {
		out->refused = MESSAGE_R_NO_TEXT;
		out->failed = true;
	}
}

void
letter_write(struct office *o, const struct facts *f, const struct due *d,
    int64_t now, struct letter *out)
{
	*out = (struct letter){ .kind = NULL };
	int person = facts_person_by_id(f, d->person);
	write_text(o, f, d, person, now, out);
	if (out->refused)
		return;
	out->size = sms_measure(out->text);
	if (d->number_fixed)
		out->number = mem_dup(d->number);
	else if (person >= 0 && f->people[person].phone)
		out->number = mem_dup(f->people[person].phone);
	else {
		out->refused = MESSAGE_R_NO_NUMBER;
		out->failed = true;
	}
}

void
letter_fini(struct letter *l)
{
	free(l->text);
	free(l->number);
	http_fields_fini(&l->values);
	*l = (struct letter){ .kind = NULL };
}

void
letter_mark_repeat(struct letter *l)
{
	static const char mark[] = " (nhac lai)";
	size_t n = strlen(l->text), m = sizeof mark - 1;
	if (n >= m && strcmp(l->text + n - m, mark) == 0)
		return;
	struct sbuf b = { 0 };
	sbuf_addf(&b, "%s%s", l->text, mark);
	free(l->text);
	l->text = sbuf_take(&b);
	l->size = sms_measure(l->text);
}

void
letter_message(struct office *o, const struct letter *l, const struct due *d,
    const struct config_gateway *g, int64_t now, struct letter_address *a,
    struct gw_message *m)
{
	*a = (struct letter_address){ 0 };
	*m = (struct gw_message){ .key = d->key,
		.number = l->number,
		.text = l->text,
		.encoding = l->size.encoding,
		.parts = l->size.parts,
		.now = now,
		.expires_at = d->expires_at,
		.kind = l->kind ? l->kind : d->kind,
		.values = &l->values,
		.pin = a->pin };
	if (g->driver->caps.user_ids && d->person.v &&
	    address_of(o->store, g->settings.name, d->person, a->user_id,
		&m->heard_at) == 1)
		m->user_id = a->user_id;
	if (g->driver->caps.pin && d->first_attempt_at)
		outbox_pin(o->store, d->id, g->settings.name, a->pin,
		    sizeof a->pin);
}
