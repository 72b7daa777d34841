#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

void test_new_memory_is_clear(void **state);
void test_growing_keeps_what_is_there(void **state);
void test_copies_are_terminated(void **state);
void test_an_arena_gives_aligned_clear_memory(void **state);
void test_an_arena_takes_more_than_a_block(void **state);

void
test_new_memory_is_clear(void **state)
{
	(void)state;
	unsigned char *p = mem_new(100, 3);
	for (int i = 0; i < 300; i++)
		assert_int_equal(p[i], 0);
	free(p);
	p = mem_new(0, 8);
	assert_non_null(p);
	free(p);
}

void
test_growing_keeps_what_is_there(void **state)
{
	(void)state;
	int *v = NULL;
	size_t cap = 0;
	for (int i = 0; i < 1000; i++) {
		v = mem_grow(v, &cap, (size_t)i + 1, sizeof *v);
		assert_true(cap > (size_t)i);
		v[i] = i;
	}
	for (int i = 0; i < 1000; i++)
		assert_int_equal(v[i], i);
	size_t before = cap;
	assert_ptr_equal(mem_grow(v, &cap, 10, sizeof *v), v);
	assert_int_equal(cap, before);
	free(v);
}

void
test_copies_are_terminated(void **state)
{
	(void)state;
	char *a = mem_dup("xin chào");
	char *b = mem_dup_n("xin chào", 3);
	char *c = mem_dup_n("", 0);
	assert_string_equal(a, "xin chào");
	assert_string_equal(b, "xin");
	assert_string_equal(c, "");
	free(a);
	free(b);
	free(c);
}

void
test_an_arena_gives_aligned_clear_memory(void **state)
{
	(void)state;
	struct mem_arena a = { 0 };
	for (size_t n = 1; n < 3000; n += 7) {
		unsigned char *p = mem_arena_new(&a, n, 1);
		assert_int_equal((uintptr_t)p % _Alignof(max_align_t), 0);
		for (size_t i = 0; i < n; i++)
			assert_int_equal(p[i], 0);
		memset(p, 0xff, n);
	}
	assert_null(mem_arena_dup(&a, NULL));
	assert_string_equal(mem_arena_dup(&a, "Tân Hòa"), "Tân Hòa");
	mem_arena_fini(&a);
	assert_null(a.head);
	mem_arena_fini(&a);
}

void
test_an_arena_takes_more_than_a_block(void **state)
{
	(void)state;
	struct mem_arena a = { 0 };
	char *small = mem_arena_dup(&a, "small");
	char *big = mem_arena_new(&a, 100000, 1);
	memset(big, 'x', 100000);
	assert_string_equal(small, "small");
	assert_string_equal(mem_arena_dup(&a, "after"), "after");
	mem_arena_fini(&a);
}
