/*
 * The table of gateways and what all dialects share: names, events, secrets.
 * Knows no vendor's format.
 */
#include "gw/gw.h"

#include "base/mem.h"
#include "gw/drivers.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct gw_driver *const gw_drivers[] = {
	&sandbox_driver,
	&kannel_driver,
	&esms_driver,
	&http_driver,
	&smsgate_driver,
	&zalo_driver,
	NULL,
};

static const char *const class_names[] = {
	[GW_ACCEPTED] = "accepted",
	[GW_DUPLICATE] = "duplicate",
	[GW_RETRY] = "retry",
	[GW_NIGHT] = "night",
	[GW_QUOTA] = "quota",
	[GW_AUTH] = "auth",
	[GW_CONFIG] = "config",
	[GW_RECIPIENT] = "recipient",
	[GW_MESSAGE] = "message",
	[GW_AMBIGUOUS] = "ambiguous",
	[GW_NOT_SENT] = "not_sent",
};
_Static_assert(sizeof class_names / sizeof *class_names == GW_CLASS__N,
    "each class has a name");

const struct gw_driver *
gw_driver_at(size_t i)
{
	size_t n = 0;
	while (n < i && gw_drivers[n])
		n++;
	return gw_drivers[n];
}

const struct gw_driver *
gw_driver_find(const char *name)
{
	const struct gw_driver *d;
	for (size_t i = 0; (d = gw_driver_at(i)); i++) {
		if (strcmp(d->name, name) == 0)
			return d;
	}
	return NULL;
}

const char *
gw_class_name(enum gw_class c)
{
	return (unsigned)c < GW_CLASS__N ? class_names[c] : "unknown";
}

struct gw_caps
gw_caps(const struct gw_driver *d, const struct gw_settings *s)
{
	struct gw_caps caps = d->caps;
	if (d->caps_of)
		d->caps_of(s, &caps);
	return caps;
}

const struct gw_key *
gw_key_find(const struct gw_driver *d, const char *name)
{
	for (const struct gw_key *k = d->keys; k && k->name; k++) {
		size_t n = strlen(k->name);
		if (strcmp(k->name, name) == 0)
			return k;
		if (n > 2 && strcmp(k->name + n - 2, ".*") == 0 &&
		    strncmp(k->name, name, n - 1) == 0 && name[n - 1])
			return k;
	}
	return NULL;
}

struct gw_event *
gw_events_add(struct gw_events *e)
{
	size_t cap = e->n;
	e->v = mem_grow(e->v, &cap, e->n + 1, sizeof *e->v);
	e->v[e->n] = (struct gw_event){ 0 };
	return &e->v[e->n++];
}

void
gw_events_fini(struct gw_events *e)
{
	for (size_t i = 0; i < e->n; i++) {
		struct gw_event *v = &e->v[i];
		free(v->dedup);
		free(v->from);
		free(v->to);
		free(v->text);
		free(v->key);
		free(v->provider_id);
		free(v->raw);
	}
	free(e->v);
	*e = (struct gw_events){ 0 };
}

bool
gw_classify_transport(const struct http_response *resp,
    struct gw_result *result)
{
	if (resp->outcome == HTTP_ANSWERED)
		return false;
	*result = (struct gw_result){ .retry_after_s = -1, .quota = -1 };
	/* Anything that is not provably unsent may have arrived. */
	result->class =
	    resp->outcome == HTTP_NOT_SENT ? GW_NOT_SENT : GW_AMBIGUOUS;
	snprintf(result->reason, sizeof result->reason, "%s",
	    resp->error ? resp->error : "");
	return true;
}

static void
wipe(char *s)
{
	if (s)
		sodium_memzero(s, strlen(s));
	free(s);
}

void
gw_token_fini(struct gw_token *t)
{
	wipe(t->access);
	wipe(t->refresh);
	*t = (struct gw_token){ 0 };
}

char *
gw_dup(const char *s)
{
	return s && *s ? mem_dup(s) : NULL;
}

char *
gw_text(const char *s, size_t n)
{
	char *copy = mem_dup_n(s ? s : "", s ? n : 0);
	for (size_t i = 0; s && i < n; i++) {
		if (!copy[i])
			copy[i] = ' ';
	}
	return copy;
}

void
gw_misfit(struct gw_result *result, const char *before, const char *word,
    const char *after)
{
	result->class = GW_RECIPIENT;
	snprintf(result->reason, sizeof result->reason, "%s%s%s", before, word,
	    after);
}

enum gw_verdict
gw_verify_query(const struct gw_settings *s, const struct http_inbound *in,
    const char **how)
{
	*how = "secret";
	return gw_secret_equal(http_fields_get(&in->query, "secret"),
		   s->hook_secret)
		   ? GW_GENUINE
		   : GW_FORGED;
}

const char *
gw_more(const struct gw_settings *s, const char *name)
{
	for (size_t i = 0; i < s->more_n; i++) {
		const char *value = s->more[i].value;
		if (strcmp(s->more[i].name, name) == 0)
			return value && *value ? value : NULL;
	}
	return NULL;
}

bool
gw_secret_equal(const char *a, const char *b)
{
	if (!a || !b || !*a || !*b)
		return false;
	size_t n = strlen(a);
	/* The length of a secret is not what it protects. */
	return n == strlen(b) && sodium_memcmp(a, b, n) == 0;
}
