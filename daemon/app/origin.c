#include "app/origin.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

/* The host of "host:port", "[::1]:port" or "host/path": its length. */
static size_t
host_length(const char *s)
{
	if (*s == '[') {
		size_t n = strcspn(s, "]");
		return s[n] ? n + 1 : n;
	}
	return strcspn(s, ":/?#");
}

static bool
is_host(const char *s, size_t n, const char *name)
{
	return strlen(name) == n && strncasecmp(s, name, n) == 0;
}

bool
origin_host_is_ours(const struct http_inbound *in, const char *web_url)
{
	const char *host = http_fields_get(&in->headers, "Host");
	if (!host)
		return false;
	size_t n = host_length(host);
	if (is_host(host, n, "localhost") || is_host(host, n, "127.0.0.1") ||
	    is_host(host, n, "[::1]"))
		return true;
	const char *url = web_url ? strstr(web_url, "://") : NULL;
	if (!url)
		return false;
	url += 3;
	return host_length(url) == n && n && strncasecmp(url, host, n) == 0;
}

bool
origin_is_same(const struct http_inbound *in)
{
	const char *site = http_fields_get(&in->headers, "Sec-Fetch-Site");
	const char *from = http_fields_get(&in->headers, "Origin");
	if (site && strcmp(site, "same-origin") != 0)
		return false;
	/* Our own Referrer-Policy makes browsers write "null" for our own
	 * forms: then Sec-Fetch-Site has to say it. */
	if (from && strcmp(from, "null") == 0)
		return site != NULL;
	if (!from)
		return true;
	const char *host = http_fields_get(&in->headers, "Host");
	const char *authority = strstr(from, "://");
	return host && authority && strcasecmp(authority + 3, host) == 0;
}

static bool
peer_is_loopback(const struct http_inbound *in)
{
	const char *peer = in->peer ? in->peer : "";
	if (strncasecmp(peer, "::ffff:", 7) == 0)
		peer += 7;
	return strncmp(peer, "127.", 4) == 0 || strcmp(peer, "::1") == 0 ||
	       strcmp(peer, "[::1]") == 0;
}

bool
origin_is_loopback(const struct http_inbound *in)
{
	return !http_fields_get(&in->headers, "X-Forwarded-For") &&
	       !http_fields_get(&in->headers, "Forwarded") &&
	       peer_is_loopback(in);
}

/* The last value of the last such header: what stands before it was there
 * already when our proxy got the request, and may be anything. */
static const char *
forwarded_for(const struct http_inbound *in)
{
	const char *last = NULL;
	for (size_t i = 0; i < in->headers.n; i++) {
		if (strcasecmp(in->headers.v[i].name, "X-Forwarded-For") == 0)
			last = in->headers.v[i].value;
	}
	const char *comma = last ? strrchr(last, ',') : NULL;
	if (comma)
		last = comma + 1;
	return last ? last + strspn(last, " \t") : NULL;
}

void
origin_source(const struct http_inbound *in, char source[64])
{
	const char *from = in->peer ? in->peer : "";
	const char *said = peer_is_loopback(in) ? forwarded_for(in) : NULL;
	if (said && *said)
		from = said;
	size_t n = strcspn(from, " \t");
	if (n > 63)
		n = 63;
	memcpy(source, from, n);
	source[n] = '\0';
}
