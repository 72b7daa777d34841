/*
 * One run of the simulator: an office with its service, the gateways' own
 * world outside, and the misfortunes of a seed.  All modules of this folder
 * share it; nothing of daemon/ does.
 */
#ifndef NHACVIEC_TESTS_SIM_SIM_H
#define NHACVIEC_TESTS_SIM_SIM_H

#include "disk.h"
#include "rng.h"

#include "app/config.h"
#include "app/courier.h"
#include "app/engine.h"
#include "app/intake.h"
#include "app/office.h"
#include "base/http.h"

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

enum {
	SIM_OFFSET = 7 * 3600,
	SIM_MESSAGES = 2048, /* ids of one run */
	SIM_FLIGHTS = 80,
	SIM_CALLS = 512, /* of the gateways to our hooks */
	SIM_GATEWAYS = 2
};

#define SIM_DB "/sim/nhacviec.db"
#define SIM_PASSWORD "Bi-mat-7rKq"
#define SIM_HOOK_SECRET "Moc-9xLwZ2"

enum sim_cap { SIM_NONE, SIM_KEY, SIM_LOOKUP, SIM_CAP__N };

enum sim_fault {       /* each seed switches a random half of them off */
	FAULT_LOST,    /* taken or not, and no answer */
	FAULT_DELAY,   /* answers and connections that take long */
	FAULT_BUSY,    /* 503 and 429 for a while */
	FAULT_REFUSE,  /* for this number, or this text */
	FAULT_LOGIN,   /* the gateway refuses everybody for a while */
	FAULT_OUTAGE,  /* no connection for a while */
	FAULT_HOSTILE, /* bytes that are no answer of the dialect */
	FAULT_REPORTS, /* early, late, twice, in any order, never */
	FAULT_REPEATS, /* replies and reports again after their 2xx */
	FAULT_POWER,   /* crashes may be power cuts */
	FAULT_CLOCK,   /* steps both ways */
	FAULT_FULL,    /* no space for a while */
	FAULT_EIO,     /* a sync fails */
	FAULT_STOP,    /* SIGTERM */
	FAULT_RELOAD,  /* another configuration */
	FAULT_HANDS,   /* pause, hold, cancel, retry, numbers that change */
	FAULT_REUSE,   /* a reused connection sends its request twice */
	FAULT__N
};

enum sim_point {     /* where a process may die */
	POINT_WRITE, /* disk: before or after */
	POINT_SYNC,  /* so are the returns of commits */
	POINT_TRUNCATE,
	POINT_DELETE,
	POINT_START,	     /* a request is handed to the transport */
	POINT_BEFORE_PREREQ, /* connected */
	POINT_AFTER_PREREQ,  /* before the first byte */
	POINT_SENT,	     /* the gateway has it */
	POINT_BEFORE_DONE,   /* the answer is there */
	POINT_AFTER_DONE,
	POINT_HOOK,	  /* a call came in and was stored, not committed */
	POINT_BEFORE_2XX, /* committed */
	POINT_AFTER_2XX,
	POINT_STEP, /* between the parts of a turn */
	POINT__N
};

enum sim_oracle {
	ORACLE_OPENS,	/* the file opens after any crash */
	ORACLE_KEPT,	/* G1: no committed row is gone */
	ORACLE_TWICE,	/* G2, G3: one copy of a message */
	ORACLE_CLAIMED, /* G4: accepted means that a gateway has it */
	ORACLE_FAILED,	/* G4: failed, expired, cancelled: none ever had it */
	ORACLE_REPLY,	/* G6: a reply that got its 2xx is there */
	ORACLE_REPORT,	/* G6: so is a report, and it shows */
	ORACLE_ONCE,	/* G6: and is applied once */
	ORACLE_SAID,	/* once to a person, a duty and a rung */
	ORACLE_CAP,	/* the day's budget */
	ORACLE_HOURS,	/* nothing but answers outside the hours */
	ORACLE_NUMBER,	/* the person's own, as of now */
	ORACLE_EXPIRED, /* nothing leaves that is no longer useful */
	ORACLE_STOPPED, /* nothing leaves that was paused or stopped */
	ORACLE_HAMMER,	/* no gateway is asked again and again */
	ORACLE_LOG,	/* no secret and no number in a log */
	ORACLE_RELOAD,	/* a reload sends nothing */
	ORACLE_DRAINED, /* everything ends once the faults do */
	ORACLE_LATE,	/* and what can be sent then is sent */
	ORACLE__N
};

struct sim_told {	    /* what became of one message, outside */
	int copies;	    /* that a gateway took */
	int requests;	    /* that a gateway read */
	int allowed;	    /* copies that somebody asked for, 0 = one */
	int64_t recent[8];  /* times of the last requests */
	int boot[8];	    /* of which start */
	bool stopped;	    /* a person holds or cancelled it */
	bool delivered;	    /* a report says so and got its 2xx */
	bool any_delivered; /* a report says so */
	bool any_failed;
};

