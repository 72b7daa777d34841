/* What may be done to the terminal of the person at the keyboard. */
#ifndef NHACVIEC_APP_TERM_H
#define NHACVIEC_APP_TERM_H

#include <stdbool.h>

/* A line may be drawn over again: a terminal that is not dumb. */
bool term_redraws(int fd);
/* The same, and nobody set NO_COLOR. */
bool term_colours(int fd);

#endif
