/* SPDX-License-Identifier: Apache-2.0
 * check_act.c: what the sender decides: 消して送る, このまま送る, 取り下げる.
 */
#include "flow/item.h"
#include "form/form.h"
#include "store/approve.h"
#include "store/check.h"
#include "store/drive.h"
#include "store/people.h"
#include "store/record.h"
#include "sys/log.h"

/* --- 消して送る --- */

static enum err mark(const struct item *i, uint64_t id, uint32_t *n)
{
	uint64_t changed;
	try(db_change(store.db, &changed, SQL_FIND_ERASE, db_bytes(i->envelope.id, ID_LEN),
		      db_int((int64_t)id), db_bytes("", 0)));
	*n += changed > 0;
	return id && changed == 1 ? OK : E_CHANGED; /* not of this page, or not to be erased */
}

static enum err mark_all(const struct item *i, uint32_t *n)
{
	static uint64_t ids[FINDS_MAX];
	size_t count = 0;
	struct db_rows rows scope_end(db_rows_end) =
	    db_ask(store.db, SQL_FINDS_ERASABLE, db_bytes(i->envelope.id, ID_LEN));
	while (count < array_len(ids) && db_next(&rows))
		ids[count++] = (uint64_t)db_col_int(&rows, 0);
	db_rows_end(&rows);
	try(rows.err);
	for (size_t k = 0; k < count; k++)
		try(mark(i, ids[k], n));
	return OK;
}

/* From the original again, without these: another output, so no approval of this one counts. */
static enum err erase(struct item *i, const struct body_check *b)
{
	uint32_t n = 0, all;
	char text[TEXT_MAX_];
	struct db_tx tx scope_end(db_tx_end) = {0};
	try(db_tx_begin(store.db, &tx));
	if (b->choice == CHOICE_ERASE_ALL)
		try(mark_all(i, &n));
	for (uint32_t k = 0; b->choice == CHOICE_ERASE && k < b->n; k++)
		try(mark(i, b->finds[k], &n));
	if (n == 0)
		return E_NOTHING_CHOSEN;
	try(check_chosen(i->envelope.id, &all)); /* before it leaves its sender's hands */
	try(approve_void(i->envelope.id));
	memset(i->approval, 0, HASH_LEN);
	memcpy(i->policy, store.policy->hash, HASH_LEN);
	i->form_version = form_edition();
	i->faults = 0;
	try(check_words(i->envelope.id, true, text));
	try(drive_move(i, CAUSE_ERASE, OK, b->ticket.person, text));
	try(db_tx_commit(&tx));
	drive_after(i);
	return OK;
}

/* --- このまま送る --- */

static enum err as_is(struct item *i, const struct body_check *b)
{
	struct check c;
	struct db_tx tx scope_end(db_tx_end) = {0};
	try(check_get(i, &c));
	if (c.never)
		return E_FIND_NEVER;
	if (!b->reason[0])
		return E_REASON;
	try(db_tx_begin(store.db, &tx));
	struct policy_demand demand = check_demand(i, &c);
	i->needs = check_needs(&demand);
	bool ask = i->needs != 0;
	try(db_run(store.db, SQL_INSPECTION_LEFT, db_bytes(i->envelope.id, ID_LEN),
		   db_bytes(i->output, HASH_LEN), db_text(b->ticket.person), db_text(b->reason)));
	try(drive_move(i, ask ? CAUSE_LEFT_ASKED : CAUSE_LEFT, OK, b->ticket.person, b->reason));
	if (ask)
		try(approve_ask(i, &demand));
	try(db_tx_commit(&tx));
	drive_after(i);
	return OK;
}

/* --- 取り下げる --- */

static enum err withdraw(struct item *i, const struct body_check *b)
{
	struct db_tx tx scope_end(db_tx_end) = {0};
	try(db_tx_begin(store.db, &tx));
	try(approve_void(i->envelope.id));
	try(drive_move(i, CAUSE_WITHDRAW, OK, b->ticket.person, b->reason));
	try(item_preview(i->envelope.id, (struct view){NULL, 0}));
	try(db_tx_commit(&tx));
	drive_after(i);
	return OK;
}

static enum err check(const struct body_check *b)
{
	typedef enum err (*choosing)(struct item * i, const struct body_check *b);
	static const choosing choices[CHOICE_COUNT] = {[CHOICE_ERASE] = erase,
						       [CHOICE_ERASE_ALL] = erase,
						       [CHOICE_AS_IS] = as_is,
						       [CHOICE_WITHDRAW] = withdraw};
	const struct policy_person *p;
	struct item i;
	if (b->choice >= CHOICE_COUNT || !choices[b->choice] || b->n > CHECK_FINDS ||
	    !body_text_ok(b->reason, sizeof b->reason))
		return E_PROTOCOL;
	try(people_of_ticket(&b->ticket, &p));
	try(item_get(b->id, &i));
	if (!people_may_see(p, &i))
		return E_NOT_FOUND;
	if (!check_is_sender(p, &i))
		return E_FORBIDDEN;
	if (!check_may(p, &i, (enum choice)b->choice))
		return E_CHANGED;
	if (memcmp(b->output, i.output, HASH_LEN) != 0)
		return E_CHANGED;
	return choices[b->choice](&i, b);
}

void on_check(struct incoming *in)
{
	static struct body_check b;
	memcpy(&b, in->body.bytes, sizeof b);
	enum err e = check(&b);
	if (e != OK)
		log_info("item %s: check %u: %s", item_hex(b.id).s, b.choice, err_text(e)->name);
	role_done(in, e);
}
