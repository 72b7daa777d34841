/* Moved and cancelled meetings; what they mean is core/calendar's. */
#include "store/shift.h"

#include "base/sbuf.h"
#include "core/civil.h"
#include "store/audit.h"
#include "store/sets.h"

#include <string.h>

enum { ADD, DECIDE, LIST, OF_DAY, OF_ID, SHIFT__N };

static const char *const sql[SHIFT__N] = {
	[ADD] = "INSERT INTO shift(unit, day_on, to_on, state, event, who,"
		" reason, made_at) VALUES(:unit, :on, :to_on, :state,"
		" nullif(:event, 0), :who, :reason, :now)"
		" ON CONFLICT(unit, day_on) DO UPDATE SET to_on = :to_on,"
		" state = :state, event = nullif(:event, 0), who = :who,"
		" reason = :reason, made_at = :now, decided_by = NULL,"
		" decided_at = NULL"
		" WHERE to_on != :to_on OR state != :state",
	[DECIDE] = "UPDATE shift SET state = :state, decided_by = :who,"
		   " decided_at = :now WHERE id = :id AND state = 'proposed'",
	[OF_DAY] = "SELECT code, day_on, coalesce(to_on, 0) AS to_on,"
		   " coalesce(state, '') AS state FROM unit u"
		   " LEFT JOIN shift s ON s.unit = u.id AND s.day_on = :on"
		   " WHERE u.id = :unit",
	[OF_ID] = "SELECT code, day_on, to_on, state FROM shift s"
		  " JOIN unit u ON u.id = s.unit WHERE s.id = :id",
	[LIST] = "SELECT id, unit, day_on, to_on, state, who, reason, made_at"
		 " FROM shift ORDER BY unit, day_on",
};
const struct stmt_set shift_statements = { sql, SHIFT__N };

static const char *const states[] = { [SHIFT_PROPOSED] = "proposed",
	[SHIFT_ACCEPTED] = "accepted",
	[SHIFT_REFUSED] = "refused" };

/* --- the trail */

struct was {		     /* a change as it stands, or that there is none */
	struct sbuf subject; /* "unit:TANLAP-AP3" */
	struct sbuf words;   /* "2018-05-05 -> 2018-05-07 proposed", or "" */
	int32_t on;
};

static void
was_fini(struct was *w)
{
	sbuf_fini(&w->subject);
	sbuf_fini(&w->words);
}

static void
describe(int32_t on, int32_t to_on, const char *state, struct sbuf *b)
{
	char from[16], to[16];
	sbuf_addf(b, "%s -> %s %s", civil_iso(on, from),
	    to_on == CIVIL_NONE ? "cancelled" : civil_iso(to_on, to), state);
}

/* Steps and ends q: 1, 0 there is none, −1. */
static int
look(struct stmt *q, struct was *w)
{
	*w = (struct was){ .on = CIVIL_NONE };
	int rc = stmt_step(q);
	if (rc > 0) {
		const char *state = stmt_col_text(q, "state");
		sbuf_addf(&w->subject, "unit:%s", stmt_col_text(q, "code"));
		w->on = (int32_t)stmt_col_int(q, "day_on");
		if (*state)
			describe(w->on, (int32_t)stmt_col_int(q, "to_on"),
			    state, &w->words);
	}
	stmt_end(q);
	return rc;
}

static int
leave_trail(struct store *s, const struct was *w, const char *what,
    const char *after, const char *who, const char *reason, int64_t now,
    struct err *err)
{
	const struct store_audit_row row = { now, who, what,
		sbuf_text(&w->subject),
		w->words.len ? sbuf_text(&w->words) : NULL, after, reason };
	return audit_add(s, &row, NULL, err);
}

static int
trail_of_new(struct store *s, const struct shift_new *n, const struct was *w,
    struct err *err)
{
	struct sbuf after = { 0 };
	describe(n->on, n->to_on,
	    states[n->accepted ? SHIFT_ACCEPTED : SHIFT_PROPOSED], &after);
	int rc =
	    leave_trail(s, w, n->accepted ? "meeting.shift" : "meeting.propose",
		sbuf_text(&after), n->who, n->reason, n->now, err);
	sbuf_fini(&after);
	return rc;
}

