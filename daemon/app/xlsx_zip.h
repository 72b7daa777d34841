/*
 * The parts of a workbook in memory: a zip whose contents are streamed, with
 * limits that hold whatever the archive claims.  Nothing touches a disk.
 * Knows no XML and no workbook.
 */
#ifndef NHACVIEC_APP_XLSX_ZIP_H
#define NHACVIEC_APP_XLSX_ZIP_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

enum {
	XLSX_ZIP_ENTRIES_MAX = 4096,
	XLSX_ZIP_TOTAL_MAX = 128 << 20, /* inflated bytes, all reads together */
	XLSX_ZIP_RATIO_MAX = 250	/* of a part beyond its first 4 MiB */
};

struct xlsx_zip;

/* bytes stay the caller's and must outlive it.  ERR_FULL when a limit is met,
 * ERR_INVALID when it is no whole archive. */
int xlsx_zip_open(struct xlsx_zip **z, const void *bytes, size_t n,
    struct err *err);
void xlsx_zip_close(struct xlsx_zip *z);
bool xlsx_zip_has(const struct xlsx_zip *z, const char *name);
/* Takes the next bytes of a part; negative, with err set, to stop. */
typedef int xlsx_zip_sink(void *arg, const char *bytes, size_t n,
    struct err *err);
/* ERR_NOT_FOUND there is no such part; ERR_FULL a limit; ERR_INVALID it is
 * damaged or encrypted; or what the sink said. */
int xlsx_zip_read(struct xlsx_zip *z, const char *name, xlsx_zip_sink *sink,
    void *arg, struct err *err);

#endif
