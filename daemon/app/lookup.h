/*
 * Text → numbers, several a text, in constant time: what keeps an import of a
 * hundred thousand rows linear.  Knows nothing of what the numbers mean.
 */
#ifndef NHACVIEC_APP_LOOKUP_H
#define NHACVIEC_APP_LOOKUP_H

#include <stddef.h>

struct lookup_slot { /* private */
	const char *key;
	int head, tail;
};

struct lookup_link { /* private */
	int value;
	int next;
};

struct lookup { /* zero-initialise */
	struct lookup_slot *slots;
	size_t cap, used;
	struct lookup_link *links;
	size_t link_n, link_cap;
};

/* Adds one more value to a key.  key is borrowed: it must outlive the
 * lookup. */
void lookup_add(struct lookup *l, const char *key, int value);
/* The first value added to the key, or −1. */
int lookup_first(const struct lookup *l, const char *key);
/* To walk all values of a key in the order added: a link, or −1. */
int lookup_head(const struct lookup *l, const char *key);
int lookup_next(const struct lookup *l, int link);
int lookup_value(const struct lookup *l, int link);
void lookup_fini(struct lookup *l);

#endif
