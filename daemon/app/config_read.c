/*
 * Applies entry after entry, the later file winning, and remembers where each
 * value came from.  Every entry is parsed, also one that a later file
 * overrides: a mistake that shows only when the other file goes is worse.
 */
#include "app/config_read.h"

#include "app/config_findings.h"
#include "app/lang.h"
#include "base/mem.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define GATEWAY "gateway"
#define NAME_MAX_BYTES 32
#define GATEWAYS_MAX 64

enum { REPORT_AFTER_S = 24 * 3600 };

/* --- the object */

void
config_read_init(struct config_read *r, const char *main_file,
    struct config_findings *findings)
{
	*r = (struct config_read){ .main_file = main_file,
		.findings = findings };
	r->c = mem_new(1, sizeof *r->c);
	r->c->policy = policy_new();
	r->spots = mem_new(keys_count(), sizeof *r->spots);
}

void
config_read_fini(struct config_read *r)
{
	for (size_t i = 0; i < r->file_n; i++) {
		ini_fini(&r->files[i]->ini);
		free(r->files[i]->dir);
		free(r->files[i]);
	}
	free(r->files);
	free(r->spots);
	free(r->gateways);
}

static char *
absolute_dir(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *dir = !slash	    ? mem_dup(".")
		    : slash == path ? mem_dup("/")
				    : mem_dup_n(path, (size_t)(slash - path));
	char here[4096], *full;
	if (*dir == '/' || !getcwd(here, sizeof here))
		return dir;
	size_t n = strlen(here) + strlen(dir) + 2;
	full = mem_new(n, 1);
	if (strcmp(dir, ".") == 0)
		snprintf(full, n, "%s", here);
	else
		snprintf(full, n, "%s/%s", here, dir);
	free(dir);
	return full;
}

void
config_read_add(struct config_read *r, const char *path)
{
	struct config *c = r->c;
	struct config_read_file *f = mem_new(1, sizeof *f);
	bool instead = r->text && strcmp(r->text->path, path) == 0;
	if (instead ? !ini_read_text(&f->ini, r->text, r->findings)
		    : !ini_read(&f->ini, path, r->findings)) {
		ini_fini(&f->ini);
		f->ini.path = NULL;
	}
	f->dir = absolute_dir(path);
	r->files =
	    mem_grow(r->files, &r->file_cap, r->file_n + 1, sizeof(void *));
	r->files[r->file_n++] = f;
	char **names = mem_arena_new(&c->arena, r->file_n, sizeof *names);
	if (c->file_n)
		memcpy(names, c->files, c->file_n * sizeof *names);
	names[c->file_n++] = mem_arena_dup(&c->arena, path);
	c->files = names;
}

void
config_read_report(struct config_read *r, bool error,
    const struct config_read_spot *spot, size_t at, const char *hint,
    const char *fmt, ...)
{
	char text[512];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(text, sizeof text, _(fmt), ap);
	va_end(ap);
	struct config_findings_spot place = { .file = r->main_file };
	if (spot->file) {
		const struct ini_file *ini = &spot->file->ini;
		place.file = ini->path;
		place.line =
		    spot->entry ? spot->entry->line : spot->section->line;
		place.source = ini_line(ini, place.line);
		place.at = spot->entry ? spot->entry->value_at + at
				       : spot->section->at;
	}
	config_findings_add(r->findings, error, &place, hint, "%s", text);
}

struct config_read_spot
config_read_spot_of(const struct config_read *r, const char *section,
    const char *key)
{
	const struct keys_key *k = keys_find(section, key);
	return k ? r->spots[keys_index(k)] : (struct config_read_spot){ 0 };
}

/* --- origins */

static struct config_origin *
origin_of(struct config_read *r, const char *section, const char *key)
{
	struct config *c = r->c;
	for (size_t i = 0; i < c->origin_n; i++) {
		if (strcmp(c->origins[i].section, section) == 0 &&
		    strcmp(c->origins[i].key, key) == 0)
			return &c->origins[i];
	}
	c->origins = mem_grow(c->origins, &r->origin_cap, c->origin_n + 1,
	    sizeof *c->origins);
	struct config_origin *o = &c->origins[c->origin_n++];
	*o = (struct config_origin){
		.section = mem_arena_dup(&c->arena, section),
		.key = mem_arena_dup(&c->arena, key),
	};
	return o;
}

