/*
 * gettext asks the environment which catalogue to use; it is told once that
 * LANGUAGE is Vietnamese, and asked only when that is the language in use.  So
 * nothing changes the environment while threads run, and no locale of
 * Vietnamese needs to be generated: C.UTF-8 is in every Debian.
 */
#include "app/lang.h"

#include "base/err.h"
#include "core/width.h"

#include <libintl.h>
#include <locale.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DOMAIN "nhacviec"
#define CATALOGUE "vi/LC_MESSAGES/" DOMAIN ".mo"

static enum lang now;
static bool ready;

static bool
is_vietnamese(const char *s)
{
	return strncmp(s, "vi", 2) == 0 && strchr("_.@:", s[2]);
}

enum lang
lang_of_environment(void)
{
	static const char *const names[] = { "LC_ALL", "LC_MESSAGES", "LANG" };
	const char *locale = "";
	for (size_t i = 0; i < sizeof names / sizeof *names && !*locale; i++) {
		const char *value = getenv(names[i]);
		locale = value ? value : "";
	}
	if (!*locale || strcmp(locale, "C") == 0 ||
	    strcmp(locale, "POSIX") == 0)
		return LANG_EN;
	const char *wish = getenv("LANGUAGE");
	if (wish && *wish)
		locale = wish;
	return is_vietnamese(locale) ? LANG_VI : LANG_EN;
}

/* The catalogue of a program that is not installed lies beside it. */
static bool
beside(char *dir, size_t size)
{
	char path[4096];
	ssize_t n = readlink("/proc/self/exe", path, sizeof path - 1);
	if (n <= 0)
		return false;
	path[n] = '\0';
	char *slash = strrchr(path, '/');
	if (!slash)
		return false;
	*slash = '\0';
	int len = snprintf(dir, size, "%s/locale/" CATALOGUE, path);
	if (len < 0 || (size_t)len >= size || access(dir, R_OK) != 0)
		return false;
	dir[strlen(dir) - strlen("/" CATALOGUE)] = '\0';
	return true;
}

void
lang_setup(void)
{
	char dir[4096 + 64];
	if (!setlocale(LC_MESSAGES, "C.UTF-8") || setenv("LANGUAGE", "vi", 1))
		return;
	bindtextdomain(DOMAIN,
	    beside(dir, sizeof dir) ? dir : NHACVIEC_LOCALEDIR);
	bind_textdomain_codeset(DOMAIN, "UTF-8");
	ready = true;
	err_translate(lang_text);
}

void
lang_use(enum lang l)
{
	now = l;
}

enum lang
lang_now(void)
{
	return now;
}

const char *
lang_name(enum lang l)
{
	return l == LANG_VI ? "vi" : "en";
}

const char *
lang_text(const char *english)
{
	if (now != LANG_VI || !ready || !*english)
		return english;
	return dgettext(DOMAIN, english);
}

void
lang_column(struct sbuf *out, const char *english, int columns)
{
	const char *text = lang_text(english);
	int n = (int)width_columns(text, strlen(text));
	sbuf_addf(out, "%s%*s", text, n < columns ? columns - n : 0, "");
}
