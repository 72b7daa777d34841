/* Planted: the loop waits. */
#include <time.h>
int http_client_wait(const struct timespec *t);

int
http_client_wait(const struct timespec *t)
{
	return nanosleep(t, 0);
}
