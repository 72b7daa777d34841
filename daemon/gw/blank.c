#include "gw/blank.h"

#include "core/fold.h"
#include "core/policy.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_MAX_N = 80 };

/* The key for the kind, else the one for all.  NULL when there is neither. */
static const char *
for_kind(const struct gw_settings *s, const char *key, const char *kind)
{
	char name[NAME_MAX_N];
	snprintf(name, sizeof name, "%s.%s", key, kind ? kind : "");
	const char *own = kind ? gw_more(s, name) : NULL;
	return own ? own : gw_more(s, key);
}

const char *
blank_of(const struct gw_settings *s, const char *kind)
{
	return for_kind(s, "template", kind);
}

/* --- what fills it */

struct pair { /* "field=placeholder" of a params line */
	char field[NAME_MAX_N], value[NAME_MAX_N];
};

static void
copy_word(char *to, const char *from, size_t n)
{
	while (n && (*from == ' ' || *from == '\t'))
		from++, n--;
	while (n && (from[n - 1] == ' ' || from[n - 1] == '\t'))
		n--;
	snprintf(to, NAME_MAX_N, "%.*s",
	    n < NAME_MAX_N ? (int)n : NAME_MAX_N - 1, from);
}

/* Takes the next pair off *s.  1, 0 at the end, −1 when it is none. */
static int
next_pair(const char **s, struct pair *out)
{
	if (!*s || !**s)
		return 0;
	size_t n = strcspn(*s, ",");
	const char *eq = memchr(*s, '=', n);
	if (!eq)
		return -1;
	copy_word(out->field, *s, (size_t)(eq - *s));
	copy_word(out->value, eq + 1, n - (size_t)(eq + 1 - *s));
	*s += n + ((*s)[n] == ',');
	return *out->field && *out->value ? 1 : -1;
}

/* "text" is always there; the rest by the wordings' names. */
static const char *
value_of(const struct gw_message *m, const char *name)
{
	const char *v = m->values ? http_fields_get(m->values, name) : NULL;
	if ((!v || !*v) && strcmp(name, "text") == 0)
		return m->text;
	return v && *v ? v : NULL;
}

/* --- settings */

static bool
is_placeholder(const char *name)
{
	const char *p;
	if (strcmp(name, "text") == 0)
		return true;
	for (size_t i = 0; (p = policy_placeholder_at(i)); i++) {
		if (strcmp(p, name) == 0)
			return true;
	}
	return false;
}

static int
check_params(const char *key, const char *value, struct err *err)
{
	struct pair p;
	int rc;
	while ((rc = next_pair(&value, &p)) > 0) {
		if (!is_placeholder(p.value))
			return err_set(err, ERR_INVALID,
			    "%s: '%s' is no placeholder of a wording, nor "
			    "\"text\"",
			    key, p.value);
	}
	if (rc < 0)
		return err_set(err, ERR_INVALID,
		    "%s must be FIELD=PLACEHOLDER, …: the template's fields "
		    "and what goes into them",
		    key);
	return 0;
}

static bool
is_of(const char *key, const char *name)
{
	size_t n = strlen(name);
	return strncmp(key, name, n) == 0 && (!key[n] || key[n] == '.');
}

int
blank_check(const struct gw_settings *s, const char *key, const char *value,
    struct err *err)
{
	if (is_of(key, "params"))
		return check_params(key, value, err);
	if (is_of(key, "limit") &&
	    (strspn(value, "0123456789") != strlen(value) ||
		strtol(value, NULL, 10) < 1))
		return err_set(err, ERR_INVALID,
		    "%s must be a number of characters", key);
	if (is_of(key, "template") &&
	    !for_kind(s, "params", key[8] ? key + 9 : NULL))
		return err_set(err, ERR_INVALID,
		    "%s without params: what is the template to be filled "
		    "with?",
		    key);
	return 0;
}

/* --- a message */

size_t
blank_characters(const char *s)
{
	size_t n = 0;
	for (; *s; s++)
		n += ((unsigned char)*s & 0xc0) != 0x80;
	return n;
}

void
blank_fit(const struct gw_settings *s, const struct gw_message *m,
    struct gw_result *result)
{
	const char *params = for_kind(s, "params", m->kind);
	struct pair p;
	while (result->class == GW_ACCEPTED && next_pair(&params, &p) > 0) {
		char key[NAME_MAX_N + 8];
		snprintf(key, sizeof key, "limit.%s", p.field);
		const char *value = value_of(m, p.value);
		const char *limit = gw_more(s, key);
		char *nfc = value ? fold_nfc(value) : NULL;
		if (!nfc)
			gw_misfit(result, "the template needs a value for ",
			    p.field, "");
		else if (limit && blank_characters(nfc) >
				      (size_t)strtol(limit, NULL, 10))
			gw_misfit(result, "the value for ", p.field,
			    " is too long for the template");
		free(nfc);
	}
}

json_t *
blank_data(const struct gw_settings *s, const struct gw_message *m)
{
	json_t *data = json_object();
	const char *params = for_kind(s, "params", m->kind);
	struct pair p;
	while (next_pair(&params, &p) > 0) {
		const char *value = value_of(m, p.value);
		char *nfc = fold_nfc(value ? value : "");
		json_object_set_new(data, p.field, json_string(nfc));
		free(nfc);
	}
	return data;
}
