/*
 * From a command line to a verb: in the service, through its socket, or in
 * this process when there is no service; same output, same exit code.
 */
#ifndef NHACVIEC_APP_DISPATCH_H
#define NHACVIEC_APP_DISPATCH_H

#include "app/verb.h"

/* The caller's side: prints and returns the exit code. */
int dispatch_main(int argc, char *const *argv);
/* The service's side: v without args; a verb that works on a copy gets *image
 * instead of being run. */
int dispatch_call(struct verb_call *v, int argc, char *const *argv,
    void **image, size_t *image_n);

#endif
