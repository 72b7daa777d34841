/*
 * What a configuration hangs on: its files, the folders they are looked for
 * in, the secrets they name.  Where to watch for changes, and whether there
 * was one.  Reads no content.
 */
#ifndef NHACVIEC_APP_SOURCES_H
#define NHACVIEC_APP_SOURCES_H

#include "app/config.h"
#include "app/watch.h"

#include <stdint.h>

struct sources { /* zero-initialise; sources_fini */
	struct watch_point *points;
	size_t n, cap;
	struct mem_arena arena; /* owns their strings */
};

/* Every folder on the way to a file, and what links lead to, so that also a
 * folder made anew or a link that is swapped is seen.  file as config_load
 * got it; c is the configuration in force; wide: any name beside the file. */
void sources_find(struct sources *s, const char *file, const struct config *c,
    bool wide);
void sources_fini(struct sources *s);
/* A number that differs when a file was written, replaced, removed, added or
 * changed its mode or owner. */
uint64_t sources_mark(const char *file, const struct config *c);

#endif
