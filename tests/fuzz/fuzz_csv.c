/*
 * Any bytes as an office's file: read, previewed and given back without a
 * crash; a file that is refused says why.
 */
#include "app/import.h"
#include "core/civil.h"
#include "core/policy.h"
#include "store/store.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t n);

static const char units[] = "code,name,kind,parent\nHUYEN,H,huyen,\n"
			    "TANHOA,T\xc3\xa2n H\xc3\xb2"
			    "a,xa,HUYEN\nTANLOI,T\xc3\xa2n L\xe1\xbb\xa3i,xa,"
			    "HUYEN\n";

static int
import(struct store *s, const struct policy *p, const char *name,
    const char *bytes, size_t n, bool apply)
{
	const struct import_file f = { name, bytes, n };
	struct sbuf out = { 0 }, talk = { 0 };
	struct outfile_list outs = { 0 };
	const struct import_options o = { .apply = apply,
		.json = true,
		.who = "fuzz",
		.refused = "out.csv",
		.outs = &outs };
	int rc = import_run(s, p, &f, 1, &o, 1522540800, &out, &talk);
	assert(rc == 0 || strstr(sbuf_text(&out), "\"error\":"));
	for (size_t i = 0; i < outs.n; i++) /* they can be read again */
		assert(outs.v[i].len > 3);
	outfile_fini(&outs);
	sbuf_fini(&out);
	sbuf_fini(&talk);
	return rc;
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t n)
{
	static struct store *store;
	static struct policy *policy;
	if (!store) {
		if (store_open_memory(&store, NULL, 0, NULL) < 0)
			abort();
		policy = policy_new();
		policy->from_month = civil_month(2018, 4);
		policy->until_month = civil_month(2018, 12);
		if (import(store, policy, "units.csv", units, sizeof units - 1,
			true) != 0)
			abort();
	}
	/* a corpus has a line a file: \n stands for a line's end */
	char *text = malloc(n + 1);
	size_t len = 0;
	if (!text)
		abort();
	for (size_t i = 0; i < n; i++) {
		bool end = data[i] == '\\' && i + 1 < n && data[i + 1] == 'n';
		text[len++] = end ? '\n' : (char)data[i];
		i += end;
	}
	import(store, policy, "holidays.csv", text, len, false);
	free(text);
	return 0;
}
