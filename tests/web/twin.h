/* SPDX-License-Identifier: Apache-2.0
 * twin.h: between twin.c (the loop) and twin_town.c (who and what there is).
 */
#ifndef TESTS_WEB_TWIN_H
#define TESTS_WEB_TWIN_H

#include "sys/role.h"
#include "web/site.h"

extern struct site twin_site;

/* An answer, delivered from the loop; `with` may be NULL. */
void twin_answer(uint64_t tag, enum role from, enum msg m, const void *body, int fd);
void twin_done(uint64_t tag, enum role from, enum err e, const struct body_done *with);

/* twin_town.c */
void twin_people(void);
struct body_row_item *twin_item(size_t k); /* NULL after the last */
void twin_advance(void);
enum err twin_accept(const struct envelope *sealed, struct body_done *ret);
struct body_row_item *twin_find(const uint8_t *id); /* NULL: there is none */
void twin_moves(const struct body_row_item *i);	    /* from now on by itself */

/* twin_act.c */
enum err twin_act(const struct body_act *a);
enum err twin_password(const struct body_password *p);
enum err twin_preserve(const struct body_preserve *a);
void twin_preserved(uint64_t tag, const char *person);

/* twin_parts.c: the belt's uploads in pieces. */
void twin_parts(enum msg m, uint64_t tag, const void *body);
enum err twin_asked(enum role peer, enum msg m, uint64_t tag, const void *body);

/* twin_originals.c */
void twin_originals(uint64_t tag, const struct body_query *q);
void twin_vault(uint64_t tag);
void twin_warrant(uint64_t tag, const struct body_stepup_for *b);
void twin_original_act(uint64_t tag, const struct body_original_act *a,
		       const struct body_row_item *i);

/* twin_zone.c */
void twin_zone_key(void);
void twin_zone(uint64_t tag);
void twin_zone_drift(uint64_t tag);
void twin_zone_report(uint64_t tag, const struct body_query *q);

/* twin_desk.c */
void twin_check_row(struct body_row_item *i);
void twin_finds(uint64_t tag, const struct body_row_item *i);
int twin_find_picture(uint32_t number);
enum err twin_check(struct body_row_item *i, const struct body_check *c);
void twin_balance(uint64_t tag);
void twin_log(uint64_t tag);

#endif
