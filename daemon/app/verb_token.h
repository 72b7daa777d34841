/* `gateway token NAME`: a pair of tokens from the vendor's console. */
#ifndef NHACVIEC_APP_VERB_TOKEN_H
#define NHACVIEC_APP_VERB_TOKEN_H

#include "app/verb.h"

/* The two tokens are the only file of the call: what stood on the caller's
 * standard input, never an argument that others could see. */
int verb_token_run(struct verb_call *v, const char *gateway);

#endif
