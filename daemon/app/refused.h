/*
 * The refused rows of an import as a file to mend and import again: the header
 * of their list as it stood, the rows, and a last column that says why, which
 * the importer knows and passes over.
 */
#ifndef NHACVIEC_APP_REFUSED_H
#define NHACVIEC_APP_REFUSED_H

#include "app/outfile.h"
#include "app/source.h"
#include "base/err.h"

#include <stdint.h>

/*
 * Adds the file `name` to outs: a workbook with a sheet for each list when the
 * name ends in .xlsx or the first list came from one, else UTF-8 CSV.  Returns
 * the number of rows in it, 0 there was none and no file is added; −1 when CSV
 * cannot hold the rows of several lists, or the workbook cannot be made.
 */
long refused_file(const struct source_list *all, const char *name, int64_t now,
    struct outfile_list *outs, struct err *err);

#endif
