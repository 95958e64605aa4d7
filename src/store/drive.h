/* SPDX-License-Identifier: Apache-2.0
 * drive.h: one step of an item's life, and what is said to others because of it.
 */
#ifndef STORE_DRIVE_H
#define STORE_DRIVE_H

#include "store/item.h"

/* Inside the transaction: the state that follows, the item's row and its log row. `who` and `text`
 * go into the log ("" where nobody). E_PROTOCOL: that cause does not happen in this state. */
enum err drive_move(struct item *i, enum cause cause, enum err why, const char *who,
		    const char *text) must_use;
/* After it: tells the belt, asks for what is next, lets go of what is over. */
void drive_after(const struct item *i);
/* The first half of it: everybody knows, nobody is asked. */
void drive_told(const struct item *i);
/* A step with nothing else in its transaction. */
enum err drive_step(struct item *i, enum cause cause, enum err why, const char *who,
		    const char *text) must_use;

/* The belt, or the bridge to it, that offers what goes that way. */
const struct store_link *drive_link(enum direction d);
void drive_unstage(const uint8_t id[ID_LEN]);
enum err drive_want(const struct item *i) must_use;
/* Before it is asked for: what its sender wants erased from it (store/check.h). */
enum err drive_erase(const struct item *i) must_use;
enum err drive_sign(const struct item *i) must_use;
/* From any state in which the form is missing: it is asked for (again). */
enum err drive_restart(struct item *i) must_use;
/* Is there a way, a recipient, a permission? E_POLICY, E_RECIPIENT, E_FORBIDDEN, E_LIMIT_SIZE. */
enum err drive_allowed(const struct envelope *e) must_use;

/* Of a FORM: may this format pass that way, is it of this original, is it small enough? And what
 * disarm says it saw. */
enum err drive_check_form(enum direction d, const uint8_t hash[HASH_LEN],
			  const struct body_form *form, int fd) must_use;
enum err drive_read_report(int fd, struct report *ret) must_use;

#endif
