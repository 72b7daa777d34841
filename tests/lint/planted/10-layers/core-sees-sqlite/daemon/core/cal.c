/* Planted: the domain knows a library of the store. */
#include <sqlite3.h>
