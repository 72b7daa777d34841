#include "app/verb_backup.h"

#include "app/lang.h"
#include "core/civil.h"
#include "store/restore.h"

#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const char *
file_of(const struct verb_call *v)
{
	return v->args->word_n == 1 ? v->args->word[0] : NULL;
}

/* Size and SHA-256, read back from the file itself. */
static int
measure(const char *path, int64_t *size, char hex[2 * 32 + 1], struct err *err)
{
	crypto_hash_sha256_state st;
	unsigned char raw[crypto_hash_sha256_BYTES], chunk[65536];
	size_t n;
	FILE *f = fopen(path, "rb");
	if (!f)
		return err_set(err, ERR_IO, "cannot read %s back: %s", path,
		    strerror(errno));
	*size = 0;
	crypto_hash_sha256_init(&st);
	while ((n = fread(chunk, 1, sizeof chunk, f)) > 0) {
		crypto_hash_sha256_update(&st, chunk, n);
		*size += (int64_t)n;
	}
	bool bad = ferror(f) != 0;
	fclose(f);
	crypto_hash_sha256_final(&st, raw);
	sodium_bin2hex(hex, 2 * sizeof raw + 1, raw, sizeof raw);
	return bad ? err_set(err, ERR_IO, "cannot read %s back", path) : 0;
}

static void
on_step(void *arg, int64_t done, int64_t all)
{
	struct verb_call *v = arg;
	progress_step(v->progress, PROGRESS_BACKUP, done, all);
}

int
verb_backup_run(struct verb_call *v)
{
	struct err err = { 0 };
	struct stat st;
	char hex[65];
	int64_t size = 0;
	const char *file = file_of(v);
	if (!file)
		return verb_usage(v, "one FILE is needed");
	if (!args_has(v->args, "--force") && lstat(file, &st) == 0) {
		err_set(&err, ERR_STATE,
		    "%s is there already; another name, or --force", file);
		return verb_fail(v, &err);
	}
	if (store_backup(v->office->store, file, on_step, v, &err) < 0 ||
	    measure(file, &size, hex, &err) < 0)
		return verb_fail(v, &err);
	if (v->json)
		verb_json(v, json_pack("{s:s,s:I,s:s}", "file", file, "bytes",
				 (json_int_t)size, "sha256", hex));
	else
		sbuf_addf(v->out,
		    _("%s: copied and verified, %lld bytes\nsha256 %s\n"), file,
		    (long long)size, hex);
	return VERB_DONE;
}

static void
say_restored(struct verb_call *v, const char *file,
    const struct restore_outcome *r)
{
	char at[40] = "";
	if (r->last_boot_at)
		civil_rfc3339(r->last_boot_at,
		    v->office->config->policy->offset_s, at);
	sbuf_addf(v->out, _("%s is the database now%s%.16s%s\n"), file,
	    *at ? _(" (of a program last started ") : "", at, *at ? ")" : "");
	if (r->kept)
		sbuf_addf(v->out, _("the one that it replaced is kept: %s\n"),
		    r->kept);
	sbuf_addf(v->out,
	    _("%d unsent messages are held and sending is paused: what was "
	      "sent "
	      "after the backup was made is not known here and would be sent "
	      "again\n"
	      "next: 1. start the service  2. compare `nhacviec queue list "
	      "--state held` with the gateway's own log  3. `nhacviec queue "
	      "release` or `cancel` them  4. `nhacviec resume`\n"),
	    r->held);
}

int
verb_backup_restore(struct verb_call *v)
{
	struct err err = { 0 };
	struct restore_outcome r;
	const char *file = file_of(v);
	if (!file)
		return verb_usage(v, "one FILE is needed");
	int rc = restore_database(v->office->config->storage_path, file, v->who,
	    v->now, &r, &err);
	if (rc == 0 && v->json)
		verb_json(v, json_pack("{s:s,s:s?,s:i}", "restored", file,
				 "kept", r.kept, "held", r.held));
	else if (rc == 0)
		say_restored(v, file, &r);
	free(r.kept);
	return rc ? verb_fail(v, &err) : VERB_DONE;
}
