/*
 * The file on disk changes in one rename, after the check and after a look
 * whether somebody else was there in between.  What the running service then
 * refuses all the same is taken back.
 */
#define _XOPEN_SOURCE 700 /* realpath */
#include "app/edit.h"

#include "app/control.h"
#include "app/lang.h"
#include "app/setup.h"
#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

struct content { /* of a file at a moment */
	struct sbuf bytes;
	bool there;
};

struct edit {
	const char *main_file;
	char *target; /* as config_load names it */
	char *place;  /* what is replaced: where links lead */
	char *copy;   /* the editor's file; NULL = none yet */
	char *socket; /* of the service that may run; NULL = not known */
	bool keep;    /* leave the copy: it holds work */
	struct content before, now;
	int lock;
};

enum next { NEXT_AGAIN, NEXT_QUIT, NEXT_INSTALL };

/* --- files */

static int
cannot(const char *what, const char *path, struct err *err)
{
	bool denied = errno == EACCES || errno == EPERM || errno == EROFS;
	return err_set(err, denied ? ERR_DENIED : ERR_FAILED,
	    "cannot %s %s: %s%s", _(what), path, strerror(errno),
	    denied ? _("; run it as the owner of the file or as root") : "");
}

/* A file that is not there is an empty one. */
static int
content_read(struct content *c, const char *path, struct err *err)
{
	char chunk[4096];
	ssize_t n;
	sbuf_clear(&c->bytes);
	c->there = false;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return errno == ENOENT ? 0 : cannot(N_("read"), path, err);
	while ((n = read(fd, chunk, sizeof chunk)) > 0)
		sbuf_add_n(&c->bytes, chunk, (size_t)n);
	int rc = n < 0 ? cannot(N_("read"), path, err) : 0;
	close(fd);
	c->there = true;
	return rc;
}

static bool
content_same(const struct content *a, const struct content *b)
{
	return a->there == b->there && a->bytes.len == b->bytes.len &&
	       (!a->bytes.len ||
		   memcmp(a->bytes.s, b->bytes.s, a->bytes.len) == 0);
}

/* --- which file */

static bool
good_name(const char *name)
{
	size_t n = strlen(name);
	return strncmp(name, "conf.d/", 7) == 0 && n > 12 && name[7] != '.' &&
	       !strchr(name + 7, '/') && strcmp(name + n - 5, ".conf") == 0;
}

static void
find_target(struct edit *e, const char *name)
{
	const char *slash = strrchr(e->main_file, '/');
	struct sbuf path = { 0 };
	if (name && slash)
		sbuf_add_n(&path, e->main_file,
		    (size_t)(slash - e->main_file) + 1);
	sbuf_add(&path, name ? name : e->main_file);
	e->target = sbuf_take(&path);
	char *real = realpath(e->target, NULL);
	e->place = mem_dup(real ? real : e->target);
	free(real);
}

/* One at a time: a lock on the folder goes with the process. */
static int
lock_folder(struct edit *e, struct err *err)
{
	char *folder = setup_dirname(e->main_file);
	int rc = 0;
	e->lock = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (e->lock < 0)
		rc = cannot(N_("open"), folder, err);
	else if (flock(e->lock, LOCK_EX | LOCK_NB) < 0)
		rc = err_set(err, ERR_BUSY,
		    "somebody else edits the configuration in %s now; try "
		    "again when that is done",
		    folder);
	free(folder);
	return rc;
}

/* A new file in the name of another would not be readable for the service. */
static int
may_replace(const struct edit *e, struct err *err)
{
	struct stat st;
	if (stat(e->place, &st) < 0)
		return 0;
	if (!S_ISREG(st.st_mode))
		return err_set(err, ERR_INVALID, "%s is not a regular file",
		    e->place);
	if (geteuid() != 0 && st.st_uid != geteuid())
		return err_set(err, ERR_DENIED,
		    "%s belongs to another user; run it as that user or as "
		    "root",
		    e->place);
	return 0;
}

/* --- the editor */

static int
make_copy(struct edit *e, struct err *err)
{
	char *folder = setup_dirname(e->main_file);
	const char *slash = strrchr(e->target, '/');
	struct sbuf path = { 0 };
	sbuf_addf(&path, "%s/.%s.edit-XXXXXX", folder,
	    slash ? slash + 1 : e->target);
	e->copy = sbuf_take(&path);
	int rc = 0, fd = mkstemp(e->copy);
	if (fd < 0) {
		rc = cannot(N_("make a copy in"), folder, err);
		free(e->copy);
		e->copy = NULL;
	} else {
		size_t n = e->before.bytes.len;
		ssize_t w = n ? write(fd, e->before.bytes.s, n) : 0;
		if (w < 0 || (size_t)w != n)
			rc = cannot(N_("write"), e->copy, err);
		close(fd);
	}
	free(folder);
	return rc;
}

