/*
 * The demo district for tests of the use cases: the eleven communes and eight
 * people of the committed files in a database in memory, a configuration, and
 * the few moves that every scenario makes.  Knows no scenario.
 */
#ifndef NHACVIEC_TESTS_TEST_OFFICE_H
#define NHACVIEC_TESTS_TEST_OFFICE_H

#include "conffile.h"

#include "app/args.h"
#include "app/engine.h"
#include "app/office.h"
#include "app/verb.h"
#include "base/log.h"
#include "core/civil.h"
#include "core/phone.h"
#include "store/deed.h"
#include "store/inbound.h"
#include "store/org.h"
#include "store/outbox.h"
#include "store/store.h"

#include <jansson.h>

enum { TEST_OFFSET = 7 * 3600, TEST_COLUMNS = 6 };

struct test_office {
	struct conffile conf;
	struct office office;
	struct engine engine;
	struct err err;
	struct sbuf out, talk; /* of the last verb */
};

/* An instant of 2018 in the office's zone. */
static inline int64_t
on2018(int month, int day, int hour, int minute)
{
	return civil_at(civil_day(2018, month, day), hour * 60 + minute,
	    TEST_OFFSET);
}

/* A call that must not fail. */
#define must(t, call)                                                          \
	do {                                                                   \
		if ((call) < 0)                                                \
			fail_msg("%s: %s", #call, (t)->err.text);              \
	} while (0)

static inline void
test_begin(struct test_office *t)
{
	must(t, store_begin(t->office.store, &t->err));
}

static inline void
test_commit(struct test_office *t)
{
	must(t, store_end(t->office.store, &t->err));
	must(t, store_flush(t->office.store, &t->err));
}

/* --- the roster, from the files that people see */

static inline void
test_rows(struct test_office *t, const char *file,
    void (*row)(struct test_office *, char **cell))
{
	char line[512];
	FILE *f = fopen(file, "r");
	assert_non_null(f);
	assert_non_null(fgets(line, sizeof line, f)); /* the header */
	while (fgets(line, sizeof line, f)) {
		char *cell[TEST_COLUMNS], *at = line;
		line[strcspn(line, "\r\n")] = '\0';
		for (int i = 0; i < TEST_COLUMNS; i++) {
			size_t n = strcspn(at, ",");
			cell[i] = at;
			at += n;
			if (*at)
				*at++ = '\0';
		}
		row(t, cell);
	}
	fclose(f);
}

static inline void
test_unit_row(struct test_office *t, char **cell)
{
	const struct org_unit u = { .code = cell[0],
		.name = cell[1],
		.kind = cell[2],
		.parent = *cell[3] ? cell[3] : NULL,
		.from_on = CIVIL_NONE,
		.until_on = CIVIL_MAX };
	must(t, org_put_unit(t->office.store, &u, &t->err));
}

static inline void
test_person_row(struct test_office *t, char **cell)
{
	char e164[PHONE_SIZE];
	phone_parse(cell[2], e164);
	const struct org_person p = { .code = cell[0],
		.name = cell[1],
		.phone = e164,
		.role = cell[3] };
	must(t, org_put_person(t->office.store, &p, 1, &t->err));
}

static inline void
test_assignment_row(struct test_office *t, char **cell)
{
	const struct org_assignment a = { cell[0], cell[1], CIVIL_NONE,
		CIVIL_MAX };
	must(t, org_put_assignment(t->office.store, &a, &t->err));
}

/* --- configuration: one live Kannel, and what the test adds */

static const char test_office_conf[] =
    "config_version = 1\n[plan]\nfrom = 2018-04\nuntil = 2018-12\n"
    "[sending]\nlive = yes\n"
    "[gateway sms]\ndriver = kannel\n"
    "url = http://127.0.0.1:9/cgi-bin/sendsms\nuser = nhacviec\n"
    "password_file = kannel.secret\nhook_secret_file = hook.secret\n"
    "[storage]\npath = nhacviec.db\n";

/* Loads again with `more` in a file of its own (later files win). */
static inline void
test_office_configure(struct test_office *t, const char *more)
{
	conffile_write(&t->conf, "conf.d/10-test.conf", more);
	conffile_load(&t->conf, NULL);
	if (!t->conf.config)
		fail_msg("%s", sbuf_text(&t->conf.said));
	t->office.config = t->conf.config;
	office_forget(&t->office);
}

static inline void
test_office_init(struct test_office *t, const char *more)
{
	*t = (struct test_office){ .engine = { 0 } };
	conffile_init(&t->conf);
	conffile_mkdir(&t->conf, "conf.d");
	conffile_write(&t->conf, "kannel.secret", "geheim\n");
	conffile_write(&t->conf, "hook.secret", "cai-moc\n");
	conffile_write(&t->conf, "nhacviec.conf", test_office_conf);
	must(t, store_open_memory(&t->office.store, NULL, 0, &t->err));
	test_office_configure(t, more ? more : "");
	test_begin(t);
	test_rows(t, "tests/fixtures/units.csv", test_unit_row);
	test_rows(t, "config/demo/people.csv", test_person_row);
	test_rows(t, "config/demo/assignments.csv", test_assignment_row);
	test_commit(t);
}

static inline void
test_office_fini(struct test_office *t)
{
	office_forget(&t->office);
	store_close(t->office.store);
	conffile_fini(&t->conf);
	sbuf_fini(&t->out);
	sbuf_fini(&t->talk);
}

struct test_image { /* what is on disk at a moment: a power cut leaves it */
	void *bytes;
	size_t n;
};

static inline struct test_image
test_image(struct test_office *t)
{
	struct test_image i;
	assert_false(store_pending(t->office.store));
	must(t, store_snapshot(t->office.store, &i.bytes, &i.n, &t->err));
	return i;
}

/* A new process on what the cut left; frees the image. */
static inline void
test_boot(struct test_office *t, struct test_image *i)
{
	office_forget(&t->office);
	store_close(t->office.store);
	must(t, store_open_memory(&t->office.store, i->bytes, i->n, &t->err));
	t->engine = (struct engine){ 0 };
	free(i->bytes);
	i->bytes = NULL;
}

static inline const struct facts *
test_facts(struct test_office *t)
{
	const struct facts *f = office_facts(&t->office, &t->err);
	assert_non_null(f);
	return f;
}

static inline struct person_id
test_person(struct test_office *t, const char *code)
{
	const struct facts *f = test_facts(t);
	int i = facts_person_by_code(f, code);
	assert_true(i >= 0);
	return f->people[i].id;
}

static inline void
test_phone(struct test_office *t, const char *code, const char *phone)
{
	const struct org_person p = { .code = code, .phone = phone };
	test_begin(t);
	must(t, org_put_person(t->office.store, &p, 2, &t->err));
	test_commit(t);
}

/* code was at the unit; `now` is when it was written down. */
static inline void
test_visited(struct test_office *t, const char *code, const char *unit,
    int month, int day, int64_t now)
{
	const struct facts *f = test_facts(t);
	const struct deed_visit v = { .person = test_person(t, code),
		.unit = f->units[facts_unit_by_code(f, unit)].id,
		.on = civil_day(2018, month, day),
		.month = civil_month(2018, month),
		.source = FACTS_MANUAL,
		.reason = "thu",
		.who = "cli:test",
		.now = now };
	test_begin(t);
	must(t, deed_add_visit(t->office.store, &v, NULL, &t->err));
	test_commit(t);
}

/* --- looking at the outbox */

struct test_tally {
	const char *kind; /* NULL = any */
	int n;
	struct message_id last;
};

static inline int
test_tally_row(void *arg, const struct outbox_row *m)
{
	struct test_tally *a = arg;
	if (a->kind && strcmp(a->kind, m->kind) != 0)
		return 0;
	a->n++;
	a->last = m->id;
	return 0;
}

/* How many rows in that state (−1 any) of that kind (NULL any). */
static inline struct test_tally
test_tally(struct test_office *t, int state, const char *kind)
{
	struct test_tally a = { .kind = kind };
	must(t, outbox_list(t->office.store, state, 0, test_tally_row, &a));
	return a;
}

#define assert_rows(t, state, kind, count)                                     \
	assert_int_equal(test_tally(t, state, kind).n, count)

/* Fails with both words where the state is another one. */
static inline void
test_state_is(struct test_office *t, struct message_id id,
    enum message_state state, enum message_reason reason)
{
	struct outbox_row m;
	assert_int_equal(outbox_get(t->office.store, id, &m), 1);
	if (m.state != state || m.reason != reason)
		fail_msg("message %d is %s (%s), not %s (%s)", (int)id.v,
		    message_state_name(m.state), message_reason_name(m.reason),
		    message_state_name(state), message_reason_name(reason));
	outbox_row_fini(&m);
}

#define assert_text_has(t, id, part)                                           \
	do {                                                                   \
		struct outbox_row m_;                                          \
		assert_int_equal(outbox_get((t)->office.store, id, &m_), 1);   \
		if (!strstr(m_.text, part))                                    \
			fail_msg("'%s' is not in '%s'", part, m_.text);        \
		outbox_row_fini(&m_);                                          \
	} while (0)

#define assert_text_lacks(t, id, part)                                         \
	do {                                                                   \
		struct outbox_row m_;                                          \
		assert_int_equal(outbox_get((t)->office.store, id, &m_), 1);   \
		if (strstr(m_.text, part))                                     \
			fail_msg("'%s' is in '%s'", part, m_.text);            \
		outbox_row_fini(&m_);                                          \
	} while (0)

/* --- verbs, as the keyboard calls them */

/* words = "status --json --month 2018-05", cut at blanks; a '_' in a word
 * stands for a blank.  Returns the exit code. */
static inline int
test_verb(struct test_office *t, int64_t now, const char *words)
{
	char line[512];
	char *argv[32];
	int argc = 0;
	struct args args;
	assert_true(strlen(words) < sizeof line);
	memcpy(line, words, strlen(words) + 1);
	for (char *p = line; *p; p++) {
		if (p == line || !p[-1])
			argv[argc++] = p;
		if (*p == ' ')
			*p = '\0';
		else if (*p == '_')
			*p = ' ';
	}
	const struct verb *verb = verb_find(argv[0]);
	assert_non_null(verb);
	sbuf_clear(&t->out);
	sbuf_clear(&t->talk);
	struct verb_call v = { .office = &t->office,
		.args = &args,
		.now = now,
		.who = "cli:test",
		.config_file = t->conf.main,
		.out = &t->out,
		.talk = &t->talk };
	struct err err = { 0 };
	if (args_parse(&args, argc, argv, verb->options, &err) < 0)
		return verb_fail(&v, &err);
	v.json = args_has(&args, "--json");
	return verb->run(&v);
}

/* The n-th line of what the last verb wrote, as JSON; json_decref it. */
static inline json_t *
test_json(const struct test_office *t, int line)
{
	const char *s = sbuf_text(&t->out);
	while (line-- > 0) {
		s = strchr(s, '\n');
		assert_non_null(s);
		s++;
	}
	json_error_t e;
	json_t *j = json_loadb(s, strcspn(s, "\n"), 0, &e);
	if (!j)
		fail_msg("no JSON (%s): %s", e.text, s);
	return j;
}

static inline int
test_lines(const struct test_office *t)
{
	int n = 0;
	for (const char *s = sbuf_text(&t->out); *s; s++)
		n += *s == '\n';
	return n;
}

static inline const char *
test_member(json_t *j, const char *name)
{
	const char *s = json_string_value(json_object_get(j, name));
	return s ? s : "";
}

#endif
