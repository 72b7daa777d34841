/* The tables and how they came to be; knows nothing of who uses them. */
#include "store/schema.h"

#include "store/stmt.h"

#include <stdint.h>
#include <stdio.h>

/* "nhac" in the file's header: file(1) and we know our own. */
static const int64_t application_id = 0x6e686163;

/*
 * Days (…_on) are day numbers since 1970-01-01; INT32_MIN = none or always,
 * INT32_MAX = open end.  Instants (…_at) are UTC seconds.  Months are
 * year × 12 + month − 1.
 */
static const char *const step_1[] = {
	"CREATE TABLE setting(\n"
	"  key TEXT NOT NULL PRIMARY KEY, -- 'instance', 'live_since' …\n"
	"  value TEXT NOT NULL            -- as text\n"
	") STRICT, WITHOUT ROWID",

	/* Eight hex digits that keep the keys of two databases apart. */
	"INSERT INTO setting VALUES('instance', lower(hex(randomblob(4))))",

	"CREATE TABLE boot(\n"
	"  seq INTEGER PRIMARY KEY, -- counts the openings\n"
	"  at INTEGER NOT NULL,     -- when, by the clock of then\n"
	"  schema INTEGER NOT NULL  -- version that the program wrote\n"
	") STRICT",

	"CREATE TABLE audit(\n"
	"  id INTEGER PRIMARY KEY, -- order of writing\n"
	"  at INTEGER NOT NULL,    -- when\n"
	"  who TEXT NOT NULL,      -- 'cli:root', 'web', 'reply', 'import:3'\n"
	"  what TEXT NOT NULL,     -- 'visit.add'\n"
	"  subject TEXT NOT NULL,  -- 'person:BAO', 'unit:TANHOA'\n"
	"  also TEXT,              -- a second subject that it concerns\n"
	"  before TEXT,            -- as it was, in words\n"
	"  after TEXT,             -- as it is, in words\n"
	"  reason TEXT             -- why, as told\n"
	") STRICT",
	"CREATE INDEX audit_subject ON audit(subject)",
	"CREATE INDEX audit_also ON audit(also) WHERE also IS NOT NULL",

	"CREATE TABLE unit(\n"
	"  id INTEGER PRIMARY KEY,         -- given once\n"
	"  code TEXT NOT NULL UNIQUE,      -- 'TANHOA', 'TANLAP-AP3'\n"
	"  name TEXT NOT NULL,             -- 'Xã Tân Hòa'\n"
	"  kind TEXT NOT NULL,             -- level name or built-in kind\n"
	"  parent INTEGER REFERENCES unit, -- NULL: a top\n"
	"  aliases TEXT NOT NULL,          -- '|'-separated, or ''\n"
	"  contact_name TEXT NOT NULL,     -- or ''\n"
	"  contact_phone TEXT NOT NULL,    -- E.164 or ''\n"
	"  from_on INTEGER NOT NULL,       -- first day\n"
	"  until_on INTEGER NOT NULL       -- last day\n"
	") STRICT",
	"CREATE INDEX unit_parent ON unit(parent)",

	"CREATE TABLE person(\n"
	"  id INTEGER PRIMARY KEY,    -- given once\n"
	"  code TEXT NOT NULL UNIQUE, -- 'BAO'\n"
	"  name TEXT NOT NULL,        -- 'Phạm Quốc Bảo'\n"
	"  phone TEXT UNIQUE,         -- E.164, NULL: none known\n"
	"  role TEXT NOT NULL CHECK (role IN\n"
	"    ('cadre', 'secretary', 'admin', 'contact')), -- what for\n"
	"  zalo TEXT NOT NULL,        -- Zalo user id, or ''\n"
	"  channel TEXT NOT NULL,     -- preferred gateway, or ''\n"
	"  stopped INTEGER NOT NULL   -- 1: gets no automatic messages\n"
	") STRICT",

	"CREATE TABLE earlier_number(\n"
	"  phone TEXT NOT NULL,                       -- E.164\n"
	"  person INTEGER NOT NULL REFERENCES person, -- who had it\n"
	"  until_at INTEGER NOT NULL,                 -- when it was replaced\n"
	"  PRIMARY KEY(phone, person)\n"
	") STRICT, WITHOUT ROWID",

	"CREATE TABLE assignment(\n"
	"  id INTEGER PRIMARY KEY,                    -- given once\n"
	"  person INTEGER NOT NULL REFERENCES person, -- answers for\n"
	"  unit INTEGER NOT NULL REFERENCES unit,     -- it and all below it\n"
	"  from_on INTEGER NOT NULL,                  -- first day\n"
	"  until_on INTEGER NOT NULL,                 -- last day\n"
	"  UNIQUE(person, unit, from_on)\n"
	") STRICT",
	"CREATE INDEX assignment_unit ON assignment(unit)",

	"CREATE TABLE meeting(\n"
	"  unit INTEGER PRIMARY KEY REFERENCES unit, -- the branch\n"
	"  rule TEXT NOT NULL,      -- when it meets, canonical text\n"
	"  minute INTEGER NOT NULL, -- of the day, -1 unknown\n"
	"  place TEXT NOT NULL      -- or ''\n"
	") STRICT",

	"CREATE TABLE holiday(\n"
	"  day_on INTEGER PRIMARY KEY, -- the day\n"
	"  name TEXT NOT NULL          -- 'Giỗ Tổ Hùng Vương'\n"
	") STRICT",

	"CREATE TABLE session(\n"
	"  day_on INTEGER PRIMARY KEY, -- when the committee sits\n"
	"  name TEXT NOT NULL          -- what it is called\n"
	") STRICT",

	"CREATE TABLE event(\n"
	"  id INTEGER PRIMARY KEY,        -- order of arrival\n"
	"  gateway TEXT NOT NULL,         -- that brought it\n"
	"  dedup TEXT NOT NULL,           -- the provider's id or our hash\n"
	"  sender TEXT NOT NULL,          -- number as given\n"
	"  receiver TEXT,                 -- our number, if told\n"
	"  text BLOB NOT NULL,            -- bytes as received\n"
	"  sent_at INTEGER NOT NULL,      -- the gateway's clock, 0 unknown\n"
	"  received_at INTEGER NOT NULL,  -- ours\n"
	"  state TEXT NOT NULL CHECK (state IN ('new', 'applied', 'inbox',\n"
	"    'assigned', 'dismissed')),   -- how far it came\n"
	"  person INTEGER REFERENCES person, -- NULL: a stranger, or not yet\n"
	"  intent TEXT NOT NULL,          -- how it was understood, or ''\n"
	"  guess TEXT NOT NULL,           -- the reading as JSON, or ''\n"
	"  why TEXT NOT NULL,             -- why a person should look, or ''\n"
	"  folded_into INTEGER REFERENCES event, -- the inbox line with it\n"
	"  folded INTEGER NOT NULL,       -- how many this line counts\n"
	"  closed_at INTEGER,             -- when a person dealt with it\n"
	"  closed_by TEXT,                -- who\n"
	"  closed_why TEXT,               -- reason given\n"
	"  UNIQUE(gateway, dedup)\n"
	") STRICT",
	"CREATE INDEX event_state ON event(state)",
	"CREATE INDEX event_person ON event(person) WHERE person IS NOT NULL",
	"CREATE INDEX event_sender ON event(sender, received_at)",

	"CREATE TABLE question(\n"
	"  person INTEGER PRIMARY KEY REFERENCES person, -- who was asked\n"
	"  question TEXT NOT NULL,     -- options, in the reader's own form\n"
	"  asked_at INTEGER NOT NULL,  -- when\n"
	"  expires_at INTEGER NOT NULL -- no answer counts from here on\n"
	") STRICT",

	"CREATE TABLE visit(\n"
	"  id INTEGER PRIMARY KEY,                    -- given once\n"
	"  person INTEGER NOT NULL REFERENCES person, -- who went\n"
	"  unit INTEGER NOT NULL REFERENCES unit,     -- where\n"
	"  day_on INTEGER NOT NULL,        -- when, INT32_MIN: not known\n"
	"  month INTEGER NOT NULL,         -- credited to\n"
	"  source TEXT NOT NULL CHECK (source IN\n"
	"    ('reply', 'manual', 'web')),  -- how it came\n"
	"  verify INTEGER NOT NULL,        -- 1: a person should look\n"
	"  event INTEGER REFERENCES event, -- the reply that claims it\n"
	"  day_event INTEGER REFERENCES event, -- that told the day later\n"
	"  reason TEXT,                    -- why it was entered by hand\n"
	"  who TEXT NOT NULL,              -- 'reply', 'cli:root', 'web'\n"
	"  created_at INTEGER NOT NULL,    -- when it was entered\n"
	"  withdrawn_at INTEGER,           -- when it was taken back\n"
	"  withdrawn_by TEXT,              -- by whom\n"
	"  withdrawn_why TEXT              -- reason given\n"
	") STRICT",
	/* A visit without a day is one a month, one with a day one a day. */
	"CREATE UNIQUE INDEX visit_once ON visit(person, unit, day_on)\n"
	"  WHERE withdrawn_at IS NULL AND day_on != -2147483648",
	"CREATE UNIQUE INDEX visit_dayless ON visit(person, unit, month)\n"
	"  WHERE withdrawn_at IS NULL AND day_on = -2147483648",
	"CREATE INDEX visit_person ON visit(person, unit)",

	"CREATE TABLE attendance(\n"
	"  id INTEGER PRIMARY KEY,                    -- given once\n"
	"  person INTEGER NOT NULL REFERENCES person, -- who attended\n"
	"  unit INTEGER NOT NULL REFERENCES unit,     -- branch or commune\n"
	"  day_on INTEGER NOT NULL,        -- when, INT32_MIN: not known\n"
	"  month INTEGER NOT NULL,         -- credited to\n"
	"  source TEXT NOT NULL CHECK (source IN\n"
	"    ('reply', 'manual', 'web')),  -- how it came\n"
	"  verify INTEGER NOT NULL,        -- 1: a person should look\n"
	"  event INTEGER REFERENCES event, -- the reply that claims it\n"
	"  day_event INTEGER REFERENCES event, -- that told the day later\n"
	"  reason TEXT,                    -- why it was entered by hand\n"
	"  who TEXT NOT NULL,              -- 'reply', 'cli:root', 'web'\n"
	"  created_at INTEGER NOT NULL,    -- when it was entered\n"
	"  withdrawn_at INTEGER,           -- when it was taken back\n"
	"  withdrawn_by TEXT,              -- by whom\n"
	"  withdrawn_why TEXT              -- reason given\n"
	") STRICT",
	"CREATE UNIQUE INDEX attendance_once ON attendance(person, unit,\n"
	"  day_on) WHERE withdrawn_at IS NULL AND day_on != -2147483648",
	"CREATE UNIQUE INDEX attendance_dayless ON attendance(person, unit,\n"
	"  month) WHERE withdrawn_at IS NULL AND day_on = -2147483648",
	"CREATE INDEX attendance_person ON attendance(person, unit)",

	"CREATE TABLE promise(\n"
	"  id INTEGER PRIMARY KEY,                    -- the latest counts\n"
	"  person INTEGER NOT NULL REFERENCES person, -- who promised\n"
	"  unit INTEGER REFERENCES unit,   -- where; NULL: any of theirs\n"
	"  day_on INTEGER NOT NULL,        -- the day promised\n"
	"  month INTEGER NOT NULL,         -- of the duty\n"
	"  event INTEGER REFERENCES event, -- the reply that says so\n"
	"  made_at INTEGER NOT NULL,       -- when it was said\n"
	"  withdrawn_at INTEGER            -- when it was taken back\n"
	") STRICT",
	"CREATE INDEX promise_person ON promise(person, month)",

	"CREATE TABLE exemption(\n"
	"  id INTEGER PRIMARY KEY,                    -- given once\n"
	"  person INTEGER NOT NULL REFERENCES person, -- who\n"
	"  from_on INTEGER NOT NULL,    -- first day\n"
	"  until_on INTEGER NOT NULL,   -- last day\n"
	"  reason TEXT NOT NULL,        -- why\n"
	"  who TEXT NOT NULL,           -- entered by\n"
	"  created_at INTEGER NOT NULL, -- when\n"
	"  withdrawn_at INTEGER,        -- when it was taken back\n"
	"  withdrawn_by TEXT,           -- by whom\n"
	"  withdrawn_why TEXT           -- reason given\n"
	") STRICT",
	"CREATE UNIQUE INDEX exemption_once ON exemption(person, from_on)\n"
	"  WHERE withdrawn_at IS NULL",

	"CREATE TABLE result(\n"
	"  id INTEGER PRIMARY KEY,                    -- given once\n"
	"  person INTEGER NOT NULL REFERENCES person, -- who handed it in\n"
	"  session_on INTEGER NOT NULL, -- for which session\n"
	"  verify INTEGER NOT NULL,     -- 1: claimed by SMS, not yet seen\n"
	"  reason TEXT,                 -- as told\n"
	"  who TEXT NOT NULL,           -- entered by\n"
	"  created_at INTEGER NOT NULL, -- when\n"
	"  withdrawn_at INTEGER,        -- when it was taken back\n"
	"  withdrawn_by TEXT,           -- by whom\n"
	"  withdrawn_why TEXT           -- reason given\n"
	") STRICT",
	"CREATE UNIQUE INDEX result_once ON result(person, session_on)\n"
	"  WHERE withdrawn_at IS NULL",

	"CREATE TABLE material(\n"
	"  id INTEGER PRIMARY KEY,                    -- given once\n"
	"  person INTEGER NOT NULL REFERENCES person, -- whose words\n"
	"  month INTEGER NOT NULL,                -- they belong to\n"
	"  points INTEGER NOT NULL,               -- bit i-1: content point i\n"
	"  text TEXT NOT NULL,                    -- the words\n"
	"  event INTEGER UNIQUE REFERENCES event, -- the reply\n"
	"  created_at INTEGER NOT NULL            -- when\n"
	") STRICT",
	"CREATE INDEX material_month ON material(month, person)",

	"CREATE TABLE message(\n"
	"  id INTEGER PRIMARY KEY,           -- never used twice\n"
	"  person INTEGER REFERENCES person, -- NULL: a bare number\n"
	"  number TEXT NOT NULL,             -- '' until claimed\n"
	"  number_fixed INTEGER NOT NULL,    -- 1: chosen at enqueue\n"
	"  kind TEXT NOT NULL,               -- 'visit.remind', 'answer' …\n"
	"  state TEXT NOT NULL,              -- core/message\n"
	"  reason TEXT NOT NULL,             -- why it waits or failed\n"
	"  detail TEXT NOT NULL,             -- a gateway's words, or ''\n"
	"  gateway TEXT NOT NULL,            -- last tried, or ''\n"
	"  text TEXT NOT NULL,               -- draft, then as rendered\n"
	"  encoding INTEGER NOT NULL,        -- 0 GSM-7, 1 UCS-2\n"
	"  parts INTEGER NOT NULL,           -- of the text\n"
	"  attempts INTEGER NOT NULL,        -- those that count\n"
	"  doubted INTEGER NOT NULL,         -- 1: an attempt is in doubt\n"
	"  key TEXT NOT NULL UNIQUE,         -- idempotency key\n"
	"  retries INTEGER NOT NULL,         -- new copies a person asked for\n"
	"  not_before INTEGER NOT NULL,      -- planned time\n"
	"  next_at INTEGER NOT NULL,         -- when it is looked at next\n"
	"  expires_at INTEGER NOT NULL,      -- useless from here on\n"
	"  first_attempt_at INTEGER,         -- start of the key's window\n"
	"  created_at INTEGER NOT NULL,      -- when it was enqueued\n"
	"  updated_at INTEGER NOT NULL,      -- when it changed last\n"
	"  checksum INTEGER NOT NULL,        -- number, text, expiry, key\n"
	"  answers INTEGER UNIQUE REFERENCES event, -- the reply it answers\n"
	"  books_nothing INTEGER NOT NULL,   -- 1: counts against the cap\n"
	"  asks INTEGER NOT NULL,            -- 1: carries a question\n"
	"  report_floor INTEGER NOT NULL     -- reports up to here are of\n"
	"                                    -- an earlier copy\n"
	") STRICT",
	"CREATE INDEX message_due ON message(next_at) WHERE state = 'queued'",
	"CREATE INDEX message_expiry ON message(expires_at)"
	" WHERE state = 'queued'",
	"CREATE INDEX message_state ON message(state)",
	"CREATE INDEX message_person ON message(person, first_attempt_at)",
	"CREATE INDEX message_idle ON message(number, created_at)"
	" WHERE books_nothing = 1",

	"CREATE TABLE said(\n"
	"  person INTEGER NOT NULL REFERENCES person, -- to whom\n"
	"  duty TEXT NOT NULL,        -- 'visit/2018-05/BAO'\n"
	"  rung TEXT NOT NULL,        -- 'remind/-7'\n"
	"  due_at INTEGER NOT NULL,   -- the time point it stood for\n"
	"  said_at INTEGER NOT NULL,  -- when it went into a message\n"
	"  message INTEGER REFERENCES message, -- NULL: passed over\n"
	"  UNIQUE(person, duty, rung)\n"
	") STRICT",
	"CREATE INDEX said_message ON said(message)",

	"CREATE TABLE attempt(\n"
	"  id INTEGER PRIMARY KEY,             -- order of starting\n"
	"  message INTEGER NOT NULL REFERENCES message, -- of which\n"
	"  boot INTEGER REFERENCES boot,       -- the owner: who claimed it\n"
	"  gateway TEXT NOT NULL,              -- through which\n"
	"  key TEXT NOT NULL,                  -- the key it carried\n"
	"  phase TEXT NOT NULL CHECK (phase IN\n"
	"    ('connecting', 'writing', 'done')), -- how far it came\n"
	"  started_at INTEGER NOT NULL,        -- T1\n"
	"  writing_at INTEGER,                 -- T2\n"
	"  ended_at INTEGER,                   -- when its end was known\n"
	"  outcome TEXT NOT NULL CHECK (outcome IN ('', 'not_sent', 'again',\n"
	"    'accepted', 'refused', 'doubt')), -- '' while it runs\n"
	"  http_status INTEGER NOT NULL,       -- 0: none\n"
	"  provider_id TEXT,                   -- the gateway's id of it\n"
	"  detail TEXT NOT NULL,               -- its words, no secret\n"
	"  next_gateway INTEGER NOT NULL       -- 1: not this one any more\n"
	") STRICT",
	"CREATE INDEX attempt_message ON attempt(message)",
	"CREATE INDEX attempt_started ON attempt(started_at)",
	"CREATE INDEX attempt_key ON attempt(key)",
	"CREATE INDEX attempt_provider ON attempt(provider_id, gateway)"
	" WHERE provider_id IS NOT NULL",

	"CREATE TABLE report(\n"
	"  id INTEGER PRIMARY KEY,             -- order of arrival\n"
	"  gateway TEXT NOT NULL,              -- that brought it\n"
	"  dedup TEXT NOT NULL,                -- the event's own key\n"
	"  key TEXT,                           -- our key, if it tells it\n"
	"  provider_id TEXT,                   -- or the gateway's id\n"
	"  part INTEGER NOT NULL,              -- 1…, 0: the whole\n"
	"  rank INTEGER NOT NULL,              -- 0 unknown, 1 on its way,\n"
	"                                      -- 2 undelivered, 3 delivered\n"
	"  raw TEXT NOT NULL,                  -- the vendor's word\n"
	"  received_at INTEGER NOT NULL,       -- when\n"
	"  message INTEGER REFERENCES message, -- NULL: not matched yet\n"
	"  UNIQUE(gateway, dedup)\n"
	") STRICT",
	"CREATE INDEX report_message ON report(message)"
	" WHERE message IS NOT NULL",
	"CREATE INDEX report_parked ON report(provider_id, gateway)"
	" WHERE message IS NULL AND provider_id IS NOT NULL",
	NULL,
};

