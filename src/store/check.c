/* SPDX-License-Identifier: Apache-2.0
 * check.c: the finds of an item, what is left of them, and how long their sender may take.
 */
#include "store/check.h"

#include "flow/item.h"
#include "store/drive.h"
#include "store/notice.h"
#include "store/record.h"
#include "sys/file.h"
#include "sys/log.h"

#define PICTURES_MAX ((int64_t)512 << 20) /* bytes of all items' pictures; then finds have none */
#define FIND_PNG_MAX ((size_t)FIND_PIXELS_MAX + 8192)
#define LIST_BYTES ((size_t)8 + (size_t)8 * ERASE_MAX)
#define DUE_AT_ONCE 256

/* --- what was found --- */

static struct view word(const struct find_word *w)
{
	return view_of(w->text, w->n);
}

/* Where the inspector is less sure than its table, the policy wants no more than that of it. */
static enum policy_find most(const struct find *f)
{
	enum find_severity table = find_text(f->kind)->severity;
	return f->severity < table ? (enum policy_find)f->severity : POLICY_FIND_NEVER;
}

static enum err put(const struct item *i, const struct find *f, struct view png)
{
	const struct find_place *p = &f->place;
	return db_run(store.db, SQL_FIND_PUT, db_bytes(i->envelope.id, ID_LEN),
		      db_int((int64_t)f->id), db_int(f->kind), db_int(most(f)), db_int(f->count),
		      db_int(p->member), db_int(p->at), db_int(p->number), db_int(p->row),
		      db_int(p->column), db_view(word(&p->file)), db_view(word(&p->name)),
		      db_view(word(&f->excerpt)), db_int(f->erasable), db_bytes(png.p, png.n));
}

static enum err put_all(const struct item *i, const struct finds *f)
{
	int64_t held;
	scope_end(buf_free) struct buf png = buf_new(FIND_PNG_MAX);
	try(db_number_all(store.db, SQL_FINDS_PICTURES, NULL, 0, &held));
	for (uint32_t k = 0; k < f->n; k++) {
		buf_clear(&png);
		if (f->rows[k].width && held < PICTURES_MAX)
			find_png(&f->rows[k], &png);
		if (png.err != OK)
			buf_clear(&png);
		held += (int64_t)png.n;
		try(put(i, &f->rows[k], buf_view(&png)));
	}
	return OK;
}

/* More of a kind than there was room for: nobody can tick them, so they are of the first round. */
static enum err put_rest(const struct item *i, const struct finds *f)
{
	for (uint32_t k = 0; k < FIND_COUNT; k++) {
		struct find row = {.kind = (enum find_kind)k,
				   .severity = find_text((enum find_kind)k)->severity,
				   .count = f->rest[k]};
		if (f->rest[k])
			try(put(i, &row, view_of(NULL, 0)));
	}
	return OK;
}

enum err check_take(const struct item *i, const struct finds *f)
{
	const uint8_t *id = i->envelope.id;
	try(db_run(store.db, SQL_INSPECTION_PUT, db_bytes(id, ID_LEN), db_bytes("", 0)));
	try(db_run(store.db, SQL_FINDS_CLEAR, db_bytes(id, ID_LEN)));
	try(put_all(i, f));
	return put_rest(i, f);
}

/* Lock 1 reports what it kept; what was erased after it is not in the file any more. */
enum err check_findings(struct item *i)
{
	static const struct {
		enum find_kind find;
		enum finding_code finding;
	} same[] = {{FIND_COMMENTS, FINDING_COMMENTS},
		    {FIND_TRACKED, FINDING_TRACKED},
		    {FIND_HIDDEN_SHEET, FINDING_HIDDEN_SHEET},
		    {FIND_HIDDEN_TEXT, FINDING_HIDDEN_TEXT},
		    {FIND_NOTES, FINDING_NOTES}};
	struct db_value id = db_bytes(i->envelope.id, ID_LEN);
	int64_t left, erased;
	uint64_t gone;
	for (size_t k = 0; k < array_len(same); k++) {
		try(db_number(store.db, &left, SQL_FINDS_LEFT_OF, id, db_int(same[k].find)));
		try(db_number(store.db, &erased, SQL_FINDS_ERASED_OF, id, db_int(same[k].find)));
		if (left || !erased)
			continue;
		try(db_change(store.db, &gone, SQL_FINDING_GONE, id, db_int(same[k].finding)));
		i->kept -= min_of((uint32_t)gone, i->kept);
	}
	return OK;
}

