#include "life.h"

#include "judge.h"
#include "posix.h"
#include "tower.h"

#include "base/log.h"
#include "core/civil.h"
#include "store/inbound.h"
#include "store/org.h"
#include "store/stmt.h"
#include "store/store.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { CONFIGS = 8, TROUBLE_S = 10, FLUSHES_MAX = 100, LOOK_S = 4 * 3600 };

static struct config *configs[CONFIGS];
static void *image;
static size_t image_n;

/* --- configuration: by bits, a low cap, another ladder, resend-once */

static const char base[] =
    "config_version = 1\n[plan]\nfrom = 2018-04\nuntil = 2018-12\n"
    "[visit]\nper = person\n"
    "[sending]\nlive = yes\norder = sms, sms2\n"
    "[gateway sms]\ndriver = kannel\n"
    "url = http://127.0.0.1:9/cgi-bin/sendsms\nuser = nhacviec\n"
    "password_file = kannel.secret\nhook_secret_file = hook.secret\n"
    "[gateway sms2]\ndriver = kannel\n"
    "url = http://127.0.0.1:10/cgi-bin/sendsms\nuser = nhacviec\n"
    "password_file = kannel.secret\nhook_secret_file = hook.secret\n"
    "[storage]\npath = " SIM_DB "\n";

static void
write_file(const char *dir, const char *name, const char *text)
{
	char path[256];
	snprintf(path, sizeof path, "%s/%s", dir, name);
	FILE *f = fopen(path, "w");
	assert(f);
	fputs(text, f);
	fclose(f);
	chmod(path, 0600);
}

/* SMSGate as it is but for its window, and one that can only be asked. */
static struct gw_driver drivers[SIM_CAP__N];

static void
make_drivers(void)
{
	struct gw_driver phone = *gw_driver_find("smsgate");
	phone.pull = NULL;
	drivers[SIM_NONE] = *gw_driver_find("kannel");
	drivers[SIM_KEY] = drivers[SIM_LOOKUP] = phone;
	drivers[SIM_KEY].caps.key_window_s = 86400;
	drivers[SIM_KEY].lookup = NULL;
	drivers[SIM_LOOKUP].caps.refuses_duplicates = false;
	drivers[SIM_LOOKUP].caps.key_window_s = 0;
	drivers[SIM_LOOKUP].caps.pin = NULL;
}

static struct config *
load(const char *dir, int bits)
{
	char more[400], path[256];
	struct config_findings found = { 0 };
	snprintf(more, sizeof more, "[sending]\n%s%s%s",
	    bits & 1 ? "daily_cap = 7\n" : "",
	    bits & 4 ? "on_uncertain = resend-once\n" : "",
	    bits & 2 ? "accents = keep\n[visit]\n"
		       "remind = 12 07:30, -5 07:30\noverdue = +2 07:30\n"
		     : "");
	write_file(dir, "nhacviec.conf", base);
	snprintf(path, sizeof path, "%s/conf.d", dir);
	mkdir(path, 0700);
	write_file(path, "10-more.conf", more);
	snprintf(path, sizeof path, "%s/nhacviec.conf", dir);
	struct config *c = config_load(path, NULL, &found);
	if (!c) {
		struct sbuf words = { 0 };
		config_findings_print(&found, &words);
		fputs(sbuf_text(&words), stdout);
		abort();
	}
	config_findings_fini(&found);
	return c;
}

void
life_setup(void)
{
	char dir[] = "build/sim-XXXXXX", path[256];
	static const char *const files[] = { "conf.d/10-more.conf", "conf.d",
		"nhacviec.conf", "kannel.secret", "hook.secret" };
	mkdir("build", 0777);
	if (!mkdtemp(dir))
		abort();
	write_file(dir, "kannel.secret", SIM_PASSWORD "\n");
	write_file(dir, "hook.secret", SIM_HOOK_SECRET "\n");
	for (int i = 0; i < CONFIGS; i++)
		configs[i] = load(dir, i);
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		snprintf(path, sizeof path, "%s/%s", dir, files[i]);
		if (unlink(path))
			rmdir(path);
	}
	rmdir(dir);
	make_drivers();
}

