#include "app/verb_token.h"

#include "app/tokens.h"
#include "base/mem.h"

#include <ctype.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct pair {
	char *access, *refresh;
};

static void
wipe(char *s)
{
	if (s)
		sodium_memzero(s, strlen(s));
	free(s);
}

/* The next word of *s, or NULL at the end. */
static char *
next_word(const char **s, const char *end)
{
	while (*s < end && isspace((unsigned char)**s))
		(*s)++;
	const char *from = *s;
	while (*s < end && !isspace((unsigned char)**s))
		(*s)++;
	return *s > from ? mem_dup_n(from, (size_t)(*s - from)) : NULL;
}

/* Two words, and nothing else. */
static int
read_pair(const struct verb_call *v, struct pair *p, struct err *err)
{
	const char *s = v->file_n == 1 ? v->files[0].bytes : "";
	const char *end = v->file_n == 1 ? s + v->files[0].len : s;
	p->access = next_word(&s, end);
	p->refresh = next_word(&s, end);
	char *more = next_word(&s, end);
	bool good = p->refresh && !more;
	wipe(more);
	if (good)
		return 0;
	return err_set(err, ERR_INVALID,
	    "two lines are expected: the access token, then the refresh token, "
	    "as the vendor's console shows them");
}

static int
paste(struct verb_call *v, const char *gateway, struct err *err)
{
	struct store *st = v->office->store;
	struct tokens *own = NULL, *t = NULL;
	struct pair p = { NULL, NULL };
	char subject[96];
	int rc = read_pair(v, &p, err);
	if (rc == 0 && v->courier)
		t = courier_tokens(v->courier);
	if (rc == 0 && !t)
		t = own = tokens_new(v->office, NULL);
	if (rc == 0 && (rc = store_begin(st, err)) == 0) {
		rc = tokens_paste(t, gateway, p.access, p.refresh, v->now, err);
		snprintf(subject, sizeof subject, "gateway:%s", gateway);
		if (rc == 0)
			rc = store_audit(st, v->now, v->who, "gateway.token",
			    subject, "", "", "", err);
		if (rc < 0)
			store_undo(st);
		else
			rc = store_end(st, err);
	}
	tokens_free(own);
	wipe(p.access);
	wipe(p.refresh);
	return rc;
}

int
verb_token_run(struct verb_call *v, const char *gateway)
{
	struct err err = { 0 };
	int rc = paste(v, gateway, &err);
	for (size_t i = 0; i < v->file_n; i++) /* nobody needs it any more */
		sodium_memzero((char *)(uintptr_t)v->files[i].bytes,
		    v->files[i].len);
	if (rc < 0)
		return verb_fail(v, &err);
	verb_say(v, json_pack("{s:s,s:b}", "gateway", gateway, "token", 1),
	    "%s has a new pair of tokens; `nhacviec gateway test %s` tries "
	    "it\n",
	    gateway, gateway);
	return verb_commit(v);
}
