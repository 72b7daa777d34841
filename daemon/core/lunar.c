/*
 * New moons and the longitude of the sun, and from them the Vietnamese lunar
 * calendar.  Must not know a table of years: everything is computed, after
 * J. Meeus, Astronomical Algorithms (2nd ed.), chapters 25 and 49, the long
 * series of chapter 25 (VSOP87), and Espenak and Meeus for TT − UT.
 */
#include "core/lunar.h"

#include "core/civil.h"

#include <math.h>
#include <stddef.h>

#define PI 3.14159265358979323846
#define JD_1970 2440587.5 /* 1970-01-01 0h UT */
#define JD_2000 2451545.0
#define UTC7 (7.0 / 24)
#define MONTH_DAYS 29.530588861
#define FIRST_YEAR 1899 /* lunar year of the first days of 1900 */
#define LAST_YEAR 2200
#define NO_LEAP 99
/* 1938-09-24 began one second before the equinox, or 0.1″, which is less than
 * the series knows; the almanacs have the month before as a leap 7. */
#define SUN_TIE (-11422)

/* Seconds of terrestrial time ahead of universal time. */
static double
delta_t(double year)
{
	double u = (year - 1820) / 100, t;

	if (year < 1920) {
		t = year - 1900;
		return -2.79 +
		       t * (1.494119 + t * (-0.0598939 +
					       t * (0.0061966 - t * 0.000197)));
	}
	if (year < 1941) {
		t = year - 1920;
		return 21.20 + t * (0.84493 + t * (-0.0761 + t * 0.0020936));
	}
	if (year < 1961) {
		t = year - 1950;
		return 29.07 + t * (0.407 + t * (-1 / 233.0 + t / 2547));
	}
	if (year < 1986) {
		t = year - 1975;
		return 45.45 + t * (1.067 + t * (-1 / 260.0 - t / 718));
	}
	t = year - 2000;
	if (year < 2005)
		return 63.86 +
		       t * (0.3345 +
			       t * (-0.060374 +
				       t * (0.0017275 +
					       t * (0.000651814 +
						       t * 0.00002373599))));
	if (year < 2050)
		return 62.92 + t * (0.32217 + t * 0.005589);
	if (year < 2150)
		return -20 + 32 * u * u - 0.5628 * (2150 - year);
	return -20 + 32 * u * u;
}

static double
year_of(double jd)
{
	return 2000 + (jd - JD_2000) / 365.25;
}

static double
sin_deg(double degrees)
{
	return sin(fmod(degrees, 360) * (PI / 180));
}

/* amplitude in days × sin(m·M + p·M' + f·F), times E for each |m| */
struct moon_term {
	double days;
	signed char m, p, f;
};

static const struct moon_term moon_terms[] = {
	{ -0.40720, 0, 1, 0 },
	{ 0.17241, 1, 0, 0 },
	{ 0.01608, 0, 2, 0 },
	{ 0.01039, 0, 0, 2 },
	{ 0.00739, -1, 1, 0 },
	{ -0.00514, 1, 1, 0 },
	{ 0.00208, 2, 0, 0 },
	{ -0.00111, 0, 1, -2 },
	{ -0.00057, 0, 1, 2 },
	{ 0.00056, 1, 2, 0 },
	{ -0.00042, 0, 3, 0 },
	{ 0.00042, 1, 0, 2 },
	{ 0.00038, 1, 0, -2 },
	{ -0.00024, -1, 2, 0 },
	{ -0.00007, 2, 1, 0 },
	{ 0.00004, 0, 2, -2 },
	{ 0.00004, 3, 0, 0 },
	{ 0.00003, 1, 1, -2 },
	{ 0.00003, 0, 2, 2 },
	{ -0.00003, 1, 1, 2 },
	{ 0.00003, -1, 1, 2 },
	{ -0.00002, -1, 1, -2 },
	{ -0.00002, 1, 3, 0 },
	{ 0.00002, 0, 4, 0 },
};

