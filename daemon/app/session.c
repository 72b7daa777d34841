#include "app/session.h"

#include "base/log.h"
#include "base/mem.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

enum {
	SECRET = 32,
	SECRET_LENGTH = 43, /* of its text */
	COOKIES = 4	    /* of one name that are looked at */
};

struct session_book {
	char token[SESSION_SECRET_SIZE];
	bool spent;
};

void
session_secret(char out[SESSION_SECRET_SIZE])
{
	unsigned char raw[SECRET];
	randombytes_buf(raw, sizeof raw);
	sodium_bin2base64(out, SESSION_SECRET_SIZE, raw, sizeof raw,
	    sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	sodium_memzero(raw, sizeof raw);
}

/* `use` keeps a hash of one kind from being taken for another.  The secrets
 * are random, so no key is needed to keep them from being guessed. */
static void
make_hash(const char *use, const char *s, unsigned char out[ACCOUNT_DIGEST])
{
	crypto_generichash_state st;
	crypto_generichash_init(&st, NULL, 0, ACCOUNT_DIGEST);
	crypto_generichash_update(&st, (const unsigned char *)use,
	    strlen(use) + 1);
	crypto_generichash_update(&st, (const unsigned char *)s, strlen(s));
	crypto_generichash_final(&st, out, ACCOUNT_DIGEST);
}

/* --- the token */

struct session_book *
session_new(void)
{
	if (sodium_init() < 0)
		abort(); /* no randomness: nobody can be let in safely */
	struct session_book *b = mem_new(1, sizeof *b);
	session_secret(b->token);
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
		session_secret(b->token);
	b->spent = false;
	return b->token;
}

bool
session_spend(struct session_book *b, const char *token)
{
	unsigned char ours[ACCOUNT_DIGEST], theirs[ACCOUNT_DIGEST];
	make_hash("token", b->token, ours);
	make_hash("token", token, theirs);
	if (sodium_memcmp(ours, theirs, sizeof ours) != 0 || b->spent)
		return false;
	b->spent = true;
	return true;
}

/* --- sessions */

int
session_open(struct store *s, int64_t account, const char *hash,
    const struct session *old, int64_t now, char cookie[SESSION_SECRET_SIZE],
    struct err *err)
{
	unsigned char digest[ACCOUNT_DIGEST];
	if (old && account_login_close(s, old->digest, err))
		return -1;
	session_secret(cookie);
	make_hash("cookie", cookie, digest);
	return account_login_open(s, digest, account, hash, now, err);
}

/* The next cookie of that name at or after s; NULL: no more.  *value, *n. */
static const char *
next_cookie(const char *s, const char *name, const char **value, size_t *n)
{
	size_t name_n = strlen(name);
	while (*s) {
		s += strspn(s, "; \t");
		size_t all = strcspn(s, ";");
		const char *end = s + all;
		if (all > name_n && s[name_n] == '=' &&
		    strncmp(s, name, name_n) == 0) {
			*value = s + name_n + 1;
			*n = all - name_n - 1;
			while (*n && (*value)[*n - 1] == ' ')
				(*n)--;
			return end;
		}
		s = end;
	}
	return NULL;
}

static bool
is_secret(const char *s, size_t n)
{
	static const char chars[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "abcdefghijklmnopqrstuvwxyz0123456789-_";
	for (size_t i = 0; i < n; i++) {
		if (!s[i] || !strchr(chars, s[i]))
			return false;
	}
	return n == SECRET_LENGTH;
}

bool
session_cookie(const char *header, const char *name,
    char value[SESSION_SECRET_SIZE])
{
	const char *at = NULL;
	size_t n = 0;
	for (const char *s = header;
	     s && (s = next_cookie(s, name, &at, &n));) {
		if (!is_secret(at, n))
			continue;
		memcpy(value, at, n);
		value[n] = '\0';
		return true;
	}
	return false;
}

bool
session_find(struct store *s, const char *header, int64_t now,
    struct session *out)
{
	const char *at = NULL;
	size_t n = 0;
	int looked = 0;
	for (const char *h = header;
	     h && looked < COOKIES &&
	     (h = next_cookie(h, SESSION_COOKIE, &at, &n));) {
		char cookie[SESSION_SECRET_SIZE];
		if (!is_secret(at, n))
			continue;
		looked++;
		memcpy(cookie, at, n);
		cookie[n] = '\0';
		make_hash("cookie", cookie, out->digest);
		if (account_login_find(s, out->digest, now, &out->login) == 1) {
			session_csrf(cookie, out->csrf);
			return true;
		}
	}
	return false;
}

void
session_touch(struct store *s, const struct session *x, int64_t now)
{
	struct err err = { 0 };
	int64_t since = now - x->login.used_at;
	if (since >= 0 && since < ACCOUNT_TOUCH_S)
		return;
	int rc = store_begin(s, &err);
	if (rc == 0) {
		rc = account_login_touch(s, x->digest, now, &err);
		if (rc == 0)
			rc = store_end(s, &err);
		else
			store_undo(s);
	}
	if (rc)
		log_line(LOG_WARN, "web login=touch error=\"%s\"", err.text);
}

/* --- forms */

void
session_csrf(const char *cookie, char csrf[SESSION_SECRET_SIZE])
{
	unsigned char hash[ACCOUNT_DIGEST];
	make_hash("form", cookie, hash);
	sodium_bin2base64(csrf, SESSION_SECRET_SIZE, hash, sizeof hash,
	    sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

bool
session_csrf_is(const char *csrf, const char *given)
{
	size_t n = strlen(csrf);
	return given && n && strlen(given) == n &&
	       sodium_memcmp(csrf, given, n) == 0;
}
