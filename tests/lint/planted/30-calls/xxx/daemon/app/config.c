/* XXX planted: what does it mean? */
int config_nothing(void);
