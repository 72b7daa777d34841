#include "base/http.h"

#include "base/mem.h"
#include "base/sbuf.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

void
http_request_fini(struct http_request *r)
{
	for (size_t i = 0; i < r->headers_n; i++)
		free(r->headers[i]);
	free(r->headers);
	free(r->method);
	free(r->url);
	free(r->body);
	*r = (struct http_request){ 0 };
}

void
http_request_header(struct http_request *r, const char *name, const char *value)
{
	size_t cap = r->headers_n;
	r->headers =
	    mem_grow(r->headers, &cap, r->headers_n + 1, sizeof *r->headers);
	struct sbuf line = { 0 };
	sbuf_addf(&line, "%s: %s", name, value);
	r->headers[r->headers_n++] = sbuf_take(&line);
}

const char *
http_fields_get(const struct http_fields *f, const char *name)
{
	for (size_t i = 0; i < f->n; i++) {
		if (strcasecmp(f->v[i].name, name) == 0)
			return f->v[i].value;
	}
	return NULL;
}

static int
hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

static char *
decode(const char *s, size_t n)
{
	char *out = mem_new(n + 1, 1);
	size_t len = 0;
	for (size_t i = 0; i < n; i++) {
		if (s[i] == '+') {
			out[len++] = ' ';
		} else if (s[i] == '%' && i + 2 < n && hex(s[i + 1]) >= 0 &&
			   hex(s[i + 2]) >= 0) {
			out[len++] = (char)(hex(s[i + 1]) * 16 + hex(s[i + 2]));
			i += 2;
		} else {
			out[len++] = s[i];
		}
	}
	out[len] = '\0';
	return out;
}

static void
push(struct http_fields *f, char *name, char *value)
{
	size_t cap = f->n;
	f->v = mem_grow(f->v, &cap, f->n + 1, sizeof *f->v);
	f->v[f->n++] = (struct http_field){ .name = name, .value = value };
}

void
http_fields_add(struct http_fields *f, const char *name, const char *value)
{
	push(f, mem_dup(name), mem_dup(value));
}

void
http_fields_decode(struct http_fields *f, const char *s, size_t n)
{
	const char *end = s + n;
	while (s < end) {
		const char *amp = memchr(s, '&', (size_t)(end - s));
		const char *stop = amp ? amp : end;
		const char *eq = memchr(s, '=', (size_t)(stop - s));
		const char *name_end = eq ? eq : stop;
		const char *value = eq ? eq + 1 : stop;
		if (name_end > s)
			push(f, decode(s, (size_t)(name_end - s)),
			    decode(value, (size_t)(stop - value)));
		s = stop + 1;
	}
}

void
http_fields_fini(struct http_fields *f)
{
	for (size_t i = 0; i < f->n; i++) {
		free((char *)(uintptr_t)f->v[i].name);
		free((char *)(uintptr_t)f->v[i].value);
	}
	free(f->v);
	*f = (struct http_fields){ 0 };
}
