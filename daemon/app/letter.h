/*
 * What a message says and to which number, as of now: its duties looked at
 * again, its text rendered.  Knows no gateway and sends nothing.
 */
#ifndef NHACVIEC_APP_LETTER_H
#define NHACVIEC_APP_LETTER_H

#include "app/due.h"
#include "app/office.h"
#include "base/http.h"
#include "core/message.h"
#include "core/sms.h"
#include "gw/gw.h"
#include "store/address.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct letter {		  /* letter_fini */
	char *text;	  /* ready for the air */
	const char *kind; /* as rendered now; NULL = unchanged */
	char *number;
	size_t item_n;		     /* duties that it still speaks of */
	enum message_reason refused; /* cancelled or failed instead */
	bool failed;
	struct sms_size size;
	struct http_fields values; /* for templates */
};

struct letter_address { /* what one gateway knows the person by */
	char user_id[ADDRESS_ID_SIZE];
	char pin[64];
};

/* Always fills *out. */
void letter_write(struct office *o, const struct facts *f, const struct due *d,
    int64_t now, struct letter *out);
void letter_fini(struct letter *l);
/* The letter as this gateway gets it; *m borrows from all of them. */
void letter_message(struct office *o, const struct letter *l,
    const struct due *d, const struct config_gateway *g, int64_t now,
    struct letter_address *a, struct gw_message *m);
/* How many duties the message could still speak of at this moment. */
size_t letter_items(struct office *o, const struct facts *f,
    struct message_id id, struct person_id person, int64_t now);
/* A second copy says that it is one: " (nhac lai)", once. */
void letter_mark_repeat(struct letter *l);

#endif
