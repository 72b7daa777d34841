#include "app/dispatch.h"

#include "app/clock.h"
#include "app/control.h"
#include "app/lang.h"
#include "app/service.h"
#include "app/setup.h"
#include "app/term.h"
#include "app/verb_check.h"
#include "app/verb_completion.h"
#include "app/verb_user.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/words.h"

#include <errno.h>
#include <poll.h>
#include <pwd.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	FILE_MAX = 32 << 20,
	BUSY_TRIES = 20,
	BUSY_WAIT_MS = 100,
	/* A gateway may take its whole time, for each of a few requests. */
	AGAIN_TRIES = 1200
};

int
dispatch_call(struct verb_call *v, int argc, char *const *argv, void **image,
    size_t *image_n)
{
	struct err err = { 0 };
	struct args args;
	const struct verb *verb = verb_find(argv[0]);
	if (!verb || !verb->run) {
		sbuf_addf(v->talk, _("nhacviec: there is no verb '%s' here\n"),
		    argv[0]);
		return VERB_USAGE;
	}
	int rc = args_parse(&args, argc, argv, verb->options, &err);
	v->args = &args;
	if (rc < 0)
		return verb_usage(v, err.text);
	v->json = args_has(&args, "--json");
	if (verb->place == VERB_OFFLINE && v->engine) {
		/* Opening the file once more in this process would drop the
		 * locks on it (reliability F14). */
		err_set(&err, ERR_BUSY, "stop the service first");
		return verb_fail(v, &err);
	}
	if (verb->place == VERB_SNAPSHOT && image) {
		if (store_snapshot(v->office->store, image, image_n, &err) < 0)
			return verb_fail(v, &err);
		return VERB_DONE;
	}
	return verb->run(v);
}

/* --- the caller's files */

struct files {
	struct verb_file v[ARGS_MAX];
	size_t n;
};

static void
files_fini(struct files *f)
{
	for (size_t i = 0; i < f->n; i++)
		free((char *)(uintptr_t)f->v[i].bytes);
}

/* A little more than FILE_MAX at most; false when reading failed. */
static bool
read_all(FILE *in, struct sbuf *b)
{
	char chunk[65536];
	size_t n;
	while (b->len <= FILE_MAX && (n = fread(chunk, 1, sizeof chunk, in)))
		sbuf_add_n(b, chunk, n);
	return ferror(in) == 0;
}

static int
add_file(struct files *f, const char *name, struct err *err)
{
	struct sbuf b = { 0 };
	bool bad;
	if (strcmp(name, "-") == 0) {
		bad = !read_all(stdin, &b);
	} else {
		FILE *in = fopen(name, "rb");
		if (!in)
			return err_set(err, ERR_NOT_FOUND, "cannot open %s: %s",
			    name, strerror(errno));
		bad = !read_all(in, &b);
		fclose(in);
	}
	if (bad || b.len > FILE_MAX || f->n == ARGS_MAX) {
		sbuf_fini(&b);
		return err_set(err, ERR_INVALID,
		    bad ? N_("cannot read %s")
			: N_("%s is too large (32 MiB at most)"),
		    name);
	}
	size_t len = b.len;
	f->v[f->n++] = (struct verb_file){ name, sbuf_take(&b), len };
	return 0;
}

static int
read_files(const struct verb *verb, const struct args *a, struct files *f,
    struct err *err)
{
	const char *replies = args_get(a, "--replies");
	char *hash = NULL;
	if (replies)
		return add_file(f, replies, err);
	if (verb->run == verb_user_run) {
		int rc = verb_user_prepare(a, &hash, err);
		if (rc > 0)
			f->v[f->n++] =
			    (struct verb_file){ "hash", hash, strlen(hash) };
		return rc < 0 ? -1 : 0;
	}
	if (strcmp(verb->name, "parse") == 0 && a->word_n == 1 &&
	    strcmp(a->word[0], "-") == 0)
		return add_file(f, "-", err);
	if (strcmp(verb->name, "gateway") == 0 && a->word_n == 2 &&
	    strcmp(a->word[0], "token") == 0)
		return add_file(f, "-", err); /* never as arguments */
	for (size_t i = 0; verb->reads_files && i < a->word_n; i++) {
		if (add_file(f, a->word[i], err) < 0)
			return -1;
	}
	return 0;
}

/* --- running it here */

/* Says what a verb said and writes the files that it made. */
static int
deliver(const struct sbuf *out, const struct sbuf *talk,
    const struct outfile_list *outs, int code)
{
	struct err err = { 0 };
	int rc = outfile_write(outs, &err);
	fputs(sbuf_text(talk), stderr);
	if (rc == 0)
		fputs(sbuf_text(&outs->said), stderr);
	if (rc < 0) {
		fprintf(stderr, "nhacviec: %s\n", err.text);
		if (code == VERB_DONE)
			code = VERB_FAILED;
	}
	fwrite(sbuf_text(out), 1, out->len, stdout);
	fflush(stdout);
	return code;
}

