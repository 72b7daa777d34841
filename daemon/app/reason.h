/*
 * Why a row was refused and what to do, in the office's language: for files
 * that go back to whoever fills them in.  Pure.
 */
#ifndef NHACVIEC_APP_REASON_H
#define NHACVIEC_APP_REASON_H

/* The code itself where there are no words for it. */
const char *reason_of(const char *code);

#endif
