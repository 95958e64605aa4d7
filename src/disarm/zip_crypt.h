/* SPDX-License-Identifier: Apache-2.0
 * zip_crypt.h: protected members of a zip: PKWARE's old cipher (APPNOTE 6.1) and WinZip's AE-1 and
 * AE-2 (AES-128 to 256, HMAC-SHA1).
 */
#ifndef DISARM_ZIP_CRYPT_H
#define DISARM_ZIP_CRYPT_H

#include "disarm/disarm.h"
#include "disarm/zip.h"

/* Writes the content of a member, protected or not, to `to` (m->size bytes). Tries the candidates
 * of d->password. E_PASSWORD, E_PASSWORD_WRONG, E_ENCRYPTED, E_TYPE_UNKNOWN (a way of packing that
 * we do not read), E_BROKEN, E_NO_MEMORY. */
enum err zip_content(const struct disarm *d, const struct zip_member *m, uint8_t *to) must_use;

#endif
