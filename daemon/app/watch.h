/*
 * Tells when something under some names may have changed and has then been
 * quiet for a while.  Folders may vanish and come back, files may be replaced,
 * links swapped.  Knows no configuration.
 */
#ifndef NHACVIEC_APP_WATCH_H
#define NHACVIEC_APP_WATCH_H

#include <stddef.h>
#include <stdint.h>
#include <uv.h>

struct watch;

struct watch_point {
	const char *folder;
	const char *name; /* in it; NULL = any that ends in `ending` */
	const char *ending;
};

/* Called once for a burst of changes; may call watch_set. */
typedef void watch_quiet(void *arg);

/* quiet_ms: how long nothing more may happen before it is called. */
struct watch *watch_new(uv_loop_t *loop, uint64_t quiet_ms,
    watch_quiet *on_quiet, void *arg);
/* Looks at these from now on (copied) and no longer at others.  Folders that
 * are not there are passed over: name them in the one above, too.  Returns how
 * many could not be watched although they are there. */
size_t watch_set(struct watch *w, const struct watch_point *v, size_t n);
/* Ends it; what is pending is not told any more.  Frees itself in the loop.
 * NULL is in order. */
void watch_close(struct watch *w);

#endif
