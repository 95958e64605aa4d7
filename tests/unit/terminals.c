/* SPDX-License-Identifier: Apache-2.0
 * terminals.c: registry files written and read are the same, whatever is in them; times and values
 * are read without guessing. What a policy becomes and what evidence means:
 * check/terminal_check.py.
 */
#include "terminal/evidence_parts.h"

#include "base/utf8.h"
#include "terminal/text_file.h"
#include "chance.h"
#include "tap.h"

static struct view random_text(struct arena *mem, uint32_t least, uint32_t most)
{
	static const uint32_t some[] = {'a',	'Z',  '\\',   '"',     ';',	']',	  '[', ' ',
					0x3042, 0xe9, 0xfffd, 0x20000, 0x1f600, 0x10ffff, '*', '{'};
	scope_end(buf_free) struct buf b = buf_new(4096);
	for (uint32_t n = least + any(most - least + 1); n > 0; n--)
		utf8_put(&b, some[any(array_len(some))]);
	return arena_copy(mem, buf_view(&b));
}

static bool add_random(struct registry *r, bool plain)
{
	struct view key = random_text(r->mem, 1, 40), name = random_text(r->mem, 0, 20);
	uint32_t type = plain ? (any(2) ? REGISTRY_SZ : REGISTRY_DWORD) : any(12);
	scope_end(buf_free) struct buf data = buf_new(REGISTRY_DATA_MAX);
	if (plain && type == REGISTRY_SZ) {
		if (utf16le_write(random_text(r->mem, 0, 30), &data) != OK)
			return false;
		buf_u16(&data, 0);
	} else {
		uint32_t n = plain ? 4 : any(300);
		for (uint32_t i = 0; i < n; i++)
			buf_u8(&data, (uint8_t)any(256));
	}
	struct view copy = arena_copy(r->mem, buf_view(&data));
	return registry_add(r, key, name, type, copy) == OK;
}

static bool same(const struct registry *a, const struct registry *b)
{
	bool ok = a->n == b->n;
	for (uint32_t i = 0; ok && i < a->n; i++)
		ok = view_eq(a->values[i].key, b->values[i].key) &&
		     view_eq(a->values[i].name, b->values[i].name) &&
		     a->values[i].type == b->values[i].type &&
		     view_eq(a->values[i].data, b->values[i].data);
	return ok;
}

static bool round_trip(bool pol)
{
	struct arena mem = arena_new((size_t)16 << 20);
	struct registry r = registry_new(&mem), again = registry_new(&mem);
	struct buf out = buf_new(REGISTRY_FILE_MAX);
	bool ok = true;
	for (uint32_t n = any(20); n > 0; n--)
		ok = add_random(&r, !pol) && ok;
	ok = ok && (pol ? registry_write_pol(&r, &out) : registry_write_reg(&r, &out)) == OK;
	ok = ok && (pol ? registry_read_pol(buf_view(&out), &again)
			: registry_read_reg(buf_view(&out), &again)) == OK;
	ok = ok && same(&r, &again);
	/* A changed byte is refused, or still the same file when written again. */
	if (ok && pol && out.n > 8) {
		out.p[8 + any((uint32_t)out.n - 8)] ^= (uint8_t)(1u << any(8));
		struct registry changed = registry_new(&mem);
		struct buf rewritten = buf_new(REGISTRY_FILE_MAX);
		if (registry_read_pol(buf_view(&out), &changed) == OK)
			ok = registry_write_pol(&changed, &rewritten) == OK &&
			     view_eq(buf_view(&out), buf_view(&rewritten));
		buf_free(&rewritten);
	}
	buf_free(&out);
	arena_free(&mem);
	return ok;
}

static void registries(void)
{
	uint32_t failed = 0;
	for (int i = 0; i < 4000; i++)
		failed += !round_trip(true);
	expect(failed == 0);
	for (int i = 0; i < 1000; i++)
		failed += !round_trip(false);
	expect(failed == 0);
}

