#include "app/due.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

int
due_add(void *arg, const struct outbox_row *row)
{
	struct due_list *l = arg;
	l->v = mem_grow(l->v, &l->cap, l->n + 1, sizeof *l->v);
	l->v[l->n++] = (struct due){ .id = row->id,
		.person = row->person,
		.kind = mem_dup(row->kind),
		.number = mem_dup(row->number),
		.text = mem_dup(row->text),
		.key = mem_dup(row->key),
		.gateway = mem_dup(row->gateway),
		.number_fixed = row->number_fixed,
		.doubted = row->doubted,
		.checksum_ok = row->checksum_ok,
		.window_closed = row->window_closed,
		.attempts = row->attempts,
		.item_n = row->item_n,
		.not_before = row->not_before,
		.expires_at = row->expires_at,
		.first_attempt_at = row->first_attempt_at,
		.created_at = row->created_at };
	return 0;
}

void
due_fini(struct due_list *l)
{
	for (size_t i = 0; i < l->n; i++) {
		free(l->v[i].kind);
		free(l->v[i].number);
		free(l->v[i].text);
		free(l->v[i].key);
		free(l->v[i].gateway);
	}
	free(l->v);
	*l = (struct due_list){ 0 };
}

bool
due_keeps_hours(const struct due *d)
{
	return strcmp(d->kind, "answer") != 0;
}

bool
due_is_urgent(const struct due *d)
{
	return strcmp(d->kind, "escalate") == 0 ||
	       strcmp(d->kind, "alarm") == 0;
}
