/* `gateway link NAME PERSON…`: a code by SMS that binds an id of the gateway.
 */
#ifndef NHACVIEC_APP_VERB_LINK_H
#define NHACVIEC_APP_VERB_LINK_H

#include "app/verb.h"

/* The people are the words behind the gateway's name. */
int verb_link_run(struct verb_call *v, const struct config_gateway *g);

#endif
