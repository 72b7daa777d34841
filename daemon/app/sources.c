/*
 * Names and stat() only.  The database lies beside the state's conf.d and is
 * written all the time: that is why folders are watched by name.
 */
#define _XOPEN_SOURCE 700 /* realpath */
#include "app/sources.h"

#include "app/setup.h"

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char ending[] = ".conf";

/* --- which files */

typedef void each(void *arg, const char *path);

/* Calls for the main file, each conf.d (as a folder) and each secret's file. */
static void
each_source(const char *file, const struct config *c, each *on_file,
    each *on_folder, void *arg)
{
	struct sbuf path = { 0 };
	char *dirs[] = { setup_dirname(file), setup_dirname(c->storage_path) };
	on_file(arg, file);
	for (size_t i = 0; i < 2; i++) {
		sbuf_clear(&path);
		sbuf_addf(&path, "%s/conf.d", dirs[i]);
		on_folder(arg, sbuf_text(&path));
		free(dirs[i]);
	}
	for (size_t i = 0; i < c->origin_n; i++) {
		const struct config_origin *o = &c->origins[i];
		if (!o->secret || !o->file)
			continue;
		char *dir = setup_dirname(o->file);
		sbuf_clear(&path);
		if (*o->value != '/')
			sbuf_addf(&path, "%s/", dir);
		sbuf_add(&path, o->value);
		on_file(arg, sbuf_text(&path));
		free(dir);
	}
	sbuf_fini(&path);
}

/* --- where to look */

static void
add_point(struct sources *s, const char *folder, const char *name)
{
	for (size_t i = 0; i < s->n; i++) {
		const struct watch_point *p = &s->points[i];
		if (strcmp(p->folder, folder) == 0 && !p->name == !name &&
		    (!name || strcmp(p->name, name) == 0))
			return;
	}
	s->points = mem_grow(s->points, &s->cap, s->n + 1, sizeof *s->points);
	s->points[s->n++] = (struct watch_point){
		.folder = mem_arena_dup(&s->arena, folder),
		.name = name ? mem_arena_dup(&s->arena, name) : NULL,
		.ending = name ? NULL : ending,
	};
}

/* Whatever happens in the folder. */
static void
add_any(struct sources *s, const char *folder)
{
	s->points = mem_grow(s->points, &s->cap, s->n + 1, sizeof *s->points);
	s->points[s->n++] = (struct watch_point){
		.folder = mem_arena_dup(&s->arena, folder),
	};
}

/* "/a/b/c": a in "/", b in "/a", c in "/a/b". */
static void
add_way(struct sources *s, const char *path)
{
	char *part = mem_dup(path);
	char *slash;
	while ((slash = strrchr(part, '/')) != NULL && slash[1]) {
		char *name = mem_dup(slash + 1);
		slash[slash == part] = '\0';
		add_point(s, part, name);
		free(name);
		if (slash == part)
			break;
	}
	free(part);
}

/* The way to it as it is written, and as it is when links are followed. */
static void
add_ways(struct sources *s, const char *path)
{
	char real[PATH_MAX], here[PATH_MAX];
	struct sbuf full = { 0 };
	if (*path != '/' && getcwd(here, sizeof here))
		sbuf_addf(&full, "%s/", here);
	sbuf_add(&full, path);
	add_way(s, sbuf_text(&full));
	if (realpath(path, real))
		add_way(s, real);
	sbuf_fini(&full);
}

static void
on_file_point(void *arg, const char *path)
{
	add_ways(arg, path);
}

static void
on_folder_point(void *arg, const char *path)
{
	struct sources *s = arg;
	add_ways(s, path);
	add_point(s, path, NULL);
	DIR *d = opendir(path);
	struct dirent *e;
	struct sbuf full = { 0 };
	while (d && (e = readdir(d)) != NULL) {
		struct stat st;
		sbuf_clear(&full);
		sbuf_addf(&full, "%s/%s", path, e->d_name);
		if (lstat(sbuf_text(&full), &st) == 0 && S_ISLNK(st.st_mode))
			add_ways(s, sbuf_text(&full));
	}
	if (d)
		closedir(d);
	sbuf_fini(&full);
}

void
sources_find(struct sources *s, const char *file, const struct config *c,
    bool wide)
{
	each_source(file, c, on_file_point, on_folder_point, s);
	if (!wide)
		return;
	char *folder = setup_dirname(file);
	struct sbuf drop_ins = { 0 };
	sbuf_addf(&drop_ins, "%s/conf.d", folder);
	add_any(s, folder);
	add_any(s, sbuf_text(&drop_ins));
	sbuf_fini(&drop_ins);
	free(folder);
}

void
sources_fini(struct sources *s)
{
	free(s->points);
	mem_arena_fini(&s->arena);
	*s = (struct sources){ 0 };
}

/* --- whether something changed */

static uint64_t
mix(uint64_t h, uint64_t value)
{
	return (h ^ value) * UINT64_C(1099511628211); /* as FNV-1a does */
}

static void
on_file_mark(void *arg, const char *path)
{
	uint64_t *sum = arg, h = UINT64_C(14695981039346656037);
	struct stat st;
	for (const char *s = path; *s; s++)
		h = mix(h, (unsigned char)*s);
	if (stat(path, &st) == 0) {
		const int64_t v[] = { (int64_t)st.st_dev, (int64_t)st.st_ino,
			st.st_size, st.st_mode, st.st_uid, st.st_gid,
			st.st_mtim.tv_sec, st.st_mtim.tv_nsec,
			st.st_ctim.tv_sec, st.st_ctim.tv_nsec };
		for (size_t i = 0; i < sizeof v / sizeof *v; i++)
			h = mix(h, (uint64_t)v[i]);
	}
	*sum += h; /* the order of a folder's names does not count */
}

static void
on_folder_mark(void *arg, const char *path)
{
	DIR *d = opendir(path);
	struct dirent *e;
	struct sbuf full = { 0 };
	while (d && (e = readdir(d)) != NULL) {
		size_t n = strlen(e->d_name), end = sizeof ending - 1;
		if (n <= end || strcmp(e->d_name + n - end, ending) != 0)
			continue;
		sbuf_clear(&full);
		sbuf_addf(&full, "%s/%s", path, e->d_name);
		on_file_mark(arg, sbuf_text(&full));
	}
	if (d)
		closedir(d);
	sbuf_fini(&full);
}

uint64_t
sources_mark(const char *file, const struct config *c)
{
	uint64_t sum = 0;
	each_source(file, c, on_file_mark, on_folder_mark, &sum);
	return sum;
}
