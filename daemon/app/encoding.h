/*
 * The bytes of an office's file → UTF-8: BOM, UTF-16 by its pattern of NULs,
 * strict UTF-8, then the old Vietnamese sets by decoding and looking for the
 * header words.  Knows no table and no row.
 */
#ifndef NHACVIEC_APP_ENCODING_H
#define NHACVIEC_APP_ENCODING_H

#include "base/sbuf.h"

enum encoding_kind {
	ENCODING_UTF8,
	ENCODING_UTF16,
	ENCODING_CP1258,
	ENCODING_TCVN3,
	ENCODING_VISCII,
	ENCODING_VNI,	 /* recognised, not decoded: no table exists */
	ENCODING_BINARY, /* NULs, a zip, or bytes of no known set */
	ENCODING__N
};

/* Appends the text to out, without its BOM, except for VNI and BINARY. */
enum encoding_kind encoding_decode(const char *bytes, size_t n,
    struct sbuf *out);
/* UTF-8 that a program made of an old font's letters ("Hä vµ tªn"), strings
 * separated by '\x1f': ENCODING_VNI; ENCODING_TCVN3 with the decoded text
 * appended; else ENCODING_UTF8. */
enum encoding_kind encoding_pasted(const char *text, size_t n,
    struct sbuf *out);
/* "UTF-8", "UTF-16" …, for people. */
const char *encoding_name(enum encoding_kind kind);

#endif
