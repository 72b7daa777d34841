/* Planted: memory between two calls of a pure function. */
int cal_count(void);

int
cal_count(void)
{
	static int count;
	return ++count;
}
