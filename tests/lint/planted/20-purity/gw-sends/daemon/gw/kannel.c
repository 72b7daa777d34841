/* Planted: a dialect that sends by itself. */
int socket(int, int, int);
int kannel_send(void);

int
kannel_send(void)
{
	return socket(2, 1, 0);
}
