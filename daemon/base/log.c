#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static int prefix;
static enum log_level highest = LOG_INFO;

void
log_setup(int journal, enum log_level max)
{
	prefix = journal;
	highest = max;
}

void
log_line(enum log_level level, const char *fmt, ...)
{
	if (level > highest)
		return;
	char text[1024];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	/* An event's text may hold a caller's bytes: one line stays one line.
	 */
	for (char *p = text; *p; p++) {
		if ((unsigned char)*p < 0x20 || *p == 0x7f)
			*p = '?';
	}
	if (prefix)
		fprintf(stderr, "<%d>%s\n", (int)level, text);
	else
		fprintf(stderr, "%s\n", text);
}

const char *
log_number(const char *number, char buf[16])
{
	size_t n = number ? strlen(number) : 0;
	if (n < 9)
		snprintf(buf, 16, "…");
	else
		snprintf(buf, 16, "%.3s…%s", number, number + n - 3);
	return buf;
}
