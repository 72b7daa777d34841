/* See posix.c: the ballast on the disk in memory. */
#ifndef NHACVIEC_TESTS_SIM_POSIX_H
#define NHACVIEC_TESTS_SIM_POSIX_H

#include <stdint.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>
#include <unistd.h>

/* No ballast. */
void posix_reset(void);
/* How many bytes it takes. */
int64_t posix_ballast(void);

#endif
