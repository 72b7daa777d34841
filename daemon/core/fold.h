/*
 * Vietnamese text without what people leave out or type differently: marks,
 * case, đ/ð, full-width letters, zero-width and odd blanks.  utf8proc for
 * Unicode, our own folding on top.  Pure.
 */
#ifndef NHACVIEC_CORE_FOLD_H
#define NHACVIEC_CORE_FOLD_H

#include <stdbool.h>

/* "Xã Tân Hoà" → "xa tan hoa": NFKD, marks off, đ ð → d, lower case,
 * zero-width removed, every blank one ' ', trimmed.  Invalid UTF-8 bytes
 * become '?'.  Caller frees. */
char *fold_text(const char *s);
/* The same with everything but letters and digits removed: "tanhoa".  What
 * codes and names are compared by.  Caller frees. */
char *fold_key(const char *s);
/* Marks off and đ → d only; case, punctuation and line breaks stay. */
char *fold_accents(const char *s);
/* NFC.  Invalid bytes become U+FFFD.  Caller frees. */
char *fold_nfc(const char *s);
bool fold_valid_utf8(const char *s);
/* A key that sorts Vietnamese text by the Vietnamese alphabet (a ă â b …),
 * then tones.  Caller frees. */
char *fold_sort_key(const char *s);

#endif
