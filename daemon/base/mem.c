#include "base/mem.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct mem_block {
	struct mem_block *next;
	size_t used;
	size_t size;
	_Alignas(max_align_t) unsigned char data[];
};

static const size_t block_size = 16384;

static void *
need(void *p)
{
	if (!p) {
		fputs("nhacviec: out of memory\n", stderr);
		abort();
	}
	return p;
}

static size_t
product(size_t n, size_t size)
{
	if (size && n > SIZE_MAX / size)
		need(NULL);
	return n * size;
}

void *
mem_new(size_t n, size_t size)
{
	size_t bytes = product(n, size);
	return need(calloc(1, bytes ? bytes : 1));
}

void *
mem_grow(void *array, size_t *cap, size_t want, size_t size)
{
	if (want <= *cap)
		return array;
	size_t grown = *cap ? product(*cap, 2) : 8;
	if (grown < want)
		grown = want;
	array = need(realloc(array, product(grown, size)));
	*cap = grown;
	return array;
}

char *
mem_dup_n(const char *s, size_t n)
{
	char *copy = mem_new(n + 1, 1);
	if (n)
		memcpy(copy, s, n);
	return copy;
}

char *
mem_dup(const char *s)
{
	return mem_dup_n(s, strlen(s));
}

void *
mem_arena_new(struct mem_arena *a, size_t n, size_t size)
{
	size_t align = _Alignof(max_align_t);
	size_t bytes = product(n, size);
	bytes = (bytes + align - 1) / align * align;
	struct mem_block *b = a->head;
	if (!b || b->size - b->used < bytes) {
		size_t data = bytes > block_size ? bytes : block_size;
		b = mem_new(1, sizeof *b + data);
		b->size = data;
		b->next = a->head;
		a->head = b;
	}
	void *p = b->data + b->used;
	b->used += bytes;
	return p;
}

char *
mem_arena_dup(struct mem_arena *a, const char *s)
{
	if (!s)
		return NULL;
	size_t n = strlen(s) + 1;
	char *copy = mem_arena_new(a, n, 1);
	memcpy(copy, s, n);
	return copy;
}

void
mem_arena_fini(struct mem_arena *a)
{
	for (struct mem_block *b = a->head, *next; b; b = next) {
		next = b->next;
		free(b);
	}
	a->head = NULL;
}

/* Through a pointer that the compiler must look up: memory about to be freed
 * would not be cleared otherwise. */
static void *(*const volatile clear)(void *, int, size_t) = memset;

void
mem_arena_wipe(struct mem_arena *a)
{
	for (struct mem_block *b = a->head; b; b = b->next)
		clear(b->data, 0, b->size);
	mem_arena_fini(a);
}
