#include "app/setup.h"

#include "base/mem.h"
#include "base/sbuf.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

char *
setup_dirname(const char *path)
{
	const char *slash = strrchr(path, '/');
	if (!slash)
		return mem_dup(".");
	return mem_dup_n(path, slash == path ? 1 : (size_t)(slash - path));
}

static bool
is_same_dir(const char *a, const char *b)
{
	struct stat sa, sb;
	return stat(a, &sa) == 0 && stat(b, &sb) == 0 &&
	       sa.st_dev == sb.st_dev && sa.st_ino == sb.st_ino;
}

struct config *
setup_config(const char *file, struct config_findings *found)
{
	return setup_config_text(file, NULL, found);
}

struct config *
setup_config_text(const char *file, const struct config_text *text,
    struct config_findings *found)
{
	struct config *c = config_load_text(file, NULL, text, found);
	if (!c)
		return NULL;
	char *state = setup_dirname(c->storage_path);
	char *beside = setup_dirname(file);
	struct sbuf drop_ins = { 0 };
	sbuf_addf(&drop_ins, "%s/conf.d", state);
	struct stat st;
	if (!is_same_dir(state, beside) &&
	    stat(sbuf_text(&drop_ins), &st) == 0 && S_ISDIR(st.st_mode)) {
		config_free(c);
		config_findings_fini(found);
		*found = (struct config_findings){ 0 };
		c = config_load_text(file, state, text, found);
	}
	sbuf_fini(&drop_ins);
	free(state);
	free(beside);
	return c;
}
