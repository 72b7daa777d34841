/* Planted: a name that lives in two rooms. */
void lookup_fini(void);

void
lookup_fini(void)
{
}
