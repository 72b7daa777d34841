/*
 * Reads the rule at the end of a TZif file (RFC 8536, 3.3), which says what
 * holds from now on.  No clock is asked and TZ stays as it is.
 */
#include "app/zone.h"

#include <stdio.h>
#include <string.h>

#define ZONE_DIR "/usr/share/zoneinfo"

static bool
good_name(const char *name)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "abcdefghijklmnopqrstuvwxyz0123456789_+-/";
	return *name && *name != '/' && strlen(name) < 64 &&
	       strspn(name, plain) == strlen(name);
}

/* The last line of the file, without its ends, in buf. */
static bool
read_rule(const char *path, char *buf, size_t size)
{
	char magic[5] = "", tail[128];
	FILE *f = fopen(path, "re");
	if (!f)
		return false;
	bool ok = fread(magic, 1, 5, f) == 5 && memcmp(magic, "TZif", 4) == 0 &&
		  magic[4] >= '2' && fseek(f, 0, SEEK_END) == 0;
	long n = ok ? ftell(f) : -1;
	long from = n > (long)sizeof tail ? n - (long)sizeof tail : 0;
	ok = n > 0 && fseek(f, from, SEEK_SET) == 0;
	size_t got = ok ? fread(tail, 1, sizeof tail, f) : 0;
	fclose(f);
	if (got < 3 || tail[got - 1] != '\n')
		return false;
	size_t start = got - 1;
	while (start > 0 && tail[start - 1] != '\n')
		start--;
	size_t len = got - 1 - start;
	if (!start || !len || len >= size)
		return false;
	memcpy(buf, tail + start, len);
	buf[len] = '\0';
	return true;
}

/* Up to two digits. */
static int
two(const char **s)
{
	int n = 0;
	for (int i = 0; i < 2 && **s >= '0' && **s <= '9'; i++)
		n = n * 10 + *(*s)++ - '0';
	return n;
}

/* "<+07>-7", "CET-1CEST,M3.5.0,M10.5.0/3": POSIX counts west of UTC. */
static void
read_offset(const char *rule, int *offset_s, bool *saving)
{
	const char *s = rule;
	if (*s == '<')
		s += strcspn(s, ">") + 1;
	else
		s += strcspn(s, "+-0123456789");
	int sign = *s == '-' ? 1 : -1;
	s += *s == '-' || *s == '+';
	int seconds = two(&s) * 3600;
	for (int unit = 60; *s == ':' && unit; unit /= 60) {
		s++;
		seconds += two(&s) * unit;
	}
	*offset_s = sign * seconds;
	*saving = *s != '\0';
}

int
zone_offset(const char *name, int *offset_s, bool *saving, struct err *err)
{
	char path[128], rule[96];
	if (!good_name(name))
		return err_set(err, ERR_INVALID,
		    "'%s' is not the name of a time zone", name);
	snprintf(path, sizeof path, ZONE_DIR "/%s", name);
	if (!read_rule(path, rule, sizeof rule))
		return err_set(err, ERR_NOT_FOUND,
		    "there is no time zone '%s' on this machine (%s)", name,
		    path);
	read_offset(rule, offset_s, saving);
	return 0;
}
