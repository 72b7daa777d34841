/* The program's door: nothing happens here. */
#include "app/dispatch.h"
#include "base/log.h"

#include <stdlib.h>

int
main(int argc, char **argv)
{
	log_setup(getenv("JOURNAL_STREAM") != NULL, LOG_INFO);
	return dispatch_main(argc, argv);
}
