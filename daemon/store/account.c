/* Accounts and open logins: two tables; what a role may do is the caller's. */
#include "store/account.h"

#include "base/sbuf.h"
#include "store/audit.h"
#include "store/sets.h"

#include <string.h>

enum {
	ADD,
	SET_HASH,
	REMOVE,
	COUNT,
	GET,
	LIST,
	LOGIN_OPEN,
	LOGIN_FIND,
	LOGIN_TOUCH,
	LOGIN_CLOSE,
	LOGIN_OF_NAME,
	LOGIN_BARE,
	LOGIN_ENDED,
	LOGIN_ALL,
	LOGIN_NOTED,
	ACCOUNT__N
};

#define OPEN " opened_at > :now - :life AND used_at > :now - :idle"
#define COLUMNS                                                                \
	"SELECT id, name, role, hash, created_at, password_at, login_at,"      \
	" (SELECT count(*) FROM login WHERE account = account.id AND" OPEN     \
	") AS logins FROM account"

static const char *const sql[ACCOUNT__N] = {
	[ADD] = "INSERT INTO account(name, role, hash, created_at,"
		" password_at, login_at) VALUES(:name, :role, :hash, :now,"
		" :now, 0) ON CONFLICT(name) DO NOTHING",
	[SET_HASH] = "UPDATE account SET hash = :hash, password_at = :now"
		     " WHERE name = :name",
	[REMOVE] = "DELETE FROM account WHERE name = :name",
	[COUNT] = "SELECT count(*) AS n FROM account",
	[GET] = COLUMNS " WHERE name = :name",
	[LIST] = COLUMNS " ORDER BY name",
	[LOGIN_OPEN] = "INSERT INTO login(digest, account, opened_at, used_at)"
		       " SELECT :digest, nullif(:account, 0), :now, :now"
		       " WHERE :account = 0 OR EXISTS (SELECT 1 FROM account"
		       " WHERE id = :account AND hash = :hash)",
	[LOGIN_NOTED] = "UPDATE account SET login_at = :now WHERE id = :id",
	[LOGIN_FIND] = "SELECT coalesce(l.account, 0) AS account,"
		       " coalesce(a.name, '') AS name,"
		       " coalesce(a.role, 'admin') AS role, used_at"
		       " FROM login l LEFT JOIN account a ON a.id = l.account"
		       " WHERE digest = :digest AND" OPEN,
	[LOGIN_TOUCH] = "UPDATE login SET used_at = :now"
			" WHERE digest = :digest",
	[LOGIN_CLOSE] = "DELETE FROM login WHERE digest = :digest",
	[LOGIN_OF_NAME] = "DELETE FROM login WHERE account ="
			  " (SELECT id FROM account WHERE name = :name)",
	[LOGIN_BARE] = "DELETE FROM login WHERE account IS NULL",
	[LOGIN_ALL] = "DELETE FROM login",
	[LOGIN_ENDED] = "DELETE FROM login WHERE NOT (" OPEN ")",
};
const struct stmt_set account_statements = { sql, ACCOUNT__N };

#undef OPEN
#undef COLUMNS

static const char *const roles[ACCOUNT_ROLE__N] = {
	[ACCOUNT_VIEWER] = "viewer",
	[ACCOUNT_OPERATOR] = "operator",
	[ACCOUNT_ADMIN] = "admin",
};

const char *
account_role_name(enum account_role r)
{
	return roles[r];
}

int
account_role_parse(const char *name)
{
	for (int i = 0; i < ACCOUNT_ROLE__N; i++) {
		if (strcmp(roles[i], name) == 0)
			return i;
	}
	return -1;
}

/* --- accounts */

static int
leave_trail(struct store *s, const char *name, const char *what,
    const char *before, const char *after, const char *who, int64_t now,
    struct err *err)
{
	struct sbuf subject = { 0 };
	sbuf_addf(&subject, "user:%s", name);
	const struct store_audit_row row = { now, who, what,
		sbuf_text(&subject), before, after, NULL };
	int rc = audit_add(s, &row, NULL, err);
	sbuf_fini(&subject);
	return rc;
}

/* Runs a statement whose only parameter is the name. */
static int
run_named(struct store *s, int statement, const char *name, struct err *err)
{
	struct stmt q;
	stmt_start(&q, s, STMT_ACCOUNT, statement, err);
	stmt_text(&q, ":name", name);
	return stmt_run(&q);
}

static int
run_plain(struct store *s, int statement, struct err *err)
{
	struct stmt q;
	stmt_start(&q, s, STMT_ACCOUNT, statement, err);
	return stmt_run(&q);
}

int
account_add(struct store *s, const char *name, enum account_role role,
    const char *hash, const char *who, int64_t now, struct err *err)
{
	struct stmt q;
	stmt_start(&q, s, STMT_ACCOUNT, ADD, err);
	stmt_text(&q, ":name", name);
	stmt_text(&q, ":role", roles[role]);
	stmt_text(&q, ":hash", hash);
	stmt_int(&q, ":now", now);
	if (stmt_run(&q))
		return -1;
	if (stmt_changes(s) == 0)
		return 0;
	if (run_plain(s, LOGIN_BARE, err) ||
	    leave_trail(s, name, "user.add", NULL, roles[role], who, now, err))
		return -1;
	return 1;
}

int
account_set_hash(struct store *s, const char *name, const char *hash,
    const char *who, int64_t now, struct err *err)
{
	struct stmt q;
	stmt_start(&q, s, STMT_ACCOUNT, SET_HASH, err);
	stmt_text(&q, ":name", name);
	stmt_text(&q, ":hash", hash);
	stmt_int(&q, ":now", now);
	if (stmt_run(&q))
		return -1;
	if (stmt_changes(s) == 0)
		return 0;
	if (run_named(s, LOGIN_OF_NAME, name, err) ||
	    leave_trail(s, name, "user.passwd", NULL, NULL, who, now, err))
		return -1;
	return 1;
}

