/*
 * From a file name to a configuration, the same way for the service and for
 * every verb: the file, its conf.d, then the state directory's conf.d.
 */
#ifndef NHACVIEC_APP_SETUP_H
#define NHACVIEC_APP_SETUP_H

#include "app/config.h"

/* config_load with the right state directory. */
struct config *setup_config(const char *file, struct config_findings *found);
/* The same with a text in the place of one of its files, as config_load_text.
 */
struct config *setup_config_text(const char *file,
    const struct config_text *text, struct config_findings *found);
/* The directory part of a path, "." when there is none.  Caller frees. */
char *setup_dirname(const char *path);

#endif
