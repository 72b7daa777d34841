/*
 * A reader of iCalendar files that believes nothing: every rule of RFC 5545
 * that our files must keep fails the test with its line.  Shares no code with
 * what writes them.
 */
#ifndef NHACVIEC_TESTS_ICSCHECK_H
#define NHACVIEC_TESTS_ICSCHECK_H

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ICS_EVENTS = 256, ICS_DEPTH = 4 };

struct ics_event {
	char uid[160], start[24], stamp[24], status[16], summary[256];
	char description[256], location[160];
	bool whole_day;
	int sequence;
	int seen[16]; /* how often each property stood there */
};

struct ics_file {
	struct ics_event e[ICS_EVENTS];
	int n;
	char zone[64]; /* TZID of its VTIMEZONE */
	bool version, prodid;
	char stack[ICS_DEPTH][16];
	int depth;
};

#define ics_must(ok, line)                                                     \
	do {                                                                   \
		if (!(ok))                                                     \
			fail_msg("%s: %s", #ok, line);                         \
	} while (0)

/* One whole character at s: its length, 0 for none. */
static inline size_t
ics_character(const char *s)
{
	unsigned char c = (unsigned char)*s;
	size_t n = c < 0x80		   ? 1
		   : c >= 0xc2 && c < 0xe0 ? 2
		   : c >= 0xe0 && c < 0xf0 ? 3
		   : c >= 0xf0 && c < 0xf5 ? 4
					   : 0;
	for (size_t i = 1; i < n; i++) {
		if (((unsigned char)s[i] & 0xc0) != 0x80)
			return 0;
	}
	return n;
}

static inline void
ics_check_line(const char *line, size_t n)
{
	ics_must(n <= 75, line);
	for (size_t i = 0; i < n;) {
		size_t c = ics_character(line + i);
		ics_must(c > 0 && i + c <= n, line);
		ics_must((unsigned char)line[i] >= 0x20 || line[i] == '\t',
		    line);
		ics_must(line[i] != 0x7f, line);
		i += c;
	}
}

static inline bool
ics_digits(const char *s, int n)
{
	for (int i = 0; i < n; i++) {
		if (!isdigit((unsigned char)s[i]))
			return false;
	}
	return true;
}

static inline void
ics_check_time(const char *v, bool day, bool utc, const char *line)
{
	ics_must(ics_digits(v, 8), line);
	int month = (v[4] - '0') * 10 + v[5] - '0';
	int d = (v[6] - '0') * 10 + v[7] - '0';
	static const int days[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30,
		31 };
	ics_must(month >= 1 && month <= 12 && d >= 1 && d <= days[month - 1],
	    line);
	if (day) {
		ics_must(v[8] == '\0', line);
		return;
	}
	ics_must(v[8] == 'T' && ics_digits(v + 9, 6), line);
	ics_must(v[9] < '2' || (v[9] == '2' && v[10] < '4'), line);
	ics_must(v[11] < '6' && v[13] < '6', line);
	ics_must(strcmp(v + 15, utc ? "Z" : "") == 0, line);
}

/* TEXT: its escapes undone. */
static inline void
ics_take_text(const char *v, char *out, size_t size, const char *line)
{
	size_t n = 0;
	for (; *v; v++) {
		char c = *v;
		ics_must(c != ',' && c != ';', line);
		if (c == '\\') {
			c = *++v;
			ics_must(c && strchr("\\;,nN", c), line);
			c = c == 'n' || c == 'N' ? '\n' : c;
		}
		ics_must(n + 1 < size, line);
		out[n++] = c;
	}
	out[n] = '\0';
}

static const char *const ics_names[] = { "UID", "DTSTAMP", "DTSTART", "SUMMARY",
	"DESCRIPTION", "LOCATION", "STATUS", "TRANSP", "SEQUENCE",
	"LAST-MODIFIED", "DURATION" };

static inline void
ics_take_start(struct ics_file *f, struct ics_event *e, const char *param,
    const char *v, const char *line)
{
	char want[80];
	snprintf(want, sizeof want, ";TZID=%s", f->zone);
	e->whole_day = strcmp(param, ";VALUE=DATE") == 0;
	ics_must(e->whole_day || (*f->zone && strcmp(param, want) == 0), line);
	ics_check_time(v, e->whole_day, false, line);
	snprintf(e->start, sizeof e->start, "%s", v);
}

static inline void
ics_take_property(struct ics_file *f, const char *name, const char *param,
    const char *v, const char *line)
{
	struct ics_event *e = &f->e[f->n];
	size_t known = sizeof ics_names / sizeof *ics_names, i = 0;
	while (i < known && strcmp(ics_names[i], name) != 0)
		i++;
	ics_must(i < known, line);
	ics_must(e->seen[i]++ == 0, line); /* each once */
	ics_must(*v, line);
	ics_must(!*param || strcmp(name, "DTSTART") == 0, line);
	if (i == 0)
		ics_take_text(v, e->uid, sizeof e->uid, line);
	else if (i == 1 || i == 9)
		ics_check_time(v, false, true, line);
	else if (i == 2)
		ics_take_start(f, e, param, v, line);
	else if (i == 3)
		ics_take_text(v, e->summary, sizeof e->summary, line);
	else if (i == 4)
		ics_take_text(v, e->description, sizeof e->description, line);
	else if (i == 5)
		ics_take_text(v, e->location, sizeof e->location, line);
	else if (i == 6)
		snprintf(e->status, sizeof e->status, "%s", v);
	else if (i == 7)
		ics_must(!strcmp(v, "OPAQUE") || !strcmp(v, "TRANSPARENT"),
		    line);
	else if (i == 8)
		e->sequence = (int)strtol(v, NULL, 10);
	else
		ics_must(strncmp(v, "PT", 2) == 0, line);
	if (i == 1)
		snprintf(e->stamp, sizeof e->stamp, "%s", v);
	if (i == 6)
		ics_must(!strcmp(v, "CONFIRMED") || !strcmp(v, "CANCELLED"),
		    line);
}

static inline void
ics_end_event(struct ics_file *f, const char *line)
{
	struct ics_event *e = &f->e[f->n];
	ics_must(e->seen[0] && e->seen[1] && e->seen[2] && e->seen[3], line);
	ics_must(!e->whole_day || !e->seen[10], line);
	for (int i = 0; i < f->n; i++)
		ics_must(strcmp(f->e[i].uid, e->uid) != 0, e->uid);
	ics_must(++f->n < ICS_EVENTS, line);
}

static inline void
ics_begin_end(struct ics_file *f, bool begin, const char *v, const char *line)
{
	if (begin) {
		ics_must(f->depth < ICS_DEPTH, line);
		ics_must(f->depth || strcmp(v, "VCALENDAR") == 0, line);
		snprintf(f->stack[f->depth++], sizeof f->stack[0], "%s", v);
		return;
	}
	ics_must(f->depth && strcmp(f->stack[f->depth - 1], v) == 0, line);
	f->depth--;
	if (strcmp(v, "VEVENT") == 0)
		ics_end_event(f, line);
}

static inline void
ics_take_line(struct ics_file *f, char *line)
{
	char name[32], param[80];
	size_t n = strcspn(line, ":;");
	size_t all = strcspn(line, ":"); /* our parameters quote nothing */
	ics_must(n && n < sizeof name && line[all] == ':', line);
	ics_must(strspn(line, "ABCDEFGHIJKLMNOPQRSTUVWXYZ-0123456789") == n,
	    line);
	ics_must(all - n < sizeof param, line);
	snprintf(name, sizeof name, "%.*s", (int)n, line);
	snprintf(param, sizeof param, "%.*s", (int)(all - n), line + n);
	const char *v = line + all + 1;
	if (strcmp(name, "BEGIN") == 0 || strcmp(name, "END") == 0) {
		ics_begin_end(f, *name == 'B', v, line);
		return;
	}
	ics_must(f->depth, line);
	const char *in = f->stack[f->depth - 1];
	if (strcmp(in, "VEVENT") == 0)
		ics_take_property(f, name, param, v, line);
	else if (strcmp(in, "VTIMEZONE") == 0 && strcmp(name, "TZID") == 0)
		snprintf(f->zone, sizeof f->zone, "%s", v);
	else if (strcmp(name, "VERSION") == 0)
		f->version = strcmp(v, "2.0") == 0;
	else if (strcmp(name, "PRODID") == 0)
		f->prodid = true;
}

static inline void
ics_read(struct ics_file *f, const char *text)
{
	char line[4096];
	size_t n = 0;
	memset(f, 0, sizeof *f);
	for (const char *s = text; *s;) {
		const char *end = strstr(s, "\r\n");
		ics_must(end, s); /* every line is ended, by CRLF alone */
		size_t len = (size_t)(end - s);
		ics_check_line(s, len);
		ics_must(len > 0, s);
		size_t skip = *s == ' ' ? 1 : 0;
		ics_must(!skip || n, s);
		ics_must(n + len < sizeof line, s);
		memcpy(line + n, s + skip, len - skip);
		n += len - skip;
		line[n] = '\0';
		s = end + 2;
		if (*s == ' ')
			continue; /* folded */
		ics_take_line(f, line);
		n = 0;
	}
	assert_int_equal(f->depth, 0);
	assert_true(f->version);
	assert_true(f->prodid);
}

/* The event of that UID, without the office's part; NULL. */
static inline const struct ics_event *
ics_find(const struct ics_file *f, const char *uid)
{
	size_t n = strlen(uid);
	for (int i = 0; i < f->n; i++) {
		if (strncmp(f->e[i].uid, uid, n) == 0 && f->e[i].uid[n] == '@')
			return &f->e[i];
	}
	return NULL;
}

#endif