enum err check_over(const uint8_t id[ID_LEN])
{
	return db_run(store.db, SQL_INSPECTION_DUE_SET, db_bytes(id, ID_LEN), db_int(0));
}

enum err check_forget(const uint8_t id[ID_LEN])
{
	try(check_over(id));
	return db_run(store.db, SQL_FINDS_FORGET, db_bytes(id, ID_LEN));
}

/* --- what is left of it --- */

enum policy_find check_wanted(uint32_t kind, uint32_t most, uint8_t grade)
{
	return min_of(policy_find_wanted(store.policy, kind, (enum grade)grade),
		      (enum policy_find)most);
}

static void count_one(const struct item *i, const struct db_rows *rows, struct check *c)
{
	uint32_t kind = (uint32_t)db_col_uint(rows, 0), n = (uint32_t)db_col_uint(rows, 3);
	enum policy_find wanted =
	    check_wanted(kind, (uint32_t)db_col_uint(rows, 1), i->envelope.grade);
	if (db_col_int(rows, 2)) {
		c->erased += n;
		return;
	}
	c->left += n;
	c->ask += wanted >= POLICY_FIND_ASK ? n : 0;
	c->stop += wanted == POLICY_FIND_STOP ? n : 0;
	c->never += wanted == POLICY_FIND_NEVER ? n : 0;
	c->erasable += (uint32_t)db_col_uint(rows, 4);
	c->personal |= kind == FIND_PERSONAL_NUMBER;
}

static enum err count(const struct item *i, struct check *c)
{
	struct db_rows rows scope_end(db_rows_end) =
	    db_ask(store.db, SQL_FINDS_COUNTS, db_bytes(i->envelope.id, ID_LEN));
	while (db_next(&rows))
		count_one(i, &rows, c);
	return rows.err;
}

enum err check_get(const struct item *i, struct check *ret)
{
	struct check c = {0};
	try(count(i, &c));
	struct db_rows rows scope_end(db_rows_end) =
	    db_ask(store.db, SQL_INSPECTION_GET, db_bytes(i->envelope.id, ID_LEN));
	if (db_next(&rows)) {
		struct view output = db_col(&rows, 1);
		c.due = db_col_int(&rows, 0);
		c.decided = view_eq(output, view_of(i->output, HASH_LEN));
		db_col_text(&rows, 2, c.who, sizeof c.who);
		db_col_text(&rows, 3, c.reason, sizeof c.reason);
	}
	if (rows.err == OK)
		*ret = c;
	return rows.err;
}

struct policy_demand check_demand(const struct item *i, const struct check *c)
{
	const struct envelope *e = &i->envelope;
	struct policy_case one = {.direction = e->direction,
				  .grade = e->grade,
				  .name = view_str(i->output_name),
				  .length = i->output_size,
				  .recipient = view_str(e->recipient)};
	struct policy_demand d = policy_demand(store.policy, &one);
	if (c->personal || c->stop || c->never)
		policy_demand_manager(store.policy, &d);
	return d;
}

bool check_may_ask(const struct item *i, const struct check *c)
{
	const struct policy_approvals *a = &store.policy->approvals;
	const struct envelope *e = &i->envelope;
	if (c->ask || c->stop || c->never || c->personal ||
	    policy_need(store.policy, e->direction, e->grade) != POLICY_NEED_NONE)
		return true;
	for (uint32_t k = 0; k < a->rules_count; k++)
		if (a->rules[k].need != POLICY_NEED_NONE &&
		    (a->rules[k].direction == DIRECTION_NONE ||
		     a->rules[k].direction == e->direction))
			return true;
	return false;
}

uint32_t check_needs(const struct policy_demand *d)
{
	if (d->need == POLICY_NEED_NONE)
		return 0;
	return d->need == POLICY_NEED_MANAGER || d->manager ? 2 : 1;
}

