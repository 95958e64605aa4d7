/* SPDX-License-Identifier: Apache-2.0
 * belt_house.h: a belt of the Internet half in a folder of its own, with everybody else played by
 * the test (tests/roles.h): what belt.c and parts.c have in common.
 */
#ifndef TESTS_BELT_HOUSE_H
#define TESTS_BELT_HOUSE_H

#include "flow/belt_door.h"
#include "roles.h"

extern int root; /* the belt's folder */

/* The folder with the vault's key, and a policy with these limits ("file_mb: 1"). */
bool house_new(const char *limits);
/* The belt begins; the gate is there and that other process. */
enum err house_start(enum role other) must_use;
/* The belt of the LGWAN half, with the portal. */
enum err house_start_lgwan(bool evaluation) must_use;
/* As after kill -9: nothing is left but what is on disk. */
void house_kill(void);
bool house_end(void);

/* The newest DONE that the gate was told; E_INTERNAL in it where there is none. */
struct body_done done_last(void);

#endif
