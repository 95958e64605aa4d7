/* SPDX-License-Identifier: Apache-2.0
 * item.c: names of items; envelope and state files.
 */
#include "base/base64.h"
#include "base/civil.h"
#include "base/utf8.h"
#include "flow/item.h"
#include "flow/states.h"
#include "sys/file.h"
#include "sys/wire.h"

struct item_hex item_hex(const uint8_t id[ID_LEN])
{
	static const char digits[] = "0123456789abcdef";
	struct item_hex hex;
	for (size_t i = 0; i < ID_LEN; i++) {
		hex.s[2 * i] = digits[id[i] >> 4];
		hex.s[2 * i + 1] = digits[id[i] & 15];
	}
	hex.s[2 * (size_t)ID_LEN] = '\0';
	return hex;
}

enum err item_from_hex(const char *s, uint8_t ret[ID_LEN])
{
	return hex_read(view_str(s), ret, ID_LEN);
}

uint64_t item_day(int64_t t)
{
	return (uint64_t)max_of(civil_japan_day(t), 0);
}

/* Reiwa began in 2019; a date before it is a broken clock and shows as year 0. */
static unsigned reiwa(int year)
{
	return year >= 2019 && year < 3000 ? (unsigned)(year - 2018) : 0;
}

struct item_number item_number(const uint8_t id[ID_LEN], int64_t accepted)
{
	static const char letters[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
	struct item_number number;
	struct civil date = civil_japan(accepted);
	char tail[7] = "";
	uint32_t bits =
	    (uint32_t)id[0] << 24 | (uint32_t)id[1] << 16 | (uint32_t)id[2] << 8 | id[3];
	for (size_t i = 0; i < 6; i++)
		tail[i] = letters[bits >> (27 - 5 * i) & 31];
	(void)snprintf(number.s, sizeof number.s, "R%u-%02d%02d-%s", reiwa(date.year), date.month,
		       date.day, tail);
	return number;
}

struct item_number item_receipt_number(int64_t position, int64_t signed_at)
{
	struct item_number number = {{0}};
	(void)snprintf(number.s, sizeof number.s, "R%u-通過第%lld号",
		       reiwa(civil_japan(signed_at).year), (long long)position);
	return number;
}

bool item_same(const uint8_t a[ID_LEN], const uint8_t b[ID_LEN])
{
	return memcmp(a, b, ID_LEN) == 0;
}

bool item_set_text(char *field, size_t size, struct view v)
{
	if (v.n >= size)
		return false;
	memset(field, 0, size);
	if (v.n)
		memcpy(field, v.p, v.n);
	return true;
}

static bool code_ok(const char *s)
{
	for (; *s; s++)
		if (*s < '!' || *s > '~')
			return false;
	return true;
}

static bool any(const uint8_t *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (p[i])
			return true;
	return false;
}

bool envelope_ok(const struct envelope *e)
{
	if (e->version != 1 || e->zero || e->size == 0 || e->accepted <= 0)
		return false;
	bool trial = e->direction == DIRECTION_TRIAL;
	if (e->direction == DIRECTION_NONE || e->direction > DIRECTION_TRIAL ||
	    trial != id_is_trial(e->id))
		return false;
	if ((e->recipient_kind == RECIPIENT_NONE) != trial ||
	    e->recipient_kind > RECIPIENT_OUTSIDE || e->grade >= GRADE_COUNT)
		return false;
	if ((e->recipient_kind == RECIPIENT_OUTSIDE) != (e->direction == DIRECTION_OUT))
		return false;
	if (!body_text_ok(e->name, sizeof e->name) || !body_text_ok(e->sender, sizeof e->sender) ||
	    !body_text_ok(e->unit, sizeof e->unit) ||
	    !body_text_ok(e->recipient, sizeof e->recipient) ||
	    !body_text_ok(e->reason, sizeof e->reason))
		return false;
	/* The Internet side knows a browser, the LGWAN side a person. */
	if (e->direction == DIRECTION_IN ? e->sender[0] || e->unit[0]
					 : !e->sender[0] || any(e->session, HASH_LEN))
		return false;
	return e->name[0] && e->recipient[0] && code_ok(e->sender) && code_ok(e->unit);
}

/* Both files: fields, then the hash of everything before it. */

static void put_text(struct buf *b, const char *s)
{
	struct view v = view_str(s);
	buf_u16(b, (uint16_t)v.n);
	buf_put(b, v);
}

static void put_hash(struct buf *b)
{
	uint8_t hash[HASH_LEN];
	if (b->err != OK)
		return;
	hash_bytes(buf_view(b), hash);
	buf_put(b, view_of(hash, sizeof hash));
}

static bool open_file(struct view v, const char *magic, struct cursor *ret)
{
	uint8_t hash[HASH_LEN];
	if (v.n < 4 + HASH_LEN || v.n > ITEM_FILE_MAX)
		return false;
	struct view body = view_sub(v, 0, v.n - HASH_LEN);
	hash_bytes(body, hash);
	if (!view_eq(view_sub(v, body.n, HASH_LEN), view_of(hash, sizeof hash)) ||
	    !view_starts(body, view_str(magic)))
		return false;
	*ret = cursor_of(view_sub(body, 4, body.n));
	return true;
}

static void get_text(struct cursor *c, char *field, size_t size)
{
	struct view v = cursor_take(c, cursor_u16(c));
	if (c->bad || view_find(v, 0, 0) != v.n || !utf8_clean(v) || !item_set_text(field, size, v))
		c->bad = true;
}

static void get_bytes(struct cursor *c, uint8_t *ret, size_t n)
{
	struct view v = cursor_take(c, n);
	if (!c->bad)
		memcpy(ret, v.p, n);
}

void envelope_write(const struct envelope *e, struct buf *out)
{
	assert(envelope_ok(e) && out->n == 0);
	buf_str(out, "SKE1");
	buf_u32(out, e->version);
	buf_u8(out, e->direction);
	buf_u8(out, e->recipient_kind);
	buf_u8(out, e->grade);
	buf_u64(out, e->size);
	buf_u64(out, (uint64_t)e->accepted);
	buf_put(out, view_of(e->id, ID_LEN));
	buf_put(out, view_of(e->hash, HASH_LEN));
	buf_put(out, view_of(e->session, HASH_LEN));
	put_text(out, e->name);
	put_text(out, e->sender);
	put_text(out, e->unit);
	put_text(out, e->recipient);
	put_text(out, e->reason);
	put_hash(out);
}

enum err envelope_read(struct view v, struct envelope *ret)
{
	struct envelope e = {0};
	struct cursor c;
	if (!open_file(v, "SKE1", &c))
		return E_BROKEN;
	e.version = cursor_u32(&c);
	e.direction = cursor_u8(&c);
	e.recipient_kind = cursor_u8(&c);
	e.grade = cursor_u8(&c);
	e.size = cursor_u64(&c);
	e.accepted = (int64_t)cursor_u64(&c);
	get_bytes(&c, e.id, ID_LEN);
	get_bytes(&c, e.hash, HASH_LEN);
	get_bytes(&c, e.session, HASH_LEN);
	get_text(&c, e.name, sizeof e.name);
	get_text(&c, e.sender, sizeof e.sender);
	get_text(&c, e.unit, sizeof e.unit);
	get_text(&c, e.recipient, sizeof e.recipient);
	get_text(&c, e.reason, sizeof e.reason);
	if (!cursor_done(&c) || !envelope_ok(&e))
		return E_BROKEN;
	*ret = e;
	return OK;
}

void item_state_write(const struct body_state *s, struct buf *out)
{
	assert(state_known(s->state) && out->n == 0);
	buf_str(out, "SKS1");
	buf_put(out, view_of(s->id, ID_LEN));
	buf_u32(out, s->state);
	buf_u32(out, s->err);
	buf_u64(out, (uint64_t)s->changed);
	put_hash(out);
}

enum err item_state_read(struct view v, struct body_state *ret)
{
	struct body_state s = {0};
	struct cursor c;
	if (!open_file(v, "SKS1", &c))
		return E_BROKEN;
	get_bytes(&c, s.id, ID_LEN);
	s.state = cursor_u32(&c);
	s.err = cursor_u32(&c);
	s.changed = (int64_t)cursor_u64(&c);
	if (!cursor_done(&c) || !state_known(s.state) || s.err >= ERR_COUNT)
		return E_BROKEN;
	*ret = s;
	return OK;
}
