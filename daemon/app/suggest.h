/*
 * "Did you mean": the nearest of some names to a word that is none of them.
 * Pure; knows nothing of what the names are for.
 */
#ifndef NHACVIEC_APP_SUGGEST_H
#define NHACVIEC_APP_SUGGEST_H

#include <stddef.h>

/* The i-th candidate, or NULL behind the last. */
typedef const char *suggest_at(size_t i, const void *arg);

/* How many letters must be added, dropped, replaced or swapped with their
 * neighbour to make a into b; the case of ASCII letters does not count. */
size_t suggest_distance(const char *a, const char *b);

/* The candidate nearest to word, the first of equals; NULL when none is near
 * enough to be a slip of the finger.  Borrowed from `at`. */
const char *suggest_nearest(const char *word, suggest_at *at, const void *arg);

#endif
