#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "../lib/conffile.h"
#include "app/undump.h"

#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

void test_no_core_is_left_and_none_may_look(void **state);
void test_freed_configuration_leaves_no_secret(void **state);

/* In a child: the leak check of this process has to look into it. */
void
test_no_core_is_left_and_none_may_look(void **state)
{
	(void)state;
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		struct rlimit core;
		undump_process();
		getrlimit(RLIMIT_CORE, &core);
		_exit(prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) != 0 ||
		      core.rlim_cur != 0 || core.rlim_max != 0);
	}
	int status = -1;
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

/* How often the words, which stand nowhere whole but there, are in what this
 * process can write to. */
static int
count_in_memory(const char *head, const char *tail)
{
	char line[512], word[64], mode[8];
	static char page[1 << 16];
	unsigned long from, to;
	int n = 0;
	size_t len = (size_t)snprintf(word, sizeof word, "%s%s", head, tail);
	FILE *maps = fopen("/proc/self/maps", "r");
	FILE *mem = fopen("/proc/self/mem", "r");
	assert_non_null(maps);
	assert_non_null(mem);
	setvbuf(mem, NULL, _IONBF, 0);
	while (fgets(line, sizeof line, maps)) {
		if (sscanf(line, "%lx-%lx %7s", &from, &to, mode) != 3 ||
		    strncmp(mode, "rw", 2) != 0 || strstr(line, "[stack]") ||
		    to - from > (64ul << 20)) /* a sanitizer's shadow */
			continue;
		for (unsigned long at = from; at < to; at += sizeof page) {
			size_t want =
			    to - at < sizeof page ? to - at : sizeof page;
			if (fseek(mem, (long)at, SEEK_SET) ||
			    fread(page, 1, want, mem) != want)
				continue;
			for (size_t i = 0; i + len <= want; i++) {
				const char *p = page + i;
				unsigned long here = at + i;
				bool own = here + len > (uintptr_t)page &&
					   here < (uintptr_t)page + sizeof page;
				n += !own && *p == *word &&
				     memcmp(p, word, len) == 0;
			}
		}
	}
	fclose(mem);
	fclose(maps);
	memset(word, 0, sizeof word);
	return n;
}

void
test_freed_configuration_leaves_no_secret(void **state)
{
	(void)state;
	struct conffile t;
	char secret[64];
	static char head[] = "Bi-mat-", tail[] = "khong-de-lai-0417";
	conffile_init(&t);
	snprintf(secret, sizeof secret, "%s%s\n", head, tail);
	conffile_write(&t, "kannel.secret", secret);
	conffile_write(&t, "hook.secret", secret);
	memset(secret, 0, sizeof secret);
	conffile_try(&t, "config_version = 1\n[plan]\nfrom = 2018-04\n"
			 "until = 2018-12\n[gateway sms]\ndriver = kannel\n"
			 "url = http://127.0.0.1:9/cgi-bin/sendsms\n"
			 "user = nhacviec\npassword_file = kannel.secret\n"
			 "hook_secret_file = hook.secret\n");
	assert_non_null(t.config);
	assert_true(count_in_memory(head, tail) >= 2);
	config_free(t.config);
	t.config = NULL;
	assert_int_equal(count_in_memory(head, tail), 0);
	conffile_fini(&t);
}
