/*
 * One line an event to stderr, `key=value` in a fixed order, id first; the
 * journal reads the level from the leading <n>.  Control bytes are escaped.
 * No secrets and no full numbers: use log_number.
 */
#ifndef NHACVIEC_BASE_LOG_H
#define NHACVIEC_BASE_LOG_H

enum log_level { LOG_ERROR = 3, LOG_WARN = 4, LOG_INFO = 6, LOG_DEBUG = 7 };

void log_line(enum log_level level, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* Whether to put <n> in front (under systemd), and the highest level shown. */
void log_setup(int journal, enum log_level max);

/* "+84912000003" → "+84…003"; anything short → "…".  buf of ≥ 16 bytes;
 * returns buf. */
const char *log_number(const char *number, char buf[16]);

#endif
