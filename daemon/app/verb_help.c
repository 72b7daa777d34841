#include "app/verb_help.h"

#include <curl/curl.h>
#include <microhttpd.h>
#include <sqlite3.h>
#include <uv.h>

#define VERSION "0.1.0"

int
verb_help_run(struct verb_call *v)
{
	if (v->args->word_n) {
		const struct verb *verb = verb_find(v->args->word[0]);
		if (!verb)
			return verb_usage(v, "there is no such verb");
		sbuf_addf(v->out, "nhacviec %s\n  %s\n", verb->usage,
		    verb->help);
		return VERB_DONE;
	}
	sbuf_add(v->out, "nhacviec reminds people of their duties and keeps "
			 "the month's table.\n\n");
	const struct verb *verb;
	for (size_t i = 0; (verb = verb_at(i)); i++)
		sbuf_addf(v->out, "  %-10s %s\n", verb->name, verb->help);
	sbuf_add(v->out, "\nEvery verb takes -c FILE; most take --json. "
			 "`nhacviec help VERB` says more.\n");
	return VERB_DONE;
}

int
verb_help_version(struct verb_call *v)
{
	sbuf_addf(v->out,
	    "nhacviec %s\nlibuv %s, libcurl %s, SQLite %s, libmicrohttpd %s\n",
	    VERSION, uv_version_string(),
	    curl_version_info(CURLVERSION_NOW)->version, sqlite3_libversion(),
	    MHD_get_version());
	return VERB_DONE;
}
