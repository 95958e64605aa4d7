/* SPDX-License-Identifier: Apache-2.0
 * release_place.h: where a delivered file comes to lie, and the moving of it.
 */
#ifndef FLOW_RELEASE_PLACE_H
#define FLOW_RELEASE_PLACE_H

#include "base/base.h"
#include "tbl/bodies.h"

/* Directory and file names made of what a receipt says. Never empty, never hidden, no separator, no
 * control character, at most 200 bytes; a recipient whose spelling had to change gets a hash. */
struct place_name {
	char s[256];
};
struct place_name place_of_recipient(const char recipient[TEXT_MAX_]);
/* try 1 is the name itself, try 2 "name (2).ext" and so on. */
struct place_name place_of_file(const char name[NAME_MAX_], const uint8_t id[ID_LEN],
				unsigned attempt);

/* Moves from/old to to/new, which must not be there (E_REPLAY), and makes both directories durable.
 * E_HASH: what arrived is not the file that `fd` holds. */
enum err place_move(int from, const char *old, int to, const char *new, int fd) must_use;

#endif
