/*
 * A transport for tests of the courier: no socket, no loop.  It keeps what was
 * started until the test says "now", calls prereq as the real one does, counts
 * what a gateway would have seen, and answers by a script.  Knows no dialect.
 */
#ifndef NHACVIEC_TESTS_FAKE_TRANSPORT_H
#define NHACVIEC_TESTS_FAKE_TRANSPORT_H

#include "app/courier.h"
#include "base/http.h"
#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FAKE_MAX = 128, FAKE_RULES = 8 };

struct fake_rule { /* the first whose word is in the address answers */
	const char *word;
	struct http_response answer;
};

struct fake_flight {
	char *url;
	int (*prereq)(void *arg);
	void (*done)(void *arg, const struct http_response *resp);
	void *arg;
};

struct fake {
	struct store *store; /* what must be on disk when a send starts */
	int64_t now;
	struct fake_flight v[FAKE_MAX];
	size_t n;
	struct fake_rule rules[FAKE_RULES];
	size_t rule_n;
	int started; /* sends that were asked for */
	int seen;    /* requests of which a gateway saw a byte */
	int refused; /* prereq said no */
	bool refuses_to_start;
	char last_url[1024]; /* of the last that a gateway saw */
	void (*at_first_byte)(struct fake *f);
	void *test;
};

#define FAKE_ANSWER(code, words)                                               \
	{                                                                      \
		.outcome = HTTP_ANSWERED, .status = code, .body = words,       \
		.body_len = sizeof words - 1, .retry_after_s = -1, .error = "" \
	}
#define FAKE_TROUBLE(what, words)                                              \
	{                                                                      \
		.outcome = what, .body = "", .retry_after_s = -1,              \
		.error = words                                                 \
	}

static const struct http_response fake_ok =
    FAKE_ANSWER(202, "0: Accepted for delivery");
static const struct http_response fake_busy =
    FAKE_ANSWER(503, "Temporal failure, try again later.");
static const struct http_response fake_forbidden =
    FAKE_ANSWER(403, "Authorization failed for sendsms");
static const struct http_response fake_no_route =
    FAKE_ANSWER(403, "Not routable. Do not try again.");
static const struct http_response fake_silence =
    FAKE_TROUBLE(HTTP_AMBIGUOUS, "no answer in time");
static const struct http_response fake_unreachable =
    FAKE_TROUBLE(HTTP_NOT_SENT, "connection refused");

static inline int
fake_send(void *self, const struct http_request *r, bool fresh,
    int (*prereq)(void *arg),
    void (*done)(void *arg, const struct http_response *resp), void *arg)
{
	struct fake *f = self;
	f->started++;
	/* The claim is on disk: nothing of it waits for a commit.  What carries
	 * no message (a question, an inbox) is known by this: a connection of
	 * its own and no last look. */
	if (prereq || !fresh)
		assert_false(store_pending(f->store));
	if (f->refuses_to_start)
		return -1;
	assert_true(f->n < FAKE_MAX);
	f->v[f->n++] =
	    (struct fake_flight){ mem_dup(r->url), prereq, done, arg };
	return 0;
}

static inline int64_t
fake_now(void *self)
{
	return ((struct fake *)self)->now;
}

static inline struct courier_transport
fake_transport(struct fake *f)
{
	return (struct courier_transport){ f, fake_send, fake_now };
}

/* What the gateway says to whatever has the word in its address; later rules
 * of the same word replace the earlier. */
static inline void
fake_says(struct fake *f, const char *word, struct http_response answer)
{
	for (size_t i = 0; i < f->rule_n; i++) {
		if (strcmp(f->rules[i].word, word) == 0) {
			f->rules[i].answer = answer;
			return;
		}
	}
	assert_true(f->rule_n < FAKE_RULES);
	f->rules[f->rule_n++] = (struct fake_rule){ word, answer };
}

static inline const struct http_response *
fake_answer(const struct fake *f, const char *url)
{
	for (size_t i = 0; i < f->rule_n; i++) {
		if (strstr(url, f->rules[i].word))
			return &f->rules[i].answer;
	}
	return &fake_ok;
}

/* Whatever flies connects, writes and hears its answer.  Returns how many. */
static inline int
fake_land(struct fake *f)
{
	struct fake_flight v[FAKE_MAX];
	size_t n = f->n;
	memcpy(v, f->v, sizeof v);
	f->n = 0;
	for (size_t i = 0; i < n; i++) {
		const struct http_response *a = fake_answer(f, v[i].url);
		if (a->outcome != HTTP_NOT_SENT && v[i].prereq &&
		    v[i].prereq(v[i].arg) < 0) {
			f->refused++;
			a = &fake_unreachable;
		} else if (a->outcome != HTTP_NOT_SENT) {
			f->seen++;
			snprintf(f->last_url, sizeof f->last_url, "%s",
			    v[i].url);
			if (f->at_first_byte)
				f->at_first_byte(f);
		}
		v[i].done(v[i].arg, a);
		free(v[i].url);
	}
	return (int)n;
}

#endif
