/* Planted: a dialect knows the store. */
#include "store/outbox.h"
