/*
 * A secret from the file that a key names.  Under systemd from the unit's
 * credentials.  Knows nothing of what it opens.
 */
#ifndef NHACVIEC_APP_CONFIG_SECRET_H
#define NHACVIEC_APP_CONFIG_SECRET_H

#include "app/value.h"

/* char *field: the content without its last line end. */
value_parse config_secret_parse;

#endif
