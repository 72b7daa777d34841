#include "app/verb_queue.h"

#include "app/lang.h"
#include "core/civil.h"
#include "core/phone.h"
#include "store/outbox.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SHOWN = 50 };

struct listing {
	struct verb_call *v;
	const struct facts *f;
	int64_t skip; /* rows before the last SHOWN, in text */
	int64_t n;
};

static int
add_duty(void *arg, const struct outbox_item *item)
{
	json_array_append_new(arg, json_string(item->duty));
	return 0;
}

static const char *
rank_name(int rank)
{
	static const char *const names[] = { "unknown", "on its way",
		"undelivered", "delivered" };
	return rank >= 0 && rank < 4 ? names[rank] : "unknown";
}

/* Their own words too, those that say nothing to us as well. */
static int
add_word(void *arg, const struct outbox_word *w)
{
	return json_array_append_new(arg,
	    json_pack("{s:s,s:s,s:i,s:s}", "means", rank_name(w->rank),
		"gateway", w->gateway, "part", w->part, "word", w->raw));
}

static int
word_text(void *arg, const struct outbox_word *w)
{
	struct verb_call *v = arg;
	char at[40];
	sbuf_addf(v->out, _("       report %.16s  %s: %s (%s)\n"),
	    civil_rfc3339(w->at, v->office->config->policy->offset_s, at),
	    w->gateway, w->raw, rank_name(w->rank));
	return 0;
}

static void
row_json(struct listing *l, const struct outbox_row *m, const char *code)
{
	int offset = l->v->office->config->policy->offset_s;
	char created[40], updated[40], next[40];
	json_t *about = json_array();
	json_t *words = json_array();
	outbox_items(l->v->office->store, m->id, add_duty, about);
	outbox_words(l->v->office->store, m->id, add_word, words);
	const char *reason = message_reason_name(m->reason);
	verb_json(l->v,
	    json_pack("{s:I,s:s?,s:s,s:s,s:s,s:s,s:s,s:i,s:i,s:s?,s:s,s:s,"
		      "s:s,s:s?,s:o,s:o}",
		"id", (json_int_t)m->id.v, "to", code, "number", m->number,
		"kind", m->kind, "state", message_state_name(m->state),
		"gateway", m->gateway, "text", m->text, "parts", m->parts,
		"attempts", m->attempts, "reason", *reason ? reason : NULL,
		"detail", m->detail, "created",
		civil_rfc3339(m->created_at, offset, created), "updated",
		civil_rfc3339(m->updated_at, offset, updated), "next",
		m->state == MESSAGE_QUEUED
		    ? civil_rfc3339(m->next_at, offset, next)
		    : NULL,
		"about", about, "reports", words));
}

static enum verb_colour
colour_of(enum message_state s)
{
	switch (s) {
	case MESSAGE_DELIVERED:
		return VERB_GREEN;
	case MESSAGE_UNCERTAIN:
	case MESSAGE_HELD:
		return VERB_YELLOW;
	case MESSAGE_UNDELIVERED:
	case MESSAGE_FAILED:
	case MESSAGE_EXPIRED:
		return VERB_RED;
	case MESSAGE_QUEUED:
	case MESSAGE_SENDING:
	case MESSAGE_ACCEPTED:
	case MESSAGE_CANCELLED:
	case MESSAGE_STATE__N:
		break;
	}
	return VERB_PLAIN;
}

static void
row_text(struct listing *l, const struct outbox_row *m, const char *name)
{
	char at[40], national[PHONE_SIZE];
	civil_rfc3339(m->updated_at, l->v->office->config->policy->offset_s,
	    at);
	sbuf_addf(l->v->out, "%5" PRId64 "  %.16s  %s%-11s%s %-14s %s %s\n",
	    m->id.v, at, verb_paint(l->v, colour_of(m->state)),
	    message_state_name(m->state), verb_paint(l->v, VERB_PLAIN), m->kind,
	    name, phone_national(m->number, national));
	if (m->reason != MESSAGE_R_NONE)
		sbuf_addf(l->v->out, "       %s%s%s\n",
		    _(message_reason_words(m->reason)), *m->detail ? ": " : "",
		    m->detail);
	sbuf_addf(l->v->out, "       %s\n", m->text);
}

static int
on_row(void *arg, const struct outbox_row *m)
{
	struct listing *l = arg;
	int i = facts_person_by_id(l->f, m->person);
	/* until it is claimed the number is the person's present one */
	struct outbox_row row = *m;
	if (!*row.number && i >= 0 && l->f->people[i].phone)
		row.number = l->f->people[i].phone;
	if (l->v->json)
		row_json(l, &row, i < 0 ? NULL : l->f->people[i].code);
	else if (l->n++ >= l->skip)
		row_text(l, &row, i < 0 ? "-" : l->f->people[i].name);
	return 0;
}

