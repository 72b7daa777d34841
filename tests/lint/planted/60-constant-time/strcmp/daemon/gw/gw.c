#include "gw/gw.h"

#include <string.h>

bool
gw_secret_equal(const char *a, const char *b)
{
	return a && b && strcmp(a, b) == 0;
}
