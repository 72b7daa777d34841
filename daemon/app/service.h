/*
 * The service: one loop that joins store, engine, courier, intake, the HTTP
 * sides and the control socket.
 */
#ifndef NHACVIEC_APP_SERVICE_H
#define NHACVIEC_APP_SERVICE_H

/* Runs in the foreground until SIGTERM; returns the exit code. */
int service_run(const char *config_file);

#endif
