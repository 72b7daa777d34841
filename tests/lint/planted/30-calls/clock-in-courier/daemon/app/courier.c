/* Planted: a second clock. */
#include <time.h>
int courier_now(struct timespec *t);

int
courier_now(struct timespec *t)
{
	return clock_gettime(CLOCK_REALTIME, t);
}
