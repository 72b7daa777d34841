/* Planted: a name that does not say where it lives. */
void queue_add(void);

void
queue_add(void)
{
}
