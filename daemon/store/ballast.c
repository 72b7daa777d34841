/* Room on the disk, kept for the moment when there is none; knows no SQL. */
#include "store/ballast.h"

#include "base/sbuf.h"

#include <fcntl.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

/* reliability D10: 6 MiB recovered where 1 MiB did not; WAL limit + margin. */
static const off_t size = 8 * 1024 * 1024;

static void
name_of(const char *path, struct sbuf *name)
{
	sbuf_addf(name, "%s-ballast", path);
}

/* With less than twice its size free it would only be the next to go. */
static bool
ample(const char *name)
{
	struct statvfs fs;
	struct sbuf dir = { 0 };
	sbuf_add(&dir, name);
	while (dir.len > 0 && dir.s[dir.len - 1] != '/')
		dir.s[--dir.len] = '\0';
	sbuf_add(&dir, ".");
	int rc = statvfs(sbuf_text(&dir), &fs);
	sbuf_fini(&dir);
	return rc == 0 &&
	       (uint64_t)fs.f_bavail * fs.f_frsize >= 2 * (uint64_t)size;
}

static bool
lay(const char *name)
{
	struct stat st;
	if (stat(name, &st) == 0 && (off_t)st.st_blocks * 512 >= size)
		return true;
	if (!ample(name))
		return false;
	int fd = open(name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return false;
	bool done = posix_fallocate(fd, 0, size) == 0;
	close(fd);
	if (!done)
		unlink(name);
	return done;
}

bool
ballast_lay(const char *path)
{
	struct sbuf name = { 0 };
	name_of(path, &name);
	bool done = lay(sbuf_text(&name));
	sbuf_fini(&name);
	return done;
}

bool
ballast_drop(const char *path)
{
	struct sbuf name = { 0 };
	name_of(path, &name);
	bool done = unlink(sbuf_text(&name)) == 0;
	sbuf_fini(&name);
	return done;
}
