#include "app/names.h"

#include "base/words.h"
#include "core/fold.h"

#include <stdlib.h>
#include <string.h>

static bool
is_called(const char *key, const char *name, const char *code)
{
	char *folded = fold_key(name);
	char *code_key = fold_key(code);
	bool same = strcmp(folded, key) == 0 || strcmp(code_key, key) == 0;
	free(folded);
	free(code_key);
	return same;
}

int
names_person(const struct facts *f, const char *name, struct err *err)
{
	int i = facts_person_by_code(f, name);
	if (i >= 0)
		return i;
	char *key = fold_key(name);
	int found = -1, n = 0;
	for (i = 0; i < f->person_n; i++) {
		if (is_called(key, f->people[i].name, f->people[i].code)) {
			found = i;
			n++;
		}
	}
	free(key);
	if (n == 1)
		return found;
	return err_set(err, ERR_NOT_FOUND,
	    n ? N_("several people are called '%s'; use the code that `status` "
		   "shows")
	      : N_("there is nobody '%s'; `status` lists the codes"),
	    name);
}

int
names_unit(const struct facts *f, const char *name, struct err *err)
{
	int i = facts_unit_by_code(f, name);
	if (i >= 0)
		return i;
	char *key = fold_key(name);
	int found = -1, n = 0;
	for (i = 0; i < f->unit_n; i++) {
		if (is_called(key, f->units[i].name, f->units[i].code) ||
		    is_called(key, facts_short_name(f->units[i].name),
			f->units[i].code)) {
			found = i;
			n++;
		}
	}
	free(key);
	if (n == 1)
		return found;
	return err_set(err, ERR_NOT_FOUND,
	    n ? N_("several units are called '%s'; use the code")
	      : N_("there is no unit '%s'; `status` lists the codes"),
	    name);
}
