/*
 * Who may see the pages: a one-time token becomes a cookie, a cookie gives the
 * secret of its forms.  All of it lives in memory: after a restart the token
 * of the new start is needed.  Knows no page and no clock.
 */
#ifndef NHACVIEC_APP_SESSION_H
#define NHACVIEC_APP_SESSION_H

#include <stdbool.h>
#include <stdint.h>

#define SESSION_COOKIE "nhacviec_session"

enum {
	SESSION_LIFE_S = 8 * 3600, /* from its opening, used or not */
	SESSION_SECRET_SIZE = 48   /* text of 256 bits, terminated */
};

struct session_book;

struct session_book *session_new(void);
void session_free(struct session_book *b);

/* The token that opens the next session; another one once it was used.
 * Borrowed until then. */
const char *session_token(struct session_book *b);
/* Spends the token: true, and the cookie's value, when it is the one.  Only
 * the cookie's hash is kept. */
bool session_open(struct session_book *b, const char *token, int64_t now,
    char cookie[SESSION_SECRET_SIZE]);
/* Whether a Cookie header (may be NULL) holds an open session; csrf is what
 * its forms must bring along. */
bool session_find(const struct session_book *b, const char *header, int64_t now,
    char csrf[SESSION_SECRET_SIZE]);
/* In constant time; given may be NULL. */
bool session_csrf_is(const char *csrf, const char *given);

#endif
