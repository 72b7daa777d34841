/*
 * Any text as a wording: what the check accepts can be measured and composed
 * for a real person, holds no placeholder any more, and costs what it says.
 */
#include "app/config_wording.h"
#include "app/sense_text.h"
#include "core/civil.h"
#include "core/compose.h"
#include "core/fold.h"
#include "core/sms.h"
#include "world.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t n);

static void
check_refusal(const char *text, const struct value_trouble *t)
{
	assert(*t->message && t->at <= strlen(text));
}

static void
compose(const struct facts *f, struct policy *p, enum policy_wording w)
{
	const struct plan_item item = {
		.duty = { DUTY_VISIT, civil_month(2018, 5), WORLD_BAO,
		    FACTS_NONE },
		.kind = w,
	};
	const char *kind;
	struct value_trouble t = { 0 };
	char *text =
	    compose_message(f, p, WORLD_BAO, &item, 1, WORLD_NOW, &kind);
	assert(text && fold_valid_utf8(text));
	assert(sms_measure(text).parts >= 1);
	free(text);
	if (!config_wording_measure(p, w, &t))
		check_refusal(p->wording[w], &t);
	t = (struct value_trouble){ 0 };
	if (!sense_text_fits(f, p, w, civil_on(WORLD_NOW, p->offset_s), &t))
		check_refusal(p->wording[w], &t);
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t n)
{
	static const enum sms_accents accents[] = { SMS_ACCENTS_STRIP,
		SMS_ACCENTS_KEEP, SMS_ACCENTS_AUTO };
	char *text = malloc(n + 1);
	if (!text)
		abort();
	memcpy(text, data, n);
	text[n] = '\0';
	struct facts *f = world_new();
	struct policy *p = policy_new();
	struct value_trouble t = { 0 };
	const struct value_in in = { .text = text };
	/* Lines that are no UTF-8 never come this far (ini). */
	if (!fold_valid_utf8(text)) {
		n = 0;
	} else if (!config_wording_parse(&in, &p->wording[POLICY_VISIT_OPEN],
		       &t)) {
		check_refusal(text, &t);
	} else {
		for (size_t i = 0; i < 3; i++) {
			p->accents = accents[i];
			compose(f, p, POLICY_VISIT_OPEN);
		}
	}
	policy_free(p);
	facts_free(f);
	free(text);
	return 0;
}
