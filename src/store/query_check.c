/* SPDX-License-Identifier: Apache-2.0
 * query_check.c: 送付前点検 as rows for the portal. Finds are content: only who decides about the
 * item now, or asked for it, sees them; who oversees the traffic does not read along.
 */
#include "store/approve.h"
#include "store/check.h"
#include "store/query.h"
#include "store/urgent.h"
#include "sys/file.h"

static enum err may_look(const struct policy_person *p, const struct body_query *q,
			 struct item *ret)
{
	struct item i;
	try(item_get(q->id, &i));
	bool own = i.envelope.direction == DIRECTION_OUT && i.envelope.sender[0] &&
		   view_eq(view_str(i.envelope.sender), view_str(p->number));
	bool waits = i.state == STATE_WAITING &&
		     (approve_may(p, &i) == OK || urgent_may_confirm(p, &i) == OK);
	if (!own && !waits && urgent_may_after(p, &i) != OK)
		return E_NOT_FOUND;
	*ret = i;
	return OK;
}

static void row_of(struct db_rows *rows, uint8_t grade, struct body_row_find *row)
{
	*row = (struct body_row_find){.number = (uint32_t)db_col_uint(rows, 0),
				      .id = (uint64_t)db_col_int(rows, 1),
				      .kind = (uint32_t)db_col_uint(rows, 2),
				      .count = (uint32_t)db_col_uint(rows, 4),
				      .member = (uint32_t)db_col_uint(rows, 5),
				      .at = (uint32_t)db_col_uint(rows, 6),
				      .place = (uint32_t)db_col_uint(rows, 7),
				      .row = (uint32_t)db_col_uint(rows, 8),
				      .column = (uint32_t)db_col_uint(rows, 9),
				      .erasable = (uint32_t)db_col_uint(rows, 13),
				      .erased = (uint32_t)db_col_uint(rows, 14),
				      .picture = db_col_int(rows, 15) > 0};
	row->weight = (uint32_t)check_wanted(row->kind, (uint32_t)db_col_uint(rows, 3), grade);
	db_col_text(rows, 10, row->file, sizeof row->file);
	db_col_text(rows, 11, row->name, sizeof row->name);
	db_col_text(rows, 12, row->text, sizeof row->text);
}

void query_finds(struct incoming *in, const struct body_query *q, const struct policy_person *p)
{
	struct item i;
	static struct body_row_find row;
	enum err e = may_look(p, q, &i);
	if (e != OK) {
		role_done(in, e);
		return;
	}
	struct db_rows rows scope_end(db_rows_end) =
	    db_ask(store.db, SQL_FINDS, db_bytes(q->id, ID_LEN));
	while (db_next(&rows)) {
		row_of(&rows, i.envelope.grade, &row);
		role_reply(in, MSG_ROW_FIND, &row, NULL);
	}
	role_done(in, rows.err);
}

static enum err picture_fd(const struct body_query *q, int *ret)
{
	struct db_rows rows scope_end(db_rows_end) =
	    db_ask(store.db, SQL_FIND_PICTURE, db_bytes(q->id, ID_LEN), db_int(q->page));
	if (!db_next(&rows) || db_col(&rows, 0).n == 0)
		return rows.err == OK ? E_NOT_FOUND : rows.err;
	return query_sealed("find", db_col(&rows, 0), ret);
}

void query_find_picture(struct incoming *in, const struct body_query *q,
			const struct policy_person *p)
{
	struct item i;
	struct body_item row;
	scope_end(close_fd) int fd = -1;
	enum err e = may_look(p, q, &i);
	if (e == OK)
		e = picture_fd(q, &fd);
	memcpy(row.id, q->id, ID_LEN);
	if (e == OK)
		role_reply(in, MSG_ROW_FD, &row, &fd);
	role_done(in, e);
}