static void last_word(void)
{
	struct arena mem = arena_new((size_t)1 << 20);
	struct registry r = registry_new(&mem);
	expect_err(registry_add_dword(&r, "A\\B", "x", 1), OK);
	expect(registry_is_dword(registry_find(&r, VIEW("a\\b"), VIEW("X")), 1));
	expect(!registry_is_dword(registry_find(&r, VIEW("a\\b"), VIEW("X")), 0));
	expect_err(registry_add_text(&r, "A\\B", "**del.x", VIEW(" ")), OK);
	expect(!registry_find(&r, VIEW("A\\B"), VIEW("x")));
	expect_err(registry_add_text(&r, "A\\B", "x", VIEW("1")), OK);
	expect(registry_is_text(registry_find(&r, VIEW("A\\B"), VIEW("x")), VIEW("1")));
	expect_err(registry_add_text(&r, "A\\B", "**DelVals.", VIEW(" ")), OK);
	expect(!registry_find(&r, VIEW("A\\B"), VIEW("x")));
	arena_free(&mem);
}

static void times(void)
{
	static const struct {
		const char *text;
		int64_t want; /* -1: refused */
	} rows[] = {
	    {"2026-11-21", 1795186800},
	    {"2026/11/21 9:00", 1795219200},
	    {"2026/11/21 09:00:05", 1795219205},
	    {"2026-11-21T00:00:00Z", 1795219200},
	    {"2026-11-21T09:00:00.1234567+09:00", 1795219200},
	    {"2026-11-20T19:00:00-05:00", 1795219200},
	    {"/Date(1795219200000)/", 1795219200},
	    {"134396928000000000", 1795219200},
	    {"9223372036854775807", -1},
	    {"13439692800000000", -1},
	    {"/Date()/", -1},
	    {"11/21/2026 9:00:00", -1},
	    {"2026/13/01", -1},
	    {"2026-11/21", -1},
	    {"2026-11-21 25:00", -1},
	    {"2026-11-21 9", -1},
	    {"2026-11-21x", -1},
	    {"", -1},
	    {"20261121", -1},
	};
	for (size_t i = 0; i < array_len(rows); i++) {
		int64_t got = -1;
		enum err e = evidence_time(view_str(rows[i].text), &got);
		tap_result((e == OK ? got : -1) == rows[i].want, rows[i].text, __FILE__, __LINE__);
	}
}

static void names(void)
{
	struct arena mem = arena_new((size_t)64 << 20);
	struct evidence e;
	struct evidence_terminal *a, *b;
	expect_err(evidence_begin(&mem, &e), OK);
	expect_err(evidence_terminal(&e, VIEW("TOWN\\pc1$"), &a), OK);
	expect_err(evidence_terminal(&e, VIEW("Pc1.town.local"), &b), OK);
	expect(a == b && view_eq(a->name, VIEW("PC1")));
	expect_err(evidence_terminal(&e, VIEW("a b"), &b), E_NAME);
	expect_err(evidence_terminal(&e, VIEW(".x"), &b), E_NAME);
	expect_err(evidence_terminal(&e, VIEW("PC\xff"), &b), E_NAME);
	expect_err(evidence_terminal(&e, VIEW("PC\xe2\x80\xae"), &b), E_NAME); /* turned around */
	enum err last = OK;
	uint32_t made = 0;
	for (; last == OK && made <= EVIDENCE_TERMINALS_MAX; made++) {
		char name[16];
		(void)snprintf(name, sizeof name, "T%u", made);
		last = evidence_terminal(&e, view_str(name), &b);
	}
	expect(last == E_LIMIT_COUNT && e.n == EVIDENCE_TERMINALS_MAX);
	arena_free(&mem);
}

int main(void)
{
	registries();
	last_word();
	times();
	names();
	return tap_done();
}
