/*
 * MD5, where a vendor's signature asks for it.  A file of its own because
 * OpenSSL's headers and ours have names in common.
 */
#ifndef NHACVIEC_GW_MD5_H
#define NHACVIEC_GW_MD5_H

#include <stdbool.h>
#include <stddef.h>

enum { MD5_SIZE = 16 };

/* False when the library may not compute it. */
bool md5_of(const void *bytes, size_t n, unsigned char out[MD5_SIZE]);

#endif
