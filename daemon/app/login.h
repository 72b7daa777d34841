/*
 * Logging in: the form, the slow check of a password as a job for another
 * thread, and the delays that grow with failures.  Knows no cookie and no
 * request.
 */
#ifndef NHACVIEC_APP_LOGIN_H
#define NHACVIEC_APP_LOGIN_H

#include "app/html.h"
#include "base/sbuf.h"
#include "store/store.h"

#include <stdbool.h>
#include <stdint.h>

struct login_book; /* who failed how often */
struct login;	   /* one attempt */

struct login_book *login_book_new(void);
void login_book_free(struct login_book *b);

/* The page; failed: with the one text for every failure; name: what the field
 * holds already. */
void login_page(struct sbuf *b, const struct html_frame *frame, bool failed,
    const char *name);

/* Copies all.  source: where it comes from, for the delays; csrf: for the form
 * that may follow. */
struct login *login_new(const char *name, const char *password,
    const char *source, const char *csrf);
/* In the loop, when its turn has come: false when name or source has to wait
 * (then it failed without a check).  Takes the hash to check against. */
bool login_ready(struct login *l, const struct login_book *b, struct store *s,
    int64_t now);
/* Slow; in any thread; touches nothing but l. */
void login_check(struct login *l);
/* Back in the loop: whether the password was right; the book hears of it. */
bool login_judge(const struct login *l, struct login_book *b, int64_t now);
void login_free(struct login *l);

const char *login_name(const struct login *l);	 /* as typed */
int64_t login_account(const struct login *l);	 /* 0: nobody */
const char *login_hash(const struct login *l);	 /* that was checked, or NULL */
const char *login_source(const struct login *l); /* for the log */
const char *login_csrf(const struct login *l);
/* Seconds until it makes sense to try again. */
int64_t login_wait(const struct login *l, const struct login_book *b,
    int64_t now);

#endif
