/* SPDX-License-Identifier: Apache-2.0
 * key_file.h: the file `key` in a process's own directory.
 */
#ifndef NOTARY_KEY_FILE_H
#define NOTARY_KEY_FILE_H

#include "notary/sign.h"

/* E_CONFIG: there is none, it is broken, or it is an evaluation's in production or the reverse. */
enum err key_file_read(int dir, bool evaluation, struct signing_key *ret) must_use;

#endif
