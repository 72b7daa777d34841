#include "gw/view.h"

#include "base/mem.h"
#include "base/words.h"
#include "gw/pointer.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char word[] = "abcdefghijklmnopqrstuvwxyz"
			   "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:@";

static bool
begins(const char *s, const char *with)
{
	return strncmp(s, with, strlen(with)) == 0;
}

static void
open_body(struct view *v, const char *body, size_t n)
{
	if (n >= 3 && memcmp(body, "\xef\xbb\xbf", 3) == 0) {
		body += 3;
		n -= 3;
	}
	/* An answer that says two things says nothing; a reply is kept. */
	size_t strict = v->kind == VIEW_ANSWER ? JSON_REJECT_DUPLICATES : 0;
	v->json = n ? json_loadb(body, n, JSON_ALLOW_NUL | strict, NULL) : NULL;
	v->body = mem_dup_n(n ? body : "", n);
	for (size_t i = 0; i < n; i++)
		v->body[i] = v->body[i] ? v->body[i] : ' ';
}

void
view_open_answer(struct view *v, const struct http_response *resp)
{
	*v = (struct view){ .kind = VIEW_ANSWER, .status = resp->status };
	open_body(v, resp->body ? resp->body : "",
	    resp->body ? resp->body_len : 0);
}

void
view_open_call(struct view *v, const struct http_inbound *in)
{
	*v = (struct view){ .kind = VIEW_CALL, .call = in };
	open_body(v, in->body ? in->body : "", in->body ? in->body_len : 0);
	const char *type = http_fields_get(&in->headers, "Content-Type");
	static const char form[] = "application/x-www-form-urlencoded";
	if (!v->json && (!type || strncasecmp(type, form, strlen(form)) == 0))
		http_fields_decode(&v->form, v->body, strlen(v->body));
}

void
view_close(struct view *v)
{
	json_decref(v->json);
	free(v->body);
	http_fields_fini(&v->form);
	*v = (struct view){ 0 };
}

/* The text between the quotes of «after "TEXT"»; NULL when it is none.
 * Caller frees. */
static char *
mark_of(const char *part)
{
	const char *open = strchr(part, '"');
	const char *close = open ? strrchr(part, '"') : NULL;
	if (!begins(part, "after ") || !close || close - open < 2 || close[1] ||
	    strspn(part + 6, " ") != (size_t)(open - part - 6))
		return NULL;
	return mem_dup_n(open + 1, (size_t)(close - open - 1));
}

static char *
word_after(const char *body, const char *part)
{
	char *mark = mark_of(part);
	const char *at = mark ? strstr(body, mark) : NULL;
	size_t n = at ? strspn(at + strlen(mark), word) : 0;
	char *found = n ? mem_dup_n(at + strlen(mark), n) : NULL;
	free(mark);
	return found;
}

/* A field of a call, borrowed. */
static const char *
field(const struct view *v, const char *part)
{
	if (!v->call)
		return NULL;
	if (begins(part, "query:"))
		return http_fields_get(&v->call->query, part + 6);
	if (begins(part, "form:"))
		return http_fields_get(&v->form, part + 5);
	if (begins(part, "header:"))
		return http_fields_get(&v->call->headers, part + 7);
	return NULL;
}

char *
view_get(const struct view *v, const char *part)
{
	if (begins(part, "json:"))
		return pointer_text(pointer_find(v->json, part + 5));
	if (strcmp(part, "body") == 0)
		return mem_dup(v->body);
	if (begins(part, "after "))
		return word_after(v->body, part);
	const char *value = field(v, part);
	return value ? mem_dup(value) : NULL;
}

bool
view_has(const struct view *v, const char *part)
{
	if (begins(part, "json:"))
		return pointer_find(v->json, part + 5) != NULL;
	char *value = view_get(v, part);
	free(value);
	return value != NULL;
}

int
view_check(enum view_kind kind, const char *part, struct err *err)
{
	if (begins(part, "json:")) {
		if (pointer_is_valid(part + 5))
			return 0;
		return err_set(err, ERR_INVALID,
		    "'%s' is no JSON pointer: json:/data/id, with ~1 for a "
		    "slash in a name",
		    part);
	}
	if (begins(part, "after ")) {
		char *mark = mark_of(part);
		free(mark);
		return mark ? 0
			    : err_set(err, ERR_INVALID,
				  "'%s' must be like after \"id=\"", part);
	}
	if (strcmp(part, "body") == 0)
		return 0;
	bool named = (begins(part, "query:") && part[6]) ||
		     (begins(part, "form:") && part[5]) ||
		     (begins(part, "header:") && part[7]);
	if (named && kind == VIEW_CALL)
		return 0;
	return err_set(err, ERR_INVALID,
	    kind == VIEW_CALL
		? N_("'%s' is none of json:/POINTER, query:NAME, "
		     "form:NAME, header:NAME, body, after \"TEXT\"")
		: N_("'%s' is none of json:/POINTER, body, after "
		     "\"TEXT\""),
	    part);
}
