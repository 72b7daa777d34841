#include "store/address.h"

#include "store/sets.h"

#include <stdio.h>

enum {
	WRONG_MAX = 5,	     /* codes from one id … */
	LOCKED_S = 24 * 3600 /* … in this time; then it waits so long */
};

enum {
	PERSON,
	OF,
	SUBJECT,
	ASKED_BY,
	LINK,
	HEARD,
	CODE_CLOSE,
	CODE_PUT,
	CODE_OPEN,
	CODE_FIND,
	CODE_USE,
	WRONG,
	WRONG_ADD,
	WRONG_CLEAR,
	ADDRESS__N
};

/* A Zalo id that the roster names is a link that nobody had to prove. */
static const char *const sql[ADDRESS__N] = {
	[PERSON] = "SELECT person FROM address WHERE gateway = :gateway"
		   " AND user_id = :user UNION ALL"
		   " SELECT id FROM person WHERE zalo = :user AND :user != ''"
		   " LIMIT 1",
	[OF] = "SELECT user_id, heard_at, linked_at FROM address"
	       " WHERE gateway = :gateway AND person = :person UNION ALL"
	       " SELECT zalo, 0, 0 FROM person WHERE id = :person"
	       " AND zalo != '' ORDER BY heard_at DESC, linked_at DESC"
	       " LIMIT 1",
	[SUBJECT] = "SELECT 'person:' || code AS subject FROM person"
		    " WHERE id = :person",
	[ASKED_BY] = "SELECT e.gateway FROM message m"
		     " JOIN event e ON e.id = m.answers WHERE m.id = :message",
	[LINK] = "INSERT INTO address(gateway, user_id, person, linked_at,"
		 " heard_at) VALUES(:gateway, :user, :person, :at, 0)"
		 " ON CONFLICT(gateway, user_id) DO UPDATE SET"
		 " person = :person, linked_at = :at"
		 " WHERE person != :person AND linked_at < :at",
	[HEARD] = "INSERT INTO address(gateway, user_id, person, linked_at,"
		  " heard_at) SELECT :gateway, :user, id, :at, :at FROM person"
		  " WHERE id = :person ON CONFLICT(gateway, user_id)"
		  " DO UPDATE SET heard_at = max(heard_at, :at)",
	[CODE_CLOSE] = "DELETE FROM link_code WHERE gateway = :gateway"
		       " AND used_at = 0"
		       " AND (person = :person OR expires_at <= :at)",
	[CODE_PUT] = "INSERT OR IGNORE INTO link_code(code, gateway, person,"
		     " made_at, expires_at, used_at)"
		     " VALUES(:code, :gateway, :person, :at, :expires, 0)",
	[CODE_OPEN] = "SELECT 1 AS n FROM link_code WHERE gateway = :gateway"
		      " AND person = :person AND used_at = 0"
		      " AND expires_at > :at",
	[CODE_FIND] = "SELECT person FROM link_code WHERE code = :code"
		      " AND gateway = :gateway AND used_at = 0"
		      " AND expires_at > :at",
	[CODE_USE] = "UPDATE link_code SET used_at = :at WHERE code = :code",
	[WRONG] = "SELECT wrong FROM link_try WHERE gateway = :gateway"
		  " AND user_id = :user AND last_at > :at",
	[WRONG_ADD] = "INSERT INTO link_try(gateway, user_id, wrong, last_at)"
		      " VALUES(:gateway, :user, 1, :at)"
		      " ON CONFLICT(gateway, user_id) DO UPDATE SET"
		      " wrong = CASE WHEN last_at > :since THEN wrong + 1"
		      " ELSE 1 END, last_at = :at",
	[WRONG_CLEAR] = "DELETE FROM link_try WHERE gateway = :gateway"
			" AND user_id = :user",
};
const struct stmt_set address_statements = { sql, ADDRESS__N };

static void
start(struct stmt *q, struct store *s, int id, const char *gateway,
    struct err *err)
{
	stmt_start(q, s, STMT_ADDRESS, id, err);
	stmt_text(q, ":gateway", gateway);
}

struct person_id
address_person(struct store *s, const char *gateway, const char *user_id)
{
	struct stmt q;
	start(&q, s, PERSON, gateway, NULL);
	stmt_text(&q, ":user", user_id);
	return (struct person_id){ stmt_number(&q, "person", 0) };
}

int
address_of(struct store *s, const char *gateway, struct person_id p,
    char user_id[ADDRESS_ID_SIZE], int64_t *heard_at)
{
	struct stmt q;
	user_id[0] = '\0';
	*heard_at = 0;
	start(&q, s, OF, gateway, NULL);
	stmt_int(&q, ":person", p.v);
	int rc = stmt_step(&q);
	if (rc > 0) {
		snprintf(user_id, ADDRESS_ID_SIZE, "%s",
		    stmt_col_text(&q, "user_id"));
		*heard_at = stmt_col_int(&q, "heard_at");
	}
	stmt_end(&q);
	return rc;
}

