/*
 * A gateway's answer or call, looked at through the names that a
 * configuration has for its parts: "json:/data/id", "query:status".
 */
#ifndef NHACVIEC_GW_VIEW_H
#define NHACVIEC_GW_VIEW_H

#include "base/err.h"
#include "base/http.h"

#include <jansson.h>
#include <stdbool.h>

enum view_kind { VIEW_ANSWER, VIEW_CALL };

struct view { /* borrows what it was opened on */
	enum view_kind kind;
	int status;		 /* of an answer */
	char *body;		 /* without NULs and byte order mark */
	json_t *json;		 /* NULL when the body is no JSON */
	struct http_fields form; /* of a call's body */
	const struct http_inbound *call;
};

void view_open_answer(struct view *v, const struct http_response *resp);
void view_open_call(struct view *v, const struct http_inbound *in);
void view_close(struct view *v);

/* The text of a part; NULL when it is not there.  Caller frees.
 *   json:/POINTER   a value of a JSON body
 *   query:NAME form:NAME header:NAME   of a call
 *   body            all of it
 *   after "TEXT"    the word of the body behind the first TEXT */
char *view_get(const struct view *v, const char *part);
/* Whether a value, of whatever type, is there. */
bool view_has(const struct view *v, const char *part);
/* −1 with words when there can be no such part. */
int view_check(enum view_kind kind, const char *part, struct err *err);

#endif
