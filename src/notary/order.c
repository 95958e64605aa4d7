/* SPDX-License-Identifier: Apache-2.0
 * order.c: canonical bytes, signatures and checks of warrant, order and what the originals say.
 */
#include "notary/order.h"

#include "base/utf8.h"

#define BYTES_MAX 2048

/* NUL-padded, clean; may be empty. */
static bool text_ok(const char *field, size_t size)
{
	size_t n = strnlen(field, size);
	for (size_t i = n; i < size; i++)
		if (field[i] != '\0')
			return false;
	return n < size && utf8_clean(view_of(field, n));
}

void order_subject(const struct order *o, uint8_t ret[HASH_LEN])
{
	scope_end(buf_free) struct buf b = buf_new(BYTES_MAX);
	buf_str(&b, "sekisho original v1\n");
	buf_u32be(&b, o->way);
	buf_u32be(&b, o->format);
	buf_put(&b, view_of(o->id, ID_LEN));
	buf_put(&b, view_of(o->item, ID_LEN));
	buf_put(&b, view_of(o->original, HASH_LEN));
	buf_u64be(&b, o->length);
	sign_put_text(&b, o->destination, sizeof o->destination);
	sign_put_text(&b, o->recipient, sizeof o->recipient);
	sign_put_text(&b, o->name, sizeof o->name);
	assert(b.err == OK);
	sha256(buf_view(&b), ret);
}

/* --- warrant --- */

static void put_warrant(struct buf *b, const struct warrant *w)
{
	sign_put_text(b, w->person, sizeof w->person);
	buf_u64be(b, (uint64_t)w->issued);
	buf_u64be(b, (uint64_t)w->expires);
	buf_put(b, view_of(w->what, HASH_LEN));
}

static void warrant_bytes(const struct warrant *w, struct buf *b)
{
	buf_str(b, "sekisho warrant v1\n");
	put_warrant(b, w);
	assert(b->err == OK);
}

enum err warrant_sign(const struct signing_key *k, struct warrant *w)
{
	scope_end(buf_free) struct buf b = buf_new(BYTES_MAX);
	warrant_bytes(w, &b);
	return sign_bytes(k, buf_view(&b), w->signature);
}

enum err warrant_check(const struct public_key *auth, const struct warrant *w,
		       const uint8_t what[HASH_LEN], int64_t time)
{
	scope_end(buf_free) struct buf b = buf_new(BYTES_MAX);
	if (!text_ok(w->person, sizeof w->person) || !w->person[0])
		return E_SIGNATURE;
	warrant_bytes(w, &b);
	try(sign_check(auth, buf_view(&b), w->signature));
	if (memcmp(w->what, what, HASH_LEN) != 0)
		return E_CHANGED;
	return w->issued <= time && time < w->expires ? OK : E_EXPIRED;
}

/* --- order --- */

static bool texts_ok(const struct order *o)
{
	return text_ok(o->destination, sizeof o->destination) &&
	       text_ok(o->recipient, sizeof o->recipient) && text_ok(o->name, sizeof o->name) &&
	       o->recipient[0] && o->name[0] &&
	       view_eq(view_str(o->destination), VIEW(ORDER_DESTINATION));
}

enum err order_shape(const struct public_key *auth, const struct order *o)
{
	uint8_t what[HASH_LEN];
	if (o->version != ORDER_VERSION || o->kind == ORDER_NONE || o->kind >= ORDER_KIND_COUNT ||
	    o->way == ORIGINAL_WAY_NONE || o->way >= ORIGINAL_WAY_COUNT ||
	    o->format >= ORIGINAL_FORMAT_COUNT || !texts_ok(o) || o->time <= 0 ||
	    o->expires <= o->time || o->expires - o->time > ORDER_LIFE_MAX)
		return E_PROTOCOL;
	if (o->kind == ORDER_LOOK)
		return view_is_zero(view_of(&o->warrant, sizeof o->warrant)) ? OK : E_PROTOCOL;
	order_subject(o, what);
	try(warrant_check(auth, &o->warrant, what, o->time));
	return view_eq(view_str(o->warrant.person), view_str(o->recipient)) ? E_SELF_APPROVAL : OK;
}