static const char *const step_2[] = {
	"CREATE TABLE import(\n"
	"  id INTEGER PRIMARY KEY, -- the N of import --undo N\n"
	"  at INTEGER NOT NULL,    -- when\n"
	"  who TEXT NOT NULL,      -- 'cli:root', 'web'\n"
	"  summary TEXT NOT NULL,  -- what came of it, JSON\n"
	"  undone_at INTEGER       -- when it was taken back\n"
	") STRICT",

	"CREATE TABLE import_file(\n"
	"  import INTEGER NOT NULL REFERENCES import, -- one call\n"
	"  n INTEGER NOT NULL,      -- its place among the files, from 1\n"
	"  name TEXT NOT NULL,      -- as the caller named it\n"
	"  sha256 TEXT NOT NULL,    -- of the bytes, hex\n"
	"  content BLOB NOT NULL,   -- the bytes as they came\n"
	"  PRIMARY KEY(import, n)\n"
	") STRICT",

	"CREATE TABLE change(\n"
	"  id INTEGER PRIMARY KEY,  -- undo goes from the highest down\n"
	"  import INTEGER NOT NULL REFERENCES import, -- made by\n"
	"  tbl TEXT NOT NULL,       -- 'unit', 'person' …\n"
	"  row INTEGER NOT NULL,    -- id of the row\n"
	"  before TEXT,             -- the row as JSON, NULL: it was not\n"
	"  after TEXT NOT NULL      -- the row as JSON\n"
	") STRICT",
	"CREATE INDEX change_import ON change(import)",
	NULL,
};