static const char *
editor(void)
{
	static const char *const names[] = { "VISUAL", "EDITOR" };
	for (size_t i = 0; i < 2; i++) {
		const char *s = getenv(names[i]);
		if (s && *s)
			return s;
	}
	return access("/usr/bin/editor", X_OK) == 0 ? "editor" : "vi";
}

/* Its words may hold options, so a shell cuts them; the file's name is given
 * as an argument and never part of what the shell reads. */
static int
run_editor(const struct edit *e, struct err *err)
{
	struct sbuf command = { 0 };
	sbuf_addf(&command, "%s \"$1\"", editor());
	fflush(stdout);
	pid_t pid = fork();
	if (pid == 0) {
		execl("/bin/sh", "sh", "-c", sbuf_text(&command), "sh", e->copy,
		    (char *)NULL);
		_exit(127);
	}
	/* ^C is the editor's, as with system(3). */
	struct sigaction ignore = { .sa_handler = SIG_IGN }, old_int, old_quit;
	sigaction(SIGINT, &ignore, &old_int);
	sigaction(SIGQUIT, &ignore, &old_quit);
	int status = 0, rc = 0;
	while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	sigaction(SIGINT, &old_int, NULL);
	sigaction(SIGQUIT, &old_quit, NULL);
	if (pid < 0)
		rc = err_set(err, ERR_FAILED, "cannot start the editor: %s",
		    strerror(errno));
	else if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		rc = err_set(err, ERR_FAILED,
		    "the editor (%s) did not end well; nothing was changed",
		    editor());
	sbuf_fini(&command);
	return rc;
}

/* --- what now */

/* One of the letters; 'q' at the end of the input. */
static char
ask(const char *question, const char *letters)
{
	char line[64];
	for (;;) {
		fprintf(stderr, "%s ", _(question));
		if (!fgets(line, sizeof line, stdin)) {
			fputc('\n', stderr);
			return 'q';
		}
		if (*line && *line != '\n' && strchr(letters, *line))
			return *line;
	}
}

static enum next
ask_again(void)
{
	return ask(N_("what now? [e]dit again, [q]uit, nothing is changed:"),
		   "eq") == 'e'
		   ? NEXT_AGAIN
		   : NEXT_QUIT;
}

static enum next
look(struct edit *e, int *code)
{
	struct config_findings found = { 0 };
	struct sbuf words = { 0 };
	const struct config_text text = { e->target,
		e->now.bytes.len ? e->now.bytes.s : "", e->now.bytes.len };
	struct config *c = setup_config_text(e->main_file, &text, &found);
	config_findings_print(&found, &words);
	fputs(sbuf_text(&words), stderr);
	enum next next = NEXT_INSTALL;
	if (!c) {
		*code = VERB_CONFIG;
		next = ask_again();
	}
	config_free(c);
	config_findings_fini(&found);
	sbuf_fini(&words);
	return next;
}

/* Whether the file is still as it was when it was copied. */
static enum next
look_for_others(struct edit *e, int *code)
{
	struct content there = { 0 };
	struct err err = { 0 };
	int rc = content_read(&there, e->target, &err);
	bool same = rc == 0 && content_same(&there, &e->before);
	sbuf_fini(&there.bytes);
	if (same)
		return NEXT_INSTALL;
	fprintf(stderr,
	    _("nhacviec config: somebody else changed %s meanwhile%s%s\n"),
	    e->target, rc ? ": " : "", rc ? err.text : "");
	char c = ask(N_("[o]verwrite theirs, [e]dit again, [q]uit and keep "
			"your text beside it:"),
	    "oeq");
	if (c == 'o')
		return NEXT_INSTALL;
	if (c == 'e')
		return NEXT_AGAIN;
	*code = VERB_FAILED;
	e->keep = true;
	fprintf(stderr, _("your text is in %s\n"), e->copy);
	return NEXT_QUIT;
}

/* --- putting it in place */

