#include "core/proposal.h"

#include "core/calendar.h"
#include "core/civil.h"
#include "core/fold.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { AHEAD_DAYS = 45 };

/* Words that may stand in such a text beside the branch and the day; any other
 * word means that it says something else. */
static const char *const move_words[] = { "hoan", "doi", "chuyen", "doi lai" };
static const char *const drop_words[] = { "nghi", "huy", "khong sinh hoat",
	"khong hop", "ko sinh hoat", "k sinh hoat" };
static const char *const other_words[] = { "chi", "doan", "cd", "ap", "kp",
	"khu", "pho", "lich", "qua", "sang", "den", "toi", "lai", "ngay", "hom",
	"thang", "nay", "sinh", "hoat", "hop", "sh", "shcd", "e", "em", "a",
	"anh", "nhe", "nha", "da", "thi", "bao", "buoi", "vao", "khong", "ko",
	"k" };

/* The folded text with every sign but '/' a blank: whole words to look for. */
static char *
plain_words(const char *text)
{
	char *s = fold_text(text);
	for (char *p = s; *p; p++) {
		bool keep = (*p >= 'a' && *p <= 'z') ||
			    (*p >= '0' && *p <= '9') || *p == '/';
		if (!keep)
			*p = ' ';
	}
	return s;
}

/* Where needle stands in s as whole words, or NULL. */
static char *
find_words(char *s, const char *needle)
{
	size_t n = strlen(needle);
	for (char *p = s; n && (p = strstr(p, needle)); p++) {
		bool begins = p == s || p[-1] == ' ';
		if (begins && (p[n] == ' ' || !p[n]))
			return p;
	}
	return NULL;
}

/* Blanks out the first of the words that stands in s. */
static bool
take_words(char *s, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		char *p = find_words(s, words[i]);
		if (p) {
			memset(p, ' ', strlen(words[i]));
			return true;
		}
	}
	return false;
}

/* The one branch of theirs that the text names; its words are blanked out. */
static int
take_branch(const struct facts *f, const struct policy *p, int person,
    int32_t today, char *s)
{
	int found = FACTS_NONE, n = 0;
	size_t longest = 0;
	for (int u = 0; u < f->unit_n; u++) {
		if (f->units[u].level != policy_branch_level(p) ||
		    !facts_answers_for(f, person, u, today))
			continue;
		char *name = plain_words(facts_short_name(f->units[u].name));
		size_t len = strlen(name);
		if (find_words(s, name)) {
			n = len > longest ? 1 : len == longest ? n + 1 : n;
			if (len > longest) {
				longest = len;
				found = u;
			}
		}
		free(name);
	}
	if (n != 1)
		return FACTS_NONE;
	char *name = plain_words(facts_short_name(f->units[found].name));
	memset(find_words(s, name), ' ', longest);
	free(name);
	return found;
}

static bool
is_known(const char *word)
{
	for (size_t i = 0; i < sizeof other_words / sizeof *other_words; i++) {
		if (strcmp(word, other_words[i]) == 0)
			return true;
	}
	return false;
}

/* A day ("25", "25/5") after today; CIVIL_NONE when it is none. */
static int32_t
day_of(const char *word, int32_t today)
{
	char *end;
	long day = strtol(word, &end, 10), month = 0;
	if (*end == '/')
		month = strtol(end + 1, &end, 10);
	if (end == word || *end || day < 1 || day > 31)
		return CIVIL_NONE;
	struct civil_date t = civil_date_of(today);
	int m = month ? (int)month : t.month;
	int year = t.year + (m < t.month);
	if (!civil_valid(year, m, (int)day))
		return CIVIL_NONE;
	int32_t on = civil_day(year, m, (int)day);
	return on >= today ? on : CIVIL_NONE;
}

/* What is left must be known words and at most one day. */
static bool
read_rest(char *s, int32_t today, int32_t *to_on)
{
	int days = 0;
	*to_on = CIVIL_NONE;
	for (char *word = s; *word;) {
		word += strspn(word, " ");
		size_t n = strcspn(word, " ");
		if (!n)
			break;
		char one[16] = "";
		if (n >= sizeof one)
			return false;
		memcpy(one, word, n);
		word += n;
		if (one[0] >= '0' && one[0] <= '9') {
			*to_on = day_of(one, today);
			if (days++ || *to_on == CIVIL_NONE)
				return false;
		} else if (!is_known(one)) {
			return false;
		}
	}
	return true;
}

bool
proposal_read(const struct facts *f, const struct policy *p, int person,
    const char *text, int64_t now, struct proposal *out)
{
	int32_t today = civil_on(now, p->offset_s);
	char *s = plain_words(text);
	out->branch =
	    person < 0 ? FACTS_NONE : take_branch(f, p, person, today, s);
	const struct facts_meeting *m =
	    out->branch < 0 ? NULL : calendar_of(f, out->branch);
	bool drop =
	    take_words(s, drop_words, sizeof drop_words / sizeof *drop_words);
	bool move = !drop && take_words(s, move_words,
				 sizeof move_words / sizeof *move_words);
	bool clear = m && (drop || move) && read_rest(s, today, &out->to_on) &&
		     (out->to_on != CIVIL_NONE) == move;
	free(s);
	if (!clear)
		return false;
	out->on = calendar_next(f, m, today);
	return out->on != CIVIL_NONE && out->on <= today + AHEAD_DAYS &&
	       out->on != out->to_on;
}

void
proposal_answer(const struct facts *f, const struct proposal *q, bool accepted,
    char *buf, int size)
{
	struct civil_date on = civil_date_of(q->on);
	char *name = fold_accents(facts_short_name(f->units[q->branch].name));
	char to[32] = "nghi";
	if (q->to_on != CIVIL_NONE) {
		struct civil_date d = civil_date_of(q->to_on);
		snprintf(to, sizeof to, "doi sang %d/%d", d.day, d.month);
	}
	snprintf(buf, (size_t)size, "%s: chi doan %s, buoi %d/%d %s.%s",
	    accepted ? "Da doi lich" : "VP ghi nhan de nghi", name, on.day,
	    on.month, to, accepted ? " Ghi sai thi bao VP" : " Cho VP dong y");
	free(name);
}
