#include "app/session.h"

#include "base/mem.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SESSIONS = 16, HASH = 32, SECRET = 32 };

struct session {
	unsigned char hash[HASH]; /* of the cookie's value */
	int64_t opened_at;	  /* 0 = free */
};

struct session_book {
	unsigned char key[HASH]; /* of all hashes; of this start */
	char token[SESSION_SECRET_SIZE];
	bool spent;
	struct session v[SESSIONS];
};

static void
make_secret(char out[SESSION_SECRET_SIZE])
{
	unsigned char raw[SECRET];
	randombytes_buf(raw, sizeof raw);
	sodium_bin2base64(out, SESSION_SECRET_SIZE, raw, sizeof raw,
	    sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	sodium_memzero(raw, sizeof raw);
}

/* `use` keeps a hash of one kind from being taken for another. */
static void
make_hash(const struct session_book *b, char use, const void *s, size_t n,
    unsigned char out[HASH])
{
	crypto_generichash_state st;
	crypto_generichash_init(&st, b->key, sizeof b->key, HASH);
	crypto_generichash_update(&st, (const unsigned char *)&use, 1);
	crypto_generichash_update(&st, s, n);
	crypto_generichash_final(&st, out, HASH);
}

struct session_book *
session_new(void)
{
	if (sodium_init() < 0)
		abort(); /* no randomness: nobody can be let in safely */
	struct session_book *b = mem_new(1, sizeof *b);
	randombytes_buf(b->key, sizeof b->key);
	make_secret(b->token);
	return b;
}

void
session_free(struct session_book *b)
{
	if (!b)
		return;
	sodium_memzero(b, sizeof *b);
	free(b);
}

const char *
session_token(struct session_book *b)
{
	if (b->spent)
		make_secret(b->token);
	b->spent = false;
	return b->token;
}

static struct session *
free_place(struct session_book *b)
{
	struct session *oldest = &b->v[0];
	for (size_t i = 1; i < SESSIONS; i++) {
		if (b->v[i].opened_at < oldest->opened_at)
			oldest = &b->v[i];
	}
	return oldest;
}

bool
session_open(struct session_book *b, const char *token, int64_t now,
    char cookie[SESSION_SECRET_SIZE])
{
	unsigned char ours[HASH], theirs[HASH];
	make_hash(b, 't', b->token, strlen(b->token), ours);
	make_hash(b, 't', token, strlen(token), theirs);
	if (sodium_memcmp(ours, theirs, HASH) != 0 || b->spent)
		return false;
	b->spent = true;
	make_secret(cookie);
	struct session *s = free_place(b);
	s->opened_at = now;
	make_hash(b, 'c', cookie, strlen(cookie), s->hash);
	return true;
}

static const struct session *
find(const struct session_book *b, const char *value, size_t n, int64_t now)
{
	unsigned char hash[HASH];
	make_hash(b, 'c', value, n, hash);
	const struct session *found = NULL;
	for (size_t i = 0; i < SESSIONS; i++) {
		const struct session *s = &b->v[i];
		if (sodium_memcmp(s->hash, hash, HASH) == 0 && s->opened_at &&
		    now - s->opened_at < SESSION_LIFE_S)
			found = s;
	}
	return found;
}

bool
session_find(const struct session_book *b, const char *header, int64_t now,
    char csrf[SESSION_SECRET_SIZE])
{
	static const char name[] = SESSION_COOKIE "=";
	const size_t name_n = sizeof name - 1;
	for (const char *s = header; s && *s;) {
		s += strspn(s, "; \t");
		size_t n = strcspn(s, ";");
		const struct session *found = NULL;
		if (n > name_n && strncmp(s, name, name_n) == 0)
			found = find(b, s + name_n, n - name_n, now);
		if (found) {
			unsigned char hash[HASH];
			make_hash(b, 'f', found->hash, HASH, hash);
			sodium_bin2base64(csrf, SESSION_SECRET_SIZE, hash, HASH,
			    sodium_base64_VARIANT_URLSAFE_NO_PADDING);
			return true;
		}
		s += n;
	}
	return false;
}

bool
session_csrf_is(const char *csrf, const char *given)
{
	size_t n = strlen(csrf);
	return given && n && strlen(given) == n &&
	       sodium_memcmp(csrf, given, n) == 0;
}
