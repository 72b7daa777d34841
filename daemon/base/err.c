#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const char *(*look_up)(const char *fmt);

void
err_translate(const char *(*lookup)(const char *fmt))
{
	look_up = lookup;
}

static const char *translated(const char *fmt) __attribute__((format_arg(1)));
static const char *
translated(const char *fmt)
{
	return look_up ? look_up(fmt) : fmt;
}

int
err_set(struct err *err, enum err_code code, const char *fmt, ...)
{
	if (!err)
		return -1;
	err->code = code;
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(err->text, sizeof err->text, translated(fmt), ap);
	va_end(ap);
	return -1;
}

int
err_wrap(struct err *err, const char *fmt, ...)
{
	if (!err)
		return -1;
	char inner[sizeof err->text];
	memcpy(inner, err->text, sizeof inner);
	va_list ap;
	va_start(ap, fmt);
	int n = vsnprintf(err->text, sizeof err->text, translated(fmt), ap);
	va_end(ap);
	if (n < 0 || (size_t)n + 3 > sizeof err->text)
		return -1;
	size_t used = (size_t)n;
	snprintf(err->text + used, sizeof err->text - used, ": %.*s",
	    (int)(sizeof err->text - used - 3), inner);
	return -1;
}
