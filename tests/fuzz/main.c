/*
 * The corpus replayed without libFuzzer: each line of each file as it is, then
 * RUNS changed ones.  SEED=n repeats a run; the seed is printed.  What breaks
 * is printed before it is tried when VERBOSE is set.
 *
 *   fuzz_x FILE...
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINES_MAX = 4096, LENGTH_MAX = 4096 };

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t n);

static char *lines[LINES_MAX];
static size_t line_n;
static uint64_t state;

static size_t
below(size_t n)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return n ? (size_t)(state % n) : 0;
}

static void
read_lines(const char *path)
{
	char *line = NULL;
	size_t cap = 0;
	FILE *f = fopen(path, "r");
	if (!f) {
		perror(path);
		exit(1);
	}
	while (line_n < LINES_MAX && getline(&line, &cap, f) > 0) {
		line[strcspn(line, "\n")] = '\0';
		lines[line_n++] = strdup(line);
	}
	free(line);
	fclose(f);
}

static void
try(const char *data, size_t n)
{
	if (getenv("VERBOSE")) {
		fwrite(data, 1, n, stderr);
		fputc('\n', stderr);
	}
	LLVMFuzzerTestOneInput((const unsigned char *)data, n);
}

static size_t
splice(char *buf, size_t n)
{
	const char *other = lines[below(line_n)];
	size_t at = below(n + 1), from = below(strlen(other) + 1);
	size_t take = below(strlen(other) - from + 1);
	if (at + take > LENGTH_MAX)
		return n;
	memcpy(buf + at, other + from, take);
	return at + take > n ? at + take : n;
}

static size_t
change(char *buf, size_t n)
{
	static const char *const bits[] = { " ", "/", "31", "\xc4\x91",
		"\xe2\x80\x8b", "\xff", "%", "chua ", "da di ", "=", "&", ";" };
	size_t at = below(n + 1);
	const char *bit = bits[below(sizeof bits / sizeof *bits)];
	switch (below(4)) {
	case 0: /* another byte */
		if (at < n)
			buf[at] = (char)below(256);
		return n;
	case 1: /* a piece less */
		if (at < n) {
			size_t less = 1 + below(n - at);
			memmove(buf + at, buf + at + less, n - at - less);
			n -= less;
		}
		return n;
	case 2: /* a piece more */
		if (n + strlen(bit) > LENGTH_MAX)
			return n;
		memmove(buf + at + strlen(bit), buf + at, n - at);
		memcpy(buf + at, bit, strlen(bit));
		return n + strlen(bit);
	default:
		return splice(buf, n);
	}
}

int
main(int argc, char **argv)
{
	const char *seed = getenv("SEED"), *runs = getenv("RUNS");
	state = seed ? strtoull(seed, NULL, 10) : 20180401;
	state = state ? state : 1;
	for (int i = 1; i < argc; i++)
		read_lines(argv[i]);
	if (!line_n)
		return 2;
	printf("SEED=%llu\n", (unsigned long long)state);
	fflush(stdout);
	for (size_t i = 0; i < line_n; i++)
		try(lines[i], strlen(lines[i]));
	for (long i = runs ? strtol(runs, NULL, 10) : 2000; i > 0; i--) {
		char buf[LENGTH_MAX + 64];
		const char *line = lines[below(line_n)];
		size_t n = strlen(line) < LENGTH_MAX ? strlen(line) : 0;
		memcpy(buf, line, n);
		for (size_t k = 1 + below(6); k > 0; k--)
			n = change(buf, n);
		try(buf, n);
	}
	for (size_t i = 0; i < line_n; i++)
		free(lines[i]);
	return 0;
}
