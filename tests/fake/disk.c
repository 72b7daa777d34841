/*
 * A disk that fails, preloaded.  While the file $DISK_FAULT holds a word, it is
 * so: "eio" (a flush fails), "slow" (a flush takes 2 s), "read-only" (nothing
 * can be written).  With DISK_DIE_AT=N the process dies by SIGKILL before its
 * N-th write, flush or rename; DISK_COUNT = a file that gets their number at
 * the end. Only files below $DISK_BELOW count.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static long operations, die_at;

__attribute__((constructor)) static void
begin(void)
{
	const char *at = getenv("DISK_DIE_AT");
	die_at = at ? atol(at) : 0;
}

__attribute__((destructor)) static void
end(void)
{
	const char *path = getenv("DISK_COUNT");
	FILE *f = path ? fopen(path, "w") : NULL;
	if (!f)
		return;
	fprintf(f, "%ld\n", operations);
	fclose(f);
}

static int
concerned(int fd)
{
	char link[64], path[4096];
	const char *below = getenv("DISK_BELOW");
	if (!below)
		return 0;
	snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	ssize_t n = readlink(link, path, sizeof path);
	return n > 0 && (size_t)n >= strlen(below) &&
	       memcmp(path, below, strlen(below)) == 0;
}

static int
fault(int fd, char *word, size_t size)
{
	*word = '\0';
	if (!concerned(fd))
		return 0;
	if (++operations == die_at)
		kill(getpid(), SIGKILL);
	const char *path = getenv("DISK_FAULT");
	int file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
	if (file < 0)
		return 0;
	ssize_t n = read(file, word, size - 1);
	close(file);
	word[n > 0 ? n : 0] = '\0';
	return n > 0;
}

static int
writable(int fd)
{
	char word[32];
	if (!fault(fd, word, sizeof word) || strncmp(word, "read", 4) != 0)
		return 1;
	errno = EROFS;
	return 0;
}

static int
flushes(int fd)
{
	char word[32];
	fault(fd, word, sizeof word);
	if (strncmp(word, "eio", 3) == 0) {
		errno = EIO;
		return 0;
	}
	if (strncmp(word, "read", 4) == 0) {
		errno = EROFS;
		return 0;
	}
	if (strncmp(word, "slow", 4) == 0)
		nanosleep(&(struct timespec){ 2, 0 }, NULL);
	return 1;
}

ssize_t
pwrite(int fd, const void *p, size_t n, off_t at)
{
	static ssize_t (*real)(int, const void *, size_t, off_t);
	if (!real)
		*(void **)&real = dlsym(RTLD_NEXT, "pwrite");
	return writable(fd) ? real(fd, p, n, at) : -1;
}

ssize_t
pwrite64(int fd, const void *p, size_t n, off64_t at)
{
	static ssize_t (*real)(int, const void *, size_t, off64_t);
	if (!real)
		*(void **)&real = dlsym(RTLD_NEXT, "pwrite64");
	return writable(fd) ? real(fd, p, n, at) : -1;
}

int
ftruncate64(int fd, off64_t n)
{
	static int (*real)(int, off64_t);
	if (!real)
		*(void **)&real = dlsym(RTLD_NEXT, "ftruncate64");
	return writable(fd) ? real(fd, n) : -1;
}

int
rename(const char *from, const char *to)
{
	static int (*real)(const char *, const char *);
	const char *below = getenv("DISK_BELOW");
	if (!real)
		*(void **)&real = dlsym(RTLD_NEXT, "rename");
	/* As written in the configuration: by the folder's last name. */
	if (below && strstr(to, "/state/") && ++operations == die_at)
		kill(getpid(), SIGKILL);
	return real(from, to);
}

int
fsync(int fd)
{
	static int (*real)(int);
	if (!real)
		*(void **)&real = dlsym(RTLD_NEXT, "fsync");
	return flushes(fd) ? real(fd) : -1;
}

int
fdatasync(int fd)
{
	static int (*real)(int);
	if (!real)
		*(void **)&real = dlsym(RTLD_NEXT, "fdatasync");
	return flushes(fd) ? real(fd) : -1;
}