static int
put(const struct edit *e, const struct content *c, struct err *err)
{
	struct outfile_list l = { 0 };
	struct stat like;
	if (!c->there)
		return unlink(e->place) < 0 && errno != ENOENT
			   ? cannot(N_("remove"), e->place, err)
			   : 0;
	bool fresh = access(e->place, F_OK) < 0;
	char *folder = setup_dirname(e->place);
	struct sbuf name = { 0 };
	sbuf_addf(&name, "%s/", folder);
	outfile_add(&l, sbuf_text(&name), "", 0);
	outfile_add(&l, e->place, c->bytes.s, c->bytes.len);
	int rc = outfile_write(&l, err);
	/* A new one is as readable as the one that it belongs to. */
	if (rc == 0 && fresh && stat(e->main_file, &like) == 0 &&
	    (chown(e->place, like.st_uid, like.st_gid) < 0 ||
		chmod(e->place, like.st_mode & 0777) < 0))
		rc = cannot(N_("give away"), e->place, err);
	outfile_fini(&l);
	sbuf_fini(&name);
	free(folder);
	return rc;
}

/* 1 = the service took it, 0 = there is none, −1 = it refused: words said. */
static int
reload_service(const struct edit *e)
{
	struct control_answer a = { 0 };
	struct err err = { 0 };
	char *word = mem_dup("reload");
	char *const argv[] = { word };
	int rc =
	    e->socket ? control_ask(e->socket, 1, argv, NULL, 0, &a, &err) : 0;
	fputs(sbuf_text(&a.talk), stderr);
	fputs(sbuf_text(&a.out), stdout);
	if (rc < 0)
		fprintf(stderr, "nhacviec config: %s\n", err.text);
	if (rc > 0 && a.code != VERB_DONE)
		rc = -1;
	control_answer_fini(&a);
	free(word);
	return rc;
}

static enum next
install(struct edit *e, int *code)
{
	struct err err = { 0 };
	if (put(e, &e->now, &err) < 0) {
		fprintf(stderr, _("nhacviec config: %s\nyour text is in %s\n"),
		    err.text, e->copy);
		e->keep = true;
		*code = err.code == ERR_DENIED ? VERB_DENIED : VERB_FAILED;
		return NEXT_QUIT;
	}
	int rc = reload_service(e);
	if (rc >= 0) {
		printf(_("%s is in place%s\n"), e->target,
		    rc ? ""
		       : "; the service does not run, it takes effect "
			 "at its start");
		*code = VERB_DONE;
		return NEXT_QUIT;
	}
	if (put(e, &e->before, &err) < 0)
		fprintf(stderr, "nhacviec config: %s\n", err.text);
	else
		fputs(_("the service did not take it; the file is again as it "
			"was\n"),
		    stderr);
	reload_service(e);
	*code = VERB_CONFIG;
	return ask_again();
}

/* One round with the editor. */
static enum next
round_of(struct edit *e, int *code)
{
	struct err err = { 0 };
	if (run_editor(e, &err) < 0 ||
	    content_read(&e->now, e->copy, &err) < 0) {
		fprintf(stderr, "nhacviec config: %s\n", err.text);
		*code = VERB_FAILED;
		return NEXT_QUIT;
	}
	if (e->now.bytes.len == e->before.bytes.len &&
	    (!e->now.bytes.len || memcmp(e->now.bytes.s, e->before.bytes.s,
				      e->now.bytes.len) == 0)) {
		fputs(_("no change\n"), stderr);
		*code = VERB_DONE;
		return NEXT_QUIT;
	}
	enum next next = look(e, code);
	if (next == NEXT_INSTALL)
		next = look_for_others(e, code);
	return next == NEXT_INSTALL ? install(e, code) : next;
}

int
edit_run(struct verb_call *v, const char *name)
{
	struct edit e = { .main_file = v->config_file, .lock = -1 };
	struct err err = { 0 };
	int code = VERB_FAILED;
	if (name && !good_name(name))
		return verb_usage(v,
		    "edit takes conf.d/NAME.conf, or nothing for the main "
		    "file");
	find_target(&e, name);
	e.socket = config_find_socket(e.main_file);
	if (lock_folder(&e, &err) < 0 || may_replace(&e, &err) < 0 ||
	    content_read(&e.before, e.target, &err) < 0 ||
	    make_copy(&e, &err) < 0)
		code = verb_fail(v, &err);
	else
		while (round_of(&e, &code) == NEXT_AGAIN)
			;
	if (e.copy && !e.keep)
		unlink(e.copy);
	if (e.lock >= 0)
		close(e.lock);
	sbuf_fini(&e.before.bytes);
	sbuf_fini(&e.now.bytes);
	free(e.target);
	free(e.place);
	free(e.copy);
	free(e.socket);
	return code;
}
