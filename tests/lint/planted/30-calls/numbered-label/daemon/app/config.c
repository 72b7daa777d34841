/* Planted: a label that names nothing. */
int config_read(int fd);

int
config_read(int fd)
{
	if (fd < 0)
		goto err2;
err2:
	return -1;
}