int
address_link(struct store *s, const char *gateway, const char *user_id,
    struct person_id p, int64_t at, const char *who, const char *why,
    struct err *err)
{
	struct stmt q;
	char subject[96] = "";
	start(&q, s, LINK, gateway, err);
	stmt_text(&q, ":user", user_id);
	stmt_int(&q, ":person", p.v);
	stmt_int(&q, ":at", at);
	if (stmt_run(&q))
		return -1;
	if (stmt_changes(s) == 0)
		return 0;
	stmt_start(&q, s, STMT_ADDRESS, SUBJECT, err);
	stmt_int(&q, ":person", p.v);
	if (stmt_step(&q) > 0)
		snprintf(subject, sizeof subject, "%s",
		    stmt_col_text(&q, "subject"));
	stmt_end(&q);
	if (store_audit(s, at, who, "address.link", subject, "", gateway, why,
		err) < 0)
		return -1;
	return 1;
}

int
address_heard(struct store *s, const char *gateway, const char *user_id,
    int64_t at, struct err *err)
{
	struct person_id p = address_person(s, gateway, user_id);
	struct stmt q;
	if (!p.v)
		return 0;
	start(&q, s, HEARD, gateway, err);
	stmt_text(&q, ":user", user_id);
	stmt_int(&q, ":person", p.v);
	stmt_int(&q, ":at", at);
	return stmt_run(&q);
}

int
address_code_put(struct store *s, const char *gateway, struct person_id p,
    const char *code, int64_t now, int64_t expires_at, struct err *err)
{
	struct stmt q;
	start(&q, s, CODE_CLOSE, gateway, err);
	stmt_int(&q, ":person", p.v);
	stmt_int(&q, ":at", now);
	if (stmt_run(&q))
		return -1;
	start(&q, s, CODE_PUT, gateway, err);
	stmt_text(&q, ":code", code);
	stmt_int(&q, ":person", p.v);
	stmt_int(&q, ":at", now);
	stmt_int(&q, ":expires", expires_at);
	if (stmt_run(&q))
		return -1;
	return stmt_changes(s) > 0;
}

int
address_code_open(struct store *s, const char *gateway, struct person_id p,
    int64_t now)
{
	struct stmt q;
	start(&q, s, CODE_OPEN, gateway, NULL);
	stmt_int(&q, ":person", p.v);
	stmt_int(&q, ":at", now);
	return (int)stmt_number(&q, "n", 0);
}

void
address_asked_by(struct store *s, struct message_id answer,
    char gateway[ADDRESS_ID_SIZE])
{
	struct stmt q;
	stmt_start(&q, s, STMT_ADDRESS, ASKED_BY, NULL);
	stmt_int(&q, ":message", answer.v);
	snprintf(gateway, ADDRESS_ID_SIZE, "%s",
	    stmt_step(&q) > 0 ? stmt_col_text(&q, "gateway") : "");
	stmt_end(&q);
}

static int
count_wrong(struct store *s, const char *gateway, const char *user_id,
    int64_t now, struct err *err)
{
	struct stmt q;
	start(&q, s, WRONG_ADD, gateway, err);
	stmt_text(&q, ":user", user_id);
	stmt_int(&q, ":at", now);
	stmt_int(&q, ":since", now - LOCKED_S);
	return stmt_run(&q);
}

static int
use_code(struct store *s, const char *gateway, const char *user_id,
    const char *code, int64_t now, struct err *err)
{
	struct stmt q;
	stmt_start(&q, s, STMT_ADDRESS, CODE_USE, err);
	stmt_text(&q, ":code", code);
	stmt_int(&q, ":at", now);
	if (stmt_run(&q))
		return -1;
	start(&q, s, WRONG_CLEAR, gateway, err);
	stmt_text(&q, ":user", user_id);
	return stmt_run(&q);
}

int
address_code_try(struct store *s, const char *gateway, const char *user_id,
    const char *code, int64_t now, enum address_try *out, struct person_id *p,
    struct err *err)
{
	struct stmt q;
	*p = (struct person_id){ 0 };
	start(&q, s, WRONG, gateway, err);
	stmt_text(&q, ":user", user_id);
	stmt_int(&q, ":at", now - LOCKED_S);
	*out = ADDRESS_LOCKED;
	if (stmt_number(&q, "wrong", 0) >= WRONG_MAX)
		return 0;
	start(&q, s, CODE_FIND, gateway, err);
	stmt_text(&q, ":code", code);
	stmt_int(&q, ":at", now);
	p->v = stmt_number(&q, "person", 0);
	*out = p->v ? ADDRESS_LINKED : ADDRESS_WRONG;
	if (!p->v)
		return count_wrong(s, gateway, user_id, now, err);
	if (use_code(s, gateway, user_id, code, now, err) < 0)
		return -1;
	return address_link(s, gateway, user_id, *p, now, "reply",
		   "a one-time code", err) < 0
		   ? -1
		   : 0;
}
