/* Marks a text of a table for the catalogue; it is looked up where it is said
 * (app/lang). */
#ifndef NHACVIEC_BASE_WORDS_H
#define NHACVIEC_BASE_WORDS_H

#define N_(text) text

#endif
