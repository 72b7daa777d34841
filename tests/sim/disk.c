#include "disk.h"

#include "posix.h"

#include <assert.h>
#include <errno.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SECTOR = 512, FILES = 8, NAME = 64 };

struct dirt { /* of one sector: the bytes written since the last sync */
	uint16_t from, to;
};

struct file {
	char name[NAME];
	bool there, was_there; /* in the cache, on the platter */
	unsigned char *now, *then;
	size_t size, was_size;
	size_t cap; /* of both, zeroed behind their sizes */
	struct dirt *dirt;
	size_t dirty_to; /* no dirty sector from here on */
};

struct handle { /* what SQLite holds */
	sqlite3_file base;
	struct file *f;
};

static struct disk {
	struct file files[FILES];
	struct rng *rng;
	bool (*point)(void *arg, enum disk_op op, bool after);
	void *arg;
	bool dead;
	int64_t capacity;
	int fail_sync;
	bool drops, sync_failed;
	int last_errno;
	struct rng spare;
} disk;

/* --- files */

static struct file *
find(const char *name)
{
	for (int i = 0; i < FILES; i++) {
		struct file *f = &disk.files[i];
		if (*f->name && strcmp(f->name, name) == 0)
			return f;
	}
	return NULL;
}

static struct file *
make(const char *name)
{
	struct file *f = find(name);
	for (int i = 0; !f && i < FILES; i++) {
		if (!*disk.files[i].name)
			f = &disk.files[i];
	}
	assert(f && strlen(name) < NAME);
	snprintf(f->name, sizeof f->name, "%s", name);
	return f;
}

static void
reserve(struct file *f, size_t n)
{
	if (n <= f->cap)
		return;
	size_t cap = f->cap ? f->cap : 64 * 1024;
	while (cap < n)
		cap *= 2;
	f->now = realloc(f->now, cap);
	f->then = realloc(f->then, cap);
	f->dirt = realloc(f->dirt, cap / SECTOR * sizeof *f->dirt);
	if (!f->now || !f->then || !f->dirt)
		abort();
	memset(f->now + f->cap, 0, cap - f->cap);
	memset(f->then + f->cap, 0, cap - f->cap);
	memset(f->dirt + f->cap / SECTOR, 0,
	    (cap - f->cap) / SECTOR * sizeof *f->dirt);
	f->cap = cap;
}

static void
soil(struct file *f, size_t at, size_t n)
{
	size_t end = at + n;
	for (size_t s = at / SECTOR; s * SECTOR < end; s++) {
		struct dirt *d = &f->dirt[s];
		size_t from = s * SECTOR < at ? at - s * SECTOR : 0;
		size_t to = end < (s + 1) * SECTOR ? end - s * SECTOR : SECTOR;
		if (d->from == d->to)
			*d = (struct dirt){ (uint16_t)from, (uint16_t)to };
		if (from < d->from)
			d->from = (uint16_t)from;
		if (to > d->to)
			d->to = (uint16_t)to;
		if (s >= f->dirty_to)
			f->dirty_to = s + 1;
	}
}

static void
settle_sector(struct file *f, size_t s)
{
	struct dirt *d = &f->dirt[s];
	size_t at = s * SECTOR + d->from;
	memcpy(f->then + at, f->now + at, (size_t)(d->to - d->from));
	*d = (struct dirt){ 0, 0 };
}

/* All of it reaches the platter. */
static void
settle(struct file *f)
{
	for (size_t s = 0; s < f->dirty_to; s++)
		settle_sector(f, s);
	f->dirty_to = 0;
	if (f->size < f->was_size)
		memset(f->then + f->size, 0, f->was_size - f->size);
	f->was_size = f->size;
	f->was_there = f->there;
}

/* The cache shows what is on the platter. */
static void
revert(struct file *f)
{
	size_t n = f->size > f->was_size ? f->size : f->was_size;
	if (n)
		memcpy(f->now, f->then, n);
	memset(f->dirt, 0, f->dirty_to * sizeof *f->dirt);
	f->dirty_to = 0;
	f->size = f->was_size;
	f->there = f->was_there;
}

static void
garble(struct file *f, size_t s)
{
	struct dirt *d = &f->dirt[s];
	size_t at = s * SECTOR + d->from, n = (size_t)(d->to - d->from);
	if (rng_percent(disk.rng, 50)) { /* torn: the first bytes arrived */
		n = rng_below(disk.rng, (uint32_t)n + 1);
		memcpy(f->then + at, f->now + at, n);
		return;
	}
	for (size_t i = 0; i < n; i++)
		f->then[at + i] = (unsigned char)rng_next(disk.rng);
}

