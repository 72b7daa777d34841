/* The whole of what is known, read into one immutable value. */
#ifndef NHACVIEC_STORE_LOAD_H
#define NHACVIEC_STORE_LOAD_H

#include "base/err.h"
#include "core/facts.h"
#include "store/store.h"

/* levels: the configured names, top first; a unit whose kind is none of them
 * (nor one of the built-in huyen cum xa thi_tran chi_doan) gets the level below
 * its parent (also: thi_tran and phuong stand where xa stands).  live_since is
 * the setting of that name, in decimal.  *out is the caller's (facts_free). */
int load_facts(struct store *s, char *const *levels, size_t level_n,
    struct facts **out, struct err *err);

#endif
