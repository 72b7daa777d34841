#include "app/throttle.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

enum { FORGET_S = 24 * 3600, DOUBLINGS = 20 };

static struct throttle_place *
find(struct throttle *t, const char *key)
{
	for (size_t i = 0; i < THROTTLE_PLACES; i++) {
		struct throttle_place *p = &t->v[i];
		if (p->failures && strncmp(p->key, key, THROTTLE_KEY - 1) == 0)
			return p;
	}
	return NULL;
}

int64_t
throttle_wait(const struct throttle *t, const char *key, int64_t now)
{
	for (size_t i = 0; i < THROTTLE_PLACES; i++) {
		const struct throttle_place *p = &t->v[i];
		/* After the clock went back nobody waits longer than ever. */
		if (p->failures &&
		    strncmp(p->key, key, THROTTLE_KEY - 1) == 0 &&
		    p->next_at > now)
			return p->next_at - now < t->most_s ? p->next_at - now
							    : t->most_s;
	}
	return 0;
}

/* Those that failed least go first: a flood of new keys does not wash away
 * the one that is being tried. */
static struct throttle_place *
make_room(struct throttle *t)
{
	struct throttle_place *least = &t->v[0];
	for (size_t i = 1; i < THROTTLE_PLACES; i++) {
		struct throttle_place *p = &t->v[i];
		if (p->failures < least->failures ||
		    (p->failures == least->failures &&
			p->failed_at < least->failed_at))
			least = p;
	}
	return least;
}

void
throttle_fail(struct throttle *t, const char *key, int64_t now)
{
	struct throttle_place *p = find(t, key);
	if (!p) {
		p = make_room(t);
		*p = (struct throttle_place){ .failures = 0 };
		snprintf(p->key, sizeof p->key, "%s", key);
	} else if (now - p->failed_at > FORGET_S) {
		p->failures = 0;
	}
	p->failures++;
	p->failed_at = now;
	int over = p->failures - t->free;
	int64_t wait = over <= 0	  ? 0
		       : over > DOUBLINGS ? t->most_s
					  : INT64_C(1) << (over - 1);
	p->next_at = now + (wait < t->most_s ? wait : t->most_s);
}

void
throttle_forgive(struct throttle *t, const char *key)
{
	struct throttle_place *p = find(t, key);
	if (p)
		p->failures = 0;
}