/* The slot is free; n bytes may be other than zero. */
static void
forget(struct file *f, size_t n)
{
	if (n) {
		memset(f->now, 0, n);
		memset(f->then, 0, n);
	}
	f->size = f->was_size = 0;
	*f->name = '\0';
}

static void
lose_power(struct file *f)
{
	/* Most cuts treat all alike, as a drive does that had or had not
	 * begun; the rest draw for every sector. */
	int mode = rng_between(disk.rng, 0, 5);
	for (size_t s = 0; s < f->dirty_to; s++) {
		if (f->dirt[s].from == f->dirt[s].to)
			continue;
		int fate = mode < 2 ? mode : rng_between(disk.rng, 0, 2);
		if (fate == 0)
			settle_sector(f, s);
		else if (fate == 2)
			garble(f, s);
	}
	if (f->size != f->was_size && rng_percent(disk.rng, 50)) {
		if (f->size < f->was_size)
			memset(f->then + f->size, 0, f->was_size - f->size);
		f->was_size = f->size;
	}
	/* Bytes behind the end, whatever became of their sectors. */
	size_t n = f->size > f->was_size ? f->size : f->was_size;
	if (n > f->was_size)
		memset(f->then + f->was_size, 0, n - f->was_size);
	if (f->there != f->was_there && rng_percent(disk.rng, 50))
		f->was_there = f->there;
	revert(f);
	if (!f->there)
		forget(f, n);
}

/* --- the whole */

void
disk_reset(struct rng *rng)
{
	for (int i = 0; i < FILES; i++) {
		struct file *f = &disk.files[i];
		if (!*f->name)
			continue;
		size_t n = f->size > f->was_size ? f->size : f->was_size;
		if (f->dirty_to * SECTOR > n)
			n = f->dirty_to * SECTOR;
		memset(f->dirt, 0, f->dirty_to * sizeof *f->dirt);
		f->dirty_to = 0;
		f->there = f->was_there = false;
		forget(f, n);
	}
	posix_reset();
	disk.rng = rng;
	disk.dead = false;
	disk.capacity = INT64_MAX;
	disk.fail_sync = 0;
	disk.last_errno = 0;
	sqlite3_randomness(0, NULL); /* seeded anew from ours */
}

void
disk_watch(bool (*point)(void *, enum disk_op, bool), void *arg)
{
	disk.point = point;
	disk.arg = arg;
}

void
disk_die(void)
{
	disk.dead = true;
}

bool
disk_is_dead(void)
{
	return disk.dead;
}

void
disk_crash(enum disk_loss loss)
{
	disk.dead = false;
	disk.fail_sync = 0;
	for (int i = 0; loss == DISK_POWER && i < FILES; i++) {
		if (*disk.files[i].name && disk.files[i].cap)
			lose_power(&disk.files[i]);
	}
}

void
disk_capacity(int64_t bytes)
{
	disk.capacity = bytes;
}

int64_t
disk_used(void)
{
	int64_t n = 0;
	for (int i = 0; i < FILES; i++) {
		if (*disk.files[i].name && disk.files[i].there)
			n += (int64_t)disk.files[i].size;
	}
	return n;
}

int64_t
disk_room(void)
{
	if (disk.capacity == INT64_MAX)
		return INT64_MAX;
	return disk.capacity - disk_used() - posix_ballast();
}

void
disk_fail_sync(int n, bool drops)
{
	disk.fail_sync = n;
	disk.drops = drops;
}

bool
disk_sync_failed(void)
{
	bool yes = disk.sync_failed;
	disk.sync_failed = false;
	return yes;
}

size_t
disk_dirty(void)
{
	size_t n = 0;
	for (int i = 0; i < FILES; i++) {
		const struct file *f = &disk.files[i];
		for (size_t s = 0; s < f->dirty_to; s++)
			n += (size_t)(f->dirt[s].to - f->dirt[s].from);
	}
	return n;
}

const void *
disk_file(const char *path, size_t *n)
{
	const struct file *f = find(path);
	if (!f || !f->there)
		return NULL;
	*n = f->size;
	return f->now;
}

void
disk_put(const char *path, const void *bytes, size_t n)
{
	struct file *f = make(path);
	reserve(f, n);
	memcpy(f->now, bytes, n);
	soil(f, 0, n);
	f->size = n;
	f->there = true;
	settle(f);
}

/* --- what SQLite and the store's own calls do to it */

/* False: dead, before it or by it. */
static bool
begin_op(enum disk_op op)
{
	if (!disk.dead && disk.point && disk.point(disk.arg, op, false))
		disk.dead = true;
	return !disk.dead;
}

static int
end_op(enum disk_op op)
{
	if (disk.point && disk.point(disk.arg, op, true))
		disk.dead = true;
	return disk.dead ? SQLITE_IOERR : SQLITE_OK;
}

