#include "app/verb_completion.h"

#include "app/completion.h"
#include "store/account.h"

#include <string.h>

/* The shell asks at each TAB, so that it can never be of another version. */
static const char bash[] =
    "# nhacviec: completion for bash; the program itself knows the words.\n"
    "_nhacviec()\n"
    "{\n"
    "\tmapfile -t COMPREPLY < <(\"$1\" completion words -- \\\n"
    "\t\t\"${COMP_WORDS[@]:1:COMP_CWORD}\" 2>/dev/null </dev/null)\n"
    "\tif [ \"${COMPREPLY[0]}\" = :files ]; then\n"
    "\t\tcompopt -o filenames 2>/dev/null\n"
    "\t\tmapfile -t COMPREPLY < <(compgen -f -- \"${2#=}\")\n"
    "\tfi\n"
    "}\n"
    "complete -F _nhacviec nhacviec\n";

static void
find(const struct args *a, struct completion *c, struct sbuf *out)
{
	completion_find(a->word + 1, a->word_n - 1, c, out);
}

static bool
completes(const struct args *a)
{
	return a->word_n && strcmp(a->word[0], "words") == 0;
}

int
verb_completion_run(struct verb_call *v)
{
	struct completion c;
	if (v->args->word_n == 1 && strcmp(v->args->word[0], "bash") == 0) {
		sbuf_add(v->out, bash);
		return VERB_DONE;
	}
	if (!completes(v->args))
		return verb_usage(v, "for which shell? bash");
	find(v->args, &c, v->out);
	if (c.kind == COMPLETION_FILE)
		sbuf_add(v->out, ":files\n");
	return VERB_DONE;
}

int
verb_completion_asks(const struct args *a, const char **argv,
    const char **config)
{
	struct completion c;
	struct sbuf out = { 0 };
	if (!completes(a))
		return 0;
	find(a, &c, &out);
	sbuf_fini(&out);
	const char *kind = completion_kind_name(c.kind);
	if (!kind)
		return 0;
	if (c.config)
		*config = c.config;
	int n = 0;
	argv[n++] = "codes";
	argv[n++] = "--";
	argv[n++] = kind;
	argv[n++] = c.prefix;
	if (c.lead_n)
		argv[n++] = c.lead;
	return n;
}

/* --- codes KIND [PREFIX [WORD]]: what the database knows, one a line */

struct asked {
	struct sbuf *out;
	const char *prefix;
	const char *lead;
	size_t lead_n;
};

static void
offer(const struct asked *a, const char *code)
{
	if (strncmp(code, a->prefix, strlen(a->prefix)) != 0)
		return;
	sbuf_add_n(a->out, a->lead, a->lead_n);
	sbuf_addf(a->out, "%s\n", code);
}

static int
on_account(void *arg, const struct account_row *r)
{
	offer(arg, r->name);
	return 0;
}

static bool
offer_facts(const struct asked *a, const struct facts *f, const char *kind)
{
	bool both = strcmp(kind, "subject") == 0;
	bool people = both || strcmp(kind, "person") == 0;
	bool units = both || strcmp(kind, "unit") == 0;
	for (int i = 0; people && i < f->person_n; i++)
		offer(a, f->people[i].code);
	for (int i = 0; units && i < f->unit_n; i++)
		offer(a, f->units[i].code);
	return people || units;
}

int
verb_completion_codes(struct verb_call *v)
{
	const struct args *w = v->args;
	if (w->word_n < 1 || w->word_n > 3)
		return verb_usage(v, "codes of what?");
	const char *kind = w->word[0];
	struct asked a = { .out = v->out,
		.prefix = w->word_n > 1 ? w->word[1] : "",
		.lead = w->word_n > 2 ? w->word[2] : "" };
	a.lead_n = strcspn(a.lead, "=") + (*a.lead != '\0');
	const struct config *c = v->office->config;
	if (strcmp(kind, "account") == 0) {
		account_list(v->office->store, v->now, on_account, &a);
		return VERB_DONE;
	}
	if (strcmp(kind, "gateway") == 0) {
		for (size_t i = 0; i < c->gateway_n; i++)
			offer(&a, c->gateways[i].settings.name);
		return VERB_DONE;
	}
	const struct facts *f = verb_facts(v);
	if (!f)
		return VERB_FAILED;
	if (!offer_facts(&a, f, kind))
		return verb_usage(v, "codes of what?");
	return VERB_DONE;
}
