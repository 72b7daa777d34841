#include "app/term.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool
term_redraws(int fd)
{
	const char *term = getenv("TERM");
	return term && *term && strcmp(term, "dumb") != 0 && isatty(fd) == 1;
}

bool
term_colours(int fd)
{
	const char *no = getenv("NO_COLOR");
	return !(no && *no) && term_redraws(fd);
}
