/*
 * Requests to a gateway that carry no message: a question about one, its
 * inbox, a test of the login.  One at a time a gateway.  Knows no dialect.
 */
#ifndef NHACVIEC_APP_ERRAND_H
#define NHACVIEC_APP_ERRAND_H

#include "app/courier.h"

#include <stdbool.h>
#include <stddef.h>

struct errand_desk { /* zero-initialise; errand_fini */
	const struct courier_transport *via;
	char **busy; /* names of gateways */
	size_t n, cap;
};

void errand_fini(struct errand_desk *d); /* nothing may be under way */
bool errand_is_busy(const struct errand_desk *d, const char *gateway);
/*
 * Takes *r in any case.  done is called exactly once, later; by then the
 * gateway is free again.  −1 = not started: done will not be called.
 */
int errand_start(struct errand_desk *d, const char *gateway,
    struct http_request *r,
    void (*done)(void *arg, const struct http_response *resp), void *arg);

#endif
