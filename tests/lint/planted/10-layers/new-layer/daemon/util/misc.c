/* Planted: a room that nobody has agreed on. */
int misc_nothing(void);
