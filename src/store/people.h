/* SPDX-License-Identifier: Apache-2.0
 * people.h: who is asking, and what that person may see.
 */
#ifndef STORE_PEOPLE_H
#define STORE_PEOPLE_H

#include "store/item.h"

/* The people of the policy in force, in one transaction. Nobody is removed, only retired. */
enum err people_adopt(void) must_use;

/* The person of a ticket: signature, time, and still in the policy with what it says there. Logs
 * the first use of a session. E_SIGNIN, E_EXPIRED. */
enum err people_of_ticket(const struct ticket *t, const struct policy_person **ret) must_use;
/* A fresh second factor; E_STEPUP. */
enum err people_stepped_up(const struct ticket *t) must_use;

/* "" for somebody the database never knew. */
void people_name(const char *number, char ret[128]);
void people_unit_name(const char *code, char ret[128]);
/* A recipient as it is shown: person, unit or address. */
void people_recipient(const struct envelope *e, char ret[128]);

bool people_is_recipient(const struct policy_person *p, const struct envelope *e);
bool people_may_see(const struct policy_person *p, const struct item *i);
/* Looks after the system or after the rules: sees every item's state, no file. */
bool people_oversees(const struct policy_person *p);

#endif
