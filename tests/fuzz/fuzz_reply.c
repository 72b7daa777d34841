/*
 * Any bytes as a reply: the reading never books what is not the sender's, never
 * the future, never outside its own bounds, and a question survives its text
 * form.  Knows core only.
 */
#include "core/civil.h"
#include "core/understand.h"
#include "world.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t n);

static void
check_visits(const struct facts *f, const struct policy *p, int person,
    const struct understand_reading *r)
{
	int32_t today = civil_on(WORLD_NOW, p->offset_s);
	assert(r->visit_n <= UNDERSTAND_MAX);
	for (size_t i = 0; i < r->visit_n; i++) {
		const struct understand_item *v = &r->visits[i];
		int units[8], mine = 0;
		int n =
		    facts_units_of(f, person, 2, today - 60, today, units, 8);
		for (int k = 0; k < n; k++)
			mine |= units[k] == v->unit;
		assert(mine);
		assert(v->on == CIVIL_NONE || v->on <= today);
	}
}

static void
check_question(const struct facts *f, const struct understand_reading *r)
{
	char a[512], b[512];
	struct understand_question q;
	if (!r->ask || r->question.kind == UNDERSTAND_ASK_NONE)
		return;
	understand_question_format(&r->question, f, a, sizeof a);
	assert(understand_question_parse(a, f, &q));
	assert(strcmp(a, understand_question_format(&q, f, b, sizeof b)) == 0);
}

static void
read_as(const struct facts *f, const struct policy *p, int person,
    const struct understand_question *q, const char *text,
    struct understand_reading *r)
{
	struct understand_context c = { .facts = f,
		.policy = p,
		.person = person,
		.number = person < 0 ? "+84987654321" : f->people[person].phone,
		.now = WORLD_NOW,
		.question = q,
		.asked_last = q != NULL };
	understand_text(&c, text, r);
	assert(memchr(r->answer, '\0', sizeof r->answer));
	if (person < 0)
		assert(r->visit_n == 0 && r->meeting_n == 0);
	else
		check_visits(f, p, person, r);
	check_question(f, r);
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t n)
{
	struct facts *f = world_new();
	struct policy *p = policy_new();
	struct understand_reading *r = calloc(2, sizeof *r);
	char *text = malloc(n + 1);
	if (!r || !text)
		abort();
	memcpy(text, data, n);
	text[n] = '\0';
	read_as(f, p, FACTS_NONE, NULL, text, &r[0]);
	read_as(f, p, WORLD_BAO, NULL, text, &r[0]);
	read_as(f, p, WORLD_SON, NULL, text, &r[0]);
	/* The same text as the answer to the question that "da di" raises. */
	read_as(f, p, WORLD_BAO, NULL, "da di", &r[0]);
	if (r[0].ask)
		read_as(f, p, WORLD_BAO, &r[0].question, text, &r[1]);
	char *masked = understand_mask(text);
	assert(masked);
	free(masked);
	free(text);
	free(r);
	policy_free(p);
	facts_free(f);
	return 0;
}