/* --- */

static int
put_shift(struct store *s, const struct shift_new *n, struct err *err)
{
	struct stmt q;
	stmt_start(&q, s, STMT_SHIFT, ADD, err);
	stmt_int(&q, ":unit", n->unit.v);
	stmt_int(&q, ":on", n->on);
	stmt_int(&q, ":to_on", n->to_on);
	stmt_text(&q, ":state",
	    states[n->accepted ? SHIFT_ACCEPTED : SHIFT_PROPOSED]);
	stmt_int(&q, ":event", n->event.v);
	stmt_text(&q, ":who", n->who);
	stmt_text(&q, ":reason", n->reason ? n->reason : "");
	stmt_int(&q, ":now", n->now);
	if (stmt_run(&q))
		return -1;
	if (stmt_changes(s) == 0)
		return 0;
	s->generation++;
	return 1;
}

int
shift_add(struct store *s, const struct shift_new *n, struct err *err)
{
	struct stmt q;
	struct was w;
	stmt_start(&q, s, STMT_SHIFT, OF_DAY, err);
	stmt_int(&q, ":unit", n->unit.v);
	stmt_int(&q, ":on", n->on);
	int rc = look(&q, &w);
	if (rc >= 0)
		rc = put_shift(s, n, err);
	if (rc > 0 && trail_of_new(s, n, &w, err))
		rc = -1;
	was_fini(&w);
	return rc;
}

static int
put_decision(struct store *s, int64_t id, bool accept, const char *who,
    int64_t now, struct err *err)
{
	struct stmt q;
	stmt_start(&q, s, STMT_SHIFT, DECIDE, err);
	stmt_int(&q, ":id", id);
	stmt_text(&q, ":state",
	    states[accept ? SHIFT_ACCEPTED : SHIFT_REFUSED]);
	stmt_text(&q, ":who", who);
	stmt_int(&q, ":now", now);
	if (stmt_run(&q))
		return -1;
	if (stmt_changes(s) == 0)
		return 0;
	s->generation++;
	return 1;
}

int
shift_decide(struct store *s, int64_t id, bool accept, const char *who,
    int64_t now, struct err *err)
{
	struct stmt q;
	struct was w;
	stmt_start(&q, s, STMT_SHIFT, OF_ID, err);
	stmt_int(&q, ":id", id);
	int rc = look(&q, &w);
	if (rc > 0)
		rc = put_decision(s, id, accept, who, now, err);
	if (rc > 0 &&
	    leave_trail(s, &w, accept ? "meeting.accept" : "meeting.refuse",
		states[accept ? SHIFT_ACCEPTED : SHIFT_REFUSED], who, NULL, now,
		err))
		rc = -1;
	was_fini(&w);
	return rc;
}

int
shift_list(struct store *s, shift_row_cb *cb, void *arg)
{
	struct stmt q;
	int rc, stop = 0;
	stmt_start(&q, s, STMT_SHIFT, LIST, NULL);
	while (!stop && (rc = stmt_step(&q)) > 0) {
		struct shift_row row = { .id = stmt_col_int(&q, "id"),
			.unit.v = stmt_col_int(&q, "unit"),
			.on = (int32_t)stmt_col_int(&q, "day_on"),
			.to_on = (int32_t)stmt_col_int(&q, "to_on"),
			.who = stmt_col_text(&q, "who"),
			.reason = stmt_col_text(&q, "reason"),
			.made_at = stmt_col_int(&q, "made_at") };
		for (int i = 0; i <= SHIFT_REFUSED; i++) {
			if (strcmp(states[i], stmt_col_text(&q, "state")) == 0)
				row.state = (enum shift_state)i;
		}
		stop = cb(arg, &row);
	}
	stmt_end(&q);
	return stop ? stop : rc;
}