struct caller {
	int argc;
	char *const *argv;
	const struct verb *verb;
	struct args args;
	struct files files;
	struct config *config;
	const char *config_file;
	char who[64];
	bool colour;
	struct progress_bar bar;
	struct progress progress;
	struct progress *looks; /* NULL: nobody */
};

static int
run_in_process(struct caller *c, struct store *store)
{
	struct office office = { .store = store, .config = c->config };
	struct sbuf out = { 0 }, talk = { 0 };
	struct outfile_list outs = { 0 };
	struct verb_call v = { .office = &office,
		.now = clock_now(),
		.who = c->who,
		.config_file = c->config_file,
		.files = c->files.v,
		.file_n = c->files.n,
		.out = &out,
		.talk = &talk,
		.outs = &outs,
		.progress = c->looks,
		.colour = c->colour };
	int code = dispatch_call(&v, c->argc, c->argv, NULL, NULL);
	struct err err = { 0 };
	if (store && store_flush(store, &err) < 0 && code == VERB_DONE)
		code = verb_fail(&v, &err);
	progress_bar_end(&c->bar);
	code = deliver(&out, &talk, &outs, code);
	sbuf_fini(&out);
	sbuf_fini(&talk);
	outfile_fini(&outs);
	facts_free(office.facts);
	store_close(store);
	return code;
}

static int
say(struct caller *c, const struct err *err)
{
	progress_bar_end(&c->bar);
	fprintf(stderr, "nhacviec %s: %s\n", c->verb->name, err->text);
	return err->code == ERR_BUSY	 ? VERB_BUSY
	       : err->code == ERR_DENIED ? VERB_DENIED
	       : err->code == ERR_USAGE	 ? VERB_USAGE
					 : VERB_FAILED;
}

static int
run_on_copy(struct caller *c, const void *image, size_t n)
{
	struct store *copy;
	struct err err = { 0 };
	if (store_open_memory(&copy, image, n, &err) < 0)
		return say(c, &err);
	return run_in_process(c, copy);
}

/* No service: the file itself, or a copy of it. */
static int
run_alone(struct caller *c, struct store *store)
{
	if (c->verb->place != VERB_SNAPSHOT)
		return run_in_process(c, store);
	void *image = NULL;
	size_t n = 0;
	struct err err = { 0 };
	int rc = store_snapshot(store, &image, &n, &err);
	store_close(store);
	int code = rc < 0 ? say(c, &err) : run_on_copy(c, image, n);
	free(image);
	return code;
}

static int
through_service(struct caller *c, struct control_answer *a)
{
	progress_bar_end(&c->bar);
	if (c->verb->place == VERB_SNAPSHOT && a->image)
		return run_on_copy(c, a->image, a->image_n);
	return deliver(&a->out, &a->talk, &a->outs, a->code);
}

/* Whether only a running service can do it. */
static bool
needs_service(const struct caller *c)
{
	return c->verb->place == VERB_SERVICE ||
	       (strcmp(c->verb->name, "config") == 0 && c->args.word_n &&
		   strcmp(c->args.word[0], "diff") == 0);
}

static int
no_service(const struct caller *c, const char *socket)
{
	fprintf(stderr,
	    _("nhacviec %s: the service is not running (no answer at %s)\n"),
	    c->verb->name, socket);
	return VERB_NO_SERVICE;
}

/* The file has errors; a service that began with a good one may still run,
 * and then it knows more than the file.  −1 when there is none. */
static int
ask_despite_errors(struct caller *c)
{
	if (c->verb->place == VERB_SNAPSHOT)
		return -1; /* would be computed here, by this file */
	char *socket = config_find_socket(c->config_file);
	struct control_answer a = { .code = -1, .colour = c->colour };
	struct err err = { 0 };
	int code = -1;
	if (socket && control_ask(socket, c->argc, c->argv, c->files.v,
			  c->files.n, &a, &err) > 0)
		code = through_service(c, &a);
	control_answer_fini(&a);
	free(socket);
	return code;
}

static int
run_office(struct caller *c)
{
	if (c->verb->place == VERB_OFFLINE)
		return run_in_process(c, NULL);
	struct err err = { 0 };
	int waits = 0;
	for (int i = 0; i < BUSY_TRIES; i++) {
		struct control_answer a = { .colour = c->colour,
			.progress = c->looks };
		err = (struct err){ 0 };
		int rc = control_ask(c->config->control_socket, c->argc,
		    c->argv, c->files.v, c->files.n, &a, &err);
		if (rc > 0 && a.code == VERB_AGAIN && waits++ < AGAIN_TRIES) {
			control_answer_fini(&a);
			poll(NULL, 0, BUSY_WAIT_MS);
			i--;
			continue;
		}
		if (rc > 0) {
			int code = through_service(c, &a);
			control_answer_fini(&a);
			return code;
		}
		control_answer_fini(&a);
		if (rc < 0)
			return say(c, &err);
		if (needs_service(c))
			return no_service(c, c->config->control_socket);
		struct store *store;
		if (store_open(&store, c->config->storage_path, clock_now(),
			&err) == 0)
			return run_alone(c, store);
		if (err.code != ERR_BUSY)
			break;
		poll(NULL, 0, BUSY_WAIT_MS); /* a service that starts */
	}
	return say(c, &err);
}

