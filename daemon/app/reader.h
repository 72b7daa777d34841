/*
 * Reads one reply in the light of who wrote it and what was asked: the same
 * call for `parse`, the intake and the pages.  Changes nothing.
 */
#ifndef NHACVIEC_APP_READER_H
#define NHACVIEC_APP_READER_H

#include "app/office.h"
#include "base/sbuf.h"
#include "core/proposal.h"
#include "core/understand.h"

/* from: a number as the gateway or a person writes it, or a short code.  Sets
 * *person to the index or −1.  moved (may be NULL): a branch's meeting that the
 * text moves or cancels; its branch is −1 when it does not. */
int reader_read(struct office *o, const char *from, const char *text,
    int64_t now, struct understand_reading *r, int *person,
    struct proposal *moved, struct err *err);
/* The parse object of the interface page, one line without its newline. */
void reader_json(const struct facts *f, int person,
    const struct understand_reading *r, struct sbuf *out);

#endif
