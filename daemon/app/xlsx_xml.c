/*
 * Expat with namespaces.  Elements of other vocabularies (extensions,
 * drawings) are passed over with their text.
 */
#include "app/xlsx_xml.h"

#include <expat.h>
#include <stdbool.h>
#include <string.h>

enum {
	DEPTH_MAX = 64,
	TAG_MAX = 1 << 20 /* bytes of one tag or comment that expat holds */
};

#define SEPARATOR '|'

struct reading {
	XML_Parser parser;
	const char *part;
	const struct xlsx_xml_calls *calls;
	void *arg;
	struct err *err;
	int depth;
	size_t fed;
	bool own; /* the innermost element is of the workbook's vocabulary */
	bool stopped;
};

/* The local name of an element of ours, NULL of another vocabulary. */
static const char *
own_name(const char *name)
{
	static const char *const own[] = {
		"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
		"http://purl.oclc.org/ooxml/spreadsheetml/main",
		"http://schemas.openxmlformats.org/package/2006/relationships"
	};
	const char *bar = strrchr(name, SEPARATOR);
	if (!bar)
		return name;
	size_t n = (size_t)(bar - name);
	for (size_t i = 0; i < sizeof own / sizeof *own; i++) {
		if (strlen(own[i]) == n && strncmp(name, own[i], n) == 0)
			return bar + 1;
	}
	return NULL;
}

static void
stop(struct reading *r)
{
	r->stopped = true;
	XML_StopParser(r->parser, XML_FALSE);
}

static void
on_start(void *arg, const XML_Char *name, const XML_Char **attributes)
{
	struct reading *r = arg;
	const char *local = own_name(name);
	if (r->stopped)
		return;
	r->own = local != NULL;
	if (++r->depth > DEPTH_MAX) {
		err_set(r->err, ERR_INVALID, "%s is nested too deeply",
		    r->part);
		stop(r);
	} else if (local && r->calls->start &&
		   r->calls->start(r->arg, local, attributes, r->err) < 0) {
		stop(r);
	}
}

static void
on_end(void *arg, const XML_Char *name)
{
	struct reading *r = arg;
	const char *local = own_name(name);
	r->depth--;
	r->own = true; /* text after a foreign element is its parent's */
	if (!r->stopped && local && r->calls->end &&
	    r->calls->end(r->arg, local, r->err) < 0)
		stop(r);
}

static void
on_text(void *arg, const XML_Char *s, int n)
{
	struct reading *r = arg;
	if (!r->stopped && r->own && r->calls->text &&
	    r->calls->text(r->arg, s, (size_t)n, r->err) < 0)
		stop(r);
}

static void
on_doctype(void *arg, const XML_Char *name, const XML_Char *system,
    const XML_Char *public, int internal)
{
	struct reading *r = arg;
	(void)name;
	(void)system;
	(void)public;
	(void)internal;
	err_set(r->err, ERR_INVALID,
	    "%s declares a document type, as no spreadsheet program does",
	    r->part);
	stop(r);
}

static int
unsound(struct reading *r, struct err *err)
{
	if (r->stopped)
		return -1;
	return err_set(err, ERR_INVALID, "%s is damaged: %s at line %lu",
	    r->part, XML_ErrorString(XML_GetErrorCode(r->parser)),
	    (unsigned long)XML_GetCurrentLineNumber(r->parser));
}

static int
feed(void *arg, const char *bytes, size_t n, struct err *err)
{
	struct reading *r = arg;
	if (XML_Parse(r->parser, bytes, (int)n, 0) != XML_STATUS_OK)
		return unsound(r, err);
	r->fed += n;
	XML_Index done = XML_GetCurrentByteIndex(r->parser);
	if (done >= 0 && r->fed > (size_t)done &&
	    r->fed - (size_t)done > TAG_MAX)
		return err_set(err, ERR_FULL, "%s holds a tag without end",
		    r->part);
	return 0;
}

int
xlsx_xml_read(struct xlsx_zip *z, const char *part,
    const struct xlsx_xml_calls *calls, void *arg, struct err *err)
{
	struct reading r = { .part = part,
		.calls = calls,
		.arg = arg,
		.err = err };
	r.parser = XML_ParserCreateNS(NULL, SEPARATOR);
	if (!r.parser)
		return err_set(err, ERR_FAILED, "expat does not start");
	XML_SetUserData(r.parser, &r);
	XML_SetElementHandler(r.parser, on_start, on_end);
	XML_SetCharacterDataHandler(r.parser, on_text);
	XML_SetStartDoctypeDeclHandler(r.parser, on_doctype);
	int rc = xlsx_zip_read(z, part, feed, &r, err);
	if (rc == 0 && XML_Parse(r.parser, "", 0, 1) != XML_STATUS_OK)
		rc = unsound(&r, err);
	XML_ParserFree(r.parser);
	return rc;
}

const char *
xlsx_xml_attribute(const char **attributes, const char *name)
{
	for (; *attributes; attributes += 2) {
		if (strcmp(attributes[0], name) == 0)
			return attributes[1];
	}
	return NULL;
}

const char *
xlsx_xml_relation(const char **attributes)
{
	for (; *attributes; attributes += 2) {
		const char *bar = strrchr(attributes[0], SEPARATOR);
		if (bar && strcmp(bar + 1, "id") == 0 &&
		    strstr(attributes[0], "elationships"))
			return attributes[1];
	}
	return NULL;
}
