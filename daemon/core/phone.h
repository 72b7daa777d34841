/*
 * Vietnamese mobile numbers: one stored form, E.164 "+84" and nine digits.
 * Rules: facts sms 4 (mobile-shaped, the ministry's change of 2018).
 */
#ifndef NHACVIEC_CORE_PHONE_H
#define NHACVIEC_CORE_PHONE_H

#include <stdbool.h>

#define PHONE_SIZE 16

enum phone_result {
	PHONE_OK,
	PHONE_OK_ZERO,	/* a lost leading 0 was put back */
	PHONE_OK_OLD11, /* converted from the form before 15/9/2018 */
	PHONE_EMPTY,
	PHONE_LANDLINE,	   /* gets no SMS: 02x, 04x, 06x, 1800, 1900 */
	PHONE_SCIENTIFIC,  /* "9.12E+08": the digits are gone */
	PHONE_LENGTH,	   /* too short, too long */
	PHONE_NOT_A_NUMBER /* letters, a short code, a foreign number */
};

/* Normalises one number as people and machines write it into out (E.164).
 * out is "" unless the result is one of the OKs. */
enum phone_result phone_parse(const char *text, char out[PHONE_SIZE]);
/* "+84912000003" → "0912000003"; returns buf. */
const char *phone_national(const char *e164, char buf[PHONE_SIZE]);
/* Whether it is a stored form: "+84" and nine digits, mobile-shaped. */
bool phone_is_mobile(const char *e164);

#endif
