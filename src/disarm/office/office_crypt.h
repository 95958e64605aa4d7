/* SPDX-License-Identifier: Apache-2.0
 * office_crypt.h: protected Word, Excel and PowerPoint files (MS-OFFCRYPTO 2.3.4): a package in a
 * compound file, encrypted the "standard" way (2007, AES-128, SHA-1) or the "agile" one (2010 on).
 */
#ifndef DISARM_OFFICE_OFFICE_CRYPT_H
#define DISARM_OFFICE_OFFICE_CRYPT_H

#include "disarm/disarm.h"

/* A compound file that holds an EncryptedPackage. */
bool office_is_protected(struct view in);

/* The package within, in d->mem. Tries the candidates of d->password, and first the one that Excel
 * itself uses for read-only files and never asks for. Says in the report that it was protected.
 * E_PASSWORD, E_PASSWORD_WRONG; E_ENCRYPTED: another way (rights management, RC4); E_BROKEN. */
enum err office_open(struct disarm *d, struct view *ret) must_use;

#endif
