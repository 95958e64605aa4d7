/* SPDX-License-Identifier: Apache-2.0
 * voice.c: rows of approvals, one for each person.
 */
#include "store/voice.h"

#include "sys/log.h"
#include "sys/file.h"

_Static_assert(sizeof(struct vote) != sizeof(struct ticket), "a proof is known by its length");

static enum err put(const struct item *i, const struct approval *a, const char *kind,
		    const char *person, const char *reason, struct view proof)
{
	uint8_t hash[HASH_LEN];
	scope_end(buf_free) struct buf text = buf_new(STATEMENT_MAX);
	approve_statement(i, kind, person, reason, clock_now(), &text);
	if (text.err != OK)
		return E_INTERNAL;
	hash_bytes(buf_view(&text), hash);
	return db_run(store.db, SQL_VOICE_PUT, db_bytes(i->envelope.id, ID_LEN), db_int(a->round),
		      db_text(person), db_int(clock_now()), db_text(reason),
		      db_bytes(text.p, text.n), db_bytes(hash, HASH_LEN),
		      db_bytes(proof.p, proof.n));
}

enum err voice_add(const struct item *i, const struct approval *a, const char *person,
		   const char *reason, const struct vote *vote)
{
	return put(i, a, "voice", person, reason, view_of(vote, sizeof *vote));
}

enum err voice_colleague(const struct item *i, const struct approval *a, const char *person,
			 const struct ticket *ticket)
{
	return put(i, a, "urgent", person, a->urgent_reason, view_of(ticket, sizeof *ticket));
}

enum err voices_of(const uint8_t id[ID_LEN], int64_t round, struct voices *ret)
{
	*ret = (struct voices){.n = 0};
	struct db_rows rows scope_end(db_rows_end) =
	    db_ask(store.db, SQL_VOICES, db_bytes(id, ID_LEN), db_int(round));
	while (db_next(&rows)) {
		struct view proof = db_col(&rows, 2);
		struct voice *v = &ret->one[ret->n];
		if (proof.n == sizeof ret->colleague) {
			memcpy(&ret->colleague, proof.p, sizeof ret->colleague);
			ret->urgent = true;
		} else if (proof.n == sizeof v->vote && ret->n < VOTES_MAX) {
			db_col_text(&rows, 0, v->person, sizeof v->person);
			db_col_bytes(&rows, 1, v->hash, HASH_LEN);
			memcpy(&v->vote, proof.p, sizeof v->vote);
			ret->n++;
		} else {
			return E_BROKEN;
		}
	}
	return rows.err;
}

bool voice_has(const uint8_t id[ID_LEN], int64_t round, const char *person)
{
	int64_t n = 0;
	return db_number(store.db, &n, SQL_VOICE_SPOKEN, db_bytes(id, ID_LEN), db_int(round),
			 db_text(person)) == OK &&
	       n > 0;
}
