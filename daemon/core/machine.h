/*
 * Texts that no person wrote for us: operators, automatic answers, our own
 * words back; and the secrets such texts hold.  Pure.
 */
#ifndef NHACVIEC_CORE_MACHINE_H
#define NHACVIEC_CORE_MACHINE_H

#include <stdbool.h>
#include <stddef.h>

/* Short codes and names are no phones. */
bool machine_is_sender(const char *number);
/* Whether the folded text reads like an operator's or a phone's own. */
bool machine_is_text(const char *folded);
/*
 * The text without what we sent ourselves: lines and stretches that repeat a
 * recent message or one of our wordings.  *own is set when something was taken
 * away.  Caller frees.
 */
char *machine_strip_own(const char *text, const char *const *recent,
    size_t recent_n, bool *own);
/* One-time codes and balances masked.  Caller frees. */
char *machine_mask(const char *text);

#endif
