/*
 * What a text costs on the air: alphabet, parts, and the accents that decide
 * both.  Source: facts sms 1–3 (3GPP TS 23.038).
 */
#ifndef NHACVIEC_CORE_SMS_H
#define NHACVIEC_CORE_SMS_H

#include <stddef.h>

enum sms_encoding { SMS_GSM7, SMS_UCS2 };

enum sms_accents { SMS_ACCENTS_STRIP, SMS_ACCENTS_KEEP, SMS_ACCENTS_AUTO };

struct sms_size {
	enum sms_encoding encoding;
	size_t length;	/* septets, or UTF-16 units */
	int parts;	/* filled part by part; at least 1 */
	size_t culprit; /* UCS-2: byte offset of the first character that forced
			   it */
};

/* text is valid UTF-8, better NFC: see sms_prepare. */
struct sms_size sms_measure(const char *text);
const char *sms_encoding_name(enum sms_encoding e); /* "gsm7", "ucs2" */
/* Composes (NFC), and strips accents as asked; also maps the typographic
 * quotes, dashes, ellipsis and NBSP to plain ones.  AUTO keeps accents while
 * the text fits one part.  Caller frees. */
char *sms_prepare(const char *text, enum sms_accents accents);

#endif
