/*
 * A reply as a row of words, numbers and signs: folded, with the marks that
 * were typed kept beside, because they decide between đã and dạ.  Knows
 * Unicode and spelling, no words.  Pure.
 */
#ifndef NHACVIEC_CORE_TOKEN_H
#define NHACVIEC_CORE_TOKEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TOKEN_SIZE 24 /* longest folded word, with its end */
#define TOKEN_MAX 192 /* tokens of a text that are looked at */

enum token_kind { TOKEN_WORD, TOKEN_NUMBER, TOKEN_SIGN };

struct token {
	enum token_kind kind;
	char text[TOKEN_SIZE];	  /* folded; of a sign: the ASCII sign, "\n", or
				     "" for other characters */
	uint8_t tone[TOKEN_SIZE]; /* marks a letter carries, TOKEN_* bits */
	bool accented;		  /* any of them */
	bool upper;		  /* typed in capitals throughout */
	bool capital;		  /* begins with a capital */
	bool glued;		  /* no blank before it */
	bool taken;		  /* a matcher has it */
	uint32_t rune;		  /* the character of a sign */
	int number; /* value; −1 when it is too long to be one */
	int digits;
};

enum token_mark {
	TOKEN_ACUTE = 1 << 0,
	TOKEN_GRAVE = 1 << 1,
	TOKEN_HOOK = 1 << 2,
	TOKEN_TILDE = 1 << 3,
	TOKEN_DOT = 1 << 4,
	TOKEN_TONES = (1 << 5) - 1,
	TOKEN_CIRCUMFLEX = 1 << 5,
	TOKEN_BREVE_HORN = 1 << 6, /* ă ơ ư */
	TOKEN_STROKE = 1 << 7	   /* đ */
};

struct token_list {
	struct token v[TOKEN_MAX];
	size_t n;
	bool cut;     /* the text had more */
	bool invalid; /* it held bytes that are no UTF-8, or mojibake */
};

/* Reads the text; words are split from digits, "d/c" becomes one word. */
void token_read(struct token_list *t, const char *text);
/* Whether the marks typed in n tokens could be those of `spelled` (n words
 * apart by blanks): missing ones are forgiven, others are not. */
bool token_agrees(const struct token *t, size_t n, const char *spelled);
bool token_is(const struct token *t, const char *word);
bool token_is_sign(const struct token *t, char sign);

#endif