int
life_config_n(void)
{
	return CONFIGS;
}

static struct config *
use(int i)
{
	struct config *c = configs[i];
	for (size_t g = 0; g < c->gateway_n; g++)
		c->gateways[g].driver = &drivers[sim.cap];
	sim.config = i;
	return c;
}

/* --- the roster: six people who owe, two who hear */

static void
put_unit(struct store *s, const char *code, const char *name, const char *kind,
    const char *parent, struct err *err)
{
	bool branch = strcmp(kind, "chi_doan") == 0;
	const struct org_unit u = { .code = code,
		.name = name,
		.kind = kind,
		.parent = parent,
		.contact_phone = branch ? "+84912000101" : NULL,
		.from_on = CIVIL_NONE,
		.until_on = CIVIL_MAX };
	org_put_unit(s, &u, err);
}

static const struct {
	const char *code, *name, *phone, *role, *unit;
} people[] = {
	{ "QUAN", "Lê Minh Quân", "+84912000001", "secretary", NULL },
	{ "DUYEN", "Trần Thị Mỹ Duyên", "+84912000002", "cadre", "CUM1" },
	{ "BAO", "Phạm Quốc Bảo", "+84912000003", "cadre", "CUM2" },
	{ "SON", "Điểu Hoàng Sơn", "+84912000005", "cadre", "TANPHUOC" },
	{ "HOA", "Nguyễn Văn Hòa", "+84912000006", "cadre", "DONGTAM" },
	{ "VANPHONG", "Cao Thị Hạnh", "+84912000009", "admin", NULL },
};

static int
put_roster(struct store *s, struct err *err)
{
	if (store_begin(s, err) < 0)
		return -1;
	put_unit(s, "HUYEN", "Huyện Đồng Phú", "huyen", NULL, err);
	put_unit(s, "CUM1", "Cụm 1", "cum", "HUYEN", err);
	put_unit(s, "CUM2", "Cụm 2", "cum", "HUYEN", err);
	put_unit(s, "CUM3", "Cụm 3", "cum", "HUYEN", err);
	put_unit(s, "TANPHU", "Thị trấn Tân Phú", "xa", "CUM1", err);
	put_unit(s, "TANLAP", "Xã Tân Lập", "xa", "CUM1", err);
	put_unit(s, "TANHOA", "Xã Tân Hòa", "xa", "CUM2", err);
	put_unit(s, "TANLOI", "Xã Tân Lợi", "xa", "CUM2", err);
	put_unit(s, "TANPHUOC", "Xã Tân Phước", "xa", "CUM3", err);
	put_unit(s, "DONGTAM", "Xã Đồng Tâm", "xa", "CUM3", err);
	put_unit(s, "TANLAP-AP3", "Ấp 3", "chi_doan", "TANLAP", err);
	const struct org_meeting m = { "TANLAP-AP3",
		"FREQ=MONTHLY;BYMONTHDAY=5,16", "NVH ấp 3", 19 * 60 };
	org_put_meeting(s, &m, err);
	for (size_t i = 0; i < sizeof people / sizeof *people; i++) {
		const struct org_person p = { .code = people[i].code,
			.name = people[i].name,
			.phone = people[i].phone,
			.role = people[i].role };
		org_put_person(s, &p, 1, err);
		const struct org_assignment a = { people[i].code,
			people[i].unit, CIVIL_NONE, CIVIL_MAX };
		if (people[i].unit)
			org_put_assignment(s, &a, err);
	}
	static const int off[][2] = { { 4, 30 }, { 5, 1 }, { 9, 2 }, { 9, 3 } };
	for (size_t i = 0; i < 4; i++)
		org_put_holiday(s, civil_day(2018, off[i][0], off[i][1]),
		    "nghỉ", err);
	org_put_session(s, civil_day(2018, 6, 15), "BCH", err);
	org_put_session(s, civil_day(2018, 9, 14), "BCH", err);
	if (err->code) {
		store_undo(s);
		return -1;
	}
	return store_end(s, err);
}

