/*
 * A directory of its own under build/ for a database on disk, and the few
 * calls that every test of the store begins with.  Included once a program.
 */
#ifndef NHACVIEC_TESTS_STORE_TEMP_H
#define NHACVIEC_TESTS_STORE_TEMP_H

#include "store/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct temp { /* a directory of its own under build/ */
	char dir[64];
	char path[96];
};

static inline void
temp_init(struct temp *t)
{
	mkdir("build", 0777);
	snprintf(t->dir, sizeof t->dir, "build/store-test-XXXXXX");
	assert_non_null(mkdtemp(t->dir));
	snprintf(t->path, sizeof t->path, "%s/db", t->dir);
}

static inline void
temp_remove(const struct temp *t, const char *name)
{
	char path[128];
	snprintf(path, sizeof path, "%s/%s", t->dir, name);
	unlink(path);
}

static inline void
temp_fini(const struct temp *t)
{
	temp_remove(t, "db");
	temp_remove(t, "db-wal");
	temp_remove(t, "db-journal");
	temp_remove(t, "db-ballast");
	temp_remove(t, "copy");
	temp_remove(t, "copy-wal");
	temp_remove(t, "copy-ballast");
	temp_remove(t, "db.replaced-19700101T012320Z");
	temp_remove(t, "db.replaced-19700101T012320Z-wal");
	assert_int_equal(rmdir(t->dir), 0);
}

static inline struct store *
open_at(const char *path)
{
	struct err err = { 0 };
	struct store *s = NULL;
	if (store_open(&s, path, 1000, &err))
		fail_msg("%s", err.text);
	return s;
}

static inline struct store *
open_memory(void)
{
	struct err err = { 0 };
	struct store *s = NULL;
	if (store_open_memory(&s, NULL, 0, &err))
		fail_msg("%s", err.text);
	return s;
}

static inline void
begin(struct store *s)
{
	struct err err = { 0 };
	if (store_begin(s, &err))
		fail_msg("%s", err.text);
}

static inline void
end(struct store *s)
{
	struct err err = { 0 };
	if (store_end(s, &err))
		fail_msg("%s", err.text);
}

static inline void
flush(struct store *s)
{
	struct err err = { 0 };
	if (store_flush(s, &err))
		fail_msg("%s", err.text);
}

static inline void
put(struct store *s, const char *key, const char *value)
{
	struct err err = { 0 };
	if (store_setting_put(s, key, value, &err))
		fail_msg("%s", err.text);
}

static inline void
put_alone(struct store *s, const char *key, const char *value)
{
	begin(s);
	put(s, key, value);
	end(s);
}

static inline bool
has(struct store *s, const char *key)
{
	char buf[64];
	return store_setting_get(s, key, buf, sizeof buf) == 1;
}

#endif