static int
no_room(void)
{
	disk.last_errno = ENOSPC;
	return SQLITE_FULL;
}

static int
on_close(sqlite3_file *h)
{
	(void)h;
	return SQLITE_OK;
}

static int
on_read(sqlite3_file *h, void *buf, int n, sqlite3_int64 at)
{
	const struct file *f = ((struct handle *)h)->f;
	if (disk.dead)
		return SQLITE_IOERR_READ;
	size_t want = (size_t)n, from = (size_t)at;
	if (from + want <= f->size) {
		memcpy(buf, f->now + from, want);
		return SQLITE_OK;
	}
	memset(buf, 0, want);
	if (from < f->size)
		memcpy(buf, f->now + from, f->size - from);
	return SQLITE_IOERR_SHORT_READ;
}

static int
on_write(sqlite3_file *h, const void *buf, int n, sqlite3_int64 at)
{
	struct file *f = ((struct handle *)h)->f;
	size_t end = (size_t)at + (size_t)n;
	if (!begin_op(DISK_WRITE))
		return SQLITE_IOERR_WRITE;
	if (end > f->size && (int64_t)(end - f->size) > disk_room())
		return no_room();
	reserve(f, end);
	memcpy(f->now + at, buf, (size_t)n);
	soil(f, (size_t)at, (size_t)n);
	if (end > f->size)
		f->size = end;
	return end_op(DISK_WRITE);
}

static int
on_truncate(sqlite3_file *h, sqlite3_int64 size)
{
	struct file *f = ((struct handle *)h)->f;
	if (!begin_op(DISK_TRUNCATE))
		return SQLITE_IOERR_TRUNCATE;
	size_t n = (size_t)size;
	if (n < f->size)
		memset(f->now + n, 0, f->size - n);
	reserve(f, n);
	/* What was dirty behind the new end has no bytes any more. */
	for (size_t s = (n + SECTOR - 1) / SECTOR; s < f->dirty_to; s++)
		f->dirt[s] = (struct dirt){ 0, 0 };
	f->size = n;
	return end_op(DISK_TRUNCATE);
}

static int
on_sync(sqlite3_file *h, int flags)
{
	struct file *f = ((struct handle *)h)->f;
	(void)flags;
	if (!begin_op(DISK_SYNC))
		return SQLITE_IOERR_FSYNC;
	if (disk.fail_sync && --disk.fail_sync == 0) {
		disk.last_errno = EIO;
		disk.sync_failed = true;
		if (disk.drops)
			revert(f);
		return SQLITE_IOERR_FSYNC;
	}
	/* A new file's first sync is one of the directory too. */
	bool entry = !f->was_there;
	for (int i = 0; entry && i < FILES; i++) {
		struct file *other = &disk.files[i];
		other->was_there = other->there;
		if (*other->name && !other->there)
			settle(other);
	}
	settle(f);
	return end_op(DISK_SYNC);
}

static int
on_size(sqlite3_file *h, sqlite3_int64 *size)
{
	*size = (sqlite3_int64)((struct handle *)h)->f->size;
	return disk.dead ? SQLITE_IOERR_FSTAT : SQLITE_OK;
}

static int
on_lock(sqlite3_file *h, int level)
{
	(void)h;
	(void)level;
	return SQLITE_OK;
}

static int
on_reserved(sqlite3_file *h, int *held)
{
	(void)h;
	*held = 0;
	return SQLITE_OK;
}

static int
on_control(sqlite3_file *h, int op, void *arg)
{
	(void)h;
	(void)op;
	(void)arg;
	return SQLITE_NOTFOUND;
}

static int
on_sector(sqlite3_file *h)
{
	(void)h;
	return 4096; /* as SQLite's own on Linux */
}

static int
on_character(sqlite3_file *h)
{
	(void)h;
	return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

static const sqlite3_io_methods methods = { .iVersion = 1,
	.xClose = on_close,
	.xRead = on_read,
	.xWrite = on_write,
	.xTruncate = on_truncate,
	.xSync = on_sync,
	.xFileSize = on_size,
	.xLock = on_lock,
	.xUnlock = on_lock,
	.xCheckReservedLock = on_reserved,
	.xFileControl = on_control,
	.xSectorSize = on_sector,
	.xDeviceCharacteristics = on_character };

static int
on_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *h, int flags,
    int *out)
{
	(void)vfs;
	h->pMethods = NULL;
	struct file *f = name ? find(name) : NULL;
	if (disk.dead || !name)
		return SQLITE_CANTOPEN;
	if ((!f || !f->there) && !(flags & SQLITE_OPEN_CREATE))
		return SQLITE_CANTOPEN;
	if (!f || !f->there) {
		f = make(name);
		reserve(f, SECTOR);
		f->there = true;
	}
	((struct handle *)h)->f = f;
	h->pMethods = &methods;
	if (out)
		*out = flags;
	return SQLITE_OK;
}

