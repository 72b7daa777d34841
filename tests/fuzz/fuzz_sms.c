/*
 * Any bytes as a text to be sent: what sms.c measures is what another counting
 * of the same letters gives, and preparing never makes a text dearer.  Knows
 * core only.
 */
#include "core/fold.h"
#include "core/sms.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t n);

/* The alphabet as a phone has it, in the order of its codes. */
static const char basic[] =
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEF"
    "GHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
static const char extended[] = "\f^{}\\[~]|€";

static int32_t
letter(const char **s)
{
	utf8proc_int32_t c;
	utf8proc_ssize_t n =
	    utf8proc_iterate((const utf8proc_uint8_t *)*s, -1, &c);
	assert(n > 0);
	*s += n;
	return c;
}

static int
is_in(const char *set, int32_t c)
{
	while (*set) {
		if (letter(&set) == c)
			return 1;
	}
	return 0;
}

static void
measure(const char *text)
{
	size_t septets = 0, units = 0, at = 0, most;
	int gsm = 1;
	for (const char *p = text; *p;) {
		size_t here = (size_t)(p - text);
		int32_t c = letter(&p);
		units += c > 0xffff ? 2 : 1;
		if (is_in(basic, c))
			septets += 1;
		else if (is_in(extended, c))
			septets += 2;
		else if (gsm) {
			gsm = 0;
			at = here;
		}
	}
	struct sms_size size = sms_measure(text);
	assert(size.encoding == (gsm ? SMS_GSM7 : SMS_UCS2));
	assert(size.length == (gsm ? septets : units));
	assert(gsm || size.culprit == at);
	/* No part is left with more room than one letter can take. */
	most = gsm ? 153 : 67;
	if (size.length <= (gsm ? 160 : 70))
		assert(size.parts == 1);
	else
		assert((size_t)size.parts * most >= size.length &&
		       ((size_t)size.parts - 1) * (most - 1) < size.length);
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t n)
{
	char *raw = malloc(n + 1);
	if (!raw)
		abort();
	memcpy(raw, data, n);
	raw[n] = '\0';
	char *text = fold_nfc(raw);
	assert(fold_valid_utf8(text));
	measure(text);
	for (int a = SMS_ACCENTS_STRIP; a <= SMS_ACCENTS_AUTO; a++) {
		char *out = sms_prepare(text, (enum sms_accents)a);
		assert(fold_valid_utf8(out));
		measure(out);
		char *again = sms_prepare(out, (enum sms_accents)a);
		assert(strcmp(out, again) == 0);
		free(again);
		free(out);
	}
	free(text);
	free(raw);
	return 0;
}