/* The planets' part: days × sin(a + b·k), degrees. */
static const struct {
	double days, a, b;
} planet_terms[] = {
	{ 0.000325, 299.77, 0.107408 },
	{ 0.000165, 251.88, 0.016321 },
	{ 0.000164, 251.83, 26.651886 },
	{ 0.000126, 349.42, 36.412478 },
	{ 0.000110, 84.66, 18.206239 },
	{ 0.000062, 141.74, 53.303771 },
	{ 0.000060, 207.14, 2.453732 },
	{ 0.000056, 154.84, 7.306860 },
	{ 0.000047, 34.52, 27.261239 },
	{ 0.000042, 207.19, 0.121824 },
	{ 0.000040, 291.34, 1.844379 },
	{ 0.000037, 161.72, 24.198154 },
	{ 0.000035, 239.56, 25.513099 },
	{ 0.000023, 331.55, 3.592518 },
};

/* Julian day (UT) of new moon k; k = 0 is the one of 2000-01-06. */
static double
new_moon(int k)
{
	double t = k / 1236.85, t2 = t * t;
	double e = 1 - 0.002516 * t - 0.0000074 * t2;
	double m = 2.5534 + 29.10535670 * k - t2 * (0.0000014 + 0.00000011 * t);
	double p = 201.5643 + 385.81693528 * k +
		   t2 * (0.0107582 + t * (0.00001238 - 0.000000058 * t));
	double f = 160.7108 + 390.67050284 * k +
		   t2 * (-0.0016118 + t * (-0.00000227 + 0.000000011 * t));
	double node =
	    124.7746 - 1.56375588 * k + t2 * (0.0020672 + 0.00000215 * t);
	double jd = 2451550.09766 + MONTH_DAYS * k +
		    t2 * (0.00015437 + t * (-0.00000015 + 0.00000000073 * t));

	for (size_t i = 0; i < sizeof(moon_terms) / sizeof(*moon_terms); i++) {
		const struct moon_term *x = &moon_terms[i];
		double days = x->days;

		for (int n = x->m < 0 ? -x->m : x->m; n > 0; n--)
			days *= e;
		jd += days * sin_deg(x->m * m + x->p * p + x->f * f);
	}
	jd -= 0.00017 * sin_deg(node);
	for (size_t i = 0; i < sizeof(planet_terms) / sizeof(*planet_terms);
	     i++) {
		double drift = i == 0 ? 0.009173 * t2 : 0;

		jd +=
		    planet_terms[i].days *
		    sin_deg(planet_terms[i].a + planet_terms[i].b * k - drift);
	}
	return jd - delta_t(year_of(jd)) / 86400;
}

/* First civil day of lunar month k.  The series errs by up to 17 s; the one
 * new moon of 1900–2050 that is nearer to midnight came at 00:00:05. */
static int32_t
month_start(int k)
{
	double tie = k == -402 ? 10.0 / 86400 : 0;

	return (int32_t)floor(new_moon(k) + tie + UTC7 - JD_1970);
}

/* Amplitude in 10⁻⁸ rad × cos(phase + rate · millennia). */
struct sun_term {
	float amplitude;
	double phase, rate;
};

static const struct sun_term sun_l0[] = {
	{ 3341656, 4.6692568, 6283.07585 },
	{ 34894, 4.62610, 12566.1517 },
	{ 3497, 2.7441, 5753.3849 },
	{ 3418, 2.8289, 3.5231 },
	{ 3136, 3.6277, 77713.7715 },
	{ 2676, 4.4181, 7860.4194 },
	{ 2343, 6.1352, 3930.2097 },
	{ 1324, 0.7425, 11506.7698 },
	{ 1273, 2.0371, 529.6910 },
	{ 1199, 1.1096, 1577.3435 },
	{ 990, 5.233, 5884.927 },
	{ 902, 2.045, 26.298 },
	{ 857, 3.508, 398.149 },
	{ 780, 1.179, 5223.694 },
	{ 753, 2.533, 5507.553 },
	{ 505, 4.583, 18849.228 },
	{ 492, 4.205, 775.523 },
	{ 357, 2.920, 0.067 },
	{ 317, 5.849, 11790.629 },
	{ 284, 1.899, 796.298 },
	{ 271, 0.315, 10977.079 },
	{ 243, 0.345, 5486.778 },
	{ 206, 4.806, 2544.314 },
	{ 205, 1.869, 5573.143 },
	{ 202, 2.458, 6069.777 },
	{ 156, 0.833, 213.299 },
	{ 132, 3.411, 2942.463 },
	{ 126, 1.083, 20.775 },
	{ 115, 0.645, 0.980 },
	{ 103, 0.636, 4694.003 },
	{ 102, 0.976, 15720.839 },
	{ 102, 4.267, 7.114 },
	{ 99, 6.21, 2146.17 },
	{ 98, 0.68, 155.42 },
	{ 86, 5.98, 161000.69 },
	{ 85, 1.30, 6275.96 },
	{ 85, 3.67, 71430.70 },
	{ 80, 1.81, 17260.15 },
	{ 79, 3.04, 12036.46 },
	{ 75, 1.76, 5088.63 },
	{ 74, 3.50, 3154.69 },
	{ 74, 4.68, 801.82 },
	{ 70, 0.83, 9437.76 },
	{ 62, 3.98, 8827.39 },
	{ 61, 1.82, 7084.90 },
	{ 57, 2.78, 6286.60 },
	{ 56, 4.39, 14143.50 },
	{ 56, 3.47, 6279.55 },
	{ 52, 0.19, 12139.55 },
	{ 52, 1.33, 1748.02 },
	{ 51, 0.28, 5856.48 },
	{ 49, 0.49, 1194.45 },
	{ 41, 5.37, 8429.24 },
	{ 41, 2.40, 19651.05 },
	{ 39, 6.17, 10447.39 },
	{ 37, 6.04, 10213.29 },
	{ 37, 2.57, 1059.38 },
	{ 36, 1.71, 2352.87 },
	{ 36, 1.78, 6812.77 },
	{ 33, 0.59, 17789.85 },
	{ 30, 0.44, 83996.85 },
	{ 30, 2.74, 1349.87 },
	{ 25, 3.16, 4690.48 },
};

