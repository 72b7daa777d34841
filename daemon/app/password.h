/*
 * Passwords of the office's pages: what is accepted, how one is hashed and
 * checked (Argon2id, 64 MiB, some 80 ms: never on the loop), and how a verb's
 * own process asks for one.  A password is in no argument, log or frame.
 */
#ifndef NHACVIEC_APP_PASSWORD_H
#define NHACVIEC_APP_PASSWORD_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

enum { PASSWORD_LEAST = 8, PASSWORD_MOST = 256, PASSWORD_HASH_SIZE = 128 };

/* Whether it may become one; name: of the account. */
int password_accept(const char *password, const char *name, struct err *err);
/* Slow. */
int password_hash(const char *password, char hash[PASSWORD_HASH_SIZE],
    struct err *err);
/* Slow, also for hash NULL (nobody of that name): then false after as much
 * work.  Touches nothing but its arguments. */
bool password_check(const char *password, const char *hash);
/* Whether it is a hash that password_hash makes. */
bool password_is_hash(const char *s, size_t n);
/*
 * Asks the person at the terminal twice, without echo, or reads one line from
 * the standard input; then accepts and hashes.  ERR_USAGE when there is no
 * terminal to ask at.
 */
int password_ask(const char *name, bool from_stdin,
    char hash[PASSWORD_HASH_SIZE], struct err *err);

#endif
