/*
 * The control socket: a verb's words and files go to the running service, what
 * it says comes back.  Frames of a letter, four bytes of length and bytes:
 *   to the service  A argument · F name NUL bytes (a file) · L language · G go
 *                   V what the caller's terminal shows: c colours, p progress
 *   to the caller   O results · T talk · D a snapshot · X exit code
 *                   P how far it is: "what done all", before the answer
 *   and its files   W name NUL bytes (to write) · S (for nobody else to read)
 *                   N what is said once they stand
 */
#ifndef NHACVIEC_APP_CONTROL_H
#define NHACVIEC_APP_CONTROL_H

#include "app/verb.h"
#include "base/err.h"
#include "base/sbuf.h"

#include <stddef.h>
#include <uv.h>

struct control;

struct control_answer {
	struct sbuf out;
	struct sbuf talk;
	struct outfile_list outs; /* files that the caller is to write */
	void *image;		  /* malloc'd, or NULL */
	size_t image_n;
	int code;
	/* Set before asking, and so for the handler: what the caller shows. */
	bool colour;
	struct progress *progress; /* NULL: nothing */
};

/*
 * Runs a verb in the service and fills the answer; returns the exit code.
 * For a verb that works on a copy it gives the database's image instead.
 */
typedef int control_handler(void *arg, int argc, char *const *argv,
    const struct verb_file *files, size_t file_n, const char *who,
    struct control_answer *a);

/* Listens at path (mode 0660; a dead socket there is replaced). */
int control_listen(struct control **c, uv_loop_t *loop, const char *path,
    control_handler *handler, void *arg, struct err *err);
void control_close(struct control *c); /* removes the socket */

/* The caller's side, blocking.  1 = the service answered, 0 = there is no
 * service, −1 = it went away in the middle. */
int control_ask(const char *path, int argc, char *const *argv,
    const struct verb_file *files, size_t file_n, struct control_answer *a,
    struct err *err);
void control_answer_fini(struct control_answer *a);

#endif
