#include "core/duty.h"

#include "core/civil.h"
#include "core/facts.h"

#include <stdio.h>
#include <string.h>

static const char *
person_code(const struct facts *f, int person)
{
	return person < 0 ? "?" : f->people[person].code;
}

static const char *
unit_code(const struct facts *f, int unit)
{
	return unit < 0 ? "?" : f->units[unit].code;
}

const char *
duty_key_format(const struct duty_key *k, const struct facts *f, char buf[128])
{
	char when[16];
	switch (k->kind) {
	case DUTY_VISIT:
		civil_iso_month(k->when, when);
		if (k->unit >= 0)
			snprintf(buf, 128, "visit/%s/%s/%s", when,
			    person_code(f, k->person), unit_code(f, k->unit));
		else
			snprintf(buf, 128, "visit/%s/%s", when,
			    person_code(f, k->person));
		break;
	case DUTY_MEETING:
		snprintf(buf, 128, "meeting/%s/%s", civil_iso(k->when, when),
		    unit_code(f, k->unit));
		break;
	case DUTY_REPORT:
		snprintf(buf, 128, "report/%s/%s", civil_iso(k->when, when),
		    person_code(f, k->person));
		break;
	}
	return buf;
}

/* Cuts the next part off at '/'; NULL at the end. */
static char *
part(char **rest)
{
	char *p = *rest;
	if (!p)
		return NULL;
	char *slash = strchr(p, '/');
	if (slash)
		*slash = '\0';
	*rest = slash ? slash + 1 : NULL;
	return p;
}

bool
duty_key_parse(const char *s, const struct facts *f, struct duty_key *k)
{
	char copy[128];
	if (strlen(s) >= sizeof copy)
		return false;
	snprintf(copy, sizeof copy, "%s", s);
	char *rest = copy;
	const char *kind = part(&rest), *when = part(&rest);
	const char *who = part(&rest), *unit = part(&rest);
	if (!kind || !when || !who || rest)
		return false;
	*k = (struct duty_key){ .person = -1, .unit = -1 };
	if (strcmp(kind, "visit") == 0) {
		k->kind = DUTY_VISIT;
		k->person = facts_person_by_code(f, who);
		if (unit)
			k->unit = facts_unit_by_code(f, unit);
		return civil_parse_month(when, &k->when) && k->person >= 0 &&
		       (!unit || k->unit >= 0);
	}
	if (unit || !civil_parse_iso(when, &k->when))
		return false;
	if (strcmp(kind, "meeting") == 0) {
		k->kind = DUTY_MEETING;
		k->unit = facts_unit_by_code(f, who);
		return k->unit >= 0;
	}
	if (strcmp(kind, "report") == 0) {
		k->kind = DUTY_REPORT;
		k->person = facts_person_by_code(f, who);
		return k->person >= 0;
	}
	return false;
}

int
duty_key_compare(const struct duty_key *a, const struct duty_key *b)
{
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	if (a->when != b->when)
		return a->when < b->when ? -1 : 1;
	if (a->person != b->person)
		return a->person < b->person ? -1 : 1;
	if (a->unit != b->unit)
		return a->unit < b->unit ? -1 : 1;
	return 0;
}
