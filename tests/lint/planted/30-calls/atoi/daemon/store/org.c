/* Planted: a number that is never checked. */
#include <stdlib.h>
int org_number(const char *s);

int
org_number(const char *s)
{
	return atoi(s);
}
