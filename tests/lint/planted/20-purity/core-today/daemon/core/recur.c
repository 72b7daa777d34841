/* Planted: a library that is admitted, but not this call. */
void icaltime_today(void);
void recur_today(void);

void
recur_today(void)
{
	icaltime_today();
}
