/* SPDX-License-Identifier: Apache-2.0
 * query_file.c: previews, and files from release by descriptor; a download is counted and logged.
 */
#include "store/approve.h"
#include "store/handover.h"
#include "store/people.h"
#include "store/query.h"
#include "store/record.h"
#include "store/urgent.h"
#include "store/zone.h"
#include "sys/file.h"
#include "sys/log.h"

#define FILES_MAX 64
#define FILE_SECONDS 30

/* The recipient once it was delivered; who decides or asked while it waits. */
static enum err may_fetch(const struct item *i, const struct policy_person *p)
{
	const struct envelope *e = &i->envelope;
	if (e->direction == DIRECTION_IN && i->state == STATE_RELEASED)
		return people_is_recipient(p, e) && !i->cleared ? OK : E_NOT_FOUND;
	bool own = e->sender[0] && view_eq(view_str(e->sender), view_str(p->number));
	return i->state == STATE_WAITING &&
		       (own || approve_may(p, i) == OK || urgent_may_confirm(p, i) == OK)
		   ? OK
		   : E_NOT_FOUND;
}

enum err query_sealed(const char *name, struct view bytes, int *ret)
{
	scope_end(close_fd) int fd = memfd_new(name);
	if (fd < 0)
		return E_NO_MEMORY;
	try(file_write(fd, bytes));
	try(memfd_seal(fd));
	*ret = take_fd(&fd);
	return OK;
}

static enum err preview_fd(const struct body_query *q, int *ret)
{
	struct db_rows rows scope_end(db_rows_end) =
	    db_ask(store.db, SQL_PREVIEW_GET, db_bytes(q->id, ID_LEN));
	if (!db_next(&rows))
		return rows.err == OK ? E_NOT_FOUND : rows.err;
	return query_sealed("preview", db_col(&rows, 0), ret);
}

void query_preview(struct incoming *in, const struct body_query *q, const struct policy_person *p)
{
	struct item i;
	struct body_item row;
	scope_end(close_fd) int fd = -1;
	/* It is content: who oversees the traffic does not read along. */
	enum err e = item_get(q->id, &i);
	if (e == OK && urgent_may_after(p, &i) != OK)
		e = may_fetch(&i, p);
	if (e == OK)
		e = preview_fd(q, &fd);
	memcpy(row.id, q->id, ID_LEN);
	if (e == OK)
		role_reply(in, MSG_ROW_FD, &row, &fd);
	role_done(in, e);
}

/* --- files --- */

struct fetching {
	uint64_t tag, portal; /* ours towards release; the portal's; 0: free */
	int64_t since;
	uint8_t id[ID_LEN];
	uint8_t output[HASH_LEN]; /* it must be, when `waiting` */
	bool waiting;		  /* looked at before it is decided: no download */
	char who[CODE_MAX];
};

static struct fetching fetching[FILES_MAX];

void query_file(struct incoming *in, const struct body_query *q, const struct policy_person *p)
{
	struct item i;
	struct body_item ask;
	struct fetching *f = NULL;
	enum err e = item_get(q->id, &i);
	if (e == OK)
		e = may_fetch(&i, p);
	for (size_t k = 0; k < FILES_MAX; k++)
		if (!fetching[k].tag)
			f = &fetching[k];
	if (e == OK && !f)
		e = E_BUSY;
	if (e == OK) {
		*f = (struct fetching){.tag = role_tag(), .portal = in->tag, .since = clock_now()};
		f->waiting = i.state == STATE_WAITING;
		memcpy(f->output, i.output, HASH_LEN);
		memcpy(f->id, q->id, ID_LEN);
		memcpy(f->who, p->number, CODE_MAX);
		memcpy(ask.id, q->id, ID_LEN);
		e = role_send(ROLE_release, MSG_FETCH, f->tag, &ask, NULL);
		if (e != OK)
			f->tag = 0;
	}
	if (e != OK)
		role_done(in, e);
}

static struct fetching *fetching_of(uint64_t tag)
{
	for (size_t k = 0; k < FILES_MAX; k++)
		if (fetching[k].tag && fetching[k].tag == tag)
			return &fetching[k];
	return NULL;
}

static enum err note_fetch(const struct fetching *f)
{
	struct db_tx tx scope_end(db_tx_end) = {0};
	try(db_tx_begin(store.db, &tx));
	if (!f->waiting)
		try(db_run(store.db, SQL_ITEM_FETCHED, db_bytes(f->id, ID_LEN)));
	try(record_add(f->waiting ? EVENT_LOOKED : EVENT_FETCHED, f->id, f->who, ""));
	try(db_tx_commit(&tx));
	record_send();
	return OK;
}

/* Who decides must see the very bytes that will be decided about. */
static enum err check_fetched(const struct fetching *f, int fd)
{
	uint8_t hash[HASH_LEN];
	uint64_t size;
	if (!f->waiting)
		return OK;
	try(file_hash(fd, hash, &size));
	return memcmp(hash, f->output, HASH_LEN) == 0 ? OK : E_CHANGED;
}

/* The file only goes out with its log row durable. */
void on_fetched(struct incoming *in)
{
	struct body_item row;
	struct fetching *f = fetching_of(in->tag);
	if (!f) {
		handover_fetched(in);
		return;
	}
	memcpy(row.id, f->id, ID_LEN);
	enum err e = check_fetched(f, in->fds[0]);
	if (e == OK)
		e = note_fetch(f);
	if (e == OK)
		query_row(f->portal, MSG_ROW_FD, &row, in->fds);
	query_done(f->portal, e, e == OK);
	f->tag = 0;
}

/* Release could not give it; the notary's DONE is about the log. */
void on_done(struct incoming *in)
{
	struct body_done done;
	struct fetching *f = in->from == ROLE_release ? fetching_of(in->tag) : NULL;
	memcpy(&done, in->body.bytes, sizeof done);
	if (handover_refused(in, done.err) || zone_not_signed(in, done.err))
		return;
	if (in->from == ROLE_notary)
		record_refused();
	if (!f)
		return;
	query_done(f->portal, done.err < ERR_COUNT ? (enum err)done.err : E_PROTOCOL, 0);
	f->tag = 0;
}

void query_forget(enum role peer)
{
	handover_forget(peer);
	for (size_t k = 0; k < FILES_MAX; k++) {
		if (fetching[k].tag && peer == ROLE_release)
			query_done(fetching[k].portal, E_GONE, 0);
		fetching[k].tag = 0;
	}
}

void query_tick(void)
{
	int64_t now = clock_now();
	for (size_t k = 0; k < FILES_MAX; k++)
		if (fetching[k].tag && now - fetching[k].since > FILE_SECONDS) {
			query_done(fetching[k].portal, E_GONE, 0);
			fetching[k].tag = 0;
		}
}
