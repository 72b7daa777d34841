/* Moved and cancelled meetings; what they mean is core/calendar's. */
#include "store/shift.h"

#include "store/sets.h"

#include <string.h>

enum { ADD, DECIDE, LIST, SHIFT__N };

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
	[LIST] = "SELECT id, unit, day_on, to_on, state, who, reason, made_at"
		 " FROM shift ORDER BY unit, day_on",
};
const struct stmt_set shift_statements = { sql, SHIFT__N };

static const char *const states[] = { [SHIFT_PROPOSED] = "proposed",
	[SHIFT_ACCEPTED] = "accepted",
	[SHIFT_REFUSED] = "refused" };

int
shift_add(struct store *s, const struct shift_new *n, struct err *err)
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
shift_decide(struct store *s, int64_t id, bool accept, const char *who,
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
