/* SPDX-License-Identifier: Apache-2.0
 * zone.h: 系間の規則: one request for a change of the rules between zones, from the console's note
 * to the answer of the zone process; every step a row, a log row and a leaf.
 *
 *   WAITING   left at the console (`sekisho zone apply`) in somebody's name; a newer one replaces
 *             it. NAMED until that person says on the portal, with a warrant, that it is theirs
 *   APPROVED  another person of the role that the policy names approved it with a warrant: the
 *             notary signs it, the zone process loads it; asked again until both have answered
 *   APPLIED, RETURNED, REFUSED; LAPSED: refused because it was not loaded in time
 *
 * What runs is the zone process's word, kept in memory only.
 */
#ifndef STORE_ZONE_H
#define STORE_ZONE_H

#include "notary/zone_permit.h"
#include "store/query.h"

struct zone_plan {
	enum zone_stage stage;
	enum err err;
	int64_t asked, decided, applied;
	char applicant[CODE_MAX], approver[CODE_MAX];
	char reason[TEXT_MAX_], decision[TEXT_MAX_];
	struct zone_permit permit;
};

/* What the zone process said last; `heard` false: there is none, or it is away. */
struct zone_running {
	bool heard;
	struct body_zone_state state;
};
const struct zone_running *zone_running(void);

/* E_NOT_FOUND: also one of an earlier version, of which nothing can come any more. */
enum err zone_plan_get(const uint8_t id[ID_LEN], struct zone_plan *ret) must_use;
/* E_NOT_FOUND: nothing was ever asked for. */
enum err zone_plan_newest(struct zone_plan *ret) must_use;
/* To that stage, with what else of it changed and its log row; durable when OK. E_CHANGED: it is
 * at another by now. */
enum err zone_plan_move(struct zone_plan *p, enum zone_stage to, enum err why, enum event event,
			const char *who, const char *text) must_use;

bool zone_plan_named(const struct zone_plan *p); /* its applicant has not said so yet */

/* What the console wrote: shapes, lengths and hashes. E_BROKEN, E_PROTOCOL, E_HASH; views into
 * `file`. */
enum err zone_note_read(struct view file, struct zone_note *ret, struct view *ret_rules,
			struct view *ret_words) must_use;
/* A note of the console: taken, or thrown away with a word in the log. */
void zone_take_note(int notes, const char *name);
void zone_tick(void);
void zone_again(void); /* a peer is a new one: everything is due */
void zone_gone(void);  /* the zone process went away */
bool zone_not_signed(struct incoming *in, uint32_t err); /* a DONE of the notary about one */

/* As much of a text as a log row holds, cut between characters. */
void zone_cut(struct view text, char ret[TEXT_MAX_]);

/* zone_act.c */
void query_zone(struct incoming *in, const struct body_query *q, const struct policy_person *p);
/* zone_report.c */
void query_zone_report(struct incoming *in, const struct body_query *q,
		       const struct policy_person *p);
void query_zone_drift(struct incoming *in, const struct body_query *q,
		      const struct policy_person *p);

#endif
