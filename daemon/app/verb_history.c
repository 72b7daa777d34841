#include "app/verb_history.h"

#include "app/lang.h"
#include "app/names.h"
#include "base/mem.h"
#include "core/civil.h"
#include "store/history.h"
#include "store/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct row { /* one change; strings owned */
	int64_t at;
	size_t place; /* keeps the order of one instant */
	char *who, *way, *what, *before, *after, *reason;
};

struct gathering {
	const struct facts *f;
	struct row *v;
	size_t n, cap;
};

static struct row *
add(struct gathering *g, int64_t at)
{
	g->v = mem_grow(g->v, &g->cap, g->n + 1, sizeof *g->v);
	g->v[g->n] = (struct row){ .at = at, .place = g->n };
	return &g->v[g->n++];
}

static void
forget(struct gathering *g)
{
	for (size_t i = 0; i < g->n; i++) {
		free(g->v[i].who);
		free(g->v[i].way);
		free(g->v[i].what);
		free(g->v[i].before);
		free(g->v[i].after);
		free(g->v[i].reason);
	}
	free(g->v);
}

static int
on_audit(void *arg, const struct store_audit_row *r)
{
	struct row *row = add(arg, r->at);
	row->who = mem_dup(r->who);
	row->way = mem_dup_n(r->who, strcspn(r->who, ":")); /* "cli:root" */
	row->what = mem_dup(r->what);
	row->before = mem_dup(r->before);
	row->after = mem_dup(r->after);
	row->reason = mem_dup(r->reason);
	return 0;
}

/* --- rows of imports, in words */

static void
put_day(struct sbuf *b, int64_t on)
{
	char buf[16];
	if (on == CIVIL_NONE || on == CIVIL_MAX)
		sbuf_add_c(b, '-');
	else
		sbuf_add(b, civil_iso((int32_t)on, buf));
}

/* Ids become codes, day numbers days. */
static void
put_value(const struct facts *f, const char *key, const json_t *v,
    struct sbuf *b)
{
	int64_t n = json_integer_value(v);
	int unit = facts_unit_by_id(f, (struct unit_id){ n });
	int person = facts_person_by_id(f, (struct person_id){ n });
	if (json_is_string(v))
		sbuf_add(b, json_string_value(v));
	else if (!json_is_integer(v))
		sbuf_add_c(b, '-');
	else if (strcmp(key, "person") == 0 && person >= 0)
		sbuf_add(b, f->people[person].code);
	else if ((strcmp(key, "unit") == 0 || strcmp(key, "parent") == 0) &&
		 unit >= 0)
		sbuf_add(b, f->units[unit].code);
	else if (strcmp(key, "from_on") == 0 || strcmp(key, "until_on") == 0)
		put_day(b, n);
	else if (strcmp(key, "minute") == 0 && n >= 0)
		sbuf_addf(b, "%02d:%02d", (int)n / 60, (int)n % 60);
	else
		sbuf_addf(b, "%lld", (long long)n);
}

/* "phone +84…, role cadre": what is otherwise in `other`, or all that is
 * something. */
static char *
in_words(const struct facts *f, json_t *row, const json_t *other)
{
	struct sbuf b = { 0 };
	const char *key;
	json_t *v;
	json_object_foreach(row, key, v)
	{
		const json_t *o = json_object_get(other, key);
		bool empty = json_is_null(v) ||
			     (json_is_string(v) && !*json_string_value(v));
		if (other ? json_equal(v, o) : empty)
			continue;
		sbuf_addf(&b, "%s%s ", b.len ? ", " : "", key);
		put_value(f, key, v, &b);
	}
	return b.len ? sbuf_take(&b) : mem_dup("");
}

static int
on_import(void *arg, const struct history_row *r)
{
	struct gathering *g = arg;
	struct row *row = add(g, r->at);
	struct sbuf way = { 0 }, what = { 0 };
	json_t *before = *r->before ? json_loads(r->before, 0, NULL) : NULL;
	json_t *after = json_loads(r->after, 0, NULL);
	const char *did = r->undone ? "undone" : before ? "changed" : "added";
	sbuf_addf(&way, "import:%lld", (long long)r->import);
	sbuf_addf(&what, "%s.%s", r->table, did);
	row->who = mem_dup(*r->who ? r->who : sbuf_text(&way));
	row->way = sbuf_take(&way);
	row->what = sbuf_take(&what);
	row->before = in_words(g->f, r->undone ? after : before,
	    r->undone ? before : after);
	row->after = in_words(g->f, r->undone ? before : after,
	    r->undone ? after : before);
	row->reason = mem_dup("");
	json_decref(before);
	json_decref(after);
	return 0;
}

/* --- */

static int
compare(const void *a, const void *b)
{
	const struct row *x = a, *y = b;
	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	return x->place < y->place ? -1 : x->place > y->place;
}

static void
say(struct verb_call *v, const struct row *r)
{
	char at[40];
	civil_rfc3339(r->at, v->office->config->policy->offset_s, at);
	if (v->json) {
		verb_json(v,
		    json_pack("{s:s,s:s,s:s,s:s,s:s,s:s,s:s}", "at", at, "who",
			r->who, "way", r->way, "what", r->what, "before",
			r->before, "after", r->after, "reason", r->reason));
		return;
	}
	sbuf_addf(v->out, "%.16s  %-12s %-16s ", at, r->who, r->what);
	if (strncmp(r->way, "import:", 7) == 0)
		sbuf_addf(v->out, "[%s] ", r->way);
	sbuf_addf(v->out, "%s%s%s%s%s\n", r->before, *r->before ? " -> " : "",
	    r->after, *r->reason ? "  # " : "", r->reason);
}

/* The subject's rows, of both kinds: 0 or −1. */
static int
gather(struct verb_call *v, struct gathering *g, int person, int unit)
{
	const struct facts *f = g->f;
	struct store *s = v->office->store;
	struct sbuf subject = { 0 };
	sbuf_addf(&subject, "%s:%s", person >= 0 ? "person" : "unit",
	    person >= 0 ? f->people[person].code : f->units[unit].code);
	int rc = person >= 0
		     ? history_of_person(s, f->people[person].id, on_import, g)
		     : history_of_unit(s, f->units[unit].id, on_import, g);
	if (rc == 0)
		rc = store_audit_list(s, sbuf_text(&subject), on_audit, g);
	sbuf_fini(&subject);
	return rc;
}

int
verb_history_run(struct verb_call *v)
{
	struct err err = { 0 };
	if (v->args->word_n != 1)
		return verb_usage(v, "one PERSON or UNIT");
	struct gathering g = { .f = verb_facts(v) };
	if (!g.f)
		return VERB_FAILED;
	int person = names_person(g.f, v->args->word[0], &err);
	int unit = person < 0 ? names_unit(g.f, v->args->word[0], &err) : -1;
	if (person < 0 && unit < 0) {
		err_set(&err, ERR_NOT_FOUND,
		    "there is no person and no unit '%s'", v->args->word[0]);
		return verb_fail(v, &err);
	}
	int rc = gather(v, &g, person, unit);
	if (g.n)
		qsort(g.v, g.n, sizeof *g.v, compare);
	for (size_t i = 0; rc == 0 && i < g.n; i++)
		say(v, &g.v[i]);
	forget(&g);
	if (rc == 0)
		return VERB_DONE;
	sbuf_add(v->talk, _("nhacviec history: the database refused\n"));
	return VERB_FAILED;
}
