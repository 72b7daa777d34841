/*
 * Looks at text that a person typed for bytes and characters that look like
 * something else.  Pure; knows nothing of configuration.
 */
#ifndef NHACVIEC_APP_TEXT_H
#define NHACVIEC_APP_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/* Byte offset of the first byte that is not UTF-8; strlen(s) when all is. */
size_t text_invalid_utf8(const char *s);

/* Byte offset, among the first n bytes of s (valid UTF-8), of the first
 * character that is taken for another one: no-break and other odd blanks,
 * zero-width ones, curly quotes, full-width signs, long dashes.  n when there
 * is none; else its description is in buf. */
size_t text_odd(const char *s, size_t n, char *buf, size_t size);
/* Whether the character at s is one of them that nobody sees: a blank, or
 * nothing at all. */
bool text_unseen(const char *s);

#endif