static int
drop(struct file *f, bool durable)
{
	if (!begin_op(DISK_DELETE))
		return SQLITE_IOERR_DELETE;
	memset(f->now, 0, f->size);
	memset(f->dirt, 0, f->dirty_to * sizeof *f->dirt);
	f->dirty_to = 0;
	f->size = 0;
	f->there = false;
	if (durable)
		settle(f);
	return end_op(DISK_DELETE);
}

static int
on_delete(sqlite3_vfs *vfs, const char *name, int sync_dir)
{
	(void)vfs;
	struct file *f = find(name);
	if (!f || !f->there)
		return SQLITE_IOERR_DELETE_NOENT;
	return drop(f, sync_dir != 0);
}

static int
on_access(sqlite3_vfs *vfs, const char *name, int flags, int *yes)
{
	(void)vfs;
	(void)flags;
	const struct file *f = find(name);
	*yes = f && f->there;
	return SQLITE_OK;
}

static int
on_full_path(sqlite3_vfs *vfs, const char *name, int n, char *out)
{
	(void)vfs;
	sqlite3_snprintf(n, out, "%s", name);
	return SQLITE_OK;
}

static int
on_randomness(sqlite3_vfs *vfs, int n, char *out)
{
	(void)vfs;
	struct rng *r = disk.rng ? disk.rng : &disk.spare;
	for (int i = 0; i < n; i++)
		out[i] = (char)rng_next(r);
	return n;
}

static int
on_sleep(sqlite3_vfs *vfs, int us)
{
	(void)vfs;
	return us;
}

static int
on_time(sqlite3_vfs *vfs, double *day)
{
	(void)vfs;
	*day = 2458200.5; /* nothing in the schema asks */
	return SQLITE_OK;
}

static int
on_last_error(sqlite3_vfs *vfs, int n, char *out)
{
	(void)vfs;
	(void)n;
	(void)out;
	return disk.last_errno;
}

/* --- memory for SQLite: it opens and closes all the time, always the same */

enum { GRAIN = 64, CLASSES = 512, SLAB = 1 << 20 };

struct block { /* before what SQLite gets */
	struct block *next;
	size_t size;
};

static struct block *spares[CLASSES];
static unsigned char *slab;
static size_t slab_left;

static int
round_up(int n)
{
	return (n + GRAIN - 1) / GRAIN * GRAIN;
}

static void *
get(int n)
{
	size_t size = (size_t)round_up(n), all = size + sizeof(struct block);
	struct block *b;
	if (size / GRAIN >= CLASSES) {
		b = malloc(all);
	} else if ((b = spares[size / GRAIN])) {
		spares[size / GRAIN] = b->next;
	} else {
		if (slab_left < all) {
			slab = malloc(SLAB);
			slab_left = SLAB;
		}
		b = (struct block *)(void *)slab;
		slab += all;
		slab_left -= all;
	}
	if (!b)
		return NULL;
	b->size = size;
	return b + 1;
}

static void
give(void *p)
{
	struct block *b = (struct block *)p - 1;
	if (b->size / GRAIN >= CLASSES) {
		free(b);
		return;
	}
	b->next = spares[b->size / GRAIN];
	spares[b->size / GRAIN] = b;
}

static int
size_of(void *p)
{
	return p ? (int)((struct block *)p - 1)->size : 0;
}

static void *
regrow(void *p, int n)
{
	if (n <= size_of(p))
		return p;
	void *q = get(n);
	if (q) {
		memcpy(q, p, (size_t)size_of(p));
		give(p);
	}
	return q;
}

static int
begin_memory(void *arg)
{
	(void)arg;
	return SQLITE_OK;
}

static void
end_memory(void *arg)
{
	(void)arg;
}

void
disk_setup(void)
{
	static const sqlite3_mem_methods memory = { get, give, regrow, size_of,
		round_up, begin_memory, end_memory, NULL };
	static sqlite3_vfs vfs = { .iVersion = 1,
		.szOsFile = sizeof(struct handle),
		.mxPathname = 256,
		.zName = "sim",
		.xOpen = on_open,
		.xDelete = on_delete,
		.xAccess = on_access,
		.xFullPathname = on_full_path,
		.xRandomness = on_randomness,
		.xSleep = on_sleep,
		.xCurrentTime = on_time,
		.xGetLastError = on_last_error };
	/* One thread; the counters of memory in use cost a lock each. */
	sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	sqlite3_config(SQLITE_CONFIG_MALLOC, &memory);
	sqlite3_initialize();
	sqlite3_vfs_register(&vfs, 1);
	disk.capacity = INT64_MAX;
}
