#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "../lib/conffile.h"
#include "app/sources.h"

void test_every_way_to_the_files_is_watched(void **state);
void test_the_mark_differs_when_a_source_does(void **state);

static const char conf[] = "[gateway a]\ndriver = kannel\nurl = http://x/\n"
			   "user = u\npassword_file = p\n"
			   "hook_secret_file = p\n"
			   "[storage]\npath = state/nhacviec.db\n";

static bool
watches(const struct sources *s, const char *folder, const char *name)
{
	for (size_t i = 0; i < s->n; i++) {
		const struct watch_point *p = &s->points[i];
		size_t n = strlen(p->folder), end = strlen(folder);
		if (n >= end && strcmp(p->folder + n - end, folder) == 0 &&
		    (name ? p->name && strcmp(p->name, name) == 0 : !p->name))
			return true;
	}
	return false;
}

void
test_every_way_to_the_files_is_watched(void **state)
{
	(void)state;
	struct conffile t;
	struct sources s = { 0 };
	char dir[80], path[128], state_dir[96];
	conffile_init(&t);
	conffile_mkdir(&t, "conf.d");
	conffile_mkdir(&t, "real");
	conffile_write(&t, "real/x", "");
	conffile_write(&t, "p", "secret\n");
	snprintf(path, sizeof path, "%s/conf.d/10.conf", t.dir);
	assert_int_equal(symlink("../real/x", path), 0);
	conffile_try(&t, conf);
	assert_non_null(t.config);
	sources_find(&s, t.main, t.config, false);
	snprintf(dir, sizeof dir, "/%s", t.dir);
	assert_true(watches(&s, dir, "nhacviec.conf"));
	assert_true(watches(&s, dir, "conf.d"));
	assert_true(watches(&s, dir, "p"));
	assert_true(watches(&s, dir, "state"));
	snprintf(path, sizeof path, "%s/conf.d", t.dir);
	assert_true(watches(&s, path, NULL));
	snprintf(state_dir, sizeof state_dir, "%s/state", t.dir);
	assert_true(watches(&s, state_dir, "conf.d"));
	assert_true(watches(&s, "/build", strrchr(t.dir, '/') + 1));
	snprintf(path, sizeof path, "%s/real", t.dir);
	assert_true(watches(&s, path, "x"));
	/* the database's own folder only by name */
	assert_false(watches(&s, state_dir, NULL));
	assert_false(watches(&s, dir, NULL));
	sources_fini(&s);
	sources_find(&s, t.main, t.config, true);
	assert_true(watches(&s, dir + 1, NULL));
	sources_fini(&s);
	conffile_fini(&t);
}

void
test_the_mark_differs_when_a_source_does(void **state)
{
	(void)state;
	struct conffile t;
	char path[128], other[128];
	conffile_init(&t);
	conffile_mkdir(&t, "conf.d");
	conffile_write(&t, "p", "secret\n");
	conffile_try(&t, conf);
	assert_non_null(t.config);
	uint64_t seen[16];
	size_t n = 0;
	seen[n++] = sources_mark(t.main, t.config);
	assert_true(sources_mark(t.main, t.config) == seen[0]);
	conffile_write(&t, "conf.d/10.conf.swp", "x");
	conffile_write(&t, "nhacviec.db", "x");
	assert_true(sources_mark(t.main, t.config) == seen[0]);
	conffile_write(&t, "conf.d/10.conf", "x");
	seen[n++] = sources_mark(t.main, t.config);
	snprintf(path, sizeof path, "%s/conf.d/10.conf", t.dir);
	snprintf(other, sizeof other, "%s/conf.d/20.conf", t.dir);
	assert_int_equal(rename(path, other), 0);
	seen[n++] = sources_mark(t.main, t.config);
	assert_int_equal(chmod(other, 0400), 0);
	seen[n++] = sources_mark(t.main, t.config);
	conffile_write(&t, "p", "another\n");
	seen[n++] = sources_mark(t.main, t.config);
	assert_int_equal(unlink(t.main), 0);
	seen[n++] = sources_mark(t.main, t.config);
	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < i; k++)
			assert_true(seen[i] != seen[k]);
	}
	conffile_fini(&t);
}
