#include "gw/smsgate_api.h"

#include "base/mem.h"
#include "core/civil.h"
#include "core/phone.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	WORDS_MAX = 120,
	RUN_MAX = 24 /* longer runs of letters and digits may be a token */
};

bool
smsgate_api_is_server(const struct gw_settings *s)
{
	return s->url && strstr(s->url, "/3rdparty/");
}

const char *
smsgate_api_device(const struct gw_settings *s, const char *pin)
{
	return pin && *pin ? pin : gw_more(s, "device");
}

/* "Basic " and base64 of USER:PASSWORD. */
static void
sign(const struct gw_settings *s, struct http_request *r)
{
	struct sbuf login = { 0 };
	sbuf_addf(&login, "%s:%s", s->user ? s->user : "",
	    s->password ? s->password : "");
	size_t size = sodium_base64_ENCODED_LEN(login.len,
	    sodium_base64_VARIANT_ORIGINAL);
	char *value = mem_new(6 + size, 1);
	memcpy(value, "Basic ", 6);
	sodium_bin2base64(value + 6, size,
	    (const unsigned char *)sbuf_text(&login), login.len,
	    sodium_base64_VARIANT_ORIGINAL);
	http_request_header(r, "Authorization", value);
	sodium_memzero(value, 6 + size);
	free(value);
	sbuf_fini(&login);
}

void
smsgate_api_request(const struct gw_settings *s, const char *method,
    const char *path, json_t *body, struct http_request *r)
{
	struct sbuf url = { 0 };
	const char *base = s->url ? s->url : "";
	size_t n = strlen(base);
	while (n && base[n - 1] == '/')
		n--;
	sbuf_add_n(&url, base, n);
	sbuf_add(&url, path);
	*r = (struct http_request){ .method = mem_dup(method),
		.url = sbuf_take(&url) };
	sign(s, r);
	if (!body)
		return;
	http_request_header(r, "Content-Type", "application/json");
	char *text = json_dumps(body, JSON_COMPACT | JSON_PRESERVE_ORDER);
	r->body = text ? text : mem_dup("{}");
	r->body_len = strlen(r->body);
	json_decref(body);
}

json_t *
smsgate_api_answer(const struct http_response *resp)
{
	return json_loadb(resp->body ? resp->body : "", resp->body_len, 0,
	    NULL);
}

const char *
smsgate_api_text(const json_t *o, const char *name)
{
	const char *s = json_string_value(json_object_get(o, name));
	return s ? s : "";
}

static bool
holds(const char *words, const char *secret)
{
	return secret && *secret && strstr(words, secret);
}

bool
smsgate_api_is_plain(const struct gw_settings *s, const char *words)
{
	static const char letters[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
	size_t run;
	if (!*words || strlen(words) > WORDS_MAX || holds(words, s->password) ||
	    holds(words, s->hook_secret) ||
	    holds(words, gw_more(s, "hook_secret_old")))
		return false;
	for (const char *p = words; *p; p += run ? run : 1) {
		run = strspn(p, letters);
		if (run > RUN_MAX || *p < ' ' || *p > '~')
			return false;
	}
	return true;
}

void
smsgate_api_words(const struct gw_settings *s, const json_t *o, char *buf,
    size_t size)
{
	const char *words = smsgate_api_text(o, "message");
	size_t n = strlen(buf);
	if (!smsgate_api_is_plain(s, words) || n + 3 >= size)
		return;
	snprintf(buf + n, size - n, ": %s", words);
	for (char *p = buf + n; *p; p++) {
		if (*p >= '0' && *p <= '9')
			*p = '#';
	}
}

int64_t
smsgate_api_time(const char *text)
{
	int64_t at;
	return civil_parse_instant(text, 0, &at) && at > 0 ? at : 0;
}

char *
smsgate_api_reply_id(const char *from, int64_t at, const char *text)
{
	crypto_hash_sha256_state st;
	unsigned char hash[crypto_hash_sha256_BYTES];
	char e164[PHONE_SIZE], second[24], hex[2 * sizeof hash + 1];
	phone_parse(from, e164);
	snprintf(second, sizeof second, "%" PRId64, at);
	const char *const parts[] = { *e164 ? e164 : from, second, text };
	crypto_hash_sha256_init(&st);
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		crypto_hash_sha256_update(&st, (const unsigned char *)parts[i],
		    strlen(parts[i]) + 1);
	crypto_hash_sha256_final(&st, hash);
	sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
	return mem_dup(hex);
}
