/* Planted: the transport knows the domain. */
#include "core/plan.h"
