/*
 * The drivers' names for gw.c's table, one line a gateway.  Nobody else
 * includes this: the rest of the program asks gw_driver_find.
 */
#ifndef NHACVIEC_GW_DRIVERS_H
#define NHACVIEC_GW_DRIVERS_H

#include "gw/gw.h"

extern const struct gw_driver esms_driver;
extern const struct gw_driver http_driver;
extern const struct gw_driver kannel_driver;
extern const struct gw_driver sandbox_driver;
extern const struct gw_driver smsgate_driver;
extern const struct gw_driver zalo_driver;

#endif