static void
set_origin(struct config_read *r, const char *section, const char *key,
    const char *value, const struct config_read_spot *spot)
{
	struct config *c = r->c;
	struct config_origin *o = origin_of(r, section, key);
	size_t n = strlen(key);
	o->value = mem_arena_dup(&c->arena, value);
	o->file =
	    spot->file ? mem_arena_dup(&c->arena, spot->file->ini.path) : NULL;
	o->line = spot->entry ? spot->entry->line : 0;
	o->source = NULL;
	o->at = spot->entry ? spot->entry->value_at : 0;
	if (spot->entry)
		o->source = mem_arena_dup(&c->arena,
		    ini_line(&spot->file->ini, o->line));
	/* The value is the name of the file; what is in it never shows. */
	o->secret = n > 5 && strcmp(key + n - 5, "_file") == 0;
}

void
config_read_derive(struct config_read *r, const char *section, const char *key,
    const char *value)
{
	const struct config_read_spot nowhere = { 0 };
	set_origin(r, section, key, value, &nowhere);
}

/* --- values */

/* Parses into a gateway's field.  Strings of its settings are const. */
static bool
parse_gateway(const struct keys_key *k, const struct value_in *in,
    struct config_gateway *g, struct value_trouble *t)
{
	char *field = (char *)g + k->offset, *text = NULL;
	if (k->offset >= sizeof g->settings)
		return k->parse(in, field, t);
	if (!k->parse(in, &text, t))
		return false;
	*(const char **)(void *)field = text;
	return true;
}

static bool
parse_into(struct config_read *r, const struct keys_key *k, const char *text,
    const char *dir, struct config_gateway *g, struct value_trouble *t)
{
	struct value_in in = { .text = text,
		.min = k->min,
		.max = k->max,
		.dir = dir,
		.arena = &r->c->arena };
	if (k->style != KEYS_WORDING &&
	    !value_characters(text, k->style == KEYS_FREE, t))
		return false;
	switch (k->place) {
	case KEYS_CONFIG:
		return k->parse(&in, (char *)r->c + k->offset, t);
	case KEYS_POLICY:
		return k->parse(&in, (char *)r->c->policy + k->offset, t);
	case KEYS_GATEWAY:
		return parse_gateway(k, &in, g, t);
	case KEYS_NOWHERE:
		break;
	}
	return k->parse(&in, NULL, t);
}

static void
report_value(struct config_read *r, const struct config_read_spot *spot,
    const char *section, const char *key, bool error,
    const struct value_trouble *t)
{
	const char *open = *section ? "[" : "", *close = *section ? "] " : "";
	config_read_report(r, error, spot, t->at, t->hint, "%s%s%s%s: %s", open,
	    section, close, key, t->message);
}

static void
apply(struct config_read *r, const struct config_read_spot *spot,
    const struct keys_key *k, struct config_gateway *g)
{
	const struct ini_entry *e = spot->entry;
	struct value_trouble t = { 0 };
	bool ok = parse_into(r, k, e->value, spot->file->dir, g, &t);
	if (*t.message)
		report_value(r, spot, e->section, e->key, !ok, &t);
	if (ok)
		set_origin(r, e->section, e->key, e->value, spot);
	if (!g)
		r->spots[keys_index(k)] = *spot;
}

/* Built-in values, said nothing about: a file may still replace them. */
static void
apply_defaults(struct config_read *r)
{
	const struct keys_key *k;
	for (size_t i = 0; (k = keys_at(i)) != NULL; i++) {
		struct value_trouble t = { 0 };
		const char *text = keys_default(k);
		if (k->place == KEYS_GATEWAY || !text)
			continue;
		parse_into(r, k, text, "/", NULL, &t);
		set_origin(r, k->section, k->name, text, &r->spots[i]);
	}
}

/* A default that stayed and does not work here: a zone without its file. */
static void
check_defaults(struct config_read *r)
{
	const struct keys_key *k;
	for (size_t i = 0; (k = keys_at(i)) != NULL; i++) {
		struct value_trouble t = { 0 };
		const char *text = keys_default(k);
		if (k->place == KEYS_GATEWAY || !text || r->spots[i].file)
			continue;
		if (!parse_into(r, k, text, "/", NULL, &t))
			report_value(r, &r->spots[i], k->section, k->name, true,
			    &t);
	}
}

/* --- gateways */

