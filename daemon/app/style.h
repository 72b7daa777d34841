/*
 * The one style sheet: own, small, light and dark, cards on a phone, A4 on
 * paper.  Knows only the class names of the pages.
 */
#ifndef NHACVIEC_APP_STYLE_H
#define NHACVIEC_APP_STYLE_H

#include "base/sbuf.h"

void style_put(struct sbuf *b);

#endif
