#include "app/verb_user.h"

#include "app/lang.h"
#include "app/password.h"
#include "base/mem.h"
#include "core/civil.h"
#include "store/account.h"

#include <stdlib.h>
#include <string.h>

static const char allowed[] = "abcdefghijklmnopqrstuvwxyz"
			      "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";

/* The name that the words give, or NULL with the error. */
static const char *
name_of(const struct args *a, struct err *err)
{
	const char *name = a->word_n == 2 ? a->word[1] : NULL;
	if (!name)
		err_set(err, ERR_USAGE, "one NAME is needed");
	else if (!*name || strlen(name) >= ACCOUNT_NAME_SIZE ||
		 strspn(name, allowed) != strlen(name))
		err_set(err, ERR_INVALID,
		    "'%s' is no name to log in with: letters without accents, "
		    "digits, '.', '-' and '_', at most %d",
		    name, ACCOUNT_NAME_SIZE - 1);
	else
		return name;
	return NULL;
}

static int
role_of(const struct args *a, struct err *err)
{
	const char *role = args_get(a, "--role");
	int r = role ? account_role_parse(role) : -1;
	if (r < 0)
		return err_set(err, ERR_USAGE,
		    "--role is one of viewer, operator, admin");
	return r;
}

int
verb_user_prepare(const struct args *a, char **hash, struct err *err)
{
	char made[PASSWORD_HASH_SIZE];
	bool add = a->word_n && strcmp(a->word[0], "add") == 0;
	if (!add && (!a->word_n || strcmp(a->word[0], "passwd") != 0))
		return 0;
	const char *name = name_of(a, err);
	if (!name || (add && role_of(a, err) < 0) ||
	    password_ask(name, args_has(a, "--password-stdin"), made, err))
		return -1;
	*hash = mem_dup(made);
	return 1;
}

/* The hash that came along, terminated; NULL: none. */
static char *
hash_of(const struct verb_call *v)
{
	if (v->file_n != 1 ||
	    !password_is_hash(v->files[0].bytes, v->files[0].len))
		return NULL;
	return mem_dup_n(v->files[0].bytes, v->files[0].len);
}

/* rc of a change in the open group, 0: there is no such account. */
static int
finish(struct verb_call *v, int rc, const char *name, struct err *err)
{
	if (rc == 0)
		rc = err_set(err, ERR_NOT_FOUND, "there is no account '%s'",
		    name);
	if (rc < 0) {
		store_undo(v->office->store);
		return verb_fail(v, err);
	}
	if (store_end(v->office->store, err) < 0)
		return verb_fail(v, err);
	return verb_commit(v);
}

static int
add(struct verb_call *v, const char *name, const char *hash)
{
	struct err err = { 0 };
	int role = role_of(v->args, &err);
	if (role < 0)
		return verb_usage(v, err.text);
	if (store_begin(v->office->store, &err) < 0)
		return verb_fail(v, &err);
	int rc = account_add(v->office->store, name, (enum account_role)role,
	    hash, v->who, v->now, &err);
	if (rc == 0)
		rc = err_set(&err, ERR_STATE,
		    "there is an account '%s' already; `user passwd` gives it "
		    "another password",
		    name);
	if (rc > 0)
		verb_say(v,
		    json_pack("{s:s,s:s,s:s}", "name", name, "role",
			account_role_name((enum account_role)role), "outcome",
			"added"),
		    "%s may log in as %s at %s/login\n", name,
		    account_role_name((enum account_role)role),
		    v->office->config->web_url);
	return finish(v, rc, name, &err);
}

static int
passwd(struct verb_call *v, const char *name, const char *hash)
{
	struct err err = { 0 };
	if (store_begin(v->office->store, &err) < 0)
		return verb_fail(v, &err);
	int rc = account_set_hash(v->office->store, name, hash, v->who, v->now,
	    &err);
	if (rc > 0)
		verb_say(v,
		    json_pack("{s:s,s:s}", "name", name, "outcome", "changed"),
		    "%s has a new password, logged out everywhere\n", name);
	return finish(v, rc, name, &err);
}

static int
drop(struct verb_call *v, const char *name)
{
	struct err err = { 0 };
	if (store_begin(v->office->store, &err) < 0)
		return verb_fail(v, &err);
	int rc = account_remove(v->office->store, name, v->who, v->now, &err);
	if (rc > 0)
		verb_say(v,
		    json_pack("{s:s,s:s}", "name", name, "outcome", "removed"),
		    "%s is gone, logged out everywhere\n", name);
	return finish(v, rc, name, &err);
}

static int
on_row(void *arg, const struct account_row *r)
{
	struct verb_call *v = arg;
	int offset = v->office->config->policy->offset_s;
	char made[40], password[40], login[40];
	civil_rfc3339(r->created_at, offset, made);
	civil_rfc3339(r->password_at, offset, password);
	civil_rfc3339(r->login_at, offset, login);
	if (v->json)
		verb_json(v,
		    json_pack("{s:s,s:s,s:s,s:s,s:s?,s:i}", "name", r->name,
			"role", account_role_name(r->role), "created", made,
			"password_set", password, "last_login",
			r->login_at ? login : NULL, "open_logins", r->logins));
	else
		sbuf_addf(v->out,
		    _("%-16s %-8s  since %.10s, last login %.16s\n"), r->name,
		    account_role_name(r->role), made,
		    r->login_at ? login : "never");
	return 0;
}

static int
list(struct verb_call *v)
{
	if (account_list(v->office->store, v->now, on_row, v) < 0) {
		sbuf_add(v->talk, _("nhacviec user: the database refused\n"));
		return VERB_FAILED;
	}
	if (!v->json && account_count(v->office->store) == 0)
		sbuf_add(v->talk,
		    _("no accounts: the pages open by the address "
		      "that `run` prints\n"));
	return VERB_DONE;
}

int
verb_user_run(struct verb_call *v)
{
	const char *what = v->args->word_n ? v->args->word[0] : "list";
	struct err err = { 0 };
	bool adds = strcmp(what, "add") == 0;
	if (strcmp(what, "list") == 0)
		return list(v);
	if (!adds && strcmp(what, "passwd") != 0 && strcmp(what, "remove") != 0)
		return verb_usage(v, "list, add, passwd or remove");
	const char *name = name_of(v->args, &err);
	if (!name)
		return err.code == ERR_USAGE ? verb_usage(v, err.text)
					     : verb_fail(v, &err);
	if (strcmp(what, "remove") == 0)
		return drop(v, name);
	char *hash = hash_of(v);
	if (!hash)
		return verb_usage(v, "no password came along");
	int code = adds ? add(v, name, hash) : passwd(v, name, hash);
	free(hash);
	return code;
}