static void order_bytes(const struct order *o, struct buf *b)
{
	uint8_t subject[HASH_LEN];
	order_subject(o, subject);
	buf_str(b, "sekisho order v1\n");
	buf_put(b, view_of(o->log, HASH_LEN));
	buf_u32be(b, o->version);
	buf_u32be(b, o->kind);
	buf_u64be(b, (uint64_t)o->time);
	buf_u64be(b, (uint64_t)o->expires);
	buf_put(b, view_of(o->policy, HASH_LEN));
	buf_put(b, view_of(subject, HASH_LEN));
	put_warrant(b, &o->warrant);
	buf_put(b, view_of(o->warrant.signature, SIG_LEN));
	assert(b->err == OK);
}

enum err order_sign(const struct signing_key *k, struct order *o)
{
	scope_end(buf_free) struct buf b = buf_new(BYTES_MAX);
	public_key_log_id(&k->public, o->log);
	order_bytes(o, &b);
	return sign_bytes(k, buf_view(&b), o->signature);
}

enum err order_check(const struct public_key *notary, const struct public_key *auth,
		     const struct order *o, int64_t now)
{
	uint8_t log[HASH_LEN];
	scope_end(buf_free) struct buf b = buf_new(BYTES_MAX);
	try(order_shape(auth, o));
	public_key_log_id(notary, log);
	if (memcmp(log, o->log, HASH_LEN) != 0)
		return E_SIGNATURE;
	order_bytes(o, &b);
	try(sign_check(notary, buf_view(&b), o->signature));
	return now < o->expires ? OK : E_EXPIRED;
}

void order_commitment(const struct order *o, uint8_t ret[HASH_LEN])
{
	scope_end(buf_free) struct buf b = buf_new(BYTES_MAX);
	order_bytes(o, &b);
	buf_put(&b, view_of(o->signature, SIG_LEN));
	assert(b.err == OK);
	sha256(buf_view(&b), ret);
}

/* --- said --- */

static void said_bytes(const struct said *s, struct buf *b)
{
	buf_str(b, "sekisho unconverted v1\n");
	buf_u32be(b, s->version);
	buf_u32be(b, s->kind);
	buf_u32be(b, s->err);
	buf_u32be(b, s->scan);
	buf_u32be(b, s->format);
	buf_put(b, view_of(s->id, ID_LEN));
	buf_put(b, view_of(s->item, ID_LEN));
	buf_put(b, view_of(s->original, HASH_LEN));
	buf_u64be(b, s->length);
	buf_u64be(b, (uint64_t)s->time);
	sign_put_text(b, s->scanner, sizeof s->scanner);
	assert(b->err == OK);
}

enum err said_sign(const struct signing_key *k, struct said *s)
{
	scope_end(buf_free) struct buf b = buf_new(BYTES_MAX);
	said_bytes(s, &b);
	return sign_bytes(k, buf_view(&b), s->signature);
}

static bool said_shape(const struct said *s)
{
	if (!text_ok(s->scanner, sizeof s->scanner))
		return false;
	for (const char *c = s->scanner; *c; c++)
		if (*c < 0x20 || *c > 0x7e)
			return false;
	return s->version == ORDER_VERSION && s->kind != ORDER_NONE && s->kind < ORDER_KIND_COUNT &&
	       s->err < ERR_COUNT && s->scan != SCAN_NONE && s->scan < SCAN_COUNT &&
	       s->format < ORIGINAL_FORMAT_COUNT && s->zero == 0;
}

enum err said_check(const struct public_key *k, const struct said *s)
{
	scope_end(buf_free) struct buf b = buf_new(BYTES_MAX);
	if (!said_shape(s))
		return E_PROTOCOL;
	said_bytes(s, &b);
	return sign_check(k, buf_view(&b), s->signature);
}

bool said_of(const struct said *s, const struct order *o)
{
	return s->kind == o->kind && memcmp(s->id, o->id, ID_LEN) == 0 &&
	       memcmp(s->item, o->item, ID_LEN) == 0 &&
	       memcmp(s->original, o->original, HASH_LEN) == 0 && s->length == o->length;
}
