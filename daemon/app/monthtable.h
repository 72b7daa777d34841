/*
 * The month's table: who owes what and who has been where, people by cluster,
 * then units.  Changes nothing; knows no request.
 */
#ifndef NHACVIEC_APP_MONTHTABLE_H
#define NHACVIEC_APP_MONTHTABLE_H

#include "app/html.h"
#include "app/office.h"

#include <stdint.h>

/* month = "2018-05", or NULL: the present one, within the plan.  Returns the
 * HTTP status; with 200 the page is in b, otherwise err has words for the
 * log. */
int monthtable_page(struct office *o, const struct html_frame *frame,
    const char *month, int64_t now, struct sbuf *b, struct err *err);

#endif