static int
list(struct verb_call *v, const struct facts *f)
{
	const char *name = args_get(v->args, "--state");
	int state = name ? message_state_parse(name) : -1;
	if (name && state < 0)
		return verb_usage(v, "there is no such state");
	struct listing l = { .v = v, .f = f };
	int64_t all = outbox_count(v->office->store, state);
	if (!v->json && all > SHOWN && !args_has(v->args, "--all")) {
		l.skip = all - SHOWN;
		sbuf_addf(v->talk, _("(the last %d of %" PRId64 "; --all)\n"),
		    SHOWN, all);
	}
	if (outbox_list(v->office->store, state, 0, on_row, &l) < 0) {
		sbuf_add(v->talk, _("nhacviec queue: the database refused\n"));
		return VERB_FAILED;
	}
	if (!v->json && all == 0)
		sbuf_add(v->talk, _("nothing is there\n"));
	return VERB_DONE;
}

static const struct {
	const char *name;
	enum message_event event;
	const char *done;
} moves[] = {
	{ "hold", MESSAGE_HOLD, N_("held") },
	{ "release", MESSAGE_RELEASE, N_("released") },
	{ "cancel", MESSAGE_CANCEL, N_("cancelled") },
	{ "retry", MESSAGE_RETRY, N_("queued again") },
};

/* The message's state, and its person as a subject of the trail. */
static void
whose(struct verb_call *v, struct message_id id, enum message_state *was,
    struct sbuf *also)
{
	struct outbox_row row;
	struct err err = { 0 };
	const struct facts *f = office_facts(v->office, &err);
	if (!f || outbox_get(v->office->store, id, &row) != 1)
		return;
	int person = facts_person_by_id(f, row.person);
	*was = row.state;
	if (person >= 0)
		sbuf_addf(also, "person:%s", f->people[person].code);
	outbox_row_fini(&row);
}

static int
move_row(struct verb_call *v, struct message_id id, size_t move,
    const struct store_audit_row *row, const char *also, struct err *err)
{
	if (outbox_move(v->office->store, id, moves[move].event,
		MESSAGE_R_PERSON, row->reason, v->now, err) < 0)
		return -1;
	return store_audit_row(v->office->store, row, also, err);
}

static int
move_one(struct verb_call *v, size_t move, const char *word)
{
	struct err err = { 0 };
	char *end;
	struct message_id id = { strtoll(word, &end, 10) };
	const char *reason = args_get(v->args, "--reason");
	if (*end || id.v <= 0)
		return verb_usage(v, "a message is named by its number");
	struct sbuf also = { 0 };
	char subject[40];
	enum message_state was = MESSAGE_QUEUED;
	snprintf(subject, sizeof subject, "message:%" PRId64, id.v);
	whose(v, id, &was, &also);
	const struct store_audit_row row = { v->now, v->who, moves[move].name,
		subject, message_state_name(was), moves[move].done,
		reason ? reason : "" };
	int rc = store_begin(v->office->store, &err);
	if (rc == 0) {
		rc = move_row(v, id, move, &row,
		    also.len ? sbuf_text(&also) : NULL, &err);
		if (rc == 0)
			rc = store_end(v->office->store, &err);
		else
			store_undo(v->office->store);
	}
	sbuf_fini(&also);
	if (rc)
		return verb_fail(v, &err);
	verb_say(v,
	    json_pack("{s:I,s:s,s:s}", "id", (json_int_t)id.v, "done",
		moves[move].name, "was", message_state_name(was)),
	    "message %" PRId64 " %s\n", id.v, _(moves[move].done));
	return verb_commit(v);
}

static int
show(struct verb_call *v, const struct facts *f)
{
	struct outbox_row row;
	struct listing l = { .v = v, .f = f };
	char *end;
	struct message_id id = { strtoll(v->args->word[1], &end, 10) };
	struct err err = { 0 };
	if (*end || id.v <= 0 || v->args->word_n > 2)
		return verb_usage(v, "a message is named by its number");
	if (outbox_get(v->office->store, id, &row) != 1) {
		err_set(&err, ERR_NOT_FOUND, "there is no message %s",
		    v->args->word[1]);
		return verb_fail(v, &err);
	}
	on_row(&l, &row);
	outbox_row_fini(&row);
	if (!v->json)
		outbox_words(v->office->store, id, word_text, v);
	return VERB_DONE;
}

int
verb_queue_run(struct verb_call *v)
{
	const char *what = v->args->word_n ? v->args->word[0] : "list";
	const struct facts *f = verb_facts(v);
	if (!f)
		return VERB_FAILED;
	if (strcmp(what, "list") == 0)
		return list(v, f);
	if (v->args->word_n < 2)
		return verb_usage(v, "which message? give its number");
	if (strcmp(what, "show") == 0)
		return show(v, f);
	for (size_t m = 0; m < sizeof moves / sizeof *moves; m++) {
		if (strcmp(what, moves[m].name) != 0)
			continue;
		int worst = VERB_DONE;
		for (size_t i = 1; i < v->args->word_n; i++) {
			int code = move_one(v, m, v->args->word[i]);
			worst = code ? code : worst;
		}
		return worst;
	}
	return verb_usage(v, "list, show, hold, release, cancel or retry");
}