static const char *const step_3[] = {
	"CREATE TABLE shift(\n"
	"  id INTEGER PRIMARY KEY,               -- given once\n"
	"  unit INTEGER NOT NULL REFERENCES unit, -- the branch\n"
	"  day_on INTEGER NOT NULL,  -- when it would meet by its rule\n"
	"  to_on INTEGER NOT NULL,   -- when instead; INT32_MIN: not at all\n"
	"  state TEXT NOT NULL CHECK (state IN\n"
	"    ('proposed', 'accepted', 'refused')), -- what the office says\n"
	"  event INTEGER REFERENCES event, -- the reply that asks for it\n"
	"  who TEXT NOT NULL,        -- who asked\n"
	"  reason TEXT NOT NULL,     -- why, as told\n"
	"  made_at INTEGER NOT NULL, -- when\n"
	"  decided_by TEXT,          -- who accepted or refused\n"
	"  decided_at INTEGER,       -- when\n"
	"  UNIQUE(unit, day_on)\n"
	") STRICT",

	"ALTER TABLE person ADD COLUMN training INTEGER NOT NULL"
	" -- 1: learns; all is shown, nothing counts\n"
	" DEFAULT 0",
	"ALTER TABLE visit ADD COLUMN by_name TEXT NOT NULL"
	" -- who went instead of the person whose duty it is, or ''\n"
	" DEFAULT ''",
	"ALTER TABLE message ADD COLUMN once -- never said twice, or NULL\n"
	" TEXT",
	"CREATE UNIQUE INDEX message_once ON message(once)"
	" WHERE once IS NOT NULL",
	NULL,
};

