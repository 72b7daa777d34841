/*
 * make bench: a disk that takes its time.  Preloaded, each fdatasync and fsync
 * takes SLOW_FSYNC_MS longer than it would.
 */
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>

typedef int sync_call(int fd);

int fdatasync(int fd);
int fsync(int fd);

static int
slow(const char *name, int fd)
{
	const char *ms = getenv("SLOW_FSYNC_MS");
	long n = ms ? strtol(ms, NULL, 10) : 0;
	struct timespec t = { n / 1000, n % 1000 * 1000000 };
	nanosleep(&t, NULL);
	sync_call *real;
	*(void **)&real = dlsym(RTLD_NEXT, name);
	return real(fd);
}

int
fdatasync(int fd)
{
	return slow("fdatasync", fd);
}

int
fsync(int fd)
{
	return slow("fsync", fd);
}
