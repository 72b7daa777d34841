/* The one place that asks the operating system what time it is. */
#ifndef NHACVIEC_APP_CLOCK_H
#define NHACVIEC_APP_CLOCK_H

#include <stdint.h>

int64_t clock_now(void); /* UTC seconds */
int64_t clock_ms(void);	 /* of some clock that only goes forward */

#endif
