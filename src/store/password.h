/* SPDX-License-Identifier: Apache-2.0
 * password.h: items that wait for a password (LOCKED).
 *
 * Who may type it: the recipient or anybody of the 所属 of what came in; the sender of what goes
 * out. Each typing is an event of the log, without what was typed; the fifth wrong one ends the
 * item.
 */
#ifndef STORE_PASSWORD_H
#define STORE_PASSWORD_H

#include "store/item.h"

/* May this person type the password now? */
bool password_may(const struct policy_person *p, const struct item *i);
/* How often one was typed for it. */
enum err password_tries(const uint8_t id[ID_LEN], uint32_t *ret) must_use;
/* What disarm answered, as the item takes it: the last wrong one is E_PASSWORD_TRIES. */
enum err password_answer(const struct item *i, enum err why);

/* Nobody typed one for as long as a file stays in the inbox: it ends, and its owner is told. */
void password_tick(void);

#endif