void
life_template(void)
{
	struct store *s;
	struct err err = { 0 };
	struct rng r = { 42 };
	disk_watch(NULL, NULL);
	disk_reset(&r);
	if (store_open(&s, SIM_DB, 1519862400, &err) < 0 ||
	    put_roster(s, &err) < 0 || store_flush(s, &err) < 0) {
		printf("sim: no office: %s\n", err.text);
		abort();
	}
	store_close(s);
	const void *bytes = disk_file(SIM_DB, &image_n);
	image = malloc(image_n);
	memcpy(image, bytes, image_n);
}

static bool
on_disk_point(void *arg, enum disk_op op, bool after)
{
	(void)arg;
	(void)after;
	return sim_point((enum sim_point)op);
}

void
life_fresh(bool birth)
{
	disk_reset(&sim.rng);
	if (!birth)
		disk_put(SIM_DB, image, image_n);
	sim.born = !birth;
	disk_watch(on_disk_point, NULL);
}

/* --- the process */

void
life_arm(void)
{
	sim.fuse = -1;
	if (sim.draining || sim.deaths_left <= 0 || sim.depth >= 4)
		return;
	/* While it starts, in its first turns, in the middle of its work. */
	static const int most[] = { 24, 24, 24, 70, 70, 250 };
	sim.fuse = rng_between(&sim.rng, 1, most[rng_below(&sim.rng, 6)]);
}

static void
come_back(int64_t earliest)
{
	sim.restart_at = sim.now + earliest;
	if (!sim.draining && rng_percent(&sim.rng, 10))
		sim.restart_at += rng_between(&sim.rng, 60, 6 * 3600);
}

void
life_close(void)
{
	judge_close();
	if (sim.office.store) /* nobody may be called back afterwards */
		store_abandon(sim.office.store);
	courier_free(sim.courier);
	facts_free(sim.office.facts);
	store_close(sim.office.store);
	sim.courier = NULL;
	sim.office = (struct office){ NULL };
	sim.up = sim.leaving = sim.stopping = sim.lost = false;
}

static void
crash(void)
{
	bool power = sim.faults[FAULT_POWER] && rng_percent(&sim.rng, 60);
	disk_crash(power ? DISK_POWER : DISK_KILL);
	sim.n->kills += !power;
	sim.n->cuts += power;
	sim.n->nested += sim.depth > 0;
	sim.depth++;
	sim.deaths_left--;
	sim_trace(4, power);
}

/* The file may write while it closes, and die. */
static void
died_closing(void)
{
	if (disk_is_dead())
		crash();
}

void
life_bury(void)
{
	tower_drop(true);
	life_close();
	crash();
	come_back(2);
}

static void
fail_hard(const struct err *err)
{
	log_line(LOG_ERROR, "error=\"%s\" leaving=1", err->text);
	sim.lost = true;
	sim.leaving = true;
}

static bool
flush_all(void)
{
	struct err err = { 0 };
	for (int i = 0; i < FLUSHES_MAX && store_pending(sim.office.store);
	     i++) {
		if (store_flush(sim.office.store, &err) == 0)
			continue;
		log_line(LOG_ERROR, "error=\"%s\"", err.text);
		if (err.code == ERR_IO)
			fail_hard(&err);
		return false;
	}
	return true;
}

/* The parts and their order are service.c's end(). */
void
life_leave(void)
{
	if (sim.lost)
		store_abandon(sim.office.store);
	else
		flush_all();
	tower_drop(false);
	if (disk_is_dead()) {
		life_bury();
		return;
	}
	life_close();
	died_closing();
	come_back(2);
	sim_trace(5, 0);
}

/* store_open, recovery, the first flush; false: it could not start. */
static bool
begin(struct err *err)
{
	if (store_open(&sim.office.store, SIM_DB, sim_clock(), err) < 0)
		return false;
	struct courier_transport t = tower_transport();
	sim.courier = courier_new(&sim.office, &t);
	if (courier_recover(sim.courier, sim_clock(), err) < 0 ||
	    store_flush(sim.office.store, err) < 0)
		return false;
	if (!sim.born && judge_people() == 0 &&
	    (put_roster(sim.office.store, err) < 0 ||
		store_flush(sim.office.store, err) < 0))
		return false;
	sim.born = true;
	return true;
}

