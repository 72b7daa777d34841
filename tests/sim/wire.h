/*
 * The gateways' wire formats, from their side: reads the request that a dialect
 * made, writes its answers and the calls that it has to understand.  Kannel's
 * for a gateway without keys, SMSGate's for keys and look-ups.
 */
#ifndef NHACVIEC_TESTS_SIM_WIRE_H
#define NHACVIEC_TESTS_SIM_WIRE_H

#include "sim.h"

struct wire_request {
	bool asks; /* what became of key */
	int gw;
	char key[48], number[24];
	uint64_t text;
};

enum wire_word { /* what a gateway may say, in its dialect */
	WIRE_ACCEPTED,
	WIRE_DUPLICATE,
	WIRE_BUSY,
	WIRE_TOO_MANY,
	WIRE_LOGIN,
	WIRE_NO_NUMBER,
	WIRE_NO_TEXT,
	WIRE_PRESENT, /* to a look-up */
	WIRE_ABSENT
};

/* False: it is no request of this dialect. */
bool wire_read(const struct http_request *r, struct wire_request *out);
/* Fills f->answer and f->body. */
void wire_say(struct sim_flight *f, enum wire_word w);
/* A status and bytes of no dialect. */
void wire_bytes(struct sim_flight *f, int status, const char *body);

/* A call as it arrives; wire_call_fini. */
struct wire_call {
	struct http_inbound in;
	char *body;
	char signature[72], stamp[24];
	struct http_field headers[2];
};
void wire_call(const struct sim_call *c, struct wire_call *out);
void wire_call_fini(struct wire_call *c);

#endif
