/*
 * Cuts a unit's name into folded words and sets its kind apart.  Knows no
 * list of units.
 */
#include "app/unitname.h"

#include "core/fold.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* Words in front of a name that say what it is; `kind` is how they count. */
static const struct {
	const char *word[2];
	const char *kind;
	bool branch;
} kinds[] = {
	{ { "xa", "doan" }, "xa", false },
	{ { "doan", "xa" }, "xa", false },
	{ { "doan", "tt" }, "thitran", false },
	{ { "doan", "phuong" }, "phuong", false },
	{ { "thi", "tran" }, "thitran", false },
	{ { "chi", "doan" }, "", true },
	{ { "cum", "so" }, "cum", false },
	{ { "khu", "pho" }, "khupho", true },
	{ { "xa", NULL }, "xa", false },
	{ { "x", NULL }, "xa", false },
	{ { "tt", NULL }, "thitran", false },
	{ { "phuong", NULL }, "phuong", false },
	{ { "cum", NULL }, "cum", false },
	{ { "kp", NULL }, "khupho", true },
	{ { "ap", NULL }, "ap", true },
	{ { "huyen", NULL }, "huyen", false },
	{ { "cd", NULL }, "", true },
};

/* Folded words of the name, what is in parentheses left out. */
static void
split(const char *name, struct unitname *u)
{
	char *folded = fold_text(name);
	size_t n = 0;
	int depth = 0;
	bool in_word = false;
	for (const char *s = folded; *s && n + 2 < UNITNAME_BYTES; s++) {
		bool letter = (*s >= 'a' && *s <= 'z') ||
			      (*s >= '0' && *s <= '9') ||
			      (unsigned char)*s >= 0x80;
		depth += (*s == '(') - (*s == ')' && depth);
		if (!letter || depth) {
			if (in_word)
				u->text[n++] = '\0';
			in_word = false;
			continue;
		}
		if (!in_word) {
			if (u->word_n == UNITNAME_WORDS)
				break;
			u->words[u->word_n++] = u->text + n;
		}
		in_word = true;
		u->text[n++] = *s;
	}
	u->text[n] = '\0';
	free(folded);
}

static void
drop_words(struct unitname *u, int n)
{
	u->word_n -= n;
	memmove(u->words, u->words + n, (size_t)u->word_n * sizeof *u->words);
}

/* Takes the words of the kind off and returns how they count. */
static const char *
take_kind(struct unitname *u)
{
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		int n = kinds[i].word[1] ? 2 : 1;
		if (u->word_n <= n ||
		    strcmp(u->words[0], kinds[i].word[0]) != 0 ||
		    (n == 2 && strcmp(u->words[1], kinds[i].word[1]) != 0))
			continue;
		/* "Xã Đoàn Kết" is a commune of that name. */
		if (i == 0 && u->word_n == 3)
			continue;
		drop_words(u, n);
		/* "Cụm thi đua số 1" is "Cụm 1". */
		if (strcmp(kinds[i].kind, "cum") == 0 && u->word_n > 2 &&
		    strcmp(u->words[0], "thi") == 0 &&
		    strcmp(u->words[1], "dua") == 0)
			drop_words(u, 2);
		if (strcmp(kinds[i].kind, "cum") == 0 && u->word_n > 1 &&
		    strcmp(u->words[0], "so") == 0)
			drop_words(u, 1);
		u->branch |= kinds[i].branch;
		return kinds[i].kind;
	}
	return "";
}

static void
append(char *to, const char *s)
{
	size_t n = strlen(to);
	size_t more = strlen(s);
	if (n + more >= UNITNAME_BYTES)
		more = UNITNAME_BYTES - 1 - n;
	memcpy(to + n, s, more);
	to[n + more] = '\0';
}

void
unitname_read(const char *name, struct unitname *u)
{
	*u = (struct unitname){ .word_n = 0 };
	split(name, u);
	const char *kind = take_kind(u);
	if (!*kind)
		kind = take_kind(u); /* "Chi đoàn KP 3" */
	u->kind = kind;
	append(u->full, kind);
	for (int i = 0; i < u->word_n; i++) {
		append(u->full, u->words[i]);
		append(u->bare, u->words[i]);
		u->initials[i] = u->words[i][0];
	}
}

bool
unitname_abbreviates(const struct unitname *shorter,
    const struct unitname *full)
{
	if (shorter->word_n == 1 && full->word_n > 1)
		return strcmp(shorter->words[0], full->initials) == 0;
	if (shorter->word_n != full->word_n)
		return false;
	for (int i = 0; i < full->word_n; i++) {
		size_t n = strlen(shorter->words[i]);
		if (strncmp(shorter->words[i], full->words[i], n) != 0)
			return false;
	}
	return true;
}