void
life_boot(void)
{
	struct err err = { 0 };
	sim.office = (struct office){ .config = use(sim.config) };
	sim.engine = (struct engine){ 0 };
	sim.counts = (struct intake_counts){ 0 };
	sim.n->boots++;
	sim.boot++;
	life_arm();
	bool trouble = sim.full_until > sim.now;
	disk_sync_failed();
	bool ok = begin(&err);
	sim.up = sim.office.store != NULL;
	if (disk_is_dead()) {
		life_bury();
		return;
	}
	if (!ok) {
		if (!trouble && !disk_sync_failed() && err.code != ERR_FULL)
			sim_bad(ORACLE_OPENS, "%s", err.text);
		life_close();
		died_closing();
		come_back(2);
		return;
	}
	sim.replies = inbound_count_new(sim.office.store) > 0;
	sim.kick = true;
	sim.next_at = sim_clock();
	judge_boot();
}

/* The parts and their order are service.c's step(). */
static bool
step(int64_t now)
{
	struct err err = { 0 };
	int rc = 0;
	sim.replies |= courier_heard(sim.courier);
	if (sim.replies) {
		rc = intake_apply(&sim.office, now, &err);
		sim.replies = rc < 0;
	}
	if (sim_point(POINT_STEP))
		return false;
	if (rc >= 0 && !sim.stopping)
		rc = engine_tick(&sim.engine, &sim.office, now, &err);
	if (sim_point(POINT_STEP))
		return false;
	if (rc >= 0)
		rc = courier_step(sim.courier, now, &err);
	if (rc < 0) {
		log_line(LOG_ERROR, "error=\"%s\"", err.text);
		if (err.code == ERR_IO)
			fail_hard(&err);
	}
	return flush_all() && rc >= 0;
}

static void
set_timer(int64_t now, bool trouble)
{
	int64_t next = sim.engine.next_look;
	int64_t courier = courier_next(sim.courier, now);
	if (courier < next)
		next = courier;
	if (trouble)
		next = now + TROUBLE_S;
	/* The service looks every minute; between, nothing may be missed. */
	if (next > now + LOOK_S)
		next = now + LOOK_S;
	if (next <= now)
		next = now + 1;
	sim.next_at = sim.kick ? now : next;
}

void
life_turn(void)
{
	int64_t now = sim_clock();
	struct err err = { 0 };
	if (sim.leaving || disk_is_dead())
		return;
	if (now >= sim.next_at &&
	    store_checkpoint(sim.office.store,
		!sim.draining && rng_percent(&sim.rng, 4), &err) < 0)
		log_line(LOG_ERROR, "error=\"checkpoint: %s\"", err.text);
	if (disk_is_dead())
		return;
	if (!sim.kick && now < sim.next_at && sim.next_at - now <= LOOK_S) {
		flush_all();
		return;
	}
	sim.kick = false;
	bool ok = step(now);
	sim.n->turns++;
	if (disk_is_dead())
		return;
	if (sim.stopping && courier_in_flight(sim.courier) == 0)
		sim.leaving = true;
	set_timer(now, !ok);
}

void
life_stop(void)
{
	sim.stopping = true;
	courier_stop(sim.courier);
	sim.kick = true;
}

void
life_reload(int config)
{
	struct err err = { 0 };
	int64_t now = sim_clock();
	struct config *old = sim.office.config;
	if (engine_tick(&sim.engine, &sim.office, now, &err) < 0)
		log_line(LOG_ERROR, "error=\"%s\"", err.text);
	judge_reload(false);
	sim.office.config = use(config);
	office_forget(&sim.office);
	if (engine_absorb(&sim.engine, &sim.office, old->policy, now, &err) < 0)
		log_line(LOG_ERROR, "error=\"%s\"", err.text);
	if (engine_tick(&sim.engine, &sim.office, now, &err) < 0)
		log_line(LOG_ERROR, "error=\"%s\"", err.text);
	judge_reload(true);
	sim.kick = true;
}

int64_t
life_next(void)
{
	if (!sim.up)
		return sim.restart_at;
	if (sim.kick || sim.next_at <= sim_clock())
		return sim.now;
	return sim.next_at - sim.skew;
}
