/* SPDX-License-Identifier: Apache-2.0
 * store_house.h: the house around the store in its tests: every other process and person is played
 * here.
 */
#ifndef TESTS_STORE_HOUSE_H
#define TESTS_STORE_HOUSE_H

#include "form/finds.h"
#include "notary/sign.h"
#include "roles.h"
#include "store/item.h"

#define POLICY_TEXT_MAX 4096

extern char place[], path[64];
extern struct signing_key auth;
extern const char policy_text[POLICY_TEXT_MAX];

void open_store(void);
void hello(enum role from);
void everybody_up(void);
void everybody_down(void);
struct envelope inbound(void);
struct envelope outbound(enum grade grade);
enum role belt_of(const struct envelope *e);
void offer(const struct envelope *e);
int sealed(struct view v);
void form_of(const struct envelope *e, enum err err, struct view report);
void good_form(const struct envelope *e);
/* The inspector's finds with it: all of them, or nothing (NULL). */
void inspected_as(const struct envelope *e, enum err err, struct view seen,
		  const struct finds *finds);
void inspected_of(const struct envelope *e, enum err err, const struct finds *finds);
void rebuilt_of(const struct envelope *e, enum err err);
void signed_of(const struct envelope *e, uint64_t position);
void delivered_of(const struct envelope *e, enum err err);
struct item now(const struct envelope *e);
bool told(const struct envelope *e, enum item_state state);
struct ticket ticket_of(const char *person, const char *unit, bool stepped_up);
enum err done_err(void);
/* The item as a page shows it; and a good second factor for these, of which the act is about one.
 */
struct pick pick_of(const struct item *i);
void give_code(struct body_act *a, const struct pick *picks, size_t n, size_t index);
/* With a stepped-up ticket, an approval brings a warrant of its own along. */
enum err act(enum act what, const struct envelope *e, struct ticket t, const char *reason);
size_t rows(enum query q, const char *person, const char *text, const struct envelope *e,
	    enum msg row);
struct envelope waiting(enum grade grade);
extern uint8_t rebuilt_as; /* every byte of the hash of the next output */
void sql(const char *text);
/* The store alone may write while it is open: closed for that, and opened again. */
void closed_sql(const char *text);
void restart(void);
void house_begin(void);
void house_end(void);

#endif
