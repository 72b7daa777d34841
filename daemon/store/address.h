/*
 * Who is who at a gateway that has ids of its own: ids linked to persons, when
 * they wrote last, and the one-time codes that prove a link.
 */
#ifndef NHACVIEC_STORE_ADDRESS_H
#define NHACVIEC_STORE_ADDRESS_H

#include "base/err.h"
#include "core/ids.h"
#include "store/store.h"

#include <stddef.h>
#include <stdint.h>

#define ADDRESS_ID_SIZE 64

/* The person linked to that id, or v = 0. */
struct person_id address_person(struct store *s, const char *gateway,
    const char *user_id);
/* The person's newest id there and when they wrote last (0 never): 1 found,
 * 0 none, −1 error. */
int address_of(struct store *s, const char *gateway, struct person_id p,
    char user_id[ADDRESS_ID_SIZE], int64_t *heard_at);
/*
 * This id is that person's, proven at `at`; why is for the audit trail.  An
 * older word than the link's own changes nothing.  1 linked anew, 0 it was so
 * already or is newer, −1 error.
 */
int address_link(struct store *s, const char *gateway, const char *user_id,
    struct person_id p, int64_t at, const char *who, const char *why,
    struct err *err);
/* They wrote then; nothing for an id that is not linked. */
int address_heard(struct store *s, const char *gateway, const char *user_id,
    int64_t at, struct err *err);

/* The gateway by which the reply came that this message answers, or "". */
void address_asked_by(struct store *s, struct message_id answer,
    char gateway[ADDRESS_ID_SIZE]);

enum address_try { /* what a code typed by an id meant */
	ADDRESS_LINKED,
	ADDRESS_WRONG,	/* none such, used or expired: counted */
	ADDRESS_LOCKED, /* too many wrong ones from this id of late */
	ADDRESS_TRY__N
};

/* A code for the person, in the place of one that is open.  The code must be
 * unguessable.  1 made, 0 the same code is open already: take another. */
int address_code_put(struct store *s, const char *gateway, struct person_id p,
    const char *code, int64_t now, int64_t expires_at, struct err *err);
/* 1 = an unused code that lives longer than `now` waits for that person. */
int address_code_open(struct store *s, const char *gateway, struct person_id p,
    int64_t now);
/* A code typed into the chat: links, or counts the failure.  −1 error. */
int address_code_try(struct store *s, const char *gateway, const char *user_id,
    const char *code, int64_t now, enum address_try *out, struct person_id *p,
    struct err *err);

#endif
