#include "app/verb_help.h"

#include "app/lang.h"

#include <curl/curl.h>
#include <microhttpd.h>
#include <sqlite3.h>
#include <uv.h>

#define VERSION "0.1.0"

static json_t *
describe(const struct verb *verb)
{
	return json_pack("{s:s,s:s,s:s}", "verb", verb->name, "usage",
	    verb->usage, "help", verb->help);
}

int
verb_help_run(struct verb_call *v)
{
	if (v->args->word_n) {
		const struct verb *verb = verb_find(v->args->word[0]);
		if (!verb)
			return verb_usage(v, "there is no such verb");
		verb_say(v, describe(verb), "nhacviec %s\n  %s\n", verb->usage,
		    _(verb->help));
		return VERB_DONE;
	}
	const struct verb *verb;
	for (size_t i = 0; v->json && (verb = verb_at(i)); i++)
		verb_json(v, describe(verb));
	if (v->json)
		return VERB_DONE;
	sbuf_add(v->out, _("nhacviec reminds people of their duties and keeps "
			   "the month's table.\n\n"));
	for (size_t i = 0; (verb = verb_at(i)); i++)
		sbuf_addf(v->out, "  %-10s %s\n", verb->name, _(verb->help));
	sbuf_add(v->out, _("\nEvery verb takes -c FILE; most take --json. "
			   "`nhacviec help VERB` says more.\n"));
	return VERB_DONE;
}

int
verb_help_version(struct verb_call *v)
{
	json_t *o = json_pack("{s:s,s:s,s:s,s:s,s:s}", "version", VERSION,
	    "libuv", uv_version_string(), "libcurl",
	    curl_version_info(CURLVERSION_NOW)->version, "sqlite",
	    sqlite3_libversion(), "libmicrohttpd", MHD_get_version());
	verb_say(v, o,
	    "nhacviec %s\nlibuv %s, libcurl %s, SQLite %s, libmicrohttpd %s\n",
	    VERSION, uv_version_string(),
	    curl_version_info(CURLVERSION_NOW)->version, sqlite3_libversion(),
	    MHD_get_version());
	return VERB_DONE;
}
