#include "app/bucket.h"

bool
bucket_take(struct bucket *b, int64_t per_min, int64_t now)
{
	if (per_min <= 0)
		return true;
	int64_t cap = per_min > 60 ? per_min : 60;
	int64_t gone = now - b->at;
	if (gone < 0 || gone > 60)
		b->tokens_x60 = cap;
	else
		b->tokens_x60 += gone * per_min;
	if (b->tokens_x60 > cap)
		b->tokens_x60 = cap;
	b->at = now;
	if (b->tokens_x60 < 60)
		return false;
	b->tokens_x60 -= 60;
	return true;
}

int64_t
bucket_turn(struct bucket *b, int64_t per_min, int64_t now)
{
	int64_t now_ms = now * 1000;
	/* Turns far ahead are of a clock that went back. */
	if (b->promised_ms < now_ms || b->promised_ms > now_ms + 86400000)
		b->promised_ms = now_ms;
	b->promised_ms += per_min > 0 ? 60000 / per_min : 0;
	int64_t turn = (b->promised_ms + 999) / 1000;
	return turn > now ? turn : now + 1;
}
