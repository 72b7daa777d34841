/*
 * Any text as a day, in a reply or in a cell: what is read exists, a date
 * without a year is never more than half a year ahead, a cell's own canonical
 * text reads back.  Knows no file and no office.
 */
#include "app/datecell.h"
#include "core/civil.h"
#include "core/direction.h"
#include "core/phrase.h"
#include "core/recur_phrase.h"
#include "core/token.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { HALF_YEAR = 184 };

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t n);

static int
year_said(const struct phrase *p)
{
	for (size_t i = 0; i < p->day_n; i++) {
		if (p->year[i])
			return 1;
	}
	return 0;
}

static void
check_days(const struct phrase *p, int32_t today, enum direction to)
{
	struct direction_days d;
	direction_resolve(p, today, 9 * 60, to, &d);
	if (d.result != DIRECTION_DAYS_KNOWN)
		return;
	assert(d.n <= sizeof d.on / sizeof d.on[0]);
	for (size_t i = 0; i < d.n; i++) {
		struct civil_date c = civil_date_of(d.on[i]);
		assert(civil_valid(c.year, c.month, c.day));
		/* Without a year none is far ahead, whatever its digits. */
		assert(year_said(p) || p->kind != PHRASE_DATE ||
		       d.on[i] <= today + HALF_YEAR);
	}
}

static void
check_phrases(const char *text)
{
	static struct token_list t;
	static const int days[][3] = { { 2018, 5, 22 }, { 2018, 12, 31 },
		{ 2020, 2, 29 }, { 2018, 2, 16 } };
	token_read(&t, text);
	for (size_t k = 0; k < sizeof days / sizeof days[0]; k++) {
		int32_t today = civil_day(days[k][0], days[k][1], days[k][2]);
		for (size_t i = 0; i < t.n; i++) {
			struct phrase p;
			if (!phrase_at(&t, i, today, &p))
				continue;
			assert(p.n > 0 && p.from + p.n <= t.n);
			assert(p.day_n <= PHRASE_DAYS);
			assert(memchr(p.said, '\0', sizeof p.said));
			check_days(&p, today, DIRECTION_PAST);
			check_days(&p, today, DIRECTION_FUTURE);
		}
	}
}

static void
check_cell(const char *text)
{
	struct policy *policy = policy_new();
	int32_t on, again;
	char buf[16];
	if (datecell_day(text, &on) == 0) {
		civil_iso(on, buf);
		assert(datecell_day(buf, &again) == 0 && again == on);
	}
	for (int last = 0; last < 2; last++) {
		if (datecell_start(text, policy, last != 0, &on))
			continue;
		struct civil_date c = civil_date_of(on);
		assert(civil_valid(c.year, c.month, c.day));
	}
	datecell_impossible(text, 2018);
	policy_free(policy);
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t n)
{
	struct recur_phrase r;
	char *text = malloc(n + 1);
	if (!text)
		abort();
	memcpy(text, data, n);
	text[n] = '\0';
	check_phrases(text);
	check_cell(text);
	if (recur_phrase_read(text, &r) == 0)
		assert(r.day_n <= RECUR_PHRASE_MAX &&
		       r.date_n <= RECUR_PHRASE_MAX);
	free(text);
	return 0;
}
