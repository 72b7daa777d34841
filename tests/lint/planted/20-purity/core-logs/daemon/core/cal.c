/* Planted: the domain talks. */
#include "base/log.h"
void cal_say(void);

void
cal_say(void)
{
	log_line(LOG_INFO, "a=b");
}
