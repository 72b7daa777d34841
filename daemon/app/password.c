#include "app/password.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <termios.h>
#include <unistd.h>

/* As long to check as any other; of a password nobody knows. */
static const char nobody[] =
    "$argon2id$v=19$m=65536,t=2,p=1$3oTtHRz/YdmnFXx3A5el2w"
    "$gq4aJsZKEUKNU6y/y+DAEUD8ahsBoPm79OeJGkUmjdU";

static const char prefix[] = "$argon2id$v=19$m=65536,t=2,p=1$";

int
password_accept(const char *password, const char *name, struct err *err)
{
	size_t characters = 0;
	for (const char *s = password; *s; s++)
		characters += ((unsigned char)*s & 0xc0) != 0x80;
	if (characters < PASSWORD_LEAST)
		return err_set(err, ERR_INVALID,
		    "a password needs at least %d characters", PASSWORD_LEAST);
	if (strlen(password) > PASSWORD_MOST)
		return err_set(err, ERR_INVALID,
		    "a password has at most %d bytes", PASSWORD_MOST);
	if (strcasecmp(password, name) == 0)
		return err_set(err, ERR_INVALID,
		    "the password must not be the name");
	if (strspn(password, (char[]){ password[0], '\0' }) == strlen(password))
		return err_set(err, ERR_INVALID,
		    "the password must not be one character repeated");
	return 0;
}

int
password_hash(const char *password, char hash[PASSWORD_HASH_SIZE],
    struct err *err)
{
	char made[crypto_pwhash_STRBYTES];
	_Static_assert(sizeof made <= PASSWORD_HASH_SIZE, "room for a hash");
	if (crypto_pwhash_str(made, password, strlen(password),
		crypto_pwhash_OPSLIMIT_INTERACTIVE,
		crypto_pwhash_MEMLIMIT_INTERACTIVE))
		return err_set(err, ERR_FAILED,
		    "not enough memory to hash a password");
	memcpy(hash, made, sizeof made);
	return 0;
}

bool
password_check(const char *password, const char *hash)
{
	bool same = crypto_pwhash_str_verify(hash ? hash : nobody, password,
			strlen(password)) == 0;
	return hash && same;
}

bool
password_is_hash(const char *s, size_t n)
{
	return n < PASSWORD_HASH_SIZE && !memchr(s, '\0', n) &&
	       n > sizeof prefix && strncmp(s, prefix, sizeof prefix - 1) == 0;
}

/* --- asking */

static volatile sig_atomic_t interrupted;

static void
on_signal(int signum)
{
	interrupted = signum;
}

/* One line without its end: its length, −1 at the end, when it does not fit or
 * when a signal came. */
static long
read_line(int fd, char *line, size_t size)
{
	size_t n = 0;
	for (;;) {
		char c;
		ssize_t got = read(fd, &c, 1);
		if (got < 0 && errno == EINTR && !interrupted)
			continue;
		if (got < 0 || n + 1 == size || (got == 0 && n == 0))
			return -1;
		if (got == 0 || c == '\n')
			break;
		line[n++] = c;
	}
	if (n && line[n - 1] == '\r')
		n--;
	line[n] = '\0';
	return strlen(line) == n ? (long)n : -1;
}

static long
prompt(int tty, const char *words, char *line, size_t size)
{
	if (write(tty, words, strlen(words)) < 0)
		return -1;
	long n = read_line(tty, line, size);
	if (write(tty, "\n", 1) < 0)
		return -1;
	return n;
}

static int
ask_twice(int tty, char *line, size_t size, struct err *err)
{
	char again[PASSWORD_MOST + 2];
	int rc = 0;
	if (prompt(tty, "Password: ", line, size) < 0 ||
	    prompt(tty, "Again: ", again, sizeof again) < 0)
		rc = err_set(err, ERR_FAILED, "no password was given");
	else if (strcmp(line, again) != 0)
		rc = err_set(err, ERR_INVALID, "the two are not the same");
	sodium_memzero(again, sizeof again);
	return rc;
}

/* Without echo, and with the terminal as it was afterwards whatever signal
 * comes. */
static int
ask_at(int tty, char *line, size_t size, struct err *err)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP, SIGTSTP };
	enum { N = sizeof signals / sizeof *signals };
	struct sigaction catch = { .sa_handler = on_signal }, before[N];
	struct termios was;
	if (tcgetattr(tty, &was))
		return err_set(err, ERR_USAGE,
		    "there is no terminal to ask at: use --password-stdin");
	struct termios quiet = was;
	quiet.c_lflag &= ~(tcflag_t)ECHO;
	interrupted = 0;
	for (size_t i = 0; i < N; i++)
		sigaction(signals[i], &catch, &before[i]);
	int rc = -1;
	if (tcsetattr(tty, TCSAFLUSH, &quiet))
		err_set(err, ERR_FAILED, "the terminal cannot be silenced");
	else
		rc = ask_twice(tty, line, size, err);
	tcsetattr(tty, TCSAFLUSH, &was);
	for (size_t i = 0; i < N; i++)
		sigaction(signals[i], &before[i], NULL);
	if (interrupted)
		raise(interrupted);
	return rc;
}

static int
ask(char *line, size_t size, struct err *err)
{
	int tty = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
	if (tty < 0)
		return err_set(err, ERR_USAGE,
		    "there is no terminal to ask at: use --password-stdin");
	int rc = ask_at(tty, line, size, err);
	close(tty);
	return rc;
}

int
password_ask(const char *name, bool from_stdin, char hash[PASSWORD_HASH_SIZE],
    struct err *err)
{
	char line[PASSWORD_MOST + 2] = "";
	int rc = 0;
	if (!from_stdin)
		rc = ask(line, sizeof line, err);
	else if (read_line(STDIN_FILENO, line, sizeof line) < 0)
		rc = err_set(err, ERR_INVALID,
		    "the standard input has no password of at most %d bytes",
		    PASSWORD_MOST);
	if (rc == 0)
		rc = password_accept(line, name, err);
	if (rc == 0)
		rc = password_hash(line, hash, err);
	sodium_memzero(line, sizeof line);
	return rc;
}
