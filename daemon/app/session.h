/*
 * Who is at the pages: a cookie that only its owner has, its digest in the
 * database, the secret of its forms derived from it.  The one-time token that
 * `run` prints lives in memory.  Knows no page and no clock.
 */
#ifndef NHACVIEC_APP_SESSION_H
#define NHACVIEC_APP_SESSION_H

#include "base/err.h"
#include "store/account.h"

#include <stdbool.h>
#include <stdint.h>

#define SESSION_COOKIE "nhacviec_session"
#define SESSION_LOGIN_COOKIE "nhacviec_login" /* of the login form alone */

enum { SESSION_SECRET_SIZE = 48 }; /* text of 256 bits, terminated */

struct session { /* an open one */
	struct account_login login;
	unsigned char digest[ACCOUNT_DIGEST];
	char csrf[SESSION_SECRET_SIZE]; /* what its forms bring along */
};

struct session_book; /* the token */

struct session_book *session_new(void);
void session_free(struct session_book *b);
/* The token that opens the next session; another one once it was used.
 * Borrowed until then. */
const char *session_token(struct session_book *b);
/* Spends the token: true when it is the one. */
bool session_spend(struct session_book *b, const char *token);

/* A new cookie for the account that has this hash (account 0: for the token);
 * the session of `old` (may be NULL) ends.  1, 0 the account has another hash
 * by now, −1 error.  Between store_begin and store_end. */
int session_open(struct store *s, int64_t account, const char *hash,
    const struct session *old, int64_t now, char cookie[SESSION_SECRET_SIZE],
    struct err *err);
/* Whether a Cookie header (may be NULL) holds an open session. */
bool session_find(struct store *s, const char *header, int64_t now,
    struct session *out);
/* Writes down, at most once a minute, that it is in use. */
void session_touch(struct store *s, const struct session *x, int64_t now);

/* Random text of 256 bits. */
void session_secret(char out[SESSION_SECRET_SIZE]);
/* The value of a cookie, if it has the form of a secret of ours. */
bool session_cookie(const char *header, const char *name,
    char value[SESSION_SECRET_SIZE]);
/* What the forms of a cookie bring along; it tells nothing of the cookie. */
void session_csrf(const char *cookie, char csrf[SESSION_SECRET_SIZE]);
/* In constant time; given may be NULL; "" is never right. */
bool session_csrf_is(const char *csrf, const char *given);

#endif
