/*
 * No copy of this process's memory on disk, and no look into it by others:
 * secrets, tokens and passwords pass through it.
 */
#ifndef NHACVIEC_APP_UNDUMP_H
#define NHACVIEC_APP_UNDUMP_H

/* For the whole process, once.  What the kernel refuses is not told: the unit
 * says the same from outside. */
void undump_process(void);

#endif
