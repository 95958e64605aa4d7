/* SPDX-License-Identifier: Apache-2.0
 * item.c: rows of items.
 */
#include "flow/item.h"
#include "store/item.h"

static void envelope_of(struct db_rows *rows, struct envelope *e)
{
	e->version = 1;
	db_col_bytes(rows, 0, e->id, ID_LEN);
	e->direction = (uint8_t)db_col_int(rows, 1);
	e->recipient_kind = (uint8_t)db_col_int(rows, 2);
	e->grade = (uint8_t)db_col_int(rows, 3);
	e->size = db_col_uint(rows, 4);
	e->accepted = db_col_int(rows, 5);
	db_col_bytes(rows, 6, e->hash, HASH_LEN);
	db_col_bytes(rows, 7, e->session, HASH_LEN);
	db_col_text(rows, 8, e->name, sizeof e->name);
	db_col_text(rows, 9, e->sender, sizeof e->sender);
	db_col_text(rows, 10, e->unit, sizeof e->unit);
	db_col_text(rows, 11, e->recipient, sizeof e->recipient);
	db_col_text(rows, 12, e->reason, sizeof e->reason);
}

enum err item_get(const uint8_t id[ID_LEN], struct item *ret)
{
	struct item i = {0};
	struct db_rows rows scope_end(db_rows_end) =
	    db_ask(store.db, SQL_ITEM_GET, db_bytes(id, ID_LEN));
	if (!db_next(&rows))
		return rows.err == OK ? E_NOT_FOUND : rows.err;
	envelope_of(&rows, &i.envelope);
	db_col_text(&rows, 13, i.number, sizeof i.number);
	i.state = (enum item_state)db_col_int(&rows, 14);
	i.err = (enum err)db_col_int(&rows, 15);
	i.changed = db_col_int(&rows, 16);
	i.faults = (uint32_t)db_col_uint(&rows, 17);
	db_col_bytes(&rows, 18, i.policy, HASH_LEN);
	i.form_version = (uint32_t)db_col_uint(&rows, 19);
	i.format = (uint32_t)db_col_uint(&rows, 20);
	i.needs = (uint32_t)db_col_uint(&rows, 21);
	db_col_bytes(&rows, 22, i.output, HASH_LEN);
	i.output_size = db_col_uint(&rows, 23);
	db_col_text(&rows, 24, i.output_name, sizeof i.output_name);
	i.cpu_us = db_col_uint(&rows, 25);
	i.removed = (uint32_t)db_col_uint(&rows, 26);
	i.lost = (uint32_t)db_col_uint(&rows, 27);
	i.kept = (uint32_t)db_col_uint(&rows, 28);
	db_col_bytes(&rows, 29, i.salt, HASH_LEN);
	db_col_bytes(&rows, 30, i.approval, HASH_LEN);
	i.position = db_col_int(&rows, 31);
	i.signed_at = db_col_int(&rows, 32);
	i.fetched = (uint32_t)db_col_uint(&rows, 33);
	i.cleared = db_col_int(&rows, 34);
	if (rows.err == OK && (!state_known((uint32_t)i.state) || (uint32_t)i.err >= ERR_COUNT))
		rows.err = E_BROKEN;
	if (rows.err == OK)
		*ret = i;
	return rows.err;
}

/* Its place in the queue: behind its owner's last one, but not behind everybody's: whoever sends
 * a thousand files waits for them, and nobody else does. */
static enum err turn_of(const struct envelope *e, int64_t *ret)
{
	int64_t last;
	try(db_number(store.db, &last, SQL_TURN_OF_OWNER, db_bytes(e->session, HASH_LEN),
		      db_text(e->sender)));
	*ret = max_of(last, store.turn) + 1;
	return OK;
}

