#include "app/icstext.h"

#include "core/civil.h"
#include "core/fold.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE = 75 }; /* octets, without the CRLF */

/* Whole characters stay on one line: a reader may unfold bytes. */
static void
put_folded(struct sbuf *b, const char *s)
{
	size_t n = strlen(s), room = LINE;
	while (n > room) {
		size_t cut = room;
		while (cut > 1 && ((unsigned char)s[cut] & 0xc0) == 0x80)
			cut--;
		sbuf_add_n(b, s, cut);
		sbuf_add(b, "\r\n ");
		s += cut;
		n -= cut;
		room = LINE - 1; /* the blank counts */
	}
	sbuf_add_n(b, s, n);
	sbuf_add(b, "\r\n");
}

void
icstext_raw(struct sbuf *b, const char *name, const char *value)
{
	struct sbuf line = { 0 };
	sbuf_add(&line, name);
	sbuf_add(&line, value);
	put_folded(b, sbuf_text(&line));
	sbuf_fini(&line);
}

static void
escape(struct sbuf *b, const char *s)
{
	for (; *s; s++) {
		unsigned char c = (unsigned char)*s;
		if (c == '\n')
			sbuf_add(b, "\\n");
		else if (c == '\\' || c == ';' || c == ',')
			sbuf_addf(b, "\\%c", c);
		else if (c == '\t' || (c >= 0x20 && c != 0x7f))
			sbuf_add_c(b, *s);
	}
}

void
icstext_text(struct sbuf *b, const char *name, const char *value)
{
	struct sbuf line = { 0 };
	char *mended = fold_valid_utf8(value) ? NULL : fold_nfc(value);
	sbuf_add(&line, name);
	escape(&line, mended ? mended : value);
	put_folded(b, sbuf_text(&line));
	free(mended);
	sbuf_fini(&line);
}

const char *
icstext_day(int32_t on, char buf[24])
{
	struct civil_date d = civil_date_of(on);
	snprintf(buf, 24, "%04d%02d%02d", d.year, d.month, d.day);
	return buf;
}

const char *
icstext_local(int32_t on, int minute, char buf[24])
{
	struct civil_date d = civil_date_of(on);
	snprintf(buf, 24, "%04d%02d%02dT%02d%02d00", d.year, d.month, d.day,
	    minute / 60 % 24, minute % 60);
	return buf;
}

const char *
icstext_utc(int64_t at, char buf[24])
{
	struct civil_date d = civil_date_of(civil_on(at, 0));
	int s = civil_second_of_day(at, 0);
	snprintf(buf, 24, "%04d%02d%02dT%02d%02d%02dZ", d.year, d.month, d.day,
	    s / 3600, s / 60 % 60, s % 60);
	return buf;
}
