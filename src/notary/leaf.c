/* SPDX-License-Identifier: Apache-2.0
 * leaf.c: a ledger record to bytes and back, field by field.
 */
#include "notary/leaf.h"

struct event_row {
	uint32_t number;
	const char *name, *ja, *en;
};

static const struct event_row event_rows[] = {
#define EVENT(name, number, ja, en) {number, #name, ja, en},
#include "tbl/events.h"
#undef EVENT
};

bool event_text(uint32_t event, const char **ret_name, const char **ret_ja, const char **ret_en)
{
	for (size_t i = 0; i < array_len(event_rows); i++) {
		if (event_rows[i].number != event)
			continue;
		*ret_name = event_rows[i].name;
		*ret_ja = event_rows[i].ja;
		*ret_en = event_rows[i].en;
		return true;
	}
	return false;
}

static struct view bytes(const void *p, size_t n)
{
	return view_of(p, n);
}

void leaf_write(const struct leaf *l, uint8_t ret[LEAF_LEN])
{
	scope_end(buf_free) struct buf b = buf_new(LEAF_LEN);
	buf_u32be(&b, l->version);
	buf_u32be(&b, l->event);
	buf_u64be(&b, l->epoch);
	buf_u64be(&b, l->position);
	buf_u64be(&b, (uint64_t)l->time);
	buf_u64be(&b, l->value);
	buf_put(&b, bytes(l->item, ID_LEN));
	buf_put(&b, bytes(l->original, HASH_LEN));
	buf_put(&b, bytes(l->output, HASH_LEN));
	buf_u64be(&b, l->length);
	buf_u32be(&b, l->form_version);
	buf_u8(&b, l->direction);
	buf_u8(&b, l->recipient_kind);
	buf_u8(&b, l->grade);
	buf_u8(&b, l->type);
	buf_put(&b, bytes(l->policy, HASH_LEN));
	buf_put(&b, bytes(l->approval, HASH_LEN));
	buf_put(&b, bytes(l->destination, CODE_MAX));
	buf_u64be(&b, (uint64_t)l->expires);
	buf_put(&b, bytes(l->commitment, HASH_LEN));
	assert(b.err != OK || b.n == LEAF_SIGNED);
	buf_put(&b, bytes(l->signature, SIG_LEN));
	buf_put(&b, bytes(l->previous, HASH_LEN));
	/* A few hundred bytes not to be had is the end of the notary, and nothing was said yet. */
	assert(b.err == OK && b.n == LEAF_LEN);
	memcpy(ret, b.p, LEAF_LEN);
}

static void take(struct cursor *c, void *ret, size_t n)
{
	struct view v = cursor_take(c, n);
	if (v.n == n && n > 0)
		memcpy(ret, v.p, n);
}

static bool all_zero(const void *p, size_t n)
{
	const uint8_t *b = p;
	uint8_t any = 0;
	for (size_t i = 0; i < n; i++)
		any |= b[i];
	return any == 0;
}

/* Lower-case letters, then nothing but NULs. */
static bool destination_ok(const char d[CODE_MAX])
{
	size_t n = strnlen(d, CODE_MAX);
	for (size_t i = 0; i < n; i++)
		if (d[i] < 'a' || d[i] > 'z')
			return false;
	return n < CODE_MAX && all_zero(d + n, CODE_MAX - n);
}

/* Of a rule set: no recipient, no form, no time to expire. */
static bool zone_fields_ok(const struct leaf *l)
{
	return (l->type & ~RECEIPT_EVALUATION) == RECEIPT_REBUILT && l->length > 0 &&
	       l->value > 0 && l->value <= UINT32_MAX && l->form_version == 0 &&
	       l->direction == 0 && l->recipient_kind == 0 && l->grade == 0 && l->expires == 0 &&
	       view_eq(view_str(l->destination), VIEW("zone")) && all_zero(l->commitment, HASH_LEN);
}

