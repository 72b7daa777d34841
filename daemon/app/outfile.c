/*
 * Temporary file, sync, rename: what stood there before stays until the new
 * one is whole.  Knows no verb and no socket.
 */
#include "app/outfile.h"

#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void
add(struct outfile_list *l, const char *name, const void *bytes, size_t n,
    bool secret)
{
	l->v = mem_grow(l->v, &l->cap, l->n + 1, sizeof *l->v);
	l->v[l->n++] = (struct outfile){ .name = mem_dup(name),
		.bytes = mem_dup_n(n ? bytes : "", n),
		.len = n,
		.secret = secret };
}

void
outfile_add(struct outfile_list *l, const char *name, const void *bytes,
    size_t n)
{
	add(l, name, bytes, n, false);
}

void
outfile_add_secret(struct outfile_list *l, const char *name, const void *bytes,
    size_t n)
{
	add(l, name, bytes, n, true);
}

static int
cannot(const char *name, struct err *err)
{
	return err_set(err, errno == EACCES ? ERR_DENIED : ERR_FAILED,
	    "cannot write %s: %s", name, strerror(errno));
}

static int
write_all(int fd, const char *s, size_t n)
{
	while (n) {
		ssize_t w = write(fd, s, n);
		if (w < 0 && errno == EINTR)
			continue;
		if (w < 0)
			return -1;
		s += w;
		n -= (size_t)w;
	}
	return 0;
}

/* A pipe, a terminal, /dev/null: nothing to put in its place. */
static int
write_into(const struct outfile *f, struct err *err)
{
	int fd = open(f->name, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return cannot(f->name, err);
	int rc = write_all(fd, f->bytes, f->len);
	if (rc < 0)
		cannot(f->name, err);
	close(fd);
	return rc;
}

/* The mode of the file that is replaced, or what a new one gets. */
static mode_t
mode_of(const struct outfile *f, const struct stat *old)
{
	mode_t mask = umask(0);
	umask(mask);
	mode_t mode = old ? old->st_mode & 0777 : 0666 & ~mask;
	return f->secret ? mode & 0700 : mode;
}

/* Fills and syncs the file beside the place; −1 with errno. */
static int
fill(int fd, const struct outfile *f, const struct stat *old)
{
	/* Only root may give a file away; who is not, owns what he writes. */
	if (old && fchown(fd, old->st_uid, old->st_gid) < 0 && errno != EPERM)
		return -1;
	if (fchmod(fd, mode_of(f, old)) < 0 ||
	    write_all(fd, f->bytes, f->len) < 0)
		return -1;
	return fsync(fd);
}

/* So that the rename itself is on disk; a folder that refuses is no loss. */
static void
sync_folder(const char *name)
{
	const char *slash = strrchr(name, '/');
	char *folder =
	    slash ? mem_dup_n(name, (size_t)(slash - name) + 1) : mem_dup(".");
	int fd = open(folder, O_RDONLY | O_CLOEXEC);
	free(folder);
	if (fd < 0)
		return;
	(void)fsync(fd);
	close(fd);
}

static int
replace(const struct outfile *f, const struct stat *old, struct err *err)
{
	size_t size = strlen(f->name) + sizeof ".XXXXXX";
	char *beside = mem_new(size, 1);
	snprintf(beside, size, "%s.XXXXXX", f->name);
	int rc = -1;
	int fd = mkstemp(beside);
	if (fd < 0) {
		cannot(f->name, err);
		goto out;
	}
	rc = fill(fd, f, old);
	if (rc == 0)
		rc = rename(beside, f->name);
	if (rc < 0) {
		cannot(f->name, err);
		unlink(beside);
	}
	close(fd);
	if (rc == 0)
		sync_folder(f->name);
out:
	free(beside);
	return rc;
}

static int
make_folder(const struct outfile *f, struct err *err)
{
	struct stat st;
	if (mkdir(f->name, 0777) == 0 ||
	    (stat(f->name, &st) == 0 && S_ISDIR(st.st_mode)))
		return 0;
	return cannot(f->name, err);
}

static int
write_one(const struct outfile *f, struct err *err)
{
	struct stat st;
	size_t n = strlen(f->name);
	if (strcmp(f->name, "-") == 0) {
		fwrite(f->bytes, 1, f->len, stdout);
		return fflush(stdout) ? cannot("the output", err) : 0;
	}
	if (n && f->name[n - 1] == '/')
		return make_folder(f, err);
	if (stat(f->name, &st) < 0)
		return replace(f, NULL, err);
	if (S_ISDIR(st.st_mode)) {
		errno = EISDIR;
		return cannot(f->name, err);
	}
	return S_ISREG(st.st_mode) ? replace(f, &st, err) : write_into(f, err);
}

int
outfile_write(const struct outfile_list *l, struct err *err)
{
	for (size_t i = 0; i < l->n; i++) {
		if (write_one(&l->v[i], err) < 0)
			return -1;
	}
	return 0;
}

bool
outfile_ends_in(const char *name, const char *ending)
{
	size_t n = strlen(name), e = strlen(ending);
	return n > e && strcmp(name + n - e, ending) == 0;
}

void
outfile_fini(struct outfile_list *l)
{
	for (size_t i = 0; i < l->n; i++) {
		free(l->v[i].name);
		free(l->v[i].bytes);
	}
	free(l->v);
	sbuf_fini(&l->said);
	*l = (struct outfile_list){ 0 };
}
