/*
 * What only shows when the whole configuration is looked at: does it make
 * sense, not just does it parse.
 */
#ifndef NHACVIEC_APP_CONFIG_CHECK_H
#define NHACVIEC_APP_CONFIG_CHECK_H

#include "app/config_read.h"

/* Completes the configuration (order, paths, addresses between its parts)
 * and adds what it finds.  After config_read_values. */
void config_check_whole(struct config_read *r);

#endif