/* `check` goes on to the people where the database can be reached; the
 * configuration's own outcome weighs more. */
static int
run_check(struct caller *c)
{
	int code = run_in_process(c, NULL);
	struct config_findings found = { 0 };
	c->config =
	    code == VERB_CONFIG ? NULL : setup_config(c->config_file, &found);
	config_findings_fini(&found);
	struct stat st;
	if (!c->config || stat(c->config->storage_path, &st) < 0)
		return code;
	char *argv[] = { mem_dup("findings"), mem_dup("--json") };
	c->argv = argv;
	c->argc = args_has(&c->args, "--json") ? 2 : 1;
	c->verb = verb_find("findings");
	int people = run_office(c);
	c->argv = NULL;
	c->argc = 0;
	free(argv[0]);
	free(argv[1]);
	return people == VERB_FAILED && code == VERB_DONE ? VERB_FAILED : code;
}

/* The words that the table knows, then those that the database knows. */
static int
run_completion(struct caller *c)
{
	const char *asks[6];
	int code = run_in_process(c, NULL);
	int n = verb_completion_asks(&c->args, asks, &c->config_file);
	if (n == 0)
		return code;
	char *argv[sizeof asks / sizeof *asks];
	for (int i = 0; i < n; i++)
		argv[i] = mem_dup(asks[i]);
	struct config_findings found = { 0 };
	c->config = setup_config(c->config_file, &found);
	config_findings_fini(&found);
	c->argv = argv;
	c->argc = n;
	c->verb = verb_find("codes");
	if (c->config)
		code = run_office(c);
	c->argv = NULL;
	c->argc = 0;
	for (int i = 0; i < n; i++)
		free(argv[i]);
	return code;
}

static void
name_caller(char *who, size_t size)
{
	struct passwd *pw = getpwuid(getuid());
	if (pw)
		snprintf(who, size, "cli:%s", pw->pw_name);
	else
		snprintf(who, size, "cli:%u", (unsigned)getuid());
}

static void
look_at_terminal(struct caller *c)
{
	bool json = args_has(&c->args, "--json");
	c->colour = !json && term_colours(STDOUT_FILENO);
	c->bar.to = stderr;
	c->progress = (struct progress){ .show = progress_bar_show,
		.self = &c->bar,
		.now_ms = clock_ms };
	if (!json && term_redraws(STDERR_FILENO))
		c->looks = &c->progress;
}

static int
run_verb(struct caller *c)
{
	struct err err = { 0 };
	if (strcmp(c->verb->name, "run") == 0)
		return service_run(c->config_file);
	if (strcmp(c->verb->name, "check") == 0)
		return run_check(c);
	if (strcmp(c->verb->name, "completion") == 0)
		return run_completion(c);
	if (c->verb->place == VERB_LOCAL && !needs_service(c))
		return run_in_process(c, NULL);
	if (read_files(c->verb, &c->args, &c->files, &err) < 0)
		return say(c, &err);
	struct config_findings found = { 0 };
	c->config = setup_config(c->config_file, &found);
	int code = c->config ? run_office(c) : ask_despite_errors(c);
	if (code < 0) {
		struct sbuf words = { 0 };
		config_findings_print(&found, &words);
		fputs(sbuf_text(&words), stderr);
		sbuf_fini(&words);
		code = VERB_CONFIG;
	}
	config_findings_fini(&found);
	return code;
}

int
dispatch_main(int argc, char *const *argv)
{
	struct caller c = { .argc = argc - 1, .argv = argv + 1 };
	struct err err = { 0 };
	char *help[] = { mem_dup("help") };
	if (argc < 2 || strcmp(argv[1], "--help") == 0 ||
	    strcmp(argv[1], "-h") == 0) {
		c.argc = 1;
		c.argv = help;
	}
	int code = VERB_USAGE;
	c.verb = verb_find(c.argv[0]);
	if (!c.verb)
		fprintf(stderr,
		    _("nhacviec: there is no verb '%s'; `nhacviec help` lists "
		      "them\n"),
		    c.argv[0]);
	else if (args_parse(&c.args, c.argc, c.argv, c.verb->options, &err) < 0)
		fprintf(stderr, _("nhacviec %s: %s\nusage: nhacviec %s\n"),
		    c.verb->name, err.text, c.verb->usage);
	else if (args_has(&c.args, "--help")) {
		printf(_("usage: nhacviec %s\n  %s\n"), c.verb->usage,
		    _(c.verb->help));
		code = VERB_DONE;
	} else {
		c.config_file = args_get(&c.args, "-c");
		if (!c.config_file)
			c.config_file = config_default_path();
		name_caller(c.who, sizeof c.who);
		look_at_terminal(&c);
		if (args_has(&c.args, "--json"))
			lang_use(LANG_EN); /* for a program */
		code = sodium_init() < 0 ? VERB_FAILED : run_verb(&c);
	}
	files_fini(&c.files);
	config_free(c.config);
	free(help[0]);
	return code;
}