static const struct sun_term sun_l1[] = {
	{ 206059, 2.678235, 6283.07585 },
	{ 4303, 2.6351, 12566.1517 },
	{ 425, 1.590, 3.523 },
	{ 119, 5.796, 26.298 },
	{ 109, 2.966, 1577.344 },
	{ 93, 2.59, 18849.23 },
	{ 72, 1.14, 529.69 },
	{ 68, 1.87, 398.15 },
	{ 67, 4.41, 5507.55 },
	{ 59, 2.89, 5223.69 },
	{ 56, 2.17, 155.42 },
	{ 45, 0.40, 796.30 },
	{ 36, 0.47, 775.52 },
	{ 29, 2.65, 7.11 },
	{ 21, 5.34, 0.98 },
	{ 19, 1.85, 5486.78 },
	{ 19, 4.97, 213.30 },
};

static const struct sun_term sun_l2[] = {
	{ 52919, 0, 0 },
	{ 8720, 1.0721, 6283.0758 },
	{ 309, 0.867, 12566.152 },
	{ 27, 0.05, 3.52 },
	{ 16, 5.19, 26.30 },
	{ 16, 3.68, 155.42 },
};

static const struct sun_term sun_l3[] = {
	{ 289, 5.844, 6283.076 },
	{ 35, 0, 0 },
};

static double
sum(const struct sun_term *v, size_t n, double tau)
{
	double s = 0;

	for (size_t i = 0; i < n; i++)
		s += (double)v[i].amplitude * cos(v[i].phase + v[i].rate * tau);
	return s;
}

#define SUM(v, tau) sum(v, sizeof(v) / sizeof(*(v)), tau)

static double
normal_degrees(double d)
{
	d = fmod(d, 360);
	return d < 0 ? d + 360 : d;
}

/* Apparent longitude of the sun in degrees, good to about 1″. */
static double
sun_longitude(double jde)
{
	double tau = (jde - JD_2000) / 365250, t = tau * 10;
	double l = 175347046 + 628331966747.0 * tau + SUM(sun_l0, tau) +
		   tau * (SUM(sun_l1, tau) +
			     tau * (SUM(sun_l2, tau) + tau * SUM(sun_l3, tau)));
	double node = 125.04452 - 1934.136261 * t;
	double sun2 = 2 * (280.4665 + 36000.7698 * t);
	double moon2 = 2 * (218.3165 + 481267.8813 * t);
	double nutation = -17.20 * sin_deg(node) - 1.32 * sin_deg(sun2) -
			  0.23 * sin_deg(moon2) + 0.21 * sin_deg(2 * node);
	double radius = 1.00014 -
			0.01671 * sin_deg(357.529 + 35999.0503 * t + 90) -
			0.00014 * sin_deg(2 * (357.529 + 35999.0503 * t) + 90);

	/* seen from the earth; to the FK5; nutation; aberration */
	return normal_degrees(l * 1e-8 * (180 / PI) + 180 +
			      (-0.09033 + nutation - 20.4898 / radius) / 3600);
}

