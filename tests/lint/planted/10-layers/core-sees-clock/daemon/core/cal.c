/* Planted: the domain can ask for the time. */
#include <time.h>
