/*
 * Reads tests/fixtures/vectors/vectors.tsv for unit tests: the rows of one
 * scheme, and strings out of their small JSON inputs.  Must not know what a
 * scheme means.
 */
#ifndef NHACVIEC_TESTS_VECTORS_H
#define NHACVIEC_TESTS_VECTORS_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define VECTORS_FILE "tests/fixtures/vectors/vectors.tsv"

struct vector {
	char line[4096];
	const char *inputs; /* into line */
	const char *expected;
};

/* The next row of a scheme; 0 at the end of the file. */
static inline int
vectors_next(FILE *f, const char *scheme, struct vector *v)
{
	while (fgets(v->line, sizeof(v->line), f)) {
		char *tab = strchr(v->line, '\t');
		char *second = tab ? strchr(tab + 1, '\t') : NULL;

		if (v->line[0] == '#' || !second)
			continue;
		*tab = *second = '\0';
		second[1 + strcspn(second + 1, "\r\n")] = '\0';
		v->inputs = tab + 1;
		v->expected = second + 1;
		if (strcmp(v->line, scheme) == 0)
			return 1;
	}
	return 0;
}

/* Decodes the JSON string at p (on its opening quote) into out; returns what
 * follows the closing quote. */
static inline const char *
vectors_string(const char *p, char *out)
{
	for (p++; *p && *p != '"'; p++) {
		unsigned c;

		if (*p != '\\') {
			*out++ = *p;
			continue;
		}
		switch (*++p) {
		case 'n':
			*out++ = '\n';
			break;
		case 't':
			*out++ = '\t';
			break;
		case 'f':
			*out++ = '\f';
			break;
		case 'u':
			c = (unsigned)strtoul(
			    (char[5]){ p[1], p[2], p[3], p[4], 0 }, NULL, 16);
			p += 4;
			if (c >= 0x800) {
				*out++ = (char)(0xe0 | c >> 12);
				*out++ = (char)(0x80 | (c >> 6 & 0x3f));
			} else {
				*out++ = (char)(0xc0 | c >> 6);
			}
			*out++ = (char)(0x80 | (c & 0x3f));
			break;
		default:
			*out++ = *p;
		}
	}
	*out = '\0';
	return *p ? p + 1 : p;
}

/* The string member `name` of an inputs object into out; 0 if there is none. */
static inline int
vectors_member(const struct vector *v, const char *name, char *out)
{
	char quoted[64];
	const char *p;

	snprintf(quoted, sizeof(quoted), "\"%s\":", name);
	p = strstr(v->inputs, quoted);
	if (!p || p[strlen(quoted)] != '"')
		return 0;
	vectors_string(p + strlen(quoted), out);
	return 1;
}

#endif