/* The same to 0.01°, much cheaper (chapter 25, low accuracy). */
static double
sun_longitude_rough(double jde)
{
	double t = (jde - JD_2000) / 36525;
	double m = 357.52911 + 35999.05029 * t - 0.0001537 * t * t;
	double c = (1.914602 - 0.004817 * t) * sin_deg(m) +
		   0.019993 * sin_deg(2 * m) + 0.000289 * sin_deg(3 * m);

	return normal_degrees(280.46646 + 36000.76983 * t + 0.0003032 * t * t +
			      c - 0.00569 -
			      0.00478 * sin_deg(125.04 - 1934.136 * t));
}

/* Which twelfth of its way, 0–11, the sun is in as the day begins at UTC+7.
 * The long series is summed only where the answer hangs on it. */
static int
sector(int32_t on)
{
	double jd = on + JD_1970 - UTC7;
	double jde = jd + delta_t(year_of(jd)) / 86400;
	double rough = sun_longitude_rough(jde) / 30;

	if (on == SUN_TIE)
		return 5;
	if (fabs(rough - floor(rough + 0.5)) * 30 > 0.03)
		return (int)rough;
	return (int)(sun_longitude(jde) / 30);
}

/* The month that holds a day. */
static int
month_at(int32_t on)
{
	int k = (int)floor((on + JD_1970 - 2451550.1) / MONTH_DAYS) + 1;

	while (month_start(k) > on)
		k--;
	return k;
}

/* The month of the winter solstice of a solar year: as it begins the sun is
 * not past 270° yet, as the next begins it is. */
static int
month_eleven(int year)
{
	int k = month_at(civil_day(year, 12, 31));

	return sector(month_start(k)) >= 9 ? k - 1 : k;
}

/* A lunar year, from one month 11 to the next. */
struct round {
	int first; /* month 11 of solar year `year` */
	int leap;  /* months after it, or NO_LEAP */
};

static struct round
round_from(int first, int next)
{
	struct round r = { first, NO_LEAP };
	int before, after;

	if (next - first < 13)
		return r;
	before = sector(month_start(first + 1));
	for (int i = 1; i < 13; i++, before = after) {
		after = sector(month_start(first + i + 1));
		if (before == after) {
			r.leap = i;
			break;
		}
	}
	return r;
}

struct lunar_date
lunar_of(int32_t on)
{
	struct lunar_date d = { 0 };
	int year, k, first, next, n;
	struct round r;

	if (on < civil_day(FIRST_YEAR, 12, 31) ||
	    on > civil_day(LAST_YEAR, 3, 1))
		return d;
	year = civil_date_of(on).year;
	k = month_at(on);
	first = month_eleven(year);
	if (k >= first) {
		next = month_eleven(year + 1);
	} else {
		next = first;
		first = month_eleven(--year);
	}
	r = round_from(first, next);
	n = k - first;
	d.leap = n == r.leap;
	if (n >= r.leap)
		n--;
	d.month = (n + 10) % 12 + 1;
	d.year = n < 2 ? year : year + 1;
	d.day = on - month_start(k) + 1;
	return d;
}

int32_t
lunar_day(int year, int month, int day, bool leap)
{
	int solstice = month >= 11 ? year : year - 1;
	int first, n;
	struct round r;
	int32_t start;

	if (year < FIRST_YEAR || year > LAST_YEAR || month < 1 || month > 12 ||
	    day < 1)
		return CIVIL_NONE;
	first = month_eleven(solstice);
	r = round_from(first, month_eleven(solstice + 1));
	n = (month + 1) % 12;
	if (leap && r.leap != n + 1)
		return CIVIL_NONE;
	if (leap || n >= r.leap)
		n++;
	start = month_start(first + n);
	if (day > month_start(first + n + 1) - start)
		return CIVIL_NONE;
	return start + day - 1;
}

int
lunar_month_length(int32_t on)
{
	int k;

	if (on < civil_day(FIRST_YEAR, 12, 31) ||
	    on > civil_day(LAST_YEAR, 3, 1))
		return 0;
	k = month_at(on);
	return month_start(k + 1) - month_start(k);
}
