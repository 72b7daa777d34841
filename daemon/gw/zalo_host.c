#include "gw/zalo_host.h"

#include "base/mem.h"
#include "base/sbuf.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *
base_of(const struct gw_settings *s, enum zalo_host host)
{
	const char *given = host == ZALO_HOST_BUSINESS ? s->url
			    : host == ZALO_HOST_OA     ? gw_more(s, "oa_url")
						   : gw_more(s, "oauth_url");
	static const char *const bases[] = {
		[ZALO_HOST_BUSINESS] = "https://business.openapi.zalo.me",
		[ZALO_HOST_OA] = "https://openapi.zalo.me",
		[ZALO_HOST_OAUTH] = "https://oauth.zaloapp.com"
	};
	return given && *given ? given : bases[host];
}

char *
zalo_host_url(const struct gw_settings *s, enum zalo_host host,
    const char *path)
{
	const char *base = base_of(s, host);
	size_t n = strlen(base);
	while (n && base[n - 1] == '/')
		n--;
	struct sbuf b = { 0 };
	sbuf_add_n(&b, base, n);
	sbuf_add(&b, path);
	return sbuf_take(&b);
}

bool
zalo_host_on(const struct gw_settings *s, const char *key)
{
	const char *value = gw_more(s, key);
	return value && strcmp(value, "yes") == 0;
}

/* Lower hex of HMAC-SHA256 by the app secret over the access token. */
static void
add_proof(const struct gw_settings *s, struct http_request *r)
{
	crypto_auth_hmacsha256_state st;
	unsigned char mac[crypto_auth_hmacsha256_BYTES];
	char hex[2 * sizeof mac + 1];
	const char *key = s->password ? s->password : "";
	crypto_auth_hmacsha256_init(&st, (const unsigned char *)key,
	    strlen(key));
	crypto_auth_hmacsha256_update(&st, (const unsigned char *)s->token,
	    strlen(s->token));
	crypto_auth_hmacsha256_final(&st, mac);
	sodium_bin2hex(hex, sizeof hex, mac, sizeof mac);
	http_request_header(r, "appsecret_proof", hex);
}

void
zalo_host_sign(const struct gw_settings *s, struct http_request *r)
{
	if (!s->token)
		return;
	/* The bare value: "Authorization: Bearer" is not Zalo's. */
	http_request_header(r, "access_token", s->token);
	if (zalo_host_on(s, "appsecret_proof"))
		add_proof(s, r);
}

void
zalo_host_post(const struct gw_settings *s, enum zalo_host host,
    const char *path, json_t *body, struct http_request *r)
{
	*r = (struct http_request){ .method = mem_dup("POST"),
		.url = zalo_host_url(s, host, path) };
	http_request_header(r, "Content-Type", "application/json");
	zalo_host_sign(s, r);
	char *text = json_dumps(body, JSON_COMPACT | JSON_PRESERVE_ORDER);
	r->body = text ? text : mem_dup("{}");
	r->body_len = strlen(r->body);
	json_decref(body);
}

void
zalo_host_get(const struct gw_settings *s, enum zalo_host host,
    const char *path, const char *query, struct http_request *r)
{
	struct sbuf b = { 0 };
	sbuf_addf(&b, "%s%s", path, query);
	*r = (struct http_request){ .method = mem_dup("GET"),
		.url = zalo_host_url(s, host, sbuf_text(&b)) };
	sbuf_fini(&b);
	zalo_host_sign(s, r);
}

json_t *
zalo_host_answer(const struct http_response *resp, int *code)
{
	json_t *o = json_loadb(resp->body ? resp->body : "", resp->body_len,
	    JSON_ALLOW_NUL, NULL);
	const json_t *error = json_object_get(o, "error");
	json_int_t v = json_integer_value(error);
	if (!json_is_integer(error) || v < -1000000 || v > 1000000) {
		json_decref(o);
		return NULL;
	}
	*code = (int)v;
	return o;
}

bool
zalo_host_text(const json_t *o, const char *name, char *buf, size_t size)
{
	const json_t *v = json_object_get(o, name);
	int n = -1;
	if (json_is_string(v))
		n = snprintf(buf, size, "%s", json_string_value(v));
	else if (json_is_integer(v))
		n = snprintf(buf, size, "%" JSON_INTEGER_FORMAT,
		    json_integer_value(v));
	if (n > 0 && (size_t)n < size)
		return true;
	*buf = '\0';
	return false;
}

int64_t
zalo_host_figure(const json_t *o, const char *name)
{
	char text[24];
	if (!zalo_host_text(o, name, text, sizeof text) ||
	    strspn(text, "0123456789") != strlen(text) || strlen(text) > 15)
		return -1;
	return strtoll(text, NULL, 10);
}

int64_t
zalo_host_quota(const json_t *data)
{
	const json_t *quota = json_object_get(data, "quota");
	return zalo_host_figure(quota ? quota : data, "remainingQuota");
}
