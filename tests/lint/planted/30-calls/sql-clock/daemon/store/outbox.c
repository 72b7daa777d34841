/* Planted: the database asks for the time. */
const char *outbox_sql(void);

const char *
outbox_sql(void)
{
	return "UPDATE message SET updated_at = strftime('%s', 'now')";
}
