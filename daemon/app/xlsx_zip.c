/*
 * libzip over the bytes.  The number of entries is looked up before libzip
 * makes room for them; sizes are counted as they come out, not as declared.
 */
#include "app/xlsx_zip.h"

#include "base/mem.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zip.h>

enum {
	END_SIZE = 22,	       /* of the record that ends an archive */
	END_LOOK = 65535 + 22, /* how far from the end it may begin */
	RATIO_FROM = 4 << 20,  /* below it no ratio is a bomb */
	CHUNK = 32768
};

struct xlsx_zip {
	zip_t *zip;
	uint64_t total; /* inflated so far */
};

static uint64_t
little(const unsigned char *s, size_t n)
{
	uint64_t v = 0;
	while (n-- > 0)
		v = v << 8 | s[n];
	return v;
}

/* The entries that the record at `at` speaks of, zip64's included. */
static uint64_t
entries_at(const unsigned char *s, size_t n, size_t at)
{
	uint64_t count = little(s + at + 10, 2);
	if (at < 20 || memcmp(s + at - 20, "PK\6\7", 4) != 0)
		return count;
	uint64_t record = little(s + at - 12, 8);
	if (n < 40 || record > n - 40 || memcmp(s + record, "PK\6\6", 4) != 0)
		return count;
	uint64_t large = little(s + record + 32, 8);
	return large > count ? large : count;
}

/* Every record that libzip might choose is looked at. */
static int
check_entries(const unsigned char *s, size_t n, struct err *err)
{
	bool found = false;
	size_t from = n > END_LOOK ? n - END_LOOK : 0;
	for (size_t at = from; at + END_SIZE <= n; at++) {
		if (memcmp(s + at, "PK\5\6", 4) != 0)
			continue;
		found = true;
		if (entries_at(s, n, at) > XLSX_ZIP_ENTRIES_MAX)
			return err_set(err, ERR_FULL,
			    "the archive holds more than %d files",
			    XLSX_ZIP_ENTRIES_MAX);
	}
	return found ? 0
		     : err_set(err, ERR_INVALID,
			   "the archive is cut off: its end is missing");
}

int
xlsx_zip_open(struct xlsx_zip **out, const void *bytes, size_t n,
    struct err *err)
{
	zip_error_t e;
	if (check_entries(bytes, n, err) < 0)
		return -1;
	zip_error_init(&e);
	zip_source_t *source = zip_source_buffer_create(bytes, n, 0, &e);
	zip_t *zip =
	    source ? zip_open_from_source(source, ZIP_RDONLY, &e) : NULL;
	if (!zip) {
		err_set(err, ERR_INVALID, "the archive is damaged: %s",
		    zip_error_strerror(&e));
		zip_source_free(source);
		zip_error_fini(&e);
		return -1;
	}
	zip_error_fini(&e);
	*out = mem_new(1, sizeof **out);
	(*out)->zip = zip;
	return 0;
}

void
xlsx_zip_close(struct xlsx_zip *z)
{
	if (!z)
		return;
	zip_discard(z->zip);
	free(z);
}

static zip_int64_t
locate(const struct xlsx_zip *z, const char *name)
{
	zip_int64_t at = zip_name_locate(z->zip, name, ZIP_FL_ENC_RAW);
	return at >= 0 ? at : zip_name_locate(z->zip, name, ZIP_FL_NOCASE);
}

bool
xlsx_zip_has(const struct xlsx_zip *z, const char *name)
{
	return locate(z, name) >= 0;
}

static int
too_large(struct err *err, const char *name)
{
	return err_set(err, ERR_FULL,
	    "%s unpacks to far more than a list can hold", name);
}

static int
pour(struct xlsx_zip *z, zip_file_t *f, uint64_t packed, const char *name,
    xlsx_zip_sink *sink, void *arg, struct err *err)
{
	char chunk[CHUNK];
	uint64_t here = 0;
	zip_int64_t n;
	while ((n = zip_fread(f, chunk, sizeof chunk)) > 0) {
		here += (uint64_t)n;
		z->total += (uint64_t)n;
		if (z->total > XLSX_ZIP_TOTAL_MAX ||
		    (here > RATIO_FROM && here / XLSX_ZIP_RATIO_MAX > packed))
			return too_large(err, name);
		if (sink(arg, chunk, (size_t)n, err) < 0)
			return -1;
	}
	if (n < 0)
		return err_set(err, ERR_INVALID, "%s is damaged: %s", name,
		    zip_file_strerror(f));
	return 0;
}

int
xlsx_zip_read(struct xlsx_zip *z, const char *name, xlsx_zip_sink *sink,
    void *arg, struct err *err)
{
	zip_stat_t st;
	zip_int64_t at = locate(z, name);
	if (at < 0)
		return err_set(err, ERR_NOT_FOUND, "%s is missing", name);
	if (zip_stat_index(z->zip, (zip_uint64_t)at, 0, &st) < 0 ||
	    (st.valid & ZIP_STAT_COMP_SIZE) == 0)
		return err_set(err, ERR_INVALID, "%s is damaged", name);
	if ((st.valid & ZIP_STAT_SIZE) && st.size > XLSX_ZIP_TOTAL_MAX)
		return too_large(err, name);
	zip_file_t *f = zip_fopen_index(z->zip, (zip_uint64_t)at, 0);
	if (!f)
		return err_set(err, ERR_INVALID, "%s cannot be read: %s", name,
		    zip_strerror(z->zip));
	int rc = pour(z, f, st.comp_size, name, sink, arg, err);
	zip_fclose(f);
	return rc;
}
