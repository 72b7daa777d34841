/*
 * Who may use the office's pages: accounts with a role and a password's hash,
 * and the logins that are open.  Knows no password, no cookie (only digests of
 * them) and no page.
 */
#ifndef NHACVIEC_STORE_ACCOUNT_H
#define NHACVIEC_STORE_ACCOUNT_H

#include "base/err.h"
#include "store/store.h"

#include <stdbool.h>
#include <stdint.h>

enum account_role { /* each may do what the one before may */
	ACCOUNT_VIEWER,
	ACCOUNT_OPERATOR, /* enters visits, results, answers the inbox */
	ACCOUNT_ADMIN,
	ACCOUNT_ROLE__N
};

enum {
	ACCOUNT_NAME_SIZE = 33, /* with its NUL */
	ACCOUNT_DIGEST = 32,	/* bytes: the hash of a cookie */
	ACCOUNT_IDLE_S = 30 * 60,
	ACCOUNT_LIFE_S = 8 * 3600,
	ACCOUNT_TOUCH_S = 60 /* a use is written down at most so often */
};

const char *account_role_name(enum account_role r);
/* −1 when there is no such role. */
int account_role_parse(const char *name);

struct account_row { /* strings valid during the callback */
	int64_t id;
	const char *name;
	enum account_role role;
	const char *hash;
	int64_t created_at;
	int64_t password_at; /* when the password was set */
	int64_t login_at;    /* the last login, 0 never */
	int logins;	     /* open ones */
};
typedef int account_cb(void *arg, const struct account_row *row);

/* Names are compared without regard to case.  1 added, 0 there is one of that
 * name already, −1 error.  The first account ends the logins that were opened
 * without one. */
int account_add(struct store *s, const char *name, enum account_role role,
    const char *hash, const char *who, int64_t now, struct err *err);
/* A new password's hash; ends the account's logins.  1 done, 0 no such
 * account. */
int account_set_hash(struct store *s, const char *name, const char *hash,
    const char *who, int64_t now, struct err *err);
/* The account and its logins go.  1 gone, 0 there was none. */
int account_remove(struct store *s, const char *name, const char *who,
    int64_t now, struct err *err);
/* How many there are; −1 error. */
int64_t account_count(struct store *s);
/* 1 found and cb called, 0 none, −1 error. */
int account_get(struct store *s, const char *name, int64_t now, account_cb *cb,
    void *arg);
/* By name; a callback that returns anything but 0 stops. */
int account_list(struct store *s, int64_t now, account_cb *cb, void *arg);

struct account_login {
	int64_t account; /* 0: opened by the one-time token */
	char name[ACCOUNT_NAME_SIZE];
	enum account_role role;
	int64_t used_at;
};

/* account 0: without one (the one-time token); otherwise hash must still be
 * the account's, so that a login never outlives the password it was made with:
 * 1 opened, 0 it is not.  Forgets the logins that have ended. */
int account_login_open(struct store *s,
    const unsigned char digest[ACCOUNT_DIGEST], int64_t account,
    const char *hash, int64_t now, struct err *err);
/* 1 it is open, 0 there is none or it ended, −1 error. */
int account_login_find(struct store *s,
    const unsigned char digest[ACCOUNT_DIGEST], int64_t now,
    struct account_login *l);
/* It was used now. */
int account_login_touch(struct store *s,
    const unsigned char digest[ACCOUNT_DIGEST], int64_t now, struct err *err);
int account_logout_all(struct store *s, struct err *err);
int account_login_close(struct store *s,
    const unsigned char digest[ACCOUNT_DIGEST], struct err *err);

#endif
