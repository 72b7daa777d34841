#include "app/totals.h"

#include "base/mem.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

void
totals_add(struct totals *t, const char *name, int parts)
{
	struct totals_line *l = NULL;
	for (size_t i = 0; i < t->n && !l; i++) {
		if (strcmp(t->v[i].name, name) == 0)
			l = &t->v[i];
	}
	if (!l) {
		t->v = mem_grow(t->v, &t->cap, t->n + 1, sizeof *t->v);
		l = &t->v[t->n++];
		*l = (struct totals_line){ .name = mem_dup(name) };
	}
	l->messages++;
	l->parts += parts;
}

static int
by_name(const void *va, const void *vb)
{
	const struct totals_line *a = va, *b = vb;
	return strcmp(a->name, b->name);
}

void
totals_print(struct totals *t, const char *heading, int price, struct sbuf *out)
{
	if (t->n == 0)
		return;
	qsort(t->v, t->n, sizeof *t->v, by_name);
	sbuf_addf(out, "%-16s %8s %8s %12s\n", heading, "messages", "parts",
	    "dong");
	for (size_t i = 0; i < t->n; i++) {
		const struct totals_line *l = &t->v[i];
		sbuf_addf(out,
		    "%-16s %8" PRId64 " %8" PRId64 " %12" PRId64 "\n", l->name,
		    l->messages, l->parts, l->parts * price);
	}
}

void
totals_fini(struct totals *t)
{
	for (size_t i = 0; i < t->n; i++)
		free(t->v[i].name);
	free(t->v);
	*t = (struct totals){ 0 };
}
