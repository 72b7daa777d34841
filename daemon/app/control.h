/*
 * The control socket: a verb's words and files go to the running service, what
 * it says comes back.  Frames of a letter, four bytes of length and bytes:
 *   to the service  A argument · F name NUL bytes (a file) · G go
 *   to the caller   O results · T talk · D a snapshot · X exit code
 */
#ifndef NHACVIEC_APP_CONTROL_H
#define NHACVIEC_APP_CONTROL_H

#include "app/verb.h"
#include "base/err.h"
#include "base/sbuf.h"

#include <stddef.h>
#include <uv.h>

struct control;

/*
 * Runs a verb in the service and fills out and talk; returns the exit code.
 * For a verb that works on a copy it puts the database's bytes into *image
 * (malloc'd) instead.
 */
typedef int control_handler(void *arg, int argc, char *const *argv,
    const struct verb_file *files, size_t file_n, const char *who,
    struct sbuf *out, struct sbuf *talk, void **image, size_t *image_n);

/* Listens at path (mode 0660; a dead socket there is replaced). */
int control_listen(struct control **c, uv_loop_t *loop, const char *path,
    control_handler *handler, void *arg, struct err *err);
void control_close(struct control *c); /* removes the socket */

struct control_answer {
	struct sbuf out;
	struct sbuf talk;
	char *image;
	size_t image_n;
	int code;
};

/* The caller's side, blocking.  1 = the service answered, 0 = there is no
 * service, −1 = it went away in the middle. */
int control_ask(const char *path, int argc, char *const *argv,
    const struct verb_file *files, size_t file_n, struct control_answer *a,
    struct err *err);
void control_answer_fini(struct control_answer *a);

#endif