/* "sms" of "gateway sms"; NULL for any other section. */
static const char *
gateway_name(const char *section)
{
	size_t n = strlen(GATEWAY);
	if (strncmp(section, GATEWAY, n) != 0 ||
	    (section[n] != ' ' && section[n] != '\t'))
		return NULL;
	return section + n + strspn(section + n, " \t");
}

static bool
good_name(const char *s)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz0123456789-_";
	size_t n = strlen(s);
	return n && n <= NAME_MAX_BYTES && strspn(s, plain) == n;
}

static struct config_gateway *
find_gateway(struct config_read *r, const char *section)
{
	const char *name = gateway_name(section);
	int i = name ? config_gateway_find(r->c, name) : -1;
	return i < 0 ? NULL : &r->c->gateways[i];
}

static void
add_gateway(struct config_read *r, const char *name,
    const struct config_read_spot *spot)
{
	struct config *c = r->c;
	c->gateways = mem_grow(c->gateways, &r->gateway_cap, c->gateway_n + 1,
	    sizeof *c->gateways);
	r->gateways = mem_grow(r->gateways, &r->spot_cap, c->gateway_n + 1,
	    sizeof *r->gateways);
	r->gateways[c->gateway_n] = *spot;
	c->gateways[c->gateway_n++] =
	    (struct config_gateway){ .settings.name =
					 mem_arena_dup(&c->arena, name),
		    .price = -1,
		    .report_after_s = REPORT_AFTER_S };
}

static void
note_section(struct config_read *r, const struct config_read_spot *spot)
{
	const char *section = spot->section->name;
	const char *name = gateway_name(section);
	char hint[128] = "";
	if (name && !good_name(name)) {
		config_read_report(r, true, spot, 0,
		    N_("at most 32 small letters, digits, '-' and '_'"),
		    "'%s' cannot be the name of a gateway", name);
	} else if (name) {
		if (find_gateway(r, section))
			return;
		if (r->c->gateway_n < GATEWAYS_MAX)
			add_gateway(r, name, spot);
		else
			config_read_report(r, true, spot, 0, NULL,
			    "more than %d gateways", GATEWAYS_MAX);
	} else if (strcmp(section, GATEWAY) == 0) {
		config_read_report(r, true, spot, 0,
		    N_("such as [gateway sms]"), "the gateway has no name");
	} else if (!keys_section_known(section)) {
		const char *near = keys_near_section(section);
		if (near)
			snprintf(hint, sizeof hint, _("did you mean [%s]?"),
			    near);
		config_read_report(r, true, spot, 0, hint,
		    "unknown section [%s]", section);
	}
}

/* The driver's own keys. */
static void
apply_extra(struct config_read *r, const struct config_read_spot *spot,
    const struct gw_key *extra, struct config_gateway *g)
{
	const struct ini_entry *e = spot->entry;
	struct keys_key k = {
		.parse = extra->secret_file
			     ? keys_find(GATEWAY, "password_file")->parse
			     : value_line,
		.place = KEYS_CONFIG
	};
	struct value_trouble t = { 0 };
	struct value_in in = { .text = e->value,
		.dir = spot->file->dir,
		.arena = &r->c->arena };
	char *text = NULL;
	if (!value_characters(e->value, false, &t) ||
	    !k.parse(&in, &text, &t)) {
		report_value(r, spot, e->section, e->key, true, &t);
		return;
	}
	set_origin(r, e->section, e->key, e->value, spot);
	size_t n = g->settings.more_n, i = 0;
	struct http_field *more =
	    mem_arena_new(&r->c->arena, n + 1, sizeof *more);
	if (n)
		memcpy(more, g->settings.more, n * sizeof *more);
	char *name = mem_arena_dup(&r->c->arena, e->key);
	if (extra->secret_file)
		name[strlen(name) - strlen("_file")] = '\0';
	while (i < n && strcmp(more[i].name, name) != 0)
		i++;
	more[i] = (struct http_field){ .name = name, .value = text };
	g->settings.more = more;
	g->settings.more_n = i == n ? n + 1 : n;
}

/* --- keys that are none */

static bool
names_secret(const char *key)
{
	size_t n = strlen(key);
	if (n > 5 && strcmp(key + n - 5, "_file") == 0)
		return false;
	return strstr(key, "password") || strstr(key, "secret") ||
	       strstr(key, "token") || strstr(key, "api_key");
}

