/*
 * Edit distance with swaps (optimal string alignment), on bytes.  Knows only
 * strings.
 */
#include "app/suggest.h"

#include "base/mem.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Longer words are no slip of the finger, and the table stays small. */
#define SUGGEST_LONGEST 64

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool
same(char a, char b)
{
	return lower(a) == lower(b);
}

static size_t
least(size_t a, size_t b)
{
	return a < b ? a : b;
}

size_t
suggest_distance(const char *a, const char *b)
{
	size_t n = strlen(a), m = strlen(b), w = m + 1;
	size_t *d = mem_new((n + 1) * w, sizeof *d);
	for (size_t i = 0; i <= n; i++)
		d[i * w] = i;
	for (size_t j = 0; j <= m; j++)
		d[j] = j;
	for (size_t i = 1; i <= n; i++) {
		for (size_t j = 1; j <= m; j++) {
			size_t *at = &d[i * w + j];
			*at = least(at[-(ptrdiff_t)w], at[-1]) + 1;
			*at =
			    least(*at, at[-(ptrdiff_t)w - 1] +
					   (same(a[i - 1], b[j - 1]) ? 0 : 1));
			if (i > 1 && j > 1 && same(a[i - 1], b[j - 2]) &&
			    same(a[i - 2], b[j - 1]))
				*at = least(*at, at[-2 * (ptrdiff_t)w - 2] + 1);
		}
	}
	size_t result = d[n * w + m];
	free(d);
	return result;
}

const char *
suggest_nearest(const char *word, suggest_at *at, const void *arg)
{
	size_t length = strlen(word);
	if (!length || length > SUGGEST_LONGEST)
		return NULL;
	const char *best = NULL, *name;
	/* A third of a word may be wrong, one letter of a very short one. */
	size_t allowed = length < 3 ? 1 : least(3, length / 3 + 1);
	size_t nearest = allowed + 1;
	for (size_t i = 0; (name = at(i, arg)) != NULL; i++) {
		if (strlen(name) > SUGGEST_LONGEST)
			continue;
		size_t distance = suggest_distance(word, name);
		if (distance < nearest && distance < strlen(name)) {
			nearest = distance;
			best = name;
		}
	}
	return best;
}
