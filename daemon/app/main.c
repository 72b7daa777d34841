/* The program's door: nothing happens here. */
#include "app/dispatch.h"
#include "app/lang.h"
#include "app/undump.h"
#include "base/log.h"

#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

int
main(int argc, char **argv)
{
#ifndef __SANITIZE_ADDRESS__ /* its leak check has to look inside */
	undump_process();
#endif
	/* A verb's caller reads its words, not the log of what it set off. */
	bool service = argc > 1 && strcmp(argv[1], "run") == 0;
	log_setup(getenv("JOURNAL_STREAM") != NULL,
	    service ? LOG_INFO : LOG_WARN);
	/* A file size limit is an error to be told, no end. */
	signal(SIGXFSZ, SIG_IGN);
	/* What the service itself says goes to the journal. */
	enum lang wish = lang_of_environment();
	if (service || wish == LANG_VI)
		lang_setup();
	lang_use(service ? LANG_EN : wish);
	return dispatch_main(argc, argv);
}
