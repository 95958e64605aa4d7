/* SPDX-License-Identifier: Apache-2.0
 * base.c: what must hold of views, cursors, buffers, arenas and UTF-8.
 */
#include "base/arena.h"
#include "base/base64.h"
#include "base/civil.h"
#include "base/html.h"
#include "base/utf8.h"
#include "tap.h"

static void cursors(void)
{
	const uint8_t bytes[] = {1, 2, 3, 4, 0x80, 0x00, 0xff};
	struct cursor c = cursor_of(view_of(bytes, sizeof bytes));
	expect(cursor_u16(&c) == 0x0201);
	expect(cursor_u16be(&c) == 0x0304);
	expect(cursor_varint(&c) == 0 && c.bad); /* 80 00 is zero said in two bytes */
	expect(cursor_u8(&c) == 0);
	expect(!cursor_done(&c));

	c = cursor_of(view_of(bytes, 2));
	expect(cursor_u32(&c) == 0 && c.bad);
	expect(cursor_take(&c, 0).p == NULL);
}

static void numbers_round_trip(void)
{
	static const int64_t some[] = {0, 1, -1, 63, 64, -64, -65, INT64_MAX, INT64_MIN, 1 << 20};
	struct buf b = buf_new(1024);
	for (size_t i = 0; i < array_len(some); i++)
		buf_zigzag(&b, some[i]);
	struct cursor c = cursor_of(buf_view(&b));
	bool same = true;
	for (size_t i = 0; i < array_len(some); i++)
		same = same && cursor_zigzag(&c) == some[i];
	expect(same);
	expect(cursor_done(&c));
	buf_free(&b);
}

static void buffers_keep_their_cap(void)
{
	struct buf b = buf_new(10);
	buf_str(&b, "12345678");
	buf_u32(&b, 7);
	expect(b.err == E_LIMIT_SIZE);
	expect(b.n == 8);
	buf_u8(&b, 1);
	expect(b.n == 8);
	buf_clear(&b);
	buf_fmt(&b, "%d", 123456789);
	expect(view_eq(buf_view(&b), VIEW("123456789")));
	buf_free(&b);
	buf_u8(&b, 1);
	expect(b.n == 0 && b.err != OK);
}

static void searching(void)
{
	expect(view_has(VIEW("abcabd"), VIEW("abd")) && view_has(VIEW("a"), VIEW("")));
	expect(!view_has(VIEW("abcab"), VIEW("abd")) && !view_has(VIEW("ab"), VIEW("abd")));
	expect(!view_has((struct view){NULL, 0}, VIEW("a")));
}

static void long_formats(void)
{
	struct buf b = buf_new(5000);
	buf_fmt(&b, "%01000d", 7);
	expect(b.n == 1000 && b.p[999] == '7');
	buf_free(&b);
}

static void arenas(void)
{
	struct arena a = arena_new(200000);
	expect(arena_alloc(&a, 100000) != NULL);
	expect(arena_alloc(&a, 90000) != NULL);
	expect(arena_alloc(&a, 90000) == NULL);
	expect(arena_array(&a, SIZE_MAX, 2) == NULL);
	expect(view_eq(arena_copy(&a, VIEW("abc")), VIEW("abc")));
	arena_free(&a);
}

static void integers(void)
{
	int64_t n = 5;
	expect_err(view_int(VIEW("-12"), -20, 20, &n), OK);
	expect(n == -12);
	expect_err(view_int(VIEW("-12"), 0, 20, &n), E_BROKEN);
	expect_err(view_int(VIEW(""), 0, 20, &n), E_BROKEN);
	expect_err(view_int(VIEW("99999999999999999999"), 0, INT64_MAX, &n), E_BROKEN);
	expect_err(view_int(VIEW("-9223372036854775808"), INT64_MIN, 0, &n), OK);
	expect(n == INT64_MIN);
}

static void utf8(void)
{
	expect(utf8_valid(VIEW("関所\xf0\xa0\xae\xb7")));
	expect(!utf8_valid(VIEW("\xc0\x80")));	       /* overlong NUL */
	expect(!utf8_valid(VIEW("\xed\xa0\x80")));     /* surrogate */
	expect(!utf8_valid(VIEW("\xf4\x90\x80\x80"))); /* above U+10FFFF */
	expect(!utf8_valid(VIEW("\xe3\x81")));	       /* cut short */
	expect(utf8_count(VIEW("関所a")) == 3);
	expect(!utf8_clean(VIEW("a\xe2\x80\xae"
				"b"))); /* right-to-left override */
	expect(utf8_clean(VIEW("改行\nと\tタブ")));
	bool same = true; /* the quick way over common characters agrees with the table */
	for (uint32_t x = 0; x <= 0x10ffff; x++) {
		uint8_t bytes[6] = {'a', 0, 0, 0, 0, 'a'};
		if (x >= 0xd800 && x <= 0xdfff)
			continue;
		size_t n = utf8_encode(bytes + 1, x);
		bytes[n + 1] = 'a';
		same = same && utf8_clean(view_of(bytes, n + 2)) == !utf8_forbidden(x);
		same = same && (n == 1 || !utf8_clean(view_of(bytes, n)));
	}
	expect(same);
	bool round_trip = true;
	for (uint32_t x = 0; x <= 0x10ffff; x++) {
		if (x >= 0xd800 && x <= 0xdfff)
			continue;
		struct buf b = buf_new(4);
		utf8_put(&b, x);
		struct cursor c = cursor_of(buf_view(&b));
		round_trip = round_trip && utf8_next(&c) == x && cursor_done(&c);
		buf_free(&b);
		if (x > 0x3000)
			x += 251;
	}
	expect(round_trip);
}

