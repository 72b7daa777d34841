/*
 * Any text as a meeting's rule, a time, a time point: what is understood comes
 * back from its canonical text, and its dates go forward.  Knows core only.
 */
#include "core/civil.h"
#include "core/policy.h"
#include "core/recur.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t n);

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t n)
{
	struct recur r, again;
	struct policy_point point;
	unsigned warnings;
	char *text = malloc(n + 1);
	if (!text)
		abort();
	memcpy(text, data, n);
	text[n] = '\0';
	if (recur_parse(text, 2018, &r, &warnings) == 0) {
		int32_t on = civil_day(2018, 4, 1);
		for (int i = 0; i < 4 && on != CIVIL_NONE; i++) {
			int32_t next = recur_next(&r, on);
			assert(next == CIVIL_NONE || next >= on);
			on = next == CIVIL_NONE ? next : next + 1;
		}
		assert(recur_parse(r.text, 2018, &again, &warnings) == 0);
		assert(again.kind == r.kind);
		assert(strcmp(again.text, r.text) == 0);
	}
	int minute = recur_parse_time(text);
	assert(minute >= -1 && minute <= 1440);
	if (policy_parse_point(text, true, &point))
		assert(memchr(point.text, '\0', sizeof point.text));
	if (policy_parse_point(text, false, &point))
		assert(point.minute >= 0 && point.minute < 1440);
	free(text);
	return 0;
}
