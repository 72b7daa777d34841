/*
 * Any query as a call of a gateway: forged unless the secret is right, and what
 * is parsed is whole.  Knows gw only.
 */
#include "gw/gw.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t n);

static void
call(const struct gw_driver *d, const struct http_inbound *in)
{
	struct gw_settings s = { .name = "sms",
		.url = "http://127.0.0.1:1",
		.user = "u",
		.password = "p",
		.hook_secret = "hook-secret",
		.hooks_url = "http://127.0.0.1:2" };
	const char *given = http_fields_get(&in->query, "secret");
	const char *how = NULL;
	enum gw_verdict v = d->verify(&s, in, 1526954400);
	assert(how);
	if (!given || strcmp(given, "hook-secret") != 0)
		assert(v == GW_FORGED);
	for (enum gw_hook h = GW_HOOK_ANY; h <= GW_HOOK_DELIVERY; h++) {
		struct gw_events e = { 0 };
		struct err err = { 0 };
		if (d->parse(&s, h, in, &e, &err) == 0) {
			for (size_t i = 0; i < e.n; i++) {
				if (e.v[i].kind == GW_EVENT_REPLY)
					assert(e.v[i].from && e.v[i].text);
			}
		} else {
			assert(err.text[0]);
		}
		gw_events_fini(&e);
	}
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t n)
{
	char *text = malloc(n + 1);
	if (!text)
		abort();
	memcpy(text, data, n);
	text[n] = '\0';
	struct http_inbound in = { .method = "GET",
		.path = "/hook/sms/reply",
		.body = text,
		.body_len = n,
		.peer = "127.0.0.1" };
	http_fields_decode(&in.query, text, n);
	const struct gw_driver *d = gw_driver_find("kannel");
	assert(d);
	call(d, &in);
	http_fields_fini(&in.query);
	free(text);
	return 0;
}
