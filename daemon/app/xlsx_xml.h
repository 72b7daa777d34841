/*
 * One XML part of a workbook as calls: elements by their local names, whatever
 * the prefix, of the workbook's own vocabularies (transitional and strict).
 * Declarations of a document type are refused, so entities expand to nothing.
 * Knows no cell.
 */
#ifndef NHACVIEC_APP_XLSX_XML_H
#define NHACVIEC_APP_XLSX_XML_H

#include "app/xlsx_zip.h"
#include "base/err.h"

#include <stddef.h>

struct xlsx_xml_calls { /* any may be NULL; −1 with err set stops */
	int (*start)(void *arg, const char *name, const char **attributes,
	    struct err *err);
	int (*end)(void *arg, const char *name, struct err *err);
	int (*text)(void *arg, const char *s, size_t n, struct err *err);
};

/* 0 the part was read whole; −1 as xlsx_zip_read, or ERR_INVALID when it is
 * no sound XML. */
int xlsx_xml_read(struct xlsx_zip *z, const char *part,
    const struct xlsx_xml_calls *calls, void *arg, struct err *err);
/* Of the attributes of a start: the one without a namespace; NULL none. */
const char *xlsx_xml_attribute(const char **attributes, const char *name);
/* r:id, whatever its prefix; NULL none. */
const char *xlsx_xml_relation(const char **attributes);

#endif
