/* Planted: a variable that every file can reach. */
int engine_state;