static int
keep_role(void *arg, const struct account_row *row)
{
	enum account_role *role = arg;
	*role = row->role;
	return 0;
}

int
account_remove(struct store *s, const char *name, const char *who, int64_t now,
    struct err *err)
{
	enum account_role role = ACCOUNT_VIEWER;
	int rc = account_get(s, name, now, keep_role, &role);
	if (rc < 0)
		return err_set(err, ERR_FAILED, "cannot read the accounts");
	if (rc == 0)
		return 0;
	if (run_named(s, LOGIN_OF_NAME, name, err) ||
	    run_named(s, REMOVE, name, err) ||
	    leave_trail(s, name, "user.remove", roles[role], NULL, who, now,
		err))
		return -1;
	return 1;
}

int64_t
account_count(struct store *s)
{
	struct stmt q;
	stmt_start(&q, s, STMT_ACCOUNT, COUNT, NULL);
	return stmt_number(&q, "n", -1);
}

static void
bind_open(struct stmt *q, int64_t now)
{
	stmt_int(q, ":now", now);
	stmt_int(q, ":life", ACCOUNT_LIFE_S);
	stmt_int(q, ":idle", ACCOUNT_IDLE_S);
}

static struct account_row
row_of(struct stmt *q)
{
	int role = account_role_parse(stmt_col_text(q, "role"));
	return (struct account_row){
		.id = stmt_col_int(q, "id"),
		.name = stmt_col_text(q, "name"),
		.role = role < 0 ? ACCOUNT_VIEWER : (enum account_role)role,
		.hash = stmt_col_text(q, "hash"),
		.created_at = stmt_col_int(q, "created_at"),
		.password_at = stmt_col_int(q, "password_at"),
		.login_at = stmt_col_int(q, "login_at"),
		.logins = (int)stmt_col_int(q, "logins"),
	};
}

int
account_get(struct store *s, const char *name, int64_t now, account_cb *cb,
    void *arg)
{
	struct stmt q;
	stmt_start(&q, s, STMT_ACCOUNT, GET, NULL);
	stmt_text(&q, ":name", name);
	bind_open(&q, now);
	int rc = stmt_step(&q);
	if (rc > 0) {
		const struct account_row row = row_of(&q);
		cb(arg, &row);
	}
	stmt_end(&q);
	return rc;
}

int
account_list(struct store *s, int64_t now, account_cb *cb, void *arg)
{
	struct stmt q;
	int rc = 0;
	stmt_start(&q, s, STMT_ACCOUNT, LIST, NULL);
	bind_open(&q, now);
	while (rc == 0 && (rc = stmt_step(&q)) > 0) {
		const struct account_row row = row_of(&q);
		rc = cb(arg, &row);
	}
	stmt_end(&q);
	return rc;
}

/* --- logins */

static void
start_login(struct stmt *q, struct store *s, int statement,
    const unsigned char digest[ACCOUNT_DIGEST], struct err *err)
{
	stmt_start(q, s, STMT_ACCOUNT, statement, err);
	stmt_bytes(q, ":digest", digest, ACCOUNT_DIGEST);
}

int
account_login_open(struct store *s, const unsigned char digest[ACCOUNT_DIGEST],
    int64_t account, const char *hash, int64_t now, struct err *err)
{
	struct stmt q;
	stmt_start(&q, s, STMT_ACCOUNT, LOGIN_ENDED, err);
	bind_open(&q, now);
	if (stmt_run(&q))
		return -1;
	start_login(&q, s, LOGIN_OPEN, digest, err);
	stmt_int(&q, ":account", account);
	stmt_text(&q, ":hash", hash);
	stmt_int(&q, ":now", now);
	if (stmt_run(&q))
		return -1;
	if (stmt_changes(s) == 0)
		return 0;
	stmt_start(&q, s, STMT_ACCOUNT, LOGIN_NOTED, err);
	stmt_int(&q, ":id", account);
	stmt_int(&q, ":now", now);
	return stmt_run(&q) ? -1 : 1;
}

int
account_logout_all(struct store *s, struct err *err)
{
	return run_plain(s, LOGIN_ALL, err);
}

int
account_login_find(struct store *s, const unsigned char digest[ACCOUNT_DIGEST],
    int64_t now, struct account_login *l)
{
	struct stmt q;
	start_login(&q, s, LOGIN_FIND, digest, NULL);
	bind_open(&q, now);
	int rc = stmt_step(&q);
	if (rc > 0) {
		const char *name = stmt_col_text(&q, "name");
		size_t n = strlen(name);
		int role = account_role_parse(stmt_col_text(&q, "role"));
		*l = (struct account_login){
			.account = stmt_col_int(&q, "account"),
			.role =
			    role < 0 ? ACCOUNT_VIEWER : (enum account_role)role,
			.used_at = stmt_col_int(&q, "used_at"),
		};
		if (n < sizeof l->name)
			memcpy(l->name, name, n);
	}
	stmt_end(&q);
	return rc;
}

int
account_login_touch(struct store *s, const unsigned char digest[ACCOUNT_DIGEST],
    int64_t now, struct err *err)
{
	struct stmt q;
	start_login(&q, s, LOGIN_TOUCH, digest, err);
	stmt_int(&q, ":now", now);
	return stmt_run(&q);
}

int
account_login_close(struct store *s, const unsigned char digest[ACCOUNT_DIGEST],
    struct err *err)
{
	struct stmt q;
	start_login(&q, s, LOGIN_CLOSE, digest, err);
	return stmt_run(&q);
}