/* Anybody's bytes, shown. */
static void showing(void)
{
	struct cursor c = cursor_of(VIEW("a\xff\x1b\t\u202e\xe3\x81"));
	static const uint32_t want[] = {'a', 0xfffd, 0xfffd, '\t', 0xfffd, 0xfffd, 0xfffd};
	bool same = true;
	for (size_t i = 0; i < array_len(want); i++)
		same = same && utf8_shown(&c) == want[i];
	expect(same && cursor_done(&c));
	c = cursor_of(VIEW("\t\n"));
	expect(utf8_shown_in_line(&c) == 0xfffd && utf8_shown_in_line(&c) == 0xfffd);
	scope_end(buf_free) struct buf b = buf_new(64);
	for (c = cursor_of(VIEW("<a 'b\"&>")); cursor_left(&c);)
		html_put(&b, utf8_shown(&c));
	expect(view_eq(buf_view(&b), VIEW("&lt;a &#39;b&quot;&amp;&gt;")));
}

static void hexadecimal(void)
{
	uint8_t two[2];
	struct view line = VIEW("ab  c");
	expect(hex_digit('f') == 15 && hex_digit('A') == 10 && hex_digit('9') == 9);
	expect(hex_digit('g') == -1 && hex_digit('/') == -1 && hex_digit(0x10) == -1);
	expect_err(hex_read(VIEW("0fe1"), two, 2), OK);
	expect(two[0] == 0x0f && two[1] == 0xe1);
	expect_err(hex_read(VIEW("0FE1"), two, 2), E_BROKEN); /* one spelling */
	expect_err(hex_read(VIEW("0fe"), two, 2), E_BROKEN);
	expect(view_eq(view_take(&line, ' '), VIEW("ab")) && view_eq(line, VIEW(" c")));
	expect(view_take(&line, ' ').n == 0 && view_eq(view_take(&line, ' '), VIEW("c")));
	expect(line.n == 0 && view_take(&line, ' ').n == 0);
}

static bool is(struct civil c, int year, int month, int day, int weekday)
{
	return c.year == year && c.month == month && c.day == day && c.weekday == weekday;
}

static void dates(void)
{
	expect(is(civil_utc(0), 1970, 1, 1, 4));
	expect(is(civil_utc(-1), 1969, 12, 31, 3) && civil_utc(-1).second == 59);
	expect(is(civil_japan(0), 1970, 1, 1, 4) && civil_japan(0).hour == 9);
	expect(is(civil_utc(951782400), 2000, 2, 29, 2));
	/* 2026-11-21 23:59:59 in Japan, and the second after it. */
	int64_t late = civil_japan_begin(civil_days(2026, 11, 22)) - 1;
	expect(is(civil_japan(late), 2026, 11, 21, 6) && civil_japan(late).minute == 59);
	expect(is(civil_japan(late + 1), 2026, 11, 22, 0) && civil_japan(late + 1).hour == 0);
	expect(civil_japan_day(late + 1) == civil_japan_day(late) + 1);
	/* What no clock shows is held to the nearest that is a date. */
	expect(is(civil_japan(INT64_MIN), 1, 1, 1, 1) &&
	       is(civil_japan(INT64_MAX), 9999, 12, 31, 5));
	expect(civil_japan_day(INT64_MAX) == civil_days(9999, 12, 31));
	bool same = true;
	for (int64_t d = civil_days(1, 1, 1); d <= civil_days(9999, 12, 31); d++) {
		struct civil c = civil_utc(d * DAY + 5);
		same = same && civil_days(c.year, c.month, c.day) == d && c.second == 5;
	}
	expect(same);
}

int main(void)
{
	dates();
	hexadecimal();
	showing();
	cursors();
	numbers_round_trip();
	buffers_keep_their_cap();
	searching();
	long_formats();
	arenas();
	integers();
	utf8();
	return tap_done();
}
