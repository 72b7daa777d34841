/* Planted: an include that does not show its direction. */
#include "config.h"
