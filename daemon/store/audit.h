/*
 * Private to this folder: who changed what; append-only.  store_audit and
 * store_audit_list are its public names.
 */
#ifndef NHACVIEC_STORE_AUDIT_H
#define NHACVIEC_STORE_AUDIT_H

#include "store/store.h"

/* also: a second subject that it concerns, or NULL. */
int audit_add(struct store *s, const struct store_audit_row *row,
    const char *also, struct err *err);
int audit_list(struct store *s, const char *subject, store_audit_cb *cb,
    void *arg);

#endif
