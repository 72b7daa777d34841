#include "app/args.h"

#include <string.h>

enum kind { UNKNOWN, FLAG, VALUE };

static enum kind
look_up(const char *spec, const char *name, size_t n)
{
	for (const char *p = spec; *p;) {
		size_t len = strcspn(p, " ");
		if (len == n && strncmp(p, name, n) == 0)
			return FLAG;
		if (len == n + 1 && p[n] == '=' && strncmp(p, name, n) == 0)
			return VALUE;
		p += len;
		p += strspn(p, " ");
	}
	return UNKNOWN;
}

static int
option(struct args *a, int argc, char *const *argv, int i, const char *spec,
    struct err *err)
{
	const char *word = argv[i];
	size_t n = strcspn(word, "=");
	enum kind kind = look_up("-c= --json -h --help", word, n);
	if (kind == UNKNOWN)
		kind = look_up(spec, word, n);
	if (kind == UNKNOWN)
		return err_set(err, ERR_USAGE, "unknown option '%.*s'", (int)n,
		    word);
	if (a->option_n == ARGS_MAX)
		return err_set(err, ERR_USAGE, "too many options");
	const char *value = NULL;
	if (kind == FLAG && word[n])
		return err_set(err, ERR_USAGE, "'%.*s' takes no value", (int)n,
		    word);
	if (kind == VALUE) {
		if (word[n])
			value = word + n + 1;
		else if (i + 1 < argc)
			value = argv[++i];
		else
			return err_set(err, ERR_USAGE,
			    "'%s' needs a value after it", word);
	}
	if (strcmp(word, "-h") == 0)
		word = "--help";
	a->option[a->option_n].name = word;
	a->option[a->option_n++].value = value;
	return i;
}

int
args_parse(struct args *a, int argc, char *const *argv, const char *spec,
    struct err *err)
{
	*a = (struct args){ .verb = argv[0] };
	bool ended = false;
	for (int i = 1; i < argc; i++) {
		const char *word = argv[i];
		if (!ended && strcmp(word, "--") == 0) {
			ended = true;
		} else if (!ended && word[0] == '-' && word[1]) {
			if ((i = option(a, argc, argv, i, spec, err)) < 0)
				return -1;
		} else if (a->word_n == ARGS_MAX) {
			return err_set(err, ERR_USAGE, "too many arguments");
		} else {
			a->word[a->word_n++] = word;
		}
	}
	return 0;
}

static long
find(const struct args *a, const char *name)
{
	size_t n = strlen(name);
	for (size_t i = a->option_n; i-- > 0;) {
		const char *o = a->option[i].name;
		if (strncmp(o, name, n) == 0 && (!o[n] || o[n] == '='))
			return (long)i;
	}
	return -1;
}

bool
args_has(const struct args *a, const char *name)
{
	return find(a, name) >= 0;
}

const char *
args_get(const struct args *a, const char *name)
{
	long i = find(a, name);
	return i < 0 ? NULL : a->option[i].value;
}
