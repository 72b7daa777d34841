#include "app/tokenjar.h"

#include "app/lang.h"
#include "base/mem.h"
#include "base/sbuf.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	SLOT = 4096,
	HASH = 32,
	MAGIC = 8,
	/* magic, generation, fetched, expires, two lengths; the checksum of
	 * all the rest stands at the slot's end */
	HEAD = MAGIC + 3 * 8 + 2 * 2
};

static const char magic[] = "NVTOKEN1";
_Static_assert(sizeof magic == MAGIC + 1, "as long as its place");

static void
put(unsigned char *at, uint64_t v, int bytes)
{
	for (int i = 0; i < bytes; i++)
		at[i] = (unsigned char)(v >> (8 * i));
}

static uint64_t
get(const unsigned char *at, int bytes)
{
	uint64_t v = 0;
	for (int i = 0; i < bytes; i++)
		v |= (uint64_t)at[i] << (8 * i);
	return v;
}

static void
checksum(const unsigned char *slot, unsigned char hash[HASH])
{
	crypto_generichash(hash, HASH, slot, SLOT - HASH, NULL, 0);
}

/* False when the slot is torn, empty or of another program. */
static bool
decode(const unsigned char *slot, struct tokenjar_pair *out)
{
	unsigned char hash[HASH];
	checksum(slot, hash);
	if (memcmp(slot, magic, MAGIC) != 0 ||
	    sodium_memcmp(hash, slot + SLOT - HASH, HASH) != 0)
		return false;
	const unsigned char *p = slot + MAGIC;
	size_t access = get(p + 24, 2), refresh = get(p + 26, 2);
	if (HEAD + access + refresh > SLOT - HASH)
		return false;
	const char *text = (const char *)slot + HEAD;
	*out = (struct tokenjar_pair){ .generation = (int64_t)get(p, 8),
		.fetched_at = (int64_t)get(p + 8, 8),
		.expires_at = (int64_t)get(p + 16, 8),
		.access = mem_dup_n(text, access),
		.refresh = mem_dup_n(text + access, refresh) };
	return true;
}

static bool
encode(const struct tokenjar_pair *in, unsigned char *slot)
{
	size_t access = strlen(in->access), refresh = strlen(in->refresh);
	if (HEAD + access + refresh > SLOT - HASH)
		return false;
	unsigned char *p = slot + MAGIC;
	memset(slot, 0, SLOT);
	memcpy(slot, magic, MAGIC);
	put(p, (uint64_t)in->generation, 8);
	put(p + 8, (uint64_t)in->fetched_at, 8);
	put(p + 16, (uint64_t)in->expires_at, 8);
	put(p + 24, access, 2);
	put(p + 26, refresh, 2);
	memcpy(slot + HEAD, in->access, access);
	memcpy(slot + HEAD + access, in->refresh, refresh);
	checksum(slot, slot + SLOT - HASH);
	return true;
}

static int
fail(struct err *err, const char *what)
{
	enum err_code code = errno == ENOSPC			 ? ERR_FULL
			     : errno == EACCES || errno == EPERM ? ERR_DENIED
								 : ERR_IO;
	return err_set(err, code, "the token journal: cannot %s: %s", _(what),
	    strerror(errno));
}

/* A verb run as root must not leave a file that the service cannot read. */
static int
sync_folder(int fd, const char *path, struct err *err)
{
	struct sbuf dir = { 0 };
	const char *slash = strrchr(path, '/');
	sbuf_add_n(&dir, path, slash ? (size_t)(slash - path) + 1 : 0);
	sbuf_add(&dir, ".");
	int folder = open(sbuf_text(&dir), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	sbuf_fini(&dir);
	struct stat st;
	bool good = folder >= 0 && fstat(folder, &st) == 0 &&
		    (geteuid() != 0 || fchown(fd, st.st_uid, st.st_gid) == 0) &&
		    fsync(folder) == 0;
	int rc = good ? 0 : fail(err, N_("settle in its folder"));
	if (folder >= 0)
		close(folder);
	return rc;
}

int
tokenjar_open(struct tokenjar *j, const char *path, struct err *err)
{
	struct stat st;
	j->fd = open(path, O_RDWR | O_CREAT | O_DSYNC | O_CLOEXEC | O_NOFOLLOW,
	    0600);
	if (j->fd < 0)
		return fail(err, N_("open it"));
	int rc = 0;
	if (fstat(j->fd, &st) < 0 || !S_ISREG(st.st_mode) ||
	    fchmod(j->fd, 0600) < 0)
		rc = fail(err, N_("use it"));
	else if (st.st_size < 2 * SLOT) {
		errno = posix_fallocate(j->fd, 0, 2 * SLOT);
		rc = errno || fsync(j->fd) < 0 ? fail(err, N_("lay it out"))
					       : sync_folder(j->fd, path, err);
	}
	if (rc < 0)
		tokenjar_close(j);
	return rc;
}

void
tokenjar_close(struct tokenjar *j)
{
	if (j->fd >= 0)
		close(j->fd);
	j->fd = -1;
}

static bool
read_slot(const struct tokenjar *j, int i, unsigned char *slot)
{
	ssize_t n;
	do
		n = pread(j->fd, slot, SLOT, (off_t)i * SLOT);
	while (n < 0 && errno == EINTR);
	return n == SLOT;
}

int
tokenjar_read(const struct tokenjar *j, struct tokenjar_pair *out,
    struct err *err)
{
	unsigned char slot[SLOT];
	struct tokenjar_pair p[2] = { { .generation = 0 },
		{ .generation = 0 } };
	bool good = true, whole = false;
	for (int i = 0; good && i < 2; i++) {
		good = read_slot(j, i, slot);
		whole |= good && decode(slot, &p[i]);
	}
	sodium_memzero(slot, sizeof slot);
	int newer = p[1].generation > p[0].generation;
	*out = p[newer];
	tokenjar_wipe(&p[!newer]);
	if (!good) {
		tokenjar_wipe(out);
		return fail(err, N_("read it"));
	}
	return whole;
}

int
tokenjar_write(const struct tokenjar *j, const struct tokenjar_pair *p,
    struct err *err)
{
	unsigned char slot[SLOT];
	if (!encode(p, slot)) {
		sodium_memzero(slot, sizeof slot);
		return err_set(err, ERR_INVALID,
		    "the token journal: the tokens are too long");
	}
	off_t at = (off_t)(p->generation % 2) * SLOT;
	size_t done = 0;
	ssize_t n = 0;
	while (done < SLOT) {
		n = pwrite(j->fd, slot + done, SLOT - done, at + (off_t)done);
		if (n < 0 && errno != EINTR)
			break;
		done += n > 0 ? (size_t)n : 0;
	}
	sodium_memzero(slot, sizeof slot);
	return done == SLOT ? 0 : fail(err, N_("write it"));
}

static void
wipe(char **s)
{
	if (*s)
		sodium_memzero(*s, strlen(*s));
	free(*s);
	*s = NULL;
}

void
tokenjar_wipe(struct tokenjar_pair *p)
{
	wipe(&p->access);
	wipe(&p->refresh);
	*p = (struct tokenjar_pair){ .generation = 0 };
}