/* Of a report (zone_report.h): a hash, and nothing that could be approved. */
static bool report_fields_ok(const struct leaf *l)
{
	return (l->type & ~RECEIPT_EVALUATION) == RECEIPT_REBUILT && l->length > 0 &&
	       l->value == 0 && l->form_version == 0 && l->direction == 0 &&
	       l->recipient_kind == 0 && l->grade == 0 && l->expires == 0 &&
	       memcmp(l->item, l->original, ID_LEN) == 0 && all_zero(l->output, HASH_LEN) &&
	       all_zero(l->approval, HASH_LEN) && all_zero(l->commitment, HASH_LEN) &&
	       view_eq(view_str(l->destination), VIEW("zone"));
}

static bool receipt_fields_ok(const struct leaf *l)
{
	if (l->event == EVENT_ZONE_PROVED || l->event == EVENT_ZONE_OBSERVED)
		return report_fields_ok(l);
	if (l->event == EVENT_ZONE_SET)
		return zone_fields_ok(l);
	if (l->event == EVENT_RECEIPT)
		return (l->type & ~RECEIPT_EVALUATION) == RECEIPT_REBUILT && l->destination[0] &&
		       l->value == 0 &&
		       (l->direction == DIRECTION_IN || l->direction == DIRECTION_OUT) &&
		       l->recipient_kind <= RECIPIENT_OUTSIDE && l->grade < GRADE_COUNT;
	return all_zero(l->original, HASH_LEN) && all_zero(l->output, HASH_LEN) && l->length == 0 &&
	       l->form_version == 0 && l->direction == 0 && l->recipient_kind == 0 &&
	       l->grade == 0 && l->type == 0 && all_zero(l->approval, HASH_LEN) &&
	       l->destination[0] == '\0' && l->expires == 0 && all_zero(l->signature, SIG_LEN);
}

enum err leaf_read(struct view record, struct leaf *ret)
{
	struct cursor c = cursor_of(record);
	struct leaf l = {0};
	const char *name, *ja, *en;
	l.version = cursor_u32be(&c);
	l.event = cursor_u32be(&c);
	l.epoch = cursor_u64be(&c);
	l.position = cursor_u64be(&c);
	l.time = (int64_t)cursor_u64be(&c);
	l.value = cursor_u64be(&c);
	take(&c, l.item, ID_LEN);
	take(&c, l.original, HASH_LEN);
	take(&c, l.output, HASH_LEN);
	l.length = cursor_u64be(&c);
	l.form_version = cursor_u32be(&c);
	l.direction = cursor_u8(&c);
	l.recipient_kind = cursor_u8(&c);
	l.grade = cursor_u8(&c);
	l.type = cursor_u8(&c);
	take(&c, l.policy, HASH_LEN);
	take(&c, l.approval, HASH_LEN);
	take(&c, l.destination, CODE_MAX);
	l.expires = (int64_t)cursor_u64be(&c);
	take(&c, l.commitment, HASH_LEN);
	take(&c, l.signature, SIG_LEN);
	take(&c, l.previous, HASH_LEN);
	if (!cursor_done(&c) || l.version != LEAF_VERSION ||
	    !event_text(l.event, &name, &ja, &en) || !destination_ok(l.destination) ||
	    !receipt_fields_ok(&l))
		return E_BROKEN;
	*ret = l;
	return OK;
}

struct merkle_hash leaf_hash(const struct leaf *l)
{
	uint8_t record[LEAF_LEN];
	leaf_write(l, record);
	return merkle_leaf(view_of(record, sizeof record));
}

void leaf_line_write(const struct leaf *l, struct buf *b)
{
	uint8_t record[LEAF_LEN];
	leaf_write(l, record);
	base64_put(b, view_of(record, sizeof record));
	buf_u8(b, '\n');
}

enum err leaf_line_read(struct view line, struct leaf *ret)
{
	uint8_t record[LEAF_LEN];
	if (line.n != LEAF_LINE || line.p[LEAF_LINE - 1] != '\n')
		return E_BROKEN;
	try(base64_read(view_sub(line, 0, LEAF_LINE - 1), record, sizeof record));
	return leaf_read(view_of(record, sizeof record), ret);
}