static const char *const step_4[] = {
	"CREATE TABLE gateway(\n"
	"  name TEXT NOT NULL PRIMARY KEY,   -- of [gateway NAME]\n"
	"  paused INTEGER NOT NULL,          -- 1: by a person, until resumed\n"
	"  paused_by TEXT NOT NULL,          -- who, or ''\n"
	"  paused_why TEXT NOT NULL,         -- reason given, or ''\n"
	"  paused_at INTEGER NOT NULL,       -- when, 0 never\n"
	"  last_success_at INTEGER NOT NULL, -- a message was taken, 0 never\n"
	"  last_error TEXT NOT NULL,         -- words of the last one, or ''\n"
	"  last_error_at INTEGER NOT NULL,   -- when, 0 never\n"
	"  heard_at INTEGER NOT NULL,        -- it called us last, 0 never\n"
	"  pulled_to INTEGER NOT NULL,       -- its inbox was read up to here\n"
	"  quota INTEGER NOT NULL,           -- left today, -1 unknown\n"
	"  quota_at INTEGER NOT NULL         -- when it said so\n"
	") STRICT, WITHOUT ROWID",

	/* The pair itself lies in the token journal, outside every backup. */
	"CREATE TABLE token(\n"
	"  gateway TEXT NOT NULL PRIMARY KEY, -- whose\n"
	"  rotating INTEGER NOT NULL,   -- 1: the next pair is being asked\n"
	"  generation INTEGER NOT NULL, -- number of the pair in use\n"
	"  started_at INTEGER NOT NULL, -- when the last rotation began\n"
	"  fetched_at INTEGER NOT NULL, -- when the pair in use came\n"
	"  expires_at INTEGER NOT NULL, -- of the access token\n"
	"  trouble TEXT NOT NULL        -- why a person must paste one, or ''\n"
	") STRICT, WITHOUT ROWID",

	"CREATE TABLE address(\n"
	"  gateway TEXT NOT NULL,          -- that has ids of its own\n"
	"  user_id TEXT NOT NULL,          -- its id of the person\n"
	"  person INTEGER NOT NULL REFERENCES person, -- who that is\n"
	"  linked_at INTEGER NOT NULL,     -- when that was proven\n"
	"  heard_at INTEGER NOT NULL,      -- they wrote last, 0 never\n"
	"  PRIMARY KEY(gateway, user_id)\n"
	") STRICT, WITHOUT ROWID",
	"CREATE INDEX address_person ON address(person)",

	"CREATE TABLE link_code(\n"
	"  code TEXT NOT NULL PRIMARY KEY, -- sent by SMS, typed in chat\n"
	"  gateway TEXT NOT NULL,          -- of the chat\n"
	"  person INTEGER NOT NULL REFERENCES person, -- to whom it was sent\n"
	"  made_at INTEGER NOT NULL,       -- when\n"
	"  expires_at INTEGER NOT NULL,    -- useless from here on\n"
	"  used_at INTEGER NOT NULL        -- 0: not yet; once only\n"
	") STRICT, WITHOUT ROWID",

	"CREATE TABLE link_try(\n"
	"  gateway TEXT NOT NULL,          -- of the chat\n"
	"  user_id TEXT NOT NULL,          -- who typed codes that were none\n"
	"  wrong INTEGER NOT NULL,         -- how many of late\n"
	"  last_at INTEGER NOT NULL,       -- when the last one\n"
	"  PRIMARY KEY(gateway, user_id)\n"
	") STRICT, WITHOUT ROWID",

	"ALTER TABLE attempt ADD COLUMN pin TEXT NOT NULL"
	" -- what a repeat must keep (a device), or ''\n"
	" DEFAULT ''",
	"ALTER TABLE attempt ADD COLUMN cost INTEGER NOT NULL"
	" -- đồng, counted before the send\n"
	" DEFAULT 0",
	"ALTER TABLE message ADD COLUMN asked_at INTEGER NOT NULL"
	" -- when the gateway was last asked about it, 0 never\n"
	" DEFAULT 0",
	"ALTER TABLE message ADD COLUMN window_closed INTEGER NOT NULL"
	" -- 1: a clock went back since, its key proves nothing more\n"
	" DEFAULT 0",
	/* next_at of what was taken, or may have been, is when its gateway is
	 * asked about it.  What older programs sent is not. */
	"UPDATE message SET next_at = 253402300799"
	" WHERE state IN ('accepted', 'uncertain')",
	"CREATE INDEX message_ask ON message(next_at)"
	" WHERE state IN ('accepted', 'uncertain')",
	"CREATE INDEX report_unmatched ON report(id) WHERE message IS NULL",
	"CREATE INDEX message_number ON message(number, first_attempt_at)",

	"CREATE TABLE account(\n"
	"  id INTEGER PRIMARY KEY,        -- given once\n"
	"  name TEXT NOT NULL COLLATE NOCASE UNIQUE, -- to log in with\n"
	"  role TEXT NOT NULL CHECK (role IN\n"
	"    ('viewer', 'operator', 'admin')), -- what it may do\n"
	"  hash TEXT NOT NULL,            -- of the password, Argon2id\n"
	"  created_at INTEGER NOT NULL,   -- when\n"
	"  password_at INTEGER NOT NULL,  -- when the password was set\n"
	"  login_at INTEGER NOT NULL      -- the last login, 0 never\n"
	") STRICT",

	"CREATE TABLE login(\n"
	"  digest BLOB NOT NULL PRIMARY KEY, -- of the cookie's value\n"
	"  account INTEGER REFERENCES account, -- NULL: one-time token\n"
	"  opened_at INTEGER NOT NULL,    -- when\n"
	"  used_at INTEGER NOT NULL       -- last, to a minute\n"
	") STRICT, WITHOUT ROWID",

	"CREATE TABLE feed(\n"
	"  person INTEGER PRIMARY KEY REFERENCES person\n"
	"    ON DELETE CASCADE,           -- whose calendar\n"
	"  serial INTEGER NOT NULL,       -- counts the addresses\n"
	"  made_at INTEGER NOT NULL       -- when the present one was made\n"
	") STRICT",

	/* What imports did to a row, for its history. */
	"CREATE INDEX change_row ON change(tbl, row)",
	NULL,
};

