/*
 * Words as the fingers typed them when the keyboard program was off: Telex
 * (ddi, rooif), VNI (d9i, ro6i2) and VIQR (ddi, ro^`i).  Knows the three
 * methods, no words: the caller says which words exist.  Pure.
 */
#ifndef NHACVIEC_CORE_KEYSTROKE_H
#define NHACVIEC_CORE_KEYSTROKE_H

#include <stdbool.h>

/* Whether a folded word exists. */
typedef bool keystroke_known(void *arg, const char *word);

/* The text with keystrokes turned into marks wherever a word that does not
 * exist becomes one that does; everything else stays byte for byte.  NULL when
 * nothing changed.  Caller frees. */
char *keystroke_decode(const char *text, keystroke_known *known, void *arg);

#endif
