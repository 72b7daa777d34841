#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "app/outfile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

void test_a_file_is_written_whole(void **state);
void test_a_secret_file_is_for_nobody_else(void **state);
void test_a_file_that_is_replaced_keeps_its_mode(void **state);
void test_a_folder_is_made_for_its_files(void **state);
void test_a_folder_in_the_way_is_named(void **state);
void test_the_first_failure_ends_it_and_leaves_nothing(void **state);
void test_what_is_no_file_is_written_to(void **state);

struct room {
	char folder[64];
	char path[128];
};

static const char *
in_room(struct room *r, const char *name)
{
	snprintf(r->path, sizeof r->path, "%s/%s", r->folder, name);
	return r->path;
}

static void
room_open(struct room *r)
{
	snprintf(r->folder, sizeof r->folder, "test_outfile.XXXXXX");
	assert_non_null(mkdtemp(r->folder));
}

static size_t
entries(const char *folder)
{
	size_t n = 0;
	DIR *d = opendir(folder);
	assert_non_null(d);
	while (readdir(d))
		n++;
	closedir(d);
	return n - 2; /* . and .. */
}

static void
room_close(struct room *r)
{
	assert_int_equal(entries(r->folder), 0);
	assert_int_equal(rmdir(r->folder), 0);
}

static mode_t
mode_of(const char *path)
{
	struct stat st;
	assert_int_equal(stat(path, &st), 0);
	return st.st_mode & 0777;
}

static size_t
content(const char *path, char *buf, size_t size)
{
	FILE *f = fopen(path, "rb");
	assert_non_null(f);
	size_t n = fread(buf, 1, size, f);
	fclose(f);
	return n;
}

void
test_a_file_is_written_whole(void **state)
{
	(void)state;
	struct room r;
	struct err err = { 0 };
	struct outfile_list l = { 0 };
	char buf[16];
	room_open(&r);
	outfile_add(&l, in_room(&r, "a.bin"), "a\0b", 3);
	outfile_add(&l, in_room(&r, "empty"), NULL, 0);
	assert_int_equal(outfile_write(&l, &err), 0);
	assert_int_equal(content(in_room(&r, "a.bin"), buf, sizeof buf), 3);
	assert_memory_equal(buf, "a\0b", 3);
	assert_int_equal(entries(r.folder), 2);
	unlink(in_room(&r, "a.bin"));
	unlink(in_room(&r, "empty"));
	outfile_fini(&l);
	room_close(&r);
}

void
test_a_secret_file_is_for_nobody_else(void **state)
{
	(void)state;
	struct room r;
	struct err err = { 0 };
	struct outfile_list l = { 0 };
	mode_t old = umask(0022);
	room_open(&r);
	outfile_add_secret(&l, in_room(&r, "secret"), "x", 1);
	outfile_add(&l, in_room(&r, "open"), "x", 1);
	assert_int_equal(outfile_write(&l, &err), 0);
	assert_int_equal(mode_of(in_room(&r, "secret")), 0600);
	assert_int_equal(mode_of(in_room(&r, "open")), 0644);
	unlink(in_room(&r, "secret"));
	unlink(in_room(&r, "open"));
	umask(old);
	outfile_fini(&l);
	room_close(&r);
}

void
test_a_file_that_is_replaced_keeps_its_mode(void **state)
{
	(void)state;
	struct room r;
	struct err err = { 0 };
	struct outfile_list l = { 0 };
	char buf[16];
	room_open(&r);
	outfile_add(&l, in_room(&r, "f"), "old", 3);
	assert_int_equal(outfile_write(&l, &err), 0);
	assert_int_equal(chmod(r.path, 0640), 0);
	outfile_add(&l, r.path, "newer", 5);
	assert_int_equal(outfile_write(&l, &err), 0);
	assert_int_equal(mode_of(r.path), 0640);
	assert_int_equal(content(r.path, buf, sizeof buf), 5);
	unlink(r.path);
	outfile_fini(&l);
	room_close(&r);
}

void
test_a_folder_is_made_for_its_files(void **state)
{
	(void)state;
	struct room r;
	struct err err = { 0 };
	struct outfile_list l = { 0 };
	room_open(&r);
	outfile_add(&l, in_room(&r, "out/"), NULL, 0);
	outfile_add(&l, in_room(&r, "out/f"), "x", 1);
	assert_int_equal(outfile_write(&l, &err), 0);
	assert_int_equal(outfile_write(&l, &err), 0); /* it is there now */
	unlink(in_room(&r, "out/f"));
	assert_int_equal(rmdir(in_room(&r, "out")), 0);
	outfile_fini(&l);
	room_close(&r);
}

void
test_a_folder_in_the_way_is_named(void **state)
{
	(void)state;
	struct room r;
	struct err err = { 0 };
	struct outfile_list l = { 0 };
	room_open(&r);
	outfile_add(&l, r.folder, "x", 1);
	assert_int_equal(outfile_write(&l, &err), -1);
	assert_non_null(strstr(err.text, r.folder));
	assert_non_null(strstr(err.text, "directory"));
	outfile_fini(&l);
	room_close(&r);
}

void
test_the_first_failure_ends_it_and_leaves_nothing(void **state)
{
	(void)state;
	struct room r;
	struct err err = { 0 };
	struct outfile_list l = { 0 };
	room_open(&r);
	outfile_add(&l, in_room(&r, "missing/f"), "x", 1);
	outfile_add(&l, in_room(&r, "later"), "x", 1);
	assert_int_equal(outfile_write(&l, &err), -1);
	assert_non_null(strstr(err.text, "missing/f: No such file"));
	outfile_fini(&l);
	room_close(&r);
}

void
test_what_is_no_file_is_written_to(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct outfile_list l = { 0 };
	struct stat st;
	outfile_add(&l, "/dev/null", "x", 1);
	assert_int_equal(outfile_write(&l, &err), 0);
	assert_int_equal(stat("/dev/null", &st), 0);
	assert_true(S_ISCHR(st.st_mode));
	outfile_fini(&l);
}
