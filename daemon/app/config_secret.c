/*
 * Reads secret files and refuses those that others could read as well.  Never
 * puts a byte of the content into words.
 */
#include "app/config_secret.h"

#include "app/text.h"
#include "base/words.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SECRET_MAX 16384

/* Opens $CREDENTIALS_DIRECTORY/<basename> if it is there. */
static int
open_credential(const char *path)
{
	const char *dir = getenv("CREDENTIALS_DIRECTORY");
	const char *slash = strrchr(path, '/');
	char full[4096];
	if (!dir || !*dir)
		return -1;
	int n =
	    snprintf(full, sizeof full, "%s/%s", dir, slash ? slash + 1 : path);
	if (n < 0 || (size_t)n >= sizeof full)
		return -1;
	return open(full, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
}

/* Whether the mode leaves it to whom it should be left.  A file of root's
 * that the service reads through its group is in order. */
static bool
private_enough(const struct stat *st)
{
	uid_t me = geteuid();
	if (st->st_mode & (S_IROTH | S_IWOTH))
		return false;
	return !(st->st_mode & (S_IRGRP | S_IWGRP)) || st->st_uid != me ||
	       me == 0;
}

static bool
check_file(int fd, const char *path, bool credential, struct value_trouble *t)
{
	struct stat st;
	if (fstat(fd, &st) || !S_ISREG(st.st_mode))
		return value_refuse(t, 0, NULL, "%s is not a regular file",
		    path);
	if (!credential && !private_enough(&st)) {
		char hint[256];
		snprintf(hint, sizeof hint, "chmod 600 %s", path);
		return value_refuse(t, 0, hint,
		    "others can read the secret file %s (mode %04o)", path,
		    (unsigned)st.st_mode & 07777);
	}
	if (st.st_size > SECRET_MAX)
		return value_refuse(t, 0, NULL, "%s is longer than %d bytes",
		    path, SECRET_MAX);
	return true;
}

/* The content: one line of text. */
static bool
check_content(char *s, size_t n, const char *path, struct value_trouble *t)
{
	if (n && s[n - 1] == '\n')
		n--;
	if (n && s[n - 1] == '\r')
		n--;
	s[n] = '\0';
	if (n == 0)
		return value_refuse(t, 0,
		    N_("write the secret into it, one line"),
		    "the secret file %s is empty", path);
	if (strlen(s) != n || s[text_invalid_utf8(s)] ||
	    strncmp(s, "\xef\xbb\xbf", 3) == 0)
		return value_refuse(t, 0,
		    N_("save it as plain text, UTF-8 without a byte order "
		       "mark"),
		    "the secret file %s is not plain text", path);
	if (s[strcspn(s, "\r\n")])
		return value_refuse(t, 0, N_("only the secret, nothing else"),
		    "the secret file %s has more than one line", path);
	return true;
}

/* A blank that came along when it was copied is part of the secret, and the
 * gateway says no more than 401. */
static void
warn_of_blanks(const char *s, const char *path, struct value_trouble *t)
{
	size_t n = strlen(s);
	if (strchr(" \t", s[0]) || strchr(" \t", s[n - 1]))
		value_refuse(t, 0,
		    N_("delete it, unless it belongs to the secret"),
		    "the secret in %s begins or ends with a blank", path);
}

bool
config_secret_parse(const struct value_in *in, void *field,
    struct value_trouble *t)
{
	char *path = NULL, buf[SECRET_MAX + 1];
	if (!value_path(in, &path, t))
		return false;
	int fd = open_credential(path);
	bool credential = fd >= 0;
	if (!credential)
		fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return value_refuse(t, 0,
		    errno == EACCES ? N_("it must belong to the service's user")
				    : NULL,
		    "cannot read the secret file %s: %s", path,
		    strerror(errno));
	bool ok = check_file(fd, path, credential, t);
	size_t n = 0;
	while (ok && n < SECRET_MAX) {
		ssize_t got = read(fd, buf + n, SECRET_MAX - n);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			ok = value_refuse(t, 0, NULL,
			    "cannot read the secret file %s: %s", path,
			    strerror(errno));
		if (got <= 0)
			break;
		n += (size_t)got;
	}
	close(fd);
	ok = ok && check_content(buf, n, path, t);
	if (ok) {
		warn_of_blanks(buf, path, t);
		*(char **)field = mem_arena_dup(in->arena, buf);
	}
	sodium_memzero(buf, sizeof buf);
	return ok;
}
