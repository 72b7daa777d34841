/*
 * libinih splits the lines; this file decides which lines it may see, because
 * it reports only the first bad one and forgives what an office would want to
 * know (facts: domain 10.2).  Knows no key of ours.
 */
#include "app/ini.h"

#include "app/config_findings.h"
#include "app/text.h"
#include "base/mem.h"
#include "base/words.h"

#include <errno.h>
#include <fcntl.h>
#include <ini.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LINE_MAX_BYTES 65536
#define FILE_MAX_BYTES (1 << 20)
#define SECTION_MAX 49 /* libinih cuts the name there */

struct reading {
	struct ini_file *file;
	struct config_findings *findings;
	size_t next;	   /* index of the line to be handed out */
	size_t within;	   /* how much of it is */
	const char *shown; /* the line, or "" where libinih must not see it */
	bool skip;	   /* behind a section header that was no good */
};

/* --- the bytes */

static bool
complain(struct config_findings *findings, const char *path, const char *hint,
    const char *what)
{
	struct config_findings_spot spot = { .file = path };
	config_findings_add(findings, true, &spot, hint, "%s", what);
	return false;
}

static ssize_t
read_all(int fd, char *buf, size_t cap)
{
	size_t n = 0;
	while (n < cap) {
		ssize_t got = read(fd, buf + n, cap - n);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -1;
		if (got == 0)
			break;
		n += (size_t)got;
	}
	return (ssize_t)n;
}

static void
cannot_read(const struct ini_file *f, struct config_findings *findings)
{
	char what[256];
	const char *hint = errno == ENOENT
			       ? "`-c FILE` names the file; a link may lead "
				 "to nothing"
			   : errno == EACCES || errno == EPERM
			       ? "the user that the service runs as must be "
				 "able to read it and enter its folder"
			       : NULL;
	snprintf(what, sizeof what, "cannot be read: %s", strerror(errno));
	complain(findings, f->path, hint, what);
}

/* Whether it is a file that can be a configuration. */
static bool
is_readable(const struct ini_file *f, const struct stat *st,
    struct config_findings *findings)
{
	if (S_ISDIR(st->st_mode))
		return complain(findings, f->path,
		    "name the file, such as nhacviec.conf in it",
		    "is a folder, not a file");
	if (!S_ISREG(st->st_mode))
		return complain(findings, f->path, NULL,
		    "is not a regular file");
	if (st->st_size > FILE_MAX_BYTES)
		return complain(findings, f->path,
		    "people and units come by `nhacviec import`, not here",
		    "is longer than 1 MiB: this is no configuration");
	return true;
}

/* The file's bytes, terminated, in the arena; NULL with a finding. */
static char *
slurp(struct ini_file *f, size_t *n, struct config_findings *findings)
{
	char *bytes = NULL;
	/* Not blocking: a FIFO of that name must not hang the start. */
	int fd = open(f->path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0) {
		cannot_read(f, findings);
		return NULL;
	}
	struct stat st;
	ssize_t got = -1;
	if (fstat(fd, &st) < 0) {
		cannot_read(f, findings);
	} else if (is_readable(f, &st, findings)) {
		bytes = mem_arena_new(&f->arena, (size_t)st.st_size + 1, 1);
		got = read_all(fd, bytes, (size_t)st.st_size);
		if (got < 0)
			cannot_read(f, findings);
	}
	close(fd);
	if (got < 0)
		return NULL;
	*n = (size_t)got;
	return bytes;
}

/* UTF-16 in either order, with or without its mark: what to do about it. */
static const char *
utf16_advice(const char *s, size_t n)
{
	static const char little[] =
	    "save it as UTF-8, not as what Notepad calls Unicode or UTF-16 "
	    "LE (Save as, Encoding UTF-8)";
	static const char big[] =
	    "save it as UTF-8, not as what Notepad calls Unicode big endian "
	    "or UTF-16 BE (Save as, Encoding UTF-8)";
	if (n >= 2 && s[0] == '\xff' && s[1] == '\xfe')
		return little;
	if (n >= 2 && s[0] == '\xfe' && s[1] == '\xff')
		return big;
	size_t nul[2] = { 0, 0 }, looked = n < 64 ? n & ~(size_t)1 : 64;
	for (size_t i = 0; i < looked; i++)
		nul[i & 1] += s[i] == '\0';
	size_t half = looked / 2;
	if (half < 2)
		return NULL;
	if (nul[0] > half / 2 && !nul[1])
		return big;
	return nul[1] > half / 2 && !nul[0] ? little : NULL;
}

