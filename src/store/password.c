/* SPDX-License-Identifier: Apache-2.0
 * password.c: the password of a protected file, on its way to the worker that opens it. It is in
 * no row, no log and no file: a crash loses it, and the owner is asked again.
 */
#include "base/civil.h"
#include "flow/item.h"
#include "form/form.h"
#include "store/drive.h"
#include "store/flight.h"
#include "store/password.h"
#include "store/people.h"
#include "store/record.h"
#include "sys/log.h"

#define EXPIRED_AT_ONCE 64

bool password_may(const struct policy_person *p, const struct item *i)
{
	const struct envelope *e = &i->envelope;
	if (i->state != STATE_LOCKED)
		return false;
	return e->direction == DIRECTION_IN ? people_is_recipient(p, e)
					    : view_eq(view_str(e->sender), view_str(p->number));
}

enum err password_tries(const uint8_t id[ID_LEN], uint32_t *ret)
{
	int64_t n;
	try(db_number(store.db, &n, SQL_PASSWORD_TRIES, db_bytes(id, ID_LEN),
		      db_int(EVENT_PASSWORD)));
	*ret = n < 0 ? 0 : n > UINT32_MAX ? UINT32_MAX : (uint32_t)n;
	return OK;
}

enum err password_answer(const struct item *i, enum err why)
{
	uint32_t tries;
	if (why != E_PASSWORD_WRONG)
		return why;
	enum err e = password_tries(i->envelope.id, &tries);
	if (e != OK)
		return e;
	return tries >= PASSWORD_TRIES ? E_PASSWORD_TRIES : why;
}

/* What was typed goes on only after it is on disk that it was typed. */
static enum err take(struct item *i, const struct body_password *b)
{
	const struct store_link *link = drive_link((enum direction)i->envelope.direction);
	struct body_unlock unlock = {.leave_out = b->leave_out};
	struct db_tx tx scope_end(db_tx_end) = {0};
	if (!link->ready)
		return E_BUSY;
	try(db_tx_begin(store.db, &tx));
	memcpy(i->policy, store.policy->hash, HASH_LEN);
	i->form_version = form_edition();
	try(drive_move(i, CAUSE_PASSWORD, OK, b->ticket.person, ""));
	try(db_tx_commit(&tx));
	if (drive_erase(i) != OK) /* then it is found again, and its sender asked again */
		log_warn("item %s: what is to be erased was not told", item_hex(b->id).s);
	memcpy(unlock.id, b->id, ID_LEN);
	memcpy(unlock.password, b->password, sizeof unlock.password);
	enum err e = role_send(link->peer, MSG_UNLOCK, role_tag(), &unlock, NULL);
	explicit_bzero(&unlock, sizeof unlock);
	drive_told(i);
	if (e != OK) /* then it is asked for without one, and the owner again */
		flight_later(i->envelope.id, 1);
	return OK;
}

static enum err typed(const struct body_password *b)
{
	const struct policy_person *p;
	struct item i;
	if (!body_text_ok(b->password, sizeof b->password) || b->leave_out > 1)
		return E_PROTOCOL;
	try(people_of_ticket(&b->ticket, &p));
	try(item_get(b->id, &i));
	if (!people_may_see(p, &i))
		return E_NOT_FOUND;
	if (i.state != STATE_LOCKED)
		return E_CHANGED;
	if (!password_may(p, &i))
		return E_FORBIDDEN;
	return b->password[0] || b->leave_out ? take(&i, b) : E_PASSWORD;
}

void on_password(struct incoming *in)
{
	static struct body_password b;
	memcpy(&b, in->body.bytes, sizeof b);
	explicit_bzero(in->body.bytes, sizeof b);
	enum err e = typed(&b);
	explicit_bzero(b.password, sizeof b.password);
	if (e != OK)
		log_info("item %s: a password was not taken: %s", item_hex(b.id).s,
			 err_text(e)->name);
	role_done(in, e);
}

static enum err expire(const uint8_t id[ID_LEN])
{
	struct item i;
	struct db_tx tx scope_end(db_tx_end) = {0};
	try(item_get(id, &i));
	try(db_tx_begin(store.db, &tx));
	try(drive_move(&i, CAUSE_EXPIRE, E_EXPIRED, "", ""));
	try(db_tx_commit(&tx));
	drive_after(&i);
	return OK;
}

void password_tick(void)
{
	static uint8_t ids[EXPIRED_AT_ONCE][ID_LEN];
	size_t n = 0;
	int64_t kept = (int64_t)store.policy->limits.retention.inbox_days * DAY;
	struct db_rows rows scope_end(db_rows_end) =
	    db_ask(store.db, SQL_ITEMS_LOCKED, db_int(clock_now() - kept));
	enum err e = item_list(&rows, ids, EXPIRED_AT_ONCE, &n);
	for (size_t k = 0; e == OK && k < n; k++)
		e = expire(ids[k]);
	if (e != OK)
		log_warn("items that wait for a password past their time: %s", err_text(e)->name);
}