static const char *const *const steps[] = { step_1, step_2, step_3, step_4 };

int
schema_version(void)
{
	return (int)(sizeof steps / sizeof steps[0]);
}

static int
pragma_number(sqlite3 *db, const char *sql, int64_t *v, struct err *err)
{
	sqlite3_stmt *st;
	int rc = sqlite3_prepare_v2(db, sql, -1, &st, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_step(st);
	if (rc == SQLITE_ROW)
		*v = sqlite3_column_int64(st, 0);
	sqlite3_finalize(st);
	return rc == SQLITE_ROW ? 0 : stmt_fail(db, rc, err);
}

/* One step and its number, or nothing. */
static int
take_step(sqlite3 *db, int from, struct err *err)
{
	char sql[80];
	int rc = stmt_exec(db, "BEGIN EXCLUSIVE", err);
	if (rc)
		return rc;
	for (const char *const *s = steps[from]; rc == 0 && *s; s++)
		rc = stmt_exec(db, *s, err);
	snprintf(sql, sizeof sql, "PRAGMA user_version = %d", from + 1);
	if (rc == 0)
		rc = stmt_exec(db, sql, err);
	snprintf(sql, sizeof sql, "PRAGMA application_id = %lld",
	    (long long)application_id);
	if (rc == 0)
		rc = stmt_exec(db, sql, err);
	if (rc == 0)
		rc = stmt_exec(db, "COMMIT", err);
	if (rc && !sqlite3_get_autocommit(db))
		stmt_exec(db, "ROLLBACK", NULL);
	if (rc)
		err_wrap(err, "cannot bring the database to version %d",
		    from + 1);
	return rc;
}

int
schema_check(sqlite3 *db, int *version, struct err *err)
{
	int64_t v = 0, app = 0, tables = 0;
	if (pragma_number(db, "PRAGMA user_version", &v, err) ||
	    pragma_number(db, "PRAGMA application_id", &app, err) ||
	    pragma_number(db, "SELECT count(*) FROM sqlite_schema", &tables,
		err))
		return -1;
	if ((tables || v) && app != application_id)
		return err_set(err, ERR_INVALID,
		    "the file is a database of another program");
	if (v > schema_version() || v < 0)
		return err_set(err, ERR_INVALID,
		    "the database has version %lld, this program knows %d: "
		    "install the newer program",
		    (long long)v, schema_version());
	*version = (int)v;
	return 0;
}

int
schema_migrate(sqlite3 *db, struct err *err)
{
	int version = 0;
	if (schema_check(db, &version, err))
		return -1;
	for (; version < schema_version(); version++) {
		if (take_step(db, version, err))
			return -1;
	}
	return 0;
}
