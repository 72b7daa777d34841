/*
 * The name of a unit without what people leave out or abbreviate: "X. Tân
 * Hoà", "Xã Tân Hòa" and "tân hòa" are one.  Knows no list of units.
 */
#ifndef NHACVIEC_APP_UNITNAME_H
#define NHACVIEC_APP_UNITNAME_H

#include <stdbool.h>

enum { UNITNAME_WORDS = 12, UNITNAME_BYTES = 160 };

struct unitname {
	char text[UNITNAME_BYTES]; /* the folded words, each terminated */
	const char *words[UNITNAME_WORDS]; /* into text, kind left out */
	int word_n;
	const char *kind; /* "xa", "thitran", "cum" …, "" = none said */
	bool branch;	  /* it says chi đoàn, ấp or khu phố */
	char full[UNITNAME_BYTES];	   /* kind and words: "xatanhoa" */
	char bare[UNITNAME_BYTES];	   /* words alone: "tanhoa" */
	char initials[UNITNAME_WORDS + 1]; /* "th" */
};

/* What is in parentheses is left out; a name that is too long is cut. */
void unitname_read(const char *name, struct unitname *u);
/* Whether each word begins the other's word in its place ("d tam" and "dong
 * tam"), or the one word is the other's initials. */
bool unitname_abbreviates(const struct unitname *shorter,
    const struct unitname *full);

#endif
