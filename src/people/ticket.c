/* SPDX-License-Identifier: Apache-2.0
 * ticket.c: canonical bytes, signature and check of a ticket.
 */
#include "base/utf8.h"
#include "people/ticket.h"

#define CONTEXT "sekisho ticket v1\n"
#define TICKET_BYTES 256

static bool text_ok(const char *field, size_t size)
{
	size_t n = strnlen(field, size);
	for (size_t i = n; i < size; i++)
		if (field[i] != '\0')
			return false;
	return n > 0 && n < size && utf8_clean(view_of(field, n));
}

static void put_text(struct buf *b, const char *field, size_t size)
{
	size_t n = strnlen(field, size);
	buf_u32be(b, (uint32_t)n);
	buf_put(b, view_of(field, n));
}

static void put_signed(struct buf *b, const struct ticket *t)
{
	buf_str(b, CONTEXT);
	put_text(b, t->person, sizeof t->person);
	put_text(b, t->unit, sizeof t->unit);
	buf_u32be(b, t->roles);
	buf_u64be(b, (uint64_t)t->issued);
	buf_u64be(b, (uint64_t)t->expires);
	buf_u64be(b, (uint64_t)t->stepped_up);
	buf_put(b, view_of(t->session, ID_LEN));
}

enum err ticket_sign(const struct signing_key *k, struct ticket *t)
{
	scope_end(buf_free) struct buf b = buf_new(TICKET_BYTES);
	put_signed(&b, t);
	return b.err != OK ? b.err : sign_bytes(k, buf_view(&b), t->signature);
}

enum err ticket_verify(const struct public_key *k, const struct ticket *t, int64_t now)
{
	scope_end(buf_free) struct buf b = buf_new(TICKET_BYTES);
	if (!text_ok(t->person, sizeof t->person) || !text_ok(t->unit, sizeof t->unit) ||
	    t->zero != 0)
		return E_SIGNATURE;
	put_signed(&b, t);
	if (b.err != OK)
		return b.err;
	try(sign_check(k, buf_view(&b), t->signature));
	return t->issued <= now && now < t->expires ? OK : E_EXPIRED;
}

bool ticket_stepped_up(const struct ticket *t, int64_t now)
{
	return now < t->stepped_up;
}
