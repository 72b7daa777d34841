/*
 * The words of a verb: options before or after the arguments, `--` ends them.
 * Knows the verb's own list of options only.
 */
#ifndef NHACVIEC_APP_ARGS_H
#define NHACVIEC_APP_ARGS_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

enum { ARGS_MAX = 64 };

struct args {
	const char *verb;
	const char *word[ARGS_MAX]; /* arguments, borrowed from argv */
	size_t word_n;
	struct {
		const char *name;  /* "--json" */
		const char *value; /* NULL for a flag */
	} option[ARGS_MAX];
	size_t option_n;
};

/*
 * argv[0] is the verb.  `spec` lists the verb's options, blank-separated, one
 * that takes a value ends in '=': "--json --from= --to=".  "-c=" and "--json"
 * and "-h" are known everywhere.  ERR_USAGE with what is wrong otherwise.
 */
int args_parse(struct args *a, int argc, char *const *argv, const char *spec,
    struct err *err);
bool args_has(const struct args *a, const char *name);
const char *args_get(const struct args *a, const char *name); /* or NULL */

#endif
