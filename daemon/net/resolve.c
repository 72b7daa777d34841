/*
 * The lines before name lookups: one lookup at a time for each host.  Knows no
 * transfer and asks no name server.
 */
#include "net/resolve.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <uv.h>

/* About as long as the system's resolver keeps an abandoned thread busy. */
enum { REST_MS = 30000 };

struct resolve_host {
	struct resolve_host *next;
	char *name;
	struct resolve_place *looking; /* the one that may look it up */
	struct resolve_place *waiting; /* the others, first come first */
	uint64_t rest_until;	       /* milliseconds */
};

/* Name and length of the host in an http(s) URL; NULL when there is none. */
static const char *
host_of(const char *url, size_t *n)
{
	const char *p = strstr(url, "://");
	if (!p || (strncasecmp(url, "http:", 5) != 0 &&
		      strncasecmp(url, "https:", 6) != 0))
		return NULL;
	p += 3;
	size_t len = strcspn(p, "/?#");
	for (size_t i = len; i > 0; i--) { /* user:password@ */
		if (p[i - 1] == '@') {
			p += i;
			len -= i;
			break;
		}
	}
	const char *end = *p == '[' ? memchr(p, ']', len) : memchr(p, ':', len);
	*n = end ? (size_t)(end - p) : len;
	return *n ? p : NULL;
}

static bool
needs_lookup(const char *name, size_t n)
{
	unsigned char address[16];
	char copy[64];
	if (*name == '[')
		return false;
	if (n >= sizeof copy)
		return true;
	memcpy(copy, name, n);
	copy[n] = '\0';
	return strcasecmp(copy, "localhost") != 0 &&
	       uv_inet_pton(AF_INET, copy, address) != 0;
}

static struct resolve_host *
host_find(struct resolve *l, const char *name, size_t n)
{
	struct resolve_host *h;
	for (h = l->hosts; h; h = h->next) {
		if (strlen(h->name) == n && strncasecmp(h->name, name, n) == 0)
			return h;
	}
	h = mem_new(1, sizeof *h);
	h->name = mem_dup_n(name, n);
	h->next = l->hosts;
	l->hosts = h;
	return h;
}

bool
resolve_is_http(const char *url)
{
	size_t n;
	return host_of(url, &n) != NULL;
}

enum resolve_verdict
resolve_enter(struct resolve *l, struct resolve_place *p, const char *url,
    uint64_t now_ms)
{
	size_t n;
	const char *name = host_of(url, &n);
	p->resolved = false;
	p->host = NULL;
	p->next = NULL;
	if (!name || !needs_lookup(name, n))
		return RESOLVE_GO;
	struct resolve_host *h = host_find(l, name, n);
	if (now_ms < h->rest_until)
		return RESOLVE_REST;
	p->host = h;
	if (!h->looking) {
		h->looking = p;
		return RESOLVE_GO;
	}
	struct resolve_place **end = &h->waiting;
	while (*end)
		end = &(*end)->next;
	*end = p;
	return RESOLVE_WAIT;
}

struct resolve_place *
resolve_next(struct resolve *l)
{
	for (struct resolve_host *h = l->hosts; h; h = h->next) {
		if (h->looking && !h->looking->resolved)
			continue;
		h->looking = h->waiting;
		if (!h->looking)
			continue;
		h->waiting = h->looking->next;
		h->looking->next = NULL;
		return h->looking;
	}
	return NULL;
}

struct resolve_place *
resolve_leave(struct resolve_place *p, bool timed_out, uint64_t now_ms)
{
	struct resolve_host *h = p->host;
	p->host = NULL;
	if (!h || h->looking != p)
		return NULL;
	h->looking = NULL;
	if (p->resolved)
		return NULL;
	if (timed_out)
		h->rest_until = now_ms + REST_MS;
	struct resolve_place *away = h->waiting;
	h->waiting = NULL;
	for (struct resolve_place *w = away; w; w = w->next)
		w->host = NULL;
	return away;
}

void
resolve_fini(struct resolve *l)
{
	while (l->hosts) {
		struct resolve_host *h = l->hosts;
		l->hosts = h->next;
		free(h->name);
		free(h);
	}
}
