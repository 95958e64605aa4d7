/* SPDX-License-Identifier: Apache-2.0
 * people.c: people of the policy as rows, tickets, and sight.
 */
#include "flow/item.h"
#include "people/ticket.h"
#include "store/approve.h"
#include "store/people.h"
#include "store/record.h"
#include "store/urgent.h"
#include "sys/log.h"

/* --- adoption --- */

static enum err adopt_person(const struct policy *p, const struct policy_person *person)
{
	for (uint32_t i = 0; i < person->units_count; i++)
		try(db_run(store.db, SQL_MEMBERSHIP_PUT, db_text(person->number),
			   db_text(p->units[person->units[i]].code), db_int(i)));
	for (int r = 0; r < PERSON_ROLE_COUNT; r++)
		if (policy_has_role(person, (enum person_role)r))
			try(db_run(store.db, SQL_ROLE_PUT, db_text(person->number), db_int(r)));
	if (person->deputy != POLICY_NONE)
		try(db_run(store.db, SQL_DEPUTY_PUT, db_text(person->number),
			   db_text(p->people[person->deputy].number)));
	return OK;
}

static enum err adopt_all(const struct policy *p)
{
	static const enum sql clear[] = {SQL_PEOPLE_RETIRE, SQL_UNITS_RETIRE,
					 SQL_ORGANS_RETIRE, SQL_MEMBERSHIPS_CLEAR,
					 SQL_ROLES_CLEAR,   SQL_DEPUTIES_CLEAR};
	for (size_t i = 0; i < array_len(clear); i++)
		try(db_run_all(store.db, clear[i], NULL, 0, NULL));
	for (uint32_t i = 0; i < p->organs_count; i++)
		try(db_run(store.db, SQL_ORGAN_PUT, db_text(p->organs[i].code),
			   db_view(p->organs[i].name)));
	for (uint32_t i = 0; i < p->units_count; i++)
		try(db_run(store.db, SQL_UNIT_PUT, db_text(p->units[i].code),
			   db_view(p->units[i].name), db_text(p->organs[p->units[i].organ].code)));
	for (uint32_t i = 0; i < p->people_count; i++)
		try(db_run(store.db, SQL_PERSON_PUT, db_text(p->people[i].number),
			   db_view(p->people[i].name)));
	for (uint32_t i = 0; i < p->people_count; i++)
		try(adopt_person(p, &p->people[i]));
	return OK;
}

enum err people_adopt(void)
{
	struct db_tx tx scope_end(db_tx_end) = {0};
	try(db_tx_begin(store.db, &tx));
	try(adopt_all(store.policy));
	return db_tx_commit(&tx);
}

/* --- tickets --- */

/* A sign-in is logged when its session is first seen here. */
static enum err first_seen(const struct ticket *t)
{
	static const uint8_t none[ID_LEN];
	uint64_t fresh = 0;
	struct db_tx tx scope_end(db_tx_end) = {0};
	try(db_tx_begin(store.db, &tx));
	try(db_change(store.db, &fresh, SQL_SESSION_PUT, db_bytes(t->session, ID_LEN),
		      db_text(t->person), db_int(t->issued)));
	if (!fresh)
		return OK;
	try(record_add(EVENT_SIGNIN, none, t->person, ""));
	try(db_tx_commit(&tx));
	record_send();
	return OK;
}

/* Most requests come from sessions seen a moment ago: no transaction for those. One whose sign-in
 * could not be logged was not seen. */
static enum err see(const struct ticket *t)
{
	static uint8_t seen[64][ID_LEN];
	static size_t next;
	for (size_t i = 0; i < array_len(seen); i++)
		if (item_same(seen[i], t->session))
			return OK;
	try(first_seen(t));
	memcpy(seen[next++ % array_len(seen)], t->session, ID_LEN);
	return OK;
}

enum err people_of_ticket(const struct ticket *t, const struct policy_person **ret)
{
	try(ticket_verify(&store.auth, t, clock_now()));
	const struct policy_person *p = policy_person(store.policy, view_str(t->person));
	if (!p)
		return E_SIGNIN; /* has left since */
	try(see(t));
	*ret = p;
	return OK;
}

enum err people_stepped_up(const struct ticket *t)
{
	return ticket_stepped_up(t, clock_now()) ? OK : E_STEPUP;
}

/* --- names --- */

static void name_of(enum sql q, const char *key, char ret[128])
{
	struct db_rows rows scope_end(db_rows_end) = db_ask(store.db, q, db_text(key));
	memset(ret, 0, 128);
	if (db_next(&rows)) {
		/* Policy names are at most 40 characters: 160 bytes of UTF-8 are cut at 127. */
		struct view v = db_col(&rows, 0);
		size_t n = min_of(v.n, (size_t)127);
		while (n < v.n && n > 0 && (v.p[n] & 0xc0) == 0x80)
			n--;
		memcpy(ret, v.p, n);
	}
}

void people_name(const char *number, char ret[128])
{
	name_of(SQL_PERSON_NAME, number, ret);
}

void people_unit_name(const char *code, char ret[128])
{
	name_of(SQL_UNIT_NAME, code, ret);
}

void people_recipient(const struct envelope *e, char ret[128])
{
	memset(ret, 0, 128);
	if (e->recipient_kind == RECIPIENT_UNIT)
		people_unit_name(e->recipient, ret);
	else if (e->recipient_kind == RECIPIENT_PERSON)
		people_name(e->recipient, ret);
	else
		(void)item_set_text(ret, 128, view_sub(view_str(e->recipient), 0, 127));
}

/* --- sight --- */

bool people_is_recipient(const struct policy_person *p, const struct envelope *e)
{
	if (e->recipient_kind == RECIPIENT_PERSON)
		return view_eq(view_str(e->recipient), view_str(p->number));
	if (e->recipient_kind != RECIPIENT_UNIT)
		return false;
	const struct policy_unit *unit = policy_unit(store.policy, view_str(e->recipient));
	return unit && policy_in_unit(store.policy, p, unit);
}

bool people_oversees(const struct policy_person *p)
{
	return policy_has_role(p, PERSON_OPERATOR) || policy_has_role(p, PERSON_AUDITOR) ||
	       policy_has_role(p, PERSON_CISO);
}

/* 緊急送付: a colleague who may confirm it, or was not the first to. */
static bool is_colleague(const struct policy_person *p, const struct item *i)
{
	enum err e = urgent_may_confirm(p, i);
	return e == OK || e == E_DECIDED;
}

bool people_may_see(const struct policy_person *p, const struct item *i)
{
	const struct envelope *e = &i->envelope;
	return people_is_recipient(p, e) || people_oversees(p) ||
	       (e->sender[0] && view_eq(view_str(e->sender), view_str(p->number))) ||
	       approve_concerns(p, i) || is_colleague(p, i) || urgent_took_part(p, i);
}
