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

bool
origin_is_loopback(const struct http_inbound *in)
{
	if (http_fields_get(&in->headers, "X-Forwarded-For") ||
	    http_fields_get(&in->headers, "Forwarded"))
		return false;
	const char *peer = in->peer ? in->peer : "";
	if (strncasecmp(peer, "::ffff:", 7) == 0)
		peer += 7;
	return strncmp(peer, "127.", 4) == 0 || strcmp(peer, "::1") == 0 ||
	       strcmp(peer, "[::1]") == 0;
}
