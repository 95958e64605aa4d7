/* SPDX-License-Identifier: Apache-2.0
 * key_file.h: the keys in a process's own directory: its own in `key`, others' public ones beside.
 */
#ifndef NOTARY_KEY_FILE_H
#define NOTARY_KEY_FILE_H

#include "notary/sign.h"

/* E_CONFIG: there is none, it is broken, or it is an evaluation's in production or the reverse. */
enum err key_file_read(int dir, bool evaluation, struct signing_key *ret) must_use;

/* E_NOT_FOUND: there is none, which some programs may live with. E_CONFIG: as above. */
enum err public_key_file_read(int dir, const char *name, bool evaluation,
			      struct public_key *ret) must_use;

#endif
