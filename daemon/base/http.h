/*
 * HTTP requests and answers as plain values, so that a gateway's dialect
 * (pure) and the transport (libcurl, libmicrohttpd) can meet without knowing
 * each other.
 */
#ifndef NHACVIEC_BASE_HTTP_H
#define NHACVIEC_BASE_HTTP_H

#include <stdbool.h>
#include <stddef.h>

struct http_field {
	const char *name;
	const char *value;
};

struct http_fields {
	struct http_field *v;
	size_t n;
};

/* What a dialect wants sent.  All strings are owned; http_request_fini. */
struct http_request {
	char *method;	/* "GET", "POST" */
	char *url;	/* may hold secrets: never logged */
	char **headers; /* "Name: value", headers_n of them */
	size_t headers_n;
	char *body; /* NULL for none */
	size_t body_len;
};

/* How far a transfer came, before any dialect looks at the answer. */
enum http_outcome {
	HTTP_ANSWERED,	/* status and body are there */
	HTTP_NOT_SENT,	/* provably no byte of the request was written */
	HTTP_AMBIGUOUS, /* bytes may have been written, no usable answer */
	HTTP__N
};

struct http_response { /* borrowed for the callback's duration */
	enum http_outcome outcome;
	int status;
	const char *body; /* terminated; may hold NULs, see body_len */
	size_t body_len;
	long retry_after_s; /* -1 = none said; not clamped */
	const char *error;  /* words for HTTP_NOT_SENT / AMBIGUOUS, or "" */
};

/* What somebody sent to us.  Borrowed. */
struct http_inbound {
	const char *method;
	const char *path;	  /* decoded, without the query */
	struct http_fields query; /* decoded */
	struct http_fields headers;
	const char *body; /* terminated after body_len */
	size_t body_len;
	const char *peer; /* textual address */
};

void http_request_fini(struct http_request *r);
/* Adds a header line; copies both. */
void http_request_header(struct http_request *r, const char *name,
    const char *value);
/* First field of that name (case-insensitive), or NULL.  Borrowed. */
const char *http_fields_get(const struct http_fields *f, const char *name);
/* Decodes application/x-www-form-urlencoded text into owned fields; free with
 * http_fields_fini.  Never fails: a bad escape stays as it is. */
void http_fields_decode(struct http_fields *f, const char *s, size_t n);
/* Appends owned copies of both. */
void http_fields_add(struct http_fields *f, const char *name,
    const char *value);
void http_fields_fini(struct http_fields *f);

#endif
