/*
 * Memory that is there or ends the process.  Running out aborts at once: the
 * store's crash promises (see reliability in the manual) cover that as they
 * cover a power cut, and no caller carries a path that nobody ever ran.
 */
#ifndef NHACVIEC_BASE_MEM_H
#define NHACVIEC_BASE_MEM_H

#include <stddef.h>

/* Zeroed memory of n × size bytes; checks the product.  Never NULL. */
void *mem_new(size_t n, size_t size);

/* Grows *array (elements of size bytes, *cap of them) so that `need` fit.
 * Returns the array, which may have moved; new elements are not cleared. */
void *mem_grow(void *array, size_t *cap, size_t need, size_t size);

/* Copies; never NULL.  mem_dup_n copies n bytes and terminates them. */
char *mem_dup(const char *s);
char *mem_dup_n(const char *s, size_t n);

/* An arena: many small allocations freed in one go.  Zero-initialise. */
struct mem_arena {
	struct mem_block *head; /* private */
};

/* Zeroed, aligned for anything, valid until mem_arena_fini. */
void *mem_arena_new(struct mem_arena *a, size_t n, size_t size);
char *mem_arena_dup(struct mem_arena *a, const char *s); /* NULL → NULL */
void mem_arena_fini(struct mem_arena *a);
/* The same, and nothing of what was in it is left in memory: for secrets. */
void mem_arena_wipe(struct mem_arena *a);

#endif
