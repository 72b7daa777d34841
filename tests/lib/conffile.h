/*
 * For tests of the configuration: a folder of its own with files in it, and
 * what a load of them says.  Everything goes away with conffile_fini.
 */
#ifndef NHACVIEC_TESTS_CONFFILE_H
#define NHACVIEC_TESTS_CONFFILE_H

#include "app/config.h"
#include "base/mem.h"
#include "base/sbuf.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct conffile {
	char dir[64]; /* build/conf-XXXXXX */
	char main[96];
	struct config_findings findings;
	struct config *config; /* of the last load, or NULL */
	struct sbuf said;      /* its findings without the folder's name */
};

static inline void
conffile_write_n(const struct conffile *t, const char *name, const char *text,
    size_t n)
{
	char path[256];
	snprintf(path, sizeof path, "%s/%s", t->dir, name);
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	assert_int_equal(fwrite(text, 1, n, f), n);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(chmod(path, 0600), 0);
}

static inline void
conffile_write(const struct conffile *t, const char *name, const char *text)
{
	conffile_write_n(t, name, text, strlen(text));
}

static inline void
conffile_init(struct conffile *t)
{
	*t = (struct conffile){ .dir = "build/conf-XXXXXX" };
	mkdir("build", 0777);
	assert_non_null(mkdtemp(t->dir));
	snprintf(t->main, sizeof t->main, "%s/nhacviec.conf", t->dir);
	unsetenv("CREDENTIALS_DIRECTORY");
}

static inline void
conffile_mkdir(const struct conffile *t, const char *name)
{
	char path[256];
	snprintf(path, sizeof path, "%s/%s", t->dir, name);
	assert_int_equal(mkdir(path, 0700), 0);
}

/* Findings as people read them, the folder's name taken out. */
static inline void
conffile_say(struct conffile *t)
{
	struct sbuf all = { 0 };
	char prefix[80];
	config_findings_print(&t->findings, &all);
	snprintf(prefix, sizeof prefix, "%s/", t->dir);
	sbuf_clear(&t->said);
	const char *s = sbuf_text(&all), *hit;
	while ((hit = strstr(s, prefix)) != NULL) {
		sbuf_add_n(&t->said, s, (size_t)(hit - s));
		s = hit + strlen(prefix);
	}
	sbuf_add(&t->said, s);
	sbuf_fini(&all);
}

/* Loads main; state_dir is a folder inside t's, or NULL. */
static inline const char *
conffile_load(struct conffile *t, const char *state_dir)
{
	char state[256] = "";
	if (state_dir)
		snprintf(state, sizeof state, "%s/%s", t->dir, state_dir);
	config_free(t->config);
	config_findings_fini(&t->findings);
	t->config =
	    config_load(t->main, state_dir ? state : NULL, &t->findings);
	conffile_say(t);
	return sbuf_text(&t->said);
}

/* Writes text as the main file and loads it. */
static inline const char *
conffile_try(struct conffile *t, const char *text)
{
	conffile_write(t, "nhacviec.conf", text);
	return conffile_load(t, NULL);
}

static inline void
conffile_remove(const char *dir)
{
	DIR *d = opendir(dir);
	struct dirent *e;
	while (d && (e = readdir(d)) != NULL) {
		struct sbuf path = { 0 };
		if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
			continue;
		sbuf_addf(&path, "%s/%s", dir, e->d_name);
		if (unlink(sbuf_text(&path)) != 0)
			conffile_remove(sbuf_text(&path));
		sbuf_fini(&path);
	}
	if (d)
		closedir(d);
	rmdir(dir);
}

static inline void
conffile_fini(struct conffile *t)
{
	config_free(t->config);
	config_findings_fini(&t->findings);
	sbuf_fini(&t->said);
	conffile_remove(t->dir);
}

/* Whether the text stands in what was said; prints both where not. */
#define assert_said(t, text)                                                   \
	do {                                                                   \
		if (!strstr(sbuf_text(&(t)->said), text)) {                    \
			print_error("not said: %s\nbut: %s\n", text,           \
			    sbuf_text(&(t)->said));                            \
			fail();                                                \
		}                                                              \
	} while (0)

#endif
