/*
 * The language of what a person reads at the keyboard: English as it stands in
 * the sources, or Vietnamese from the catalogue (po/vi.po, gettext).  Logs,
 * JSON keys and codes have none; texts for cadres, pages and reports are always
 * Vietnamese and not from here.
 */
#ifndef NHACVIEC_APP_LANG_H
#define NHACVIEC_APP_LANG_H

#include "base/sbuf.h"
#include "base/words.h"

enum lang { LANG_EN, LANG_VI };

#define _(text) lang_text(text)

/* What LC_ALL, LC_MESSAGES, LANG and LANGUAGE ask for. */
enum lang lang_of_environment(void);
/* Once, before any thread: finds the catalogue (beside the program, as it is
 * built, or installed) and has errors of all layers speak it too.  Without a
 * catalogue everything stays English. */
void lang_setup(void);
/* From here on; a request of another caller changes it for its time. */
void lang_use(enum lang l);
enum lang lang_now(void);
/* "en", "vi". */
const char *lang_name(enum lang l);
/* The text in the language in use; never NULL, never freed. */
const char *lang_text(const char *english) __attribute__((format_arg(1)));
/* The same, filled up with blanks to that many columns of a terminal. */
void lang_column(struct sbuf *out, const char *english, int columns);

#endif