struct sim_flight {
	bool used, sent;
	bool asks; /* a look-up */
	bool fresh;
	int64_t at;	    /* of the next stage */
	int64_t started_at; /* our clock */
	int64_t msg;
	int gw;
	char key[48], number[24], kind[24];
	uint64_t text;
	int (*prereq)(void *arg);
	void (*done)(void *arg, const struct http_response *resp);
	void *arg;
	struct http_response answer;
	char body[512];
};

struct sim_call { /* of a gateway to us */
	bool used, acked, reply;
	int64_t at;
	int64_t msg; /* of a report */
	int rank;    /* of a report */
	int tries, again;
	int gw;
	int64_t sent_at; /* by the gateway's clock */
	int n;		 /* of all calls: makes its ids */
	char key[48];	 /* of a report */
	/* of a reply that books a visit */
	int person, unit, day;
	char text[64];
	char from[24];
};

struct sim_copy { /* one that a gateway took; its durable ledger */
	int64_t msg, at, our_day;
	int gw;
	char key[48], number[24], kind[24];
	uint64_t text;
};

struct sim_counts { /* over runs */
	uint64_t seeds, points, kills, cuts, nested, messages, accepted,
	    uncertain, replies, reports, boots, turns;
	uint64_t at[POINT__N];
	uint64_t bad[ORACLE__N];
	uint64_t first[ORACLE__N]; /* seed of the first violation */
	uint64_t first_points[ORACLE__N];
	uint64_t trace;
};

enum { /* rows that may only become more */
	MARK_MESSAGE,
	MARK_SAID,
	MARK_EVENT,
	MARK_ATTEMPT,
	MARK_ENDED,
	MARK_REPORT,
	MARK_VISIT,
	MARK_PERSON,
	MARK__N
};

struct sim {
	uint64_t seed;
	struct rng rng;
	enum sim_cap cap;
	bool faults[FAULT__N];
	bool loud;
	struct sim_counts *n;

	int64_t now;  /* true time, also the gateways' */
	int64_t skew; /* ours is now + skew */
	int64_t until;
	bool draining;
	int64_t drain_at;
	uint64_t trace;

	/* the process */
	bool up;
	struct office office;
	struct engine engine;
	struct courier *courier;
	struct intake_counts counts;
	int64_t next_at; /* our clock */
	bool kick, replies, stopping, leaving, lost;
	int64_t restart_at;
	int config; /* which of them */
	int boot;   /* how often it started */
	int fuse;   /* points until it dies, < 0 never */
	int depth;  /* deaths since the last quiet turn */
	int deaths_left;
	bool born; /* the roster is in */

	/* trouble that lasts */
	int64_t busy_until[SIM_GATEWAYS], login_until[SIM_GATEWAYS],
	    outage_until[SIM_GATEWAYS], full_until, paused_until;
	int64_t trouble_at; /* the next one */

	/* outside */
	struct sim_flight flights[SIM_FLIGHTS];
	struct sim_call calls[SIM_CALLS];
	struct sim_copy ledger[SIM_MESSAGES];
	int copy_n;
	struct sim_told told[SIM_MESSAGES];
	int reply_n, undo_n, call_n;
	int64_t folk_at; /* somebody does something */
	bool booked[8][8][400];
	char phones[8][24];
	int phone_n; /* changes of numbers */

	/* what the oracles remember */
	int64_t marks[MARK__N];
	sqlite3_stmt *look[16];
	bool bad; /* in this run */
};

extern struct sim sim;

/* Our clock. */
static inline int64_t
sim_clock(void)
{
	return sim.now + sim.skew;
}

static inline void
sim_trace(uint64_t a, uint64_t b)
{
	sim.trace = (sim.trace ^ a) * UINT64_C(0x100000001b3);
	sim.trace = (sim.trace ^ b) * UINT64_C(0x100000001b3);
}

static inline uint64_t
sim_hash(const char *s)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325);
	for (; *s; s++)
		h = (h ^ (unsigned char)*s) * UINT64_C(0x100000001b3);
	return h;
}

static inline bool
sim_fault(enum sim_fault f, int percent)
{
	return sim.faults[f] && !sim.draining && rng_percent(&sim.rng, percent);
}

/* Passing by here; true = the process died here or is dead. */
bool sim_point(enum sim_point p);
/* An oracle speaks. */
void sim_bad(enum sim_oracle o, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
const char *sim_oracle_name(enum sim_oracle o);
const char *sim_point_name(enum sim_point p);

#endif
