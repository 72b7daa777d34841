/*
 * Files in, one immutable configuration or a list of findings out.  Decides
 * which files are read and in which order; the rest is config_read and
 * config_check.  Never logs and never exits.
 */
#include "app/config.h"

#include "app/config_check.h"
#include "app/config_findings.h"
#include "app/config_read.h"
#include "base/mem.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *
config_default_path(void)
{
	return NHACVIEC_SYSCONFDIR "/nhacviec/nhacviec.conf";
}

/* --- which files */

static int
by_bytes(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool
is_dropin(const char *name)
{
	size_t n = strlen(name);
	return n > 5 && *name != '.' && strcmp(name + n - 5, ".conf") == 0;
}

struct names {
	char **v;
	size_t n, cap;
};

static void
add_name(struct names *l, const char *name)
{
	for (size_t i = 0; i < l->n; i++) {
		if (strcmp(l->v[i], name) == 0)
			return;
	}
	l->v = mem_grow(l->v, &l->cap, l->n + 1, sizeof *l->v);
	l->v[l->n++] = mem_dup(name);
}

/* The name of the text that counts as a file of this folder, or NULL. */
static const char *
text_in(const struct config_read *r, const char *folder)
{
	size_t n = strlen(folder);
	if (!r->text || strncmp(r->text->path, folder, n) != 0 ||
	    r->text->path[n] != '/')
		return NULL;
	const char *name = r->text->path + n + 1;
	return strchr(name, '/') || !is_dropin(name) ? NULL : name;
}

/* Reads dir/conf.d/ *.conf; a directory that is not there is in order. */
static void
add_dropins(struct config_read *r, const char *dir)
{
	struct sbuf path = { 0 };
	struct names l = { 0 };
	sbuf_addf(&path, "%sconf.d", dir);
	if (text_in(r, sbuf_text(&path)))
		add_name(&l, text_in(r, sbuf_text(&path)));
	DIR *d = opendir(sbuf_text(&path));
	if (!d && errno != ENOENT) {
		struct config_findings_spot spot = { .file = sbuf_text(&path) };
		config_findings_add(r->findings, true, &spot, NULL,
		    "cannot be read: %s", strerror(errno));
	}
	struct dirent *e;
	while (d && (e = readdir(d)) != NULL) {
		if (is_dropin(e->d_name))
			add_name(&l, e->d_name);
	}
	if (d)
		closedir(d);
	if (l.n)
		qsort(l.v, l.n, sizeof *l.v, by_bytes);
	for (size_t i = 0; i < l.n; i++) {
		sbuf_clear(&path);
		sbuf_addf(&path, "%sconf.d/%s", dir, l.v[i]);
		config_read_add(r, sbuf_text(&path));
		free(l.v[i]);
	}
	free(l.v);
	sbuf_fini(&path);
}

static void
add_files(struct config_read *r, const char *file, const char *state_dir)
{
	const char *slash = strrchr(file, '/');
	char *dir = mem_dup_n(file, slash ? (size_t)(slash - file) + 1 : 0);
	config_read_add(r, file);
	add_dropins(r, dir);
	free(dir);
	if (!state_dir)
		return;
	size_t n = strlen(state_dir) + 2;
	char *state = mem_new(n, 1);
	snprintf(state, n, "%s/", state_dir);
	add_dropins(r, state);
	free(state);
}

/* --- the public face */

/* Whatever could be read, with or without errors. */
static struct config *
read_all(const char *file, const char *state_dir,
    const struct config_text *text, struct config_findings *findings)
{
	struct config_read r;
	config_read_init(&r, file, findings);
	r.text = text;
	add_files(&r, file, state_dir);
	config_read_values(&r);
	config_check_whole(&r);
	config_read_sort(&r);
	struct config *c = r.c;
	config_findings_sort(findings, c->files, c->file_n);
	config_read_fini(&r);
	return c;
}

struct config *
config_load_text(const char *file, const char *state_dir,
    const struct config_text *text, struct config_findings *findings)
{
	struct config *c = read_all(file, state_dir, text, findings);
	if (!findings->errors)
		return c;
	config_free(c);
	return NULL;
}

struct config *
config_load(const char *file, const char *state_dir,
    struct config_findings *findings)
{
	return config_load_text(file, state_dir, NULL, findings);
}

char *
config_find_socket(const char *file)
{
	struct config_findings findings = { 0 };
	struct config *c = read_all(file, NULL, NULL, &findings);
	bool said = strcmp(file, config_default_path()) == 0;
	for (size_t i = 0; i < c->origin_n && !said; i++) {
		const struct config_origin *o = &c->origins[i];
		said = o->file && ((strcmp(o->section, "storage") == 0 &&
				       strcmp(o->key, "path") == 0) ||
				      (strcmp(o->section, "control") == 0 &&
					  strcmp(o->key, "socket") == 0));
	}
	char *socket = said ? mem_dup(c->control_socket) : NULL;
	config_findings_fini(&findings);
	config_free(c);
	return socket;
}

void
config_free(struct config *c)
{
	if (!c)
		return;
	policy_free(c->policy);
	free(c->gateways);
	free(c->origins);
	mem_arena_wipe(&c->arena); /* the secrets are in it */
	free(c);
}

int
config_gateway_find(const struct config *c, const char *name)
{
	for (size_t i = 0; i < c->gateway_n; i++) {
		if (strcmp(c->gateways[i].settings.name, name) == 0)
			return (int)i;
	}
	return -1;
}

/* --- all of it, as text */

void
config_show(const struct config *c, bool origin, struct sbuf *out)
{
	const char *section = "";
	for (size_t i = 0; i < c->origin_n; i++) {
		const struct config_origin *o = &c->origins[i];
		if (strcmp(section, o->section) != 0)
			sbuf_addf(out, "%s[%s]\n", out->len ? "\n" : "",
			    o->section);
		section = o->section;
		sbuf_addf(out, "%s = %s", o->key, o->value);
		if (origin && o->file)
			sbuf_addf(out, "    (%s:%d)", o->file, o->line);
		else if (origin)
			sbuf_add(out, "    (default)");
		sbuf_add_c(out, '\n');
	}
}

/* --- what differs */

static bool
same_text(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

static const char *
secret_of(const struct config *c, const struct config_origin *o)
{
	int i = strncmp(o->section, "gateway ", 8) == 0
		    ? config_gateway_find(c, o->section + 8)
		    : -1;
	if (i < 0)
		return NULL;
	const struct gw_settings *s = &c->gateways[i].settings;
	if (strcmp(o->key, "password_file") == 0)
		return s->password;
	if (strcmp(o->key, "hook_secret_file") == 0)
		return s->hook_secret;
	size_t n = strlen(o->key) - strlen("_file");
	for (size_t k = 0; k < s->more_n; k++) {
		if (strlen(s->more[k].name) == n &&
		    strncmp(s->more[k].name, o->key, n) == 0)
			return s->more[k].value;
	}
	return NULL;
}

static void
diff_line(struct sbuf *out, char sign, const struct config_origin *o)
{
	if (*o->section)
		sbuf_addf(out, "%c [%s] %s = %s", sign, o->section, o->key,
		    o->value);
	else
		sbuf_addf(out, "%c %s = %s", sign, o->key, o->value);
}

static void
diff_both(const struct config *old, const struct config_origin *a,
    const struct config *now, const struct config_origin *b, struct sbuf *out)
{
	if (strcmp(a->value, b->value) != 0) {
		diff_line(out, '~', a);
		sbuf_addf(out, " → %s\n", b->value);
	} else if (a->secret &&
		   !same_text(secret_of(old, a), secret_of(now, b))) {
		diff_line(out, '~', b);
		sbuf_add(out, " (the secret in it changed)\n");
	}
}

static int
compare(const struct config_origin *a, const struct config_origin *b)
{
	int d = strcmp(a->section, b->section);
	return d ? d : strcmp(a->key, b->key);
}

void
config_diff(const struct config *old, const struct config *now,
    struct sbuf *out)
{
	size_t i = 0, j = 0;
	while (i < old->origin_n || j < now->origin_n) {
		int d = i == old->origin_n ? 1
			: j == now->origin_n
			    ? -1
			    : compare(&old->origins[i], &now->origins[j]);
		if (d == 0) {
			diff_both(old, &old->origins[i], now, &now->origins[j],
			    out);
		} else {
			diff_line(out, d < 0 ? '-' : '+',
			    d < 0 ? &old->origins[i] : &now->origins[j]);
			sbuf_add_c(out, '\n');
		}
		i += d <= 0;
		j += d >= 0;
	}
}
