#include <stdlib.h>

int
x_leak(int early)
{
	char *p = malloc(10);
	if (!p || early)
		return -1;
	free(p);
	return 0;
}
