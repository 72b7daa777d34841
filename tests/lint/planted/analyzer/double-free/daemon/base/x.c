#include <stdlib.h>

void
x_twice(int *p, int bad)
{
	free(p);
	if (bad)
		free(p);
}