/* What is no text at all gets one finding, not one a line. */
static const char *
binary_name(const char *s, size_t n)
{
	size_t odd = 0, looked = n < 4096 ? n : 4096;
	if (n >= 4 && memcmp(s, "PK\3\4", 4) == 0)
		return "this is a workbook, a document or an archive (ZIP), "
		       "not a configuration";
	for (size_t i = 0; i < looked; i++) {
		unsigned char c = (unsigned char)s[i];
		odd += c < ' ' && c != '\t' && c != '\n' && c != '\r';
	}
	return odd > looked / 10 ? "this is no text: a tenth of it are "
				   "control characters"
				 : NULL;
}

static struct config_findings_spot
spot_of(const struct ini_file *f, size_t line, size_t at)
{
	return (struct config_findings_spot){ .file = f->path,
		.line = (int)line + 1,
		.source = f->lines[line],
		.at = at };
}

/* Cuts the bytes into lines.  What a NUL hides is put behind a '?' in the
 * line that is shown. */
static void
split(struct ini_file *f, char *s, size_t n, struct config_findings *findings)
{
	size_t start = n >= 3 && memcmp(s, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
	while (start < n) {
		char *end = memchr(s + start, '\n', n - start);
		size_t len = end ? (size_t)(end - s) - start : n - start;
		char *line = s + start;
		size_t next = start + len + 1;
		if (len && line[len - 1] == '\r')
			len--;
		line[len] = '\0';
		size_t nul = strlen(line);
		for (size_t i = nul; i < len; i++) {
			if (!line[i])
				line[i] = '?';
		}
		f->lines = mem_grow(f->lines, &f->cap[0], f->line_n + 1,
		    sizeof *f->lines);
		f->lines[f->line_n++] = line;
		if (nul < len) {
			struct config_findings_spot spot =
			    spot_of(f, f->line_n - 1, nul);
			config_findings_add(findings, true, &spot,
			    N_("the file may be damaged; save it again as "
			       "plain "
			       "text (UTF-8)"),
			    "a NUL byte in the line");
		}
		start = next;
	}
}

/* --- the lines */

static bool
bad(struct reading *r, size_t at, const char *hint, const char *message)
{
	struct config_findings_spot spot = spot_of(r->file, r->next, at);
	config_findings_add(r->findings, true, &spot, hint, "%s", message);
	return false;
}

/* What no line may hold, whatever it says. */
static bool
admit_bytes(struct reading *r, const char *line)
{
	if (strlen(line) > LINE_MAX_BYTES)
		return bad(r, 0, NULL, "the line is longer than 64 KiB");
	size_t at = text_invalid_utf8(line);
	if (line[at])
		return bad(r, at,
		    "save the file as UTF-8 (not as TCVN3, VNI or "
		    "Windows-1258)",
		    "this is not UTF-8");
	for (at = 0; line[at]; at++) {
		unsigned char c = (unsigned char)line[at];
		if (c == '\r')
			return bad(r, at, "end lines with a line feed",
			    "a carriage return inside the line");
		if ((c < ' ' && c != '\t') || c == 0x7f)
			return bad(r, at, NULL,
			    "a control character in the line");
	}
	return true;
}

static void
note_section(struct reading *r, const char *name, size_t len, size_t at)
{
	struct ini_file *f = r->file;
	char *copy = mem_arena_new(&f->arena, len + 1, 1);
	memcpy(copy, name, len);
	f->sections = mem_grow(f->sections, &f->cap[2], f->section_n + 1,
	    sizeof *f->sections);
	f->sections[f->section_n++] = (struct ini_section){ .name = copy,
		.line = (int)r->next + 1,
		.at = at };
}

/* "[name]": whether libinih may see it; else its keys are skipped, so that
 * they are neither reported one by one nor land in the section before. */
static bool
admit_section(struct reading *r, const char *line, size_t start)
{
	const char *name = line + start + 1;
	const char *close = strchr(name, ']');
	char odd[160];
	r->skip = true;
	if (!close)
		return bad(r, strlen(line), "write [section] on its own line",
		    "']' is missing behind the section's name");
	size_t len = (size_t)(close - name), blanks = strspn(name, " \t");
	size_t rest = strspn(close + 1, " \t");
	if (blanks >= len)
		return bad(r, start, NULL, "a section without a name");
	size_t at = text_odd(name, len, odd, sizeof odd);
	if (at < len)
		return bad(r, start + 1 + at, "type it again by hand", odd);
	if (blanks || strchr(" \t", name[len - 1]))
		return bad(r, start + 1,
		    "write [section] without blanks "
		    "inside the brackets",
		    "a blank beside the bracket");
	if (len > SECTION_MAX)
		return bad(r, start + 1 + SECTION_MAX, NULL,
		    "the section's name is longer than 49 bytes");
	r->skip = false;
	note_section(r, name, len, start);
	if (close[1 + rest])
		bad(r, (size_t)(close - line) + 1 + rest,
		    "give a comment a line of its own",
		    "text behind the section's ']'");
	return true;
}

static bool
no_separator(struct reading *r, const char *line, size_t start)
{
	const char *wide = strstr(line, "＝");
	if (wide)
		return bad(r, (size_t)(wide - line), "type a plain '='",
		    "the full-width '＝' does not separate key and value");
	if (strchr(line, ':'))
		return bad(r, start, "write: key = value",
		    "'=' is missing between key and value");
	return bad(r, start,
	    "write [section], key = value, or begin a comment with '#'",
	    "this is neither a section, nor a key with a value, nor a "
	    "comment");
}

/* "key = value". */
static bool
admit_entry(struct reading *r, const char *line, size_t start)
{
	char odd[160];
	size_t equals = start + strcspn(line + start, "=");
	size_t colon = start + strcspn(line + start, ":");
	if (!line[equals])
		return no_separator(r, line, start);
	if (colon < equals)
		return no_separator(r, line, start);
	if (equals == start)
		return bad(r, start, NULL, "a value without a key");
	size_t at =
	    start + text_odd(line + start, equals - start, odd, sizeof odd);
	if (at < equals)
		return bad(r, at, "type the key again by hand", odd);
	return true;
}

/* Whether libinih may see the line; findings where not. */
static bool
admit(struct reading *r)
{
	const char *line = r->file->lines[r->next];
	size_t start = strspn(line, " \t");
	if (!admit_bytes(r, line))
		return false;
	if (!line[start] || line[start] == '#' || line[start] == ';')
		return true;
	if (strncmp(line + start, "\xef\xbb\xbf", 3) == 0)
		return bad(r, start, "files were joined; delete it",
		    "a byte order mark in the middle of the file");
	if (line[start] == '[')
		return admit_section(r, line, start);
	return admit_entry(r, line, start);
}

/* An fgets for libinih, which may ask for a long line in pieces. */
static char *
on_read(char *buf, int size, void *arg)
{
	struct reading *r = arg;
	if (!r->shown) {
		if (r->next >= r->file->line_n)
			return NULL;
		r->shown = admit(r) ? r->file->lines[r->next] : "";
		r->within = 0;
	}
	size_t rest = strlen(r->shown + r->within);
	size_t room = size > 1 ? (size_t)size - 1 : 0;
	if (rest + 1 > room) {
		memcpy(buf, r->shown + r->within, room);
		buf[room] = '\0';
		r->within += room;
		return buf;
	}
	memcpy(buf, r->shown + r->within, rest);
	buf[rest] = '\n';
	buf[rest + 1] = '\0';
	r->shown = NULL;
	r->next++;
	return buf;
}

static int
on_entry(void *arg, const char *section, const char *key, const char *value)
{
	struct reading *r = arg;
	struct ini_file *f = r->file;
	if (r->skip)
		return 1;
	size_t line = r->next - 1; /* handed out whole just before */
	const char *raw = f->lines[line];
	size_t value_at = strcspn(raw, "=");
	value_at += raw[value_at] == '=';
	value_at += strspn(raw + value_at, " \t\v\f");
	f->entries = mem_grow(f->entries, &f->cap[1], f->entry_n + 1,
	    sizeof *f->entries);
	f->entries[f->entry_n++] = (struct ini_entry){
		.section = mem_arena_dup(&f->arena, section),
		.key = mem_arena_dup(&f->arena, key),
		.value = mem_arena_dup(&f->arena, value),
		.line = (int)line + 1,
		.key_at = strspn(raw, " \t"),
		.value_at = value_at,
	};
	return 1;
}

/* --- what stands twice */

static int
by_key(const void *a, const void *b)
{
	const struct ini_entry *x = a, *y = b;
	int d = strcmp(x->section, y->section);
	if (!d)
		d = strcmp(x->key, y->key);
	return d ? d : (x->line > y->line) - (x->line < y->line);
}

static void
find_keys_twice(struct ini_file *f, struct config_findings *findings)
{
	struct ini_entry *v = mem_new(f->entry_n, sizeof *v);
	if (f->entry_n)
		memcpy(v, f->entries, f->entry_n * sizeof *v);
	qsort(v, f->entry_n, sizeof *v, by_key);
	for (size_t i = 1; i < f->entry_n; i++) {
		const struct ini_entry *a = &v[i - 1], *b = &v[i];
		if (strcmp(a->section, b->section) != 0 ||
		    strcmp(a->key, b->key) != 0)
			continue;
		struct config_findings_spot spot =
		    spot_of(f, (size_t)b->line - 1, b->key_at);
		config_findings_add(findings, false, &spot,
		    N_("delete the one that is not wanted"),
		    "'%s' stands twice in [%s]; this one counts, line %d "
		    "does not",
		    b->key, b->section, a->line);
	}
	free(v);
}

static int
by_name(const void *a, const void *b)
{
	const struct ini_section *x = a, *y = b;
	int d = strcmp(x->name, y->name);
	return d ? d : (x->line > y->line) - (x->line < y->line);
}

static void
find_sections_twice(struct ini_file *f, struct config_findings *findings)
{
	struct ini_section *v = mem_new(f->section_n, sizeof *v);
	if (f->section_n)
		memcpy(v, f->sections, f->section_n * sizeof *v);
	qsort(v, f->section_n, sizeof *v, by_name);
	for (size_t i = 1, first = 0; i < f->section_n; i++) {
		if (strcmp(v[first].name, v[i].name) != 0) {
			first = i;
			continue;
		}
		struct config_findings_spot spot =
		    spot_of(f, (size_t)v[i].line - 1, v[i].at);
		config_findings_add(findings, false, &spot,
		    N_("put its keys in one place"),
		    "section [%s] was begun in line %d already", v[i].name,
		    v[first].line);
	}
	free(v);
}

/* bytes: terminated, in f's arena; cut into lines there. */
static bool
parse(struct ini_file *f, char *bytes, size_t n,
    struct config_findings *findings)
{
	const char *advice = utf16_advice(bytes, n);
	if (advice)
		return complain(findings, f->path, advice,
		    "this file is UTF-16, not UTF-8");
	const char *foreign = binary_name(bytes, n);
	if (foreign)
		return complain(findings, f->path,
		    "name another file, or write this one again", foreign);
	split(f, bytes, n, findings);
	/* libinih's defaults cut lines at 199 bytes and drop " ;…". */
	ini_use_stack = 0;
	ini_allow_realloc = 1;
	ini_initial_alloc = 256;
	ini_max_line = LINE_MAX_BYTES + 4;
	ini_allow_inline_comments = 0;
	ini_allow_multiline = 0;
	struct reading r = { .file = f, .findings = findings };
	ini_parse_stream(on_read, &r, on_entry, &r);
	find_keys_twice(f, findings);
	find_sections_twice(f, findings);
	return true;
}

bool
ini_read(struct ini_file *f, const char *path, struct config_findings *findings)
{
	size_t n = 0;
	*f = (struct ini_file){ 0 };
	f->path = mem_arena_dup(&f->arena, path);
	char *bytes = slurp(f, &n, findings);
	return bytes && parse(f, bytes, n, findings);
}

bool
ini_read_text(struct ini_file *f, const struct config_text *text,
    struct config_findings *findings)
{
	*f = (struct ini_file){ 0 };
	f->path = mem_arena_dup(&f->arena, text->path);
	struct stat st = { .st_mode = S_IFREG, .st_size = (off_t)text->n };
	if (!is_readable(f, &st, findings))
		return false;
	char *bytes = mem_arena_new(&f->arena, text->n + 1, 1);
	if (text->n)
		memcpy(bytes, text->bytes, text->n);
	return parse(f, bytes, text->n, findings);
}

void
ini_fini(struct ini_file *f)
{
	free(f->lines);
	free(f->entries);
	free(f->sections);
	mem_arena_fini(&f->arena);
	*f = (struct ini_file){ 0 };
}

const char *
ini_line(const struct ini_file *f, int line)
{
	return line > 0 && (size_t)line <= f->line_n ? f->lines[line - 1]
						     : NULL;
}