static enum err read_list(const uint8_t id[ID_LEN], struct erase *ret)
{
	ret->n = 0;
	struct db_rows rows scope_end(db_rows_end) =
	    db_ask(store.db, SQL_FINDS_TO_ERASE, db_bytes(id, ID_LEN));
	while (db_next(&rows))
		try(erase_add(ret, (uint64_t)db_col_int(&rows, 0)));
	return rows.err;
}

enum err check_chosen(const uint8_t id[ID_LEN], uint32_t *ret)
{
	static struct erase list;
	try(read_list(id, &list));
	*ret = list.n;
	return OK;
}

enum err check_list(const uint8_t id[ID_LEN], int *ret_fd)
{
	static struct erase list;
	scope_end(buf_free) struct buf bytes = buf_new(LIST_BYTES);
	scope_end(close_fd) int fd = -1;
	try(read_list(id, &list));
	if (list.n == 0)
		return E_NOT_FOUND;
	erase_write(&list, &bytes);
	try(bytes.err);
	fd = memfd_new("erase");
	if (fd < 0)
		return E_NO_MEMORY;
	try(file_write(fd, buf_view(&bytes)));
	try(memfd_seal(fd));
	*ret_fd = take_fd(&fd);
	return OK;
}

/* --- waiting for its sender --- */

enum err check_words(const uint8_t id[ID_LEN], bool erased, char ret[TEXT_MAX_])
{
	scope_end(buf_free) struct buf words = buf_new(TEXT_MAX_ - 1);
	struct db_rows rows scope_end(db_rows_end) =
	    db_ask(store.db, SQL_FINDS_WORDS, db_bytes(id, ID_LEN), db_int(erased));
	while (db_next(&rows)) {
		uint64_t kind = db_col_uint(&rows, 0);
		if (kind < FIND_COUNT)
			buf_fmt(&words, "%s%s %llu", words.n ? "、" : "",
				find_text((enum find_kind)kind)->ja,
				(unsigned long long)db_col_uint(&rows, 1));
	}
	memset(ret, 0, TEXT_MAX_);
	memcpy(ret, words.p, words.n); /* of very many kinds those that fit */
	return rows.err;
}

enum err check_begin(const struct item *i)
{
	const uint8_t *id = i->envelope.id;
	int64_t due = clock_now() + (int64_t)store.policy->approvals.expire_after_minutes * 60;
	char text[TEXT_MAX_];
	try(check_words(id, false, text));
	try(db_run(store.db, SQL_INSPECTION_DUE_SET, db_bytes(id, ID_LEN), db_int(due)));
	try(record_add(EVENT_FOUND, id, "", text));
	return notice_check(i, due);
}

bool check_is_sender(const struct policy_person *p, const struct item *i)
{
	const struct envelope *e = &i->envelope;
	return e->direction == DIRECTION_OUT && e->sender[0] &&
	       view_eq(view_str(e->sender), view_str(p->number));
}

bool check_may(const struct policy_person *p, const struct item *i, enum choice c)
{
	bool takes_back =
	    c == CHOICE_WITHDRAW && (i->state == STATE_WAITING || i->state == STATE_LOCKED);
	return (i->state == STATE_CHECKING || takes_back) && check_is_sender(p, i);
}

static enum err expire(const uint8_t id[ID_LEN])
{
	struct item i;
	struct db_tx tx scope_end(db_tx_end) = {0};
	try(item_get(id, &i));
	try(db_tx_begin(store.db, &tx));
	if (i.state == STATE_CHECKING)
		try(drive_move(&i, CAUSE_EXPIRE, E_EXPIRED, "", ""));
	try(check_over(id));
	try(db_tx_commit(&tx));
	if (i.state == STATE_EXPIRED)
		drive_after(&i);
	return OK;
}

void check_tick(void)
{
	static uint8_t ids[DUE_AT_ONCE][ID_LEN];
	size_t n = 0;
	struct db_rows rows scope_end(db_rows_end) =
	    db_ask(store.db, SQL_INSPECTIONS_DUE, db_int(clock_now()));
	enum err e = item_list(&rows, ids, DUE_AT_ONCE, &n);
	for (size_t k = 0; e == OK && k < n; k++)
		e = expire(ids[k]);
	if (e != OK)
		log_warn("what waits for its check: %s", err_text(e)->name);
}
