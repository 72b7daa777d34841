/* Planted: SQL outside its room. */
const char *status_sql(void);

const char *
status_sql(void)
{
	return "SELECT code FROM person WHERE id = :id";
}
