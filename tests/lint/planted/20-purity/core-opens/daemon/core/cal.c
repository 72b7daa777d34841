/* Planted: a file in the domain. */
int open(const char *, int, ...);
int cal_read(void);

int
cal_read(void)
{
	return open("/etc/hosts", 0);
}
