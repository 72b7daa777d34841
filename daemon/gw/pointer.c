#include "gw/pointer.h"

#include "base/mem.h"
#include "base/sbuf.h"

#include <stdlib.h>
#include <string.h>

bool
pointer_is_valid(const char *pointer)
{
	if (*pointer && *pointer != '/')
		return false;
	for (const char *p = pointer; *p; p++) {
		if (*p == '~' && p[1] != '0' && p[1] != '1')
			return false;
	}
	return true;
}

/* "a~1b" → "a/b".  Caller frees. */
static char *
unescape(const char *s, size_t n)
{
	char *out = mem_dup_n(s, n);
	size_t len = 0;
	for (size_t i = 0; i < n; i++) {
		if (s[i] == '~' && i + 1 < n) {
			i++;
			out[len++] = s[i] == '1' ? '/' : '~';
		} else {
			out[len++] = s[i];
		}
	}
	out[len] = '\0';
	return out;
}

static const json_t *
element(const json_t *array, const char *token)
{
	size_t n = strlen(token);
	if (!n || n > 9 || strspn(token, "0123456789") != n ||
	    (*token == '0' && n > 1))
		return NULL; /* "-" is the place behind the last: nothing */
	return json_array_get(array, strtoul(token, NULL, 10));
}

const json_t *
pointer_find(const json_t *root, const char *pointer)
{
	const json_t *v = root;
	while (v && *pointer == '/') {
		size_t n = strcspn(++pointer, "/");
		char *token = unescape(pointer, n);
		v = json_is_array(v) ? element(v, token)
				     : json_object_get(v, token);
		free(token);
		pointer += n;
	}
	return v;
}

char *
pointer_text(const json_t *value)
{
	if (json_is_string(value)) {
		size_t n = json_string_length(value);
		char *s = mem_dup_n(json_string_value(value), n);
		for (size_t i = 0; i < n; i++)
			s[i] = s[i] ? s[i] : ' ';
		return s;
	}
	if (json_is_number(value)) {
		char *s = json_dumps(value, JSON_ENCODE_ANY);
		char *copy = s ? mem_dup(s) : NULL;
		free(s);
		return copy;
	}
	if (json_is_boolean(value))
		return mem_dup(json_is_true(value) ? "true" : "false");
	return NULL;
}