/* A secret in the open.  The line is not shown: findings go to logs. */
static void
refuse_secret(struct config_read *r, const struct config_read_spot *spot)
{
	const struct ini_entry *e = spot->entry;
	char masked[128];
	struct config_findings_spot place = { .file = spot->file->ini.path,
		.line = e->line,
		.source = masked };
	snprintf(masked, sizeof masked, "%.64s = …", e->key);
	config_findings_add(r->findings, true, &place,
	    N_("write it alone into a file, chmod 600, and name the file: "
	       "password_file = NAME or hook_secret_file = NAME"),
	    "[%s] %s: a secret may not stand in the configuration", e->section,
	    e->key);
}

/* g: the gateway whose section it is, or NULL. */
static void
refuse_key(struct config_read *r, const struct config_read_spot *spot,
    const char *section, const struct config_gateway *g)
{
	const struct ini_entry *e = spot->entry;
	const char *near = keys_near(section, e->key);
	if (!near && g && g->driver)
		near = keys_near_driver(g->driver, e->key);
	const char *other = keys_elsewhere(section, e->key);
	char hint[160] = "";
	struct config_findings_spot place = { .file = spot->file->ini.path,
		.line = e->line,
		.source = ini_line(&spot->file->ini, e->line),
		.at = e->key_at };
	if (names_secret(e->key)) {
		refuse_secret(r, spot);
		return;
	}
	if (near)
		snprintf(hint, sizeof hint, _("did you mean '%s'?"), near);
	else if (other)
		snprintf(hint, sizeof hint, "'%s' belongs into [%s]", e->key,
		    strcmp(other, GATEWAY) ? other : "gateway NAME");
	if (*section)
		config_findings_add(r->findings, true, &place, hint,
		    "unknown key '%s' in [%s]", e->key, e->section);
	else
		config_findings_add(r->findings, true, &place, hint,
		    "key '%s' stands before the first [section]", e->key);
}

/* --- all of it */

static void
apply_gateway_entry(struct config_read *r, const struct config_read_spot *spot,
    bool drivers)
{
	const struct ini_entry *e = spot->entry;
	struct config_gateway *g = find_gateway(r, e->section);
	const struct keys_key *k = keys_find(GATEWAY, e->key);
	bool is_driver = strcmp(e->key, "driver") == 0;
	if (!g || is_driver != drivers)
		return;
	const struct gw_key *extra =
	    g->driver ? gw_key_find(g->driver, e->key) : NULL;
	if (k)
		apply(r, spot, k, g);
	else if (extra)
		apply_extra(r, spot, extra, g);
	else if (g->driver || names_secret(e->key))
		refuse_key(r, spot, GATEWAY, g);
}

static void
apply_entry(struct config_read *r, const struct config_read_spot *spot,
    bool drivers)
{
	const struct ini_entry *e = spot->entry;
	if (gateway_name(e->section)) {
		apply_gateway_entry(r, spot, drivers);
		return;
	}
	if (drivers || !keys_section_known(e->section) ||
	    strcmp(e->section, GATEWAY) == 0)
		return; /* was reported where the section begins */
	const struct keys_key *k = keys_find(e->section, e->key);
	if (k)
		apply(r, spot, k, NULL);
	else
		refuse_key(r, spot, e->section, NULL);
}

static void
apply_entries(struct config_read *r, bool drivers)
{
	for (size_t i = 0; i < r->file_n; i++) {
		const struct config_read_file *f = r->files[i];
		for (size_t j = 0; j < f->ini.entry_n; j++) {
			struct config_read_spot spot = { .file = f,
				.entry = &f->ini.entries[j] };
			apply_entry(r, &spot, drivers);
		}
	}
}

void
config_read_values(struct config_read *r)
{
	apply_defaults(r);
	for (size_t i = 0; i < r->file_n; i++) {
		const struct config_read_file *f = r->files[i];
		for (size_t j = 0; j < f->ini.section_n; j++) {
			struct config_read_spot spot = { .file = f,
				.section = &f->ini.sections[j] };
			note_section(r, &spot);
		}
	}
	/* Which further keys a gateway has, its driver says. */
	apply_entries(r, true);
	apply_entries(r, false);
	check_defaults(r);
}

static int
by_key(const void *a, const void *b)
{
	const struct config_origin *x = a, *y = b;
	int d = strcmp(x->section, y->section);
	return d ? d : strcmp(x->key, y->key);
}

void
config_read_sort(struct config_read *r)
{
	struct config *c = r->c;
	if (c->origin_n)
		qsort(c->origins, c->origin_n, sizeof *c->origins, by_key);
}
