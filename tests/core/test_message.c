#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "core/message.h"

#include <string.h>

void test_every_pair_of_state_and_event(void **state);
void test_names_round_trip(void **state);

#define N MESSAGE_STATE__N /* not allowed */

/* Written out by hand from the facts page (reliability 4.2), apart from the
 * table under test: rows are states, columns events in the enum's order. */
static const int expected[MESSAGE_STATE__N][MESSAGE_EVENT__N] = {
	/* CLAIM NOT_SENT AGAIN ACCEPT REFUSE REFUSE_DOUBT DOUBT RESEND
	   REP_DELIVERED REP_UNDELIVERED EXPIRE CANCEL HOLD RELEASE RETRY
	   UNRENDERABLE */
	{ 1, N, N, N, 6, 2, 2, N, 4, 0, 7, 8, 9, N, N, 6 }, /* queued */
	{ N, 0, 0, 3, 6, 2, 2, N, 1, 1, 7, 8, N, N, N, N }, /* sending */
	{ N, N, N, 3, N, N, N, 0, 4, 5, N, 8, N, N, 0, N }, /* uncertain */
	{ N, N, N, N, N, N, N, N, 4, 5, N, N, N, N, N, N }, /* accepted */
	{ N, N, N, N, N, N, N, N, 4, 4, N, N, N, N, N, N }, /* delivered */
	{ N, N, N, N, N, N, N, N, 4, 5, N, N, N, N, 0, N }, /* undelivered */
	{ N, N, N, N, N, N, N, N, 4, 6, N, N, N, N, 0, N }, /* failed */
	{ N, N, N, N, N, N, N, N, 4, 7, N, N, N, N, 0, N }, /* expired */
	{ N, N, N, N, N, N, N, N, 4, 8, N, N, N, N, N, N }, /* cancelled */
	{ N, N, N, N, N, N, N, N, 4, 9, 7, 8, N, 0, N, N }, /* held */
};

void
test_every_pair_of_state_and_event(void **state)
{
	(void)state;
	for (int s = 0; s < MESSAGE_STATE__N; s++) {
		for (int e = 0; e < MESSAGE_EVENT__N; e++) {
			int next = message_next((enum message_state)s,
			    (enum message_event)e);
			int want = expected[s][e] == N ? -1 : expected[s][e];
			if (next != want)
				fail_msg("%s, event %d: %d, not %d",
				    message_state_name((enum message_state)s),
				    e, next, want);
		}
	}
}

void
test_names_round_trip(void **state)
{
	(void)state;
	for (int s = 0; s < MESSAGE_STATE__N; s++)
		assert_int_equal(message_state_parse(
				     message_state_name((enum message_state)s)),
		    s);
	for (int r = 0; r < MESSAGE_REASON__N; r++) {
		const char *name = message_reason_name((enum message_reason)r);
		assert_int_equal(message_reason_parse(name), r);
		if (r)
			assert_true(
			    *message_reason_words((enum message_reason)r));
	}
	assert_int_equal(message_state_parse("sent"), -1);
	assert_int_equal(message_reason_parse("because"), -1);
}
