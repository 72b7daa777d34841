/*
 * Numbers in a text: in digits, in words, and those that are no day: hours,
 * counts, money, phone and document numbers.  Knows numbers, not dates.  Pure.
 */
#ifndef NHACVIEC_CORE_NUMERAL_H
#define NHACVIEC_CORE_NUMERAL_H

#include "core/token.h"

#include <stdbool.h>
#include <stddef.h>

/* Digits, or words as days and months are said ("muoi lam", "hai mot", "ham
 * lam"); sets *used.  −1 when none begins at i. */
int numeral_read(const struct token_list *t, size_t i, size_t *used);
/* Digits only. */
int numeral_digits(const struct token_list *t, size_t i);
/*
 * Tokens from i that are an hour, a count, money, a phone or document number;
 * 0 when none.  *places is set when it counts places ("3 xa"), else −1.
 */
size_t numeral_other(const struct token_list *t, size_t i, int *places);

#endif