enum err item_put(const struct envelope *e, enum item_state state, bool *ret_new)
{
	static const uint8_t zero[HASH_LEN];
	uint8_t salt[HASH_LEN];
	int64_t turn;
	uint64_t changed;
	try(random_bytes(salt, sizeof salt));
	try(turn_of(e, &turn));
	try(db_change(
	    store.db, &changed, SQL_ITEM_PUT, db_bytes(e->id, ID_LEN), db_int(e->direction),
	    db_int(e->recipient_kind), db_int(grade_level(e->grade)), db_uint(e->size),
	    db_int(e->accepted), db_bytes(e->hash, HASH_LEN), db_bytes(e->session, HASH_LEN),
	    db_text(e->name), db_text(e->sender), db_text(e->unit), db_text(e->recipient),
	    db_text(e->reason), db_text(item_number(e->id, e->accepted).s),
	    db_uint(item_day(e->accepted)), db_int(turn), db_int(state), db_int(OK),
	    db_int(e->accepted), db_bytes(zero, HASH_LEN), db_int(0), db_bytes(zero, HASH_LEN),
	    db_bytes(salt, HASH_LEN), db_int(e->grade - grade_level(e->grade))));
	*ret_new = changed > 0;
	return OK;
}

enum err item_set(const struct item *i)
{
	return db_run(store.db, SQL_ITEM_SET, db_bytes(i->envelope.id, ID_LEN), db_int(i->state),
		      db_int(i->err), db_int(i->changed), db_int(i->faults),
		      db_bytes(i->policy, HASH_LEN), db_int(i->form_version), db_int(i->format),
		      db_int(i->needs), db_bytes(i->output, HASH_LEN), db_uint(i->output_size),
		      db_text(i->output_name), db_uint(i->cpu_us), db_int(i->removed),
		      db_int(i->lost), db_int(i->kept), db_bytes(i->approval, HASH_LEN),
		      db_int(i->position), db_int(i->signed_at));
}

static enum err finding_put(const struct item *i, uint32_t place, const struct finding *f)
{
	return db_run(store.db, SQL_FINDING_PUT, db_bytes(i->envelope.id, ID_LEN), db_int(place),
		      db_int(f->code), db_int(f->place_kind), db_int(f->place), db_int(f->count),
		      db_bytes(f->hash, f->has_hash ? HASH_LEN : 0),
		      db_view(view_of(f->text, f->text_len)));
}

enum err item_findings(struct item *i, const struct report *r)
{
	i->removed = i->lost = i->kept = 0;
	try(db_run(store.db, SQL_FINDINGS_CLEAR, db_bytes(i->envelope.id, ID_LEN)));
	for (uint32_t n = 0; n < r->n; n++) {
		enum finding_kind kind = finding_text((enum finding_code)r->rows[n].code)->kind;
		i->removed += kind == FINDING_KIND_REMOVED;
		i->lost += kind == FINDING_KIND_LOST;
		i->kept += kind == FINDING_KIND_KEPT;
		try(finding_put(i, n, &r->rows[n]));
	}
	return OK;
}

enum err item_preview(const uint8_t id[ID_LEN], struct view text)
{
	if (text.n == 0)
		return db_run(store.db, SQL_PREVIEW_CLEAR, db_bytes(id, ID_LEN));
	return db_run(store.db, SQL_PREVIEW_PUT, db_bytes(id, ID_LEN), db_bytes(text.p, text.n));
}

enum err item_step(const struct item *i, const char *who)
{
	return db_run(store.db, SQL_STEP_PUT, db_bytes(i->envelope.id, ID_LEN), db_int(i->changed),
		      db_int(i->state), db_int(i->err), db_text(who));
}

enum err item_list(struct db_rows *rows, uint8_t (*ids)[ID_LEN], size_t most, size_t *ret_n)
{
	size_t n = 0;
	while (n < most && db_next(rows))
		db_col_bytes(rows, 0, ids[n++], ID_LEN);
	db_rows_end(rows);
	if (rows->err == OK)
		*ret_n = n;
	return rows->err;
}
