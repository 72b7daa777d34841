/*
 * A hash table with linear probing; the values of one key are a chain in the
 * order added.  Knows no domain word.
 */
#include "app/lookup.h"

#include "base/mem.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static uint64_t
hash_of(const char *s) /* FNV-1a */
{
	uint64_t h = 14695981039346656037u;
	for (; *s; s++)
		h = (h ^ (unsigned char)*s) * 1099511628211u;
	return h ^ h >> 29;
}

/* The slot of the key, or the empty one where it belongs. */
static size_t
place(const struct lookup *l, const char *key)
{
	size_t i = (size_t)hash_of(key) & (l->cap - 1);
	while (l->slots[i].key && strcmp(l->slots[i].key, key) != 0)
		i = (i + 1) & (l->cap - 1);
	return i;
}

static void
widen(struct lookup *l)
{
	struct lookup old = *l;
	l->cap = old.cap ? old.cap * 2 : 64;
	l->slots = mem_new(l->cap, sizeof *l->slots);
	for (size_t i = 0; i < old.cap; i++) {
		if (old.slots[i].key)
			l->slots[place(l, old.slots[i].key)] = old.slots[i];
	}
	free(old.slots);
}

void
lookup_add(struct lookup *l, const char *key, int value)
{
	if ((l->used + 1) * 4 > l->cap * 3)
		widen(l);
	l->links =
	    mem_grow(l->links, &l->link_cap, l->link_n + 1, sizeof *l->links);
	int link = (int)l->link_n++;
	l->links[link] = (struct lookup_link){ value, -1 };
	struct lookup_slot *s = &l->slots[place(l, key)];
	if (s->key) {
		l->links[s->tail].next = link;
		s->tail = link;
		return;
	}
	*s = (struct lookup_slot){ key, link, link };
	l->used++;
}

int
lookup_head(const struct lookup *l, const char *key)
{
	if (!l->cap)
		return -1;
	const struct lookup_slot *s = &l->slots[place(l, key)];
	return s->key ? s->head : -1;
}

int
lookup_next(const struct lookup *l, int link)
{
	return l->links[link].next;
}

int
lookup_value(const struct lookup *l, int link)
{
	return l->links[link].value;
}

int
lookup_first(const struct lookup *l, const char *key)
{
	int link = lookup_head(l, key);
	return link < 0 ? -1 : l->links[link].value;
}

void
lookup_fini(struct lookup *l)
{
	free(l->slots);
	free(l->links);
	*l = (struct lookup){ 0 };
}
