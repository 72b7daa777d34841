#include "app/icsfeed.h"

#include "app/ics.h"
#include "store/feed.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

enum { SECRET = 32, TOKEN = 16, KEY = 8 };

static const char setting[] = "calendar_secret";
static const char suffix[] = ".ics";

/* --- tokens */

/* 1 found, 0 there is none yet, −1. */
static int
read_secret(struct office *o, unsigned char secret[SECRET])
{
	char hex[2 * SECRET + 1];
	size_t n = 0;
	int rc = store_setting_get(o->store, setting, hex, sizeof hex);
	if (rc > 0 &&
	    (sodium_hex2bin(secret, SECRET, hex, strlen(hex), NULL, &n, NULL) ||
		n != SECRET))
		rc = -1;
	sodium_memzero(hex, sizeof hex);
	return rc;
}

static int
make_secret(struct office *o, unsigned char secret[SECRET], struct err *err)
{
	char hex[2 * SECRET + 1];
	int rc = read_secret(o, secret);
	if (rc > 0)
		return 0;
	if (rc < 0)
		return err_set(err, ERR_FAILED,
		    "the secret of the calendars cannot be read");
	randombytes_buf(secret, SECRET);
	sodium_bin2hex(hex, sizeof hex, secret, SECRET);
	rc = store_setting_put(o->store, setting, hex, err);
	sodium_memzero(hex, sizeof hex);
	return rc;
}

/* `use` and the numbers, in text, so that none is taken for another. */
static void
derive(const unsigned char secret[SECRET], const char *use, int64_t person,
    int64_t serial, unsigned char *out, size_t n)
{
	char text[80];
	int len = snprintf(text, sizeof text, "%s/%lld/%lld", use,
	    (long long)person, (long long)serial);
	crypto_generichash(out, n, (const unsigned char *)text,
	    (unsigned long long)len, secret, SECRET);
}

static void
make_token(const unsigned char secret[SECRET], int64_t person, int64_t serial,
    char token[ICSFEED_TOKEN_SIZE])
{
	unsigned char raw[TOKEN];
	derive(secret, "calendar", person, serial, raw, sizeof raw);
	sodium_bin2base64(token, ICSFEED_TOKEN_SIZE, raw, sizeof raw,
	    sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

int
icsfeed_url(struct office *o, const struct facts *f, int person, bool renew,
    const char *who, int64_t now, struct sbuf *url, struct err *err)
{
	unsigned char secret[SECRET];
	char token[ICSFEED_TOKEN_SIZE];
	struct person_id id = f->people[person].id;
	int64_t serial = feed_get(o->store, id);
	if (serial < 0)
		return err_set(err, ERR_FAILED,
		    "the calendar addresses cannot be read");
	if (make_secret(o, secret, err) < 0)
		return -1;
	if (serial == 0 || renew) {
		struct sbuf subject = { 0 };
		sbuf_addf(&subject, "person:%s", f->people[person].code);
		serial = feed_renew(o->store, id, sbuf_text(&subject), who, now,
		    err);
		sbuf_fini(&subject);
	}
	if (serial > 0) {
		size_t n = strlen(o->config->web_url);
		make_token(secret, id.v, serial, token);
		while (n && o->config->web_url[n - 1] == '/')
			n--;
		sbuf_add_n(url, o->config->web_url, n);
		sbuf_addf(url, "/calendar/%s%s", token, suffix);
	}
	sodium_memzero(secret, sizeof secret);
	return serial > 0 ? 0 : -1;
}

struct search {
	unsigned char secret[SECRET];
	char given[ICSFEED_TOKEN_SIZE];
	struct person_id found; /* v = 0: not yet */
};

/* Each is looked at, also after the right one. */
static int
on_feed(void *arg, struct person_id p, int64_t serial)
{
	struct search *s = arg;
	char token[ICSFEED_TOKEN_SIZE] = "";
	make_token(s->secret, p.v, serial, token);
	if (sodium_memcmp(token, s->given, sizeof token) == 0)
		s->found = p;
	return 0;
}

int
icsfeed_person(struct office *o, const struct facts *f, const char *name)
{
	struct search s = { .found = { 0 } };
	size_t n = strlen(name), tail = sizeof suffix - 1;
	if (n > tail && strcmp(name + n - tail, suffix) == 0 &&
	    n - tail < sizeof s.given)
		memcpy(s.given, name, n - tail);
	if (read_secret(o, s.secret) <= 0)
		return -1; /* nobody has an address */
	int rc = feed_list(o->store, on_feed, &s);
	sodium_memzero(s.secret, sizeof s.secret);
	return rc < 0 || !s.found.v ? -1 : facts_person_by_id(f, s.found);
}

/* --- content */

static const char *
zone_of(const struct config *c)
{
	for (size_t i = 0; i < c->origin_n; i++) {
		if (strcmp(c->origins[i].section, "office") == 0 &&
		    strcmp(c->origins[i].key, "timezone") == 0)
			return c->origins[i].value;
	}
	return "Asia/Ho_Chi_Minh";
}

static void
make_tag(const struct sbuf *content, char tag[ICSFEED_TAG_SIZE])
{
	unsigned char raw[TOKEN];
	char text[2 * TOKEN + 1];
	crypto_generichash(raw, sizeof raw,
	    (const unsigned char *)sbuf_text(content), content->len, NULL, 0);
	sodium_bin2hex(text, sizeof text, raw, sizeof raw);
	snprintf(tag, ICSFEED_TAG_SIZE, "W/\"%s\"", text);
}

int
icsfeed_write(struct office *o, const struct facts *f, int person, int64_t now,
    struct sbuf *b, char tag[ICSFEED_TAG_SIZE], struct err *err)
{
	unsigned char secret[SECRET], raw[TOKEN];
	char key[2 * KEY + 1];
	struct sbuf timeless = { 0 };
	if (read_secret(o, secret) <= 0)
		return err_set(err, ERR_FAILED,
		    "the secret of the calendars cannot be read");
	derive(secret, "office", 0, 0, raw, sizeof raw);
	sodium_memzero(secret, sizeof secret);
	sodium_bin2hex(key, sizeof key, raw, KEY); /* enough to be its own */
	struct ics c = { .f = f,
		.p = o->config->policy,
		.person = person,
		.now = now,
		.zone = zone_of(o->config),
		.key = key };
	ics_write(&c, &timeless);
	make_tag(&timeless, tag);
	sbuf_fini(&timeless);
	c.stamp_at = now;
	ics_write(&c, b);
	return 0;
}

bool
icsfeed_has_tag(const char *header, const char *tag)
{
	if (!header)
		return false;
	/* Weak comparison: the W/ does not count. */
	return strcmp(header, "*") == 0 || strstr(header, tag + 2) != NULL;
}
