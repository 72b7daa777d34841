/* Planted: a write without a bound. */
#include <stdio.h>
void pages_name(char *buf, int n);

void
pages_name(char *buf, int n)
{
	sprintf(buf, "%d", n);
}
