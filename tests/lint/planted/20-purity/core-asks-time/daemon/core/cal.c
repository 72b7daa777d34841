/* Planted: a clock in the domain. */
long time(long *);
long cal_now(void);

long
cal_now(void)
{
	return time(0);
}
