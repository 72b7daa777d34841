/*
 * The calls that daemon/store makes past SQLite (its path's owner, the
 * ballast), turned to the disk in memory for paths below "/sim/" by the
 * linker's --wrap. All other paths are the machine's.
 */
#include "disk.h"

#include "posix.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <string.h>

/* The one file that is opened this way: the ballast, all size and no bytes. */
enum { FD = 1 << 20 };
static int64_t ballast;
static bool ballast_there;

int __real_stat(const char *path, struct stat *st);
int __wrap_stat(const char *path, struct stat *st);
int __real_statfs(const char *path, struct statfs *fs);
int __wrap_statfs(const char *path, struct statfs *fs);
int __real_statvfs(const char *path, struct statvfs *fs);
int __wrap_statvfs(const char *path, struct statvfs *fs);
int __real_chmod(const char *path, mode_t mode);
int __wrap_chmod(const char *path, mode_t mode);
int __real_chown(const char *path, uid_t u, gid_t g);
int __wrap_chown(const char *path, uid_t u, gid_t g);
int __real_unlink(const char *path);
int __wrap_unlink(const char *path);
int __real_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...);
int __real_close(int fd);
int __wrap_close(int fd);
int __real_posix_fallocate(int fd, off_t at, off_t n);
int __wrap_posix_fallocate(int fd, off_t at, off_t n);

static bool
is_ours(const char *path)
{
	return strncmp(path, "/sim", 4) == 0 &&
	       (path[4] == '/' || path[4] == '\0');
}

static bool
is_ballast(const char *path)
{
	size_t n = strlen(path);
	return n > 8 && strcmp(path + n - 8, "-ballast") == 0;
}

void
posix_reset(void)
{
	ballast = 0;
	ballast_there = false;
}

int64_t
posix_ballast(void)
{
	return ballast;
}

int
__wrap_stat(const char *path, struct stat *st)
{
	if (!is_ours(path))
		return __real_stat(path, st);
	size_t n = 0;
	*st = (struct stat){ .st_mode = S_IFREG | 0600 };
	if (strcmp(path, "/sim") == 0)
		st->st_mode = S_IFDIR | 0700;
	else if (is_ballast(path) ? !ballast_there : !disk_file(path, &n)) {
		errno = ENOENT;
		return -1;
	}
	st->st_size = is_ballast(path) ? ballast : (off_t)n;
	st->st_blocks = st->st_size / 512;
	return 0;
}

int
__wrap_statfs(const char *path, struct statfs *fs)
{
	if (!is_ours(path))
		return __real_statfs(path, fs);
	*fs = (struct statfs){ .f_type = 0xef53 };
	return 0;
}

static int64_t
room(void)
{
	int64_t left = disk_room();
	return left < 0 ? 0 : left;
}

int
__wrap_statvfs(const char *path, struct statvfs *fs)
{
	if (!is_ours(path))
		return __real_statvfs(path, fs);
	*fs = (struct statvfs){ .f_frsize = 512,
		.f_bavail = (fsblkcnt_t)(room() / 512) };
	return 0;
}

int
__wrap_chmod(const char *path, mode_t mode)
{
	return is_ours(path) ? 0 : __real_chmod(path, mode);
}

int
__wrap_chown(const char *path, uid_t u, gid_t g)
{
	return is_ours(path) ? 0 : __real_chown(path, u, g);
}

int
__wrap_unlink(const char *path)
{
	if (!is_ours(path))
		return __real_unlink(path);
	if (disk_is_dead() || !is_ballast(path) || !ballast_there) {
		errno = ENOENT;
		return -1;
	}
	posix_reset();
	return 0;
}

int
__wrap_open(const char *path, int flags, ...)
{
	va_list ap;
	va_start(ap, flags);
	mode_t mode = flags & O_CREAT ? va_arg(ap, mode_t) : 0;
	va_end(ap);
	if (!is_ours(path))
		return __real_open(path, flags, mode);
	if (disk_is_dead() || !is_ballast(path)) {
		errno = EACCES;
		return -1;
	}
	ballast_there = true;
	return FD;
}

int
__wrap_close(int fd)
{
	return fd == FD ? 0 : __real_close(fd);
}

int
__wrap_posix_fallocate(int fd, off_t at, off_t n)
{
	if (fd != FD)
		return __real_posix_fallocate(fd, at, n);
	if (disk_is_dead() || at + n - ballast > room())
		return ENOSPC;
	ballast = at + n;
	return 0;
}
