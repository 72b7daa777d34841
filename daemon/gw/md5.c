#include "gw/md5.h"

#include <openssl/evp.h>
#include <string.h>

bool
md5_of(const void *bytes, size_t n, unsigned char out[MD5_SIZE])
{
	unsigned char md[EVP_MAX_MD_SIZE];
	unsigned size = 0;
	if (EVP_Digest(bytes, n, md, &size, EVP_md5(), NULL) != 1 ||
	    size != MD5_SIZE)
		return false;
	memcpy(out, md, MD5_SIZE);
	return true;
}
