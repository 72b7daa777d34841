/*
 * The gateways' wire formats, from their side: reads the request that a dialect
 * made, writes the calls that it has to understand.
 */
#ifndef NHACVIEC_TESTS_SIM_WIRE_H
#define NHACVIEC_TESTS_SIM_WIRE_H

#include "base/http.h"

#include <stddef.h>
#include <stdint.h>

struct wire_request {
	int gw;
	char key[48], number[24];
	uint64_t text;
};

/* False: it is no request to send. */
bool wire_read(const struct http_request *r, struct wire_request *out);
/* What the gateway answers when it took the message. */
void wire_accepted(struct http_response *resp, char *body, size_t size,
    int64_t msg);
/* Our key is there already. */
void wire_duplicate(struct http_response *resp, char *body, size_t size);

#endif
