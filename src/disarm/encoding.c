/* SPDX-License-Identifier: Apache-2.0
 * encoding.c: telling encodings apart, and converting them.
 */
#include <unicode/ucnv.h>
#include <unicode/ucnv_cb.h>

#include "base/utf8.h"
#include "disarm/encoding.h"

#define SAMPLE ((size_t)64 * 1024)
#define UNITS 4096 /* UTF-16 units converted at a time */

static const struct {
	const char *name, *icu;
} encodings[ENCODING_COUNT] = {
    [ENCODING_NONE] = {"", NULL},
    [ENCODING_UTF8] = {"UTF-8", "UTF-8"},
    [ENCODING_UTF16LE] = {"UTF-16LE", "UTF-16LE"},
    [ENCODING_UTF16BE] = {"UTF-16BE", "UTF-16BE"},
    [ENCODING_ISO_2022_JP] = {"ISO-2022-JP", "JIS7"},
    [ENCODING_WINDOWS_31J] = {"Shift_JIS", "windows-31j"},
    [ENCODING_EUC_JP] = {"EUC-JP", "EUC-JP"},
};

const char *encoding_name(enum encoding e)
{
	return encodings[e].name;
}

/* How likely a character of this row (区) of JIS X 0208 and its vendors' extensions is in Japanese
 * text. The numbers are judgement; what matters is that kana and level 1 outweigh half-width kana,
 * and level 2 does not: a wrong reading of half-width kana is half level 2. */
static int row_score(unsigned row)
{
	if (row == 4 || row == 5)
		return 12; /* kana */
	if (row == 1 || row == 3)
		return 8; /* punctuation, full-width letters */
	if (row >= 16 && row <= 47)
		return 9; /* kanji level 1 */
	if (row >= 48 && row <= 84)
		return -2; /* kanji level 2 */
	if (row == 13)
		return 8; /* circled digits, ㈱ */
	if ((row >= 89 && row <= 92) || (row >= 115 && row <= 119))
		return 6; /* IBM extensions, NEC's selection first */
	return row == 2 || (row >= 95 && row <= 114) ? 2 : 0; /* gaiji */
}

enum { HALF_KANA = 4, MARKED = 9, CUT = -10, ILLEGAL = -40 };

/* A character cut by a fixed column width, as old hosts do, is less strange than any other fault.
 */
static int fault(uint8_t second)
{
	return second < 0x40 ? CUT : ILLEGAL;
}

static bool within(uint8_t x, uint8_t from, uint8_t to)
{
	return x >= from && x <= to;
}

static long score_sjis(struct view v)
{
	long sum = 0;
	for (size_t i = 0; i < v.n; i++) {
		uint8_t a = v.p[i], b = i + 1 < v.n ? v.p[i + 1] : 0;
		if (a < 0x80)
			continue;
		if (within(a, 0xa1, 0xdf)) {
			sum += HALF_KANA;
		} else if ((within(a, 0x81, 0x9f) || within(a, 0xe0, 0xfc)) &&
			   within(b, 0x40, 0xfc) && b != 0x7f) {
			unsigned lead = a < 0xa0 ? a - 0x81u : a - 0xc1u;
			sum += row_score(lead * 2 + (b >= 0x9f ? 2 : 1));
			i++;
		} else if (i + 1 < v.n) {
			sum += fault(b);
		}
	}
	return sum;
}

static long score_euc(struct view v)
{
	long sum = 0;
	for (size_t i = 0; i < v.n; i++) {
		uint8_t a = v.p[i], b = i + 1 < v.n ? v.p[i + 1] : 0;
		if (a < 0x80)
			continue;
		if (a == 0x8e && within(b, 0xa1, 0xdf)) {
			sum += MARKED;
			i++;
		} else if (a == 0x8f && within(b, 0xa1, 0xfe) && i + 2 < v.n &&
			   within(v.p[i + 2], 0xa1, 0xfe)) {
			sum += MARKED;
			i += 2;
		} else if (within(a, 0xa1, 0xfe) && within(b, 0xa1, 0xfe)) {
			sum += row_score(a - 0xa0u);
			i++;
		} else if (i + 1 < v.n) {
			sum += fault(b);
		}
	}
	return sum;
}

/* UTF-8 with a slip in it still shows itself: its sequences are long and strict. */
static long score_utf8(struct view v)
{
	long sum = 0;
	struct cursor c = cursor_of(v);
	while (cursor_left(&c) > 0) {
		struct cursor before = c;
		uint32_t x = utf8_next(&c);
		if (c.bad) {
			c = before;
			cursor_skip(&c, 1);
			sum += cursor_left(&c) > 3 ? ILLEGAL : 0;
		} else if (x >= 0x80) {
			sum += x < 0x800 ? 8 : 15;
		}
	}
	return sum;
}

/* Unmarked UTF-16 is believed when nineteen units of twenty are of blocks that Japanese text uses.
 */
static bool looks_utf16(struct view v, size_t high)
{
	size_t good = 0, units = v.n / 2;
	for (size_t i = 0; i + 1 < v.n; i += 2) {
		uint8_t h = v.p[i + high], l = v.p[i + 1 - high];
		good += within(h, 0x30, 0x33) || h == 0xff || within(h, 0x4e, 0x9f) ||
			within(h, 0x20, 0x26) || (h == 0 && (l >= 0x20 || within(l, 9, 13)));
	}
	return units > 0 && good * 20 >= units * 19;
}

static bool iso_2022_jp(struct view v)
{
	static const char *const escapes[] = {"\x1b$B", "\x1b$@", "\x1b(J", "\x1b(I", "\x1b$(D"};
	for (size_t i = 0; i < v.n; i++)
		if (v.p[i] >= 0x80)
			return false;
	for (size_t i = 0; i < array_len(escapes); i++)
		if (view_has(v, view_str(escapes[i])))
			return true;
	return false;
}

static enum encoding best_score(struct view v)
{
	long sjis = score_sjis(v), euc = score_euc(v), utf8 = score_utf8(v);
	if (utf8 > 0 && utf8 >= sjis && utf8 >= euc)
		return ENCODING_UTF8;
	if (euc > sjis)
		return euc > 0 ? ENCODING_EUC_JP : ENCODING_NONE;
	return sjis > 0 ? ENCODING_WINDOWS_31J : ENCODING_NONE;
}

/* Well-formed up to a sequence that the end of the sample may have cut. */
static bool utf8_so_far(struct view v)
{
	for (size_t cut = 0; cut < 4 && cut <= v.n; cut++)
		if (utf8_valid(view_sub(v, 0, v.n - cut)))
			return true;
	return false;
}

enum encoding encoding_tell(struct view in, size_t *ret_mark)
{
	struct view v = view_sub(in, 0, SAMPLE);
	*ret_mark = 0;
	if (view_starts(v, VIEW("\xef\xbb\xbf"))) {
		*ret_mark = 3;
		return ENCODING_UTF8;
	}
	if (view_starts(v, VIEW("\xff\xfe")) || view_starts(v, VIEW("\xfe\xff"))) {
		*ret_mark = 2;
		return v.p[0] == 0xff ? ENCODING_UTF16LE : ENCODING_UTF16BE;
	}
	if (view_find(v, 0, 0) < v.n) {
		if (looks_utf16(v, 1))
			return ENCODING_UTF16LE;
		return looks_utf16(v, 0) ? ENCODING_UTF16BE : ENCODING_NONE;
	}
	if (iso_2022_jp(v))
		return ENCODING_ISO_2022_JP;
	bool whole = v.n == in.n;
	if (whole ? utf8_valid(v) : utf8_so_far(v))
		return ENCODING_UTF8;
	return best_score(v);
}

/* ICU calls this for every malformed or unassigned sequence, and on opening and closing. */
static void count_bad(const void *context, UConverterToUnicodeArgs *args,
		      unused_arg const char *units, unused_arg int32_t n,
		      UConverterCallbackReason reason, UErrorCode *error)
{
	static const UChar replacement = 0xfffdu;
	if (reason > UCNV_IRREGULAR)
		return;
	uint32_t *bad;
	memcpy(&bad, context, sizeof bad);
	++*bad;
	*error = U_ZERO_ERROR;
	ucnv_cbToUWriteUChars(args, &replacement, 1, 0, error);
}

static void put_utf16(struct buf *out, const UChar *units, size_t n, UChar *held)
{
	uint8_t *to = buf_grow(out, n * 3 + 3);
	if (!to)
		return;
	uint8_t *from = to;
	for (size_t i = 0; i < n; i++) {
		UChar x = units[i];
		if (*held) {
			uint32_t code =
			    U16_IS_TRAIL(x) ? (uint32_t)U16_GET_SUPPLEMENTARY(*held, x) : 0xfffdu;
			to += utf8_encode(to, code);
			*held = 0;
			if (code != 0xfffd)
				continue;
		}
		if (U16_IS_LEAD(x))
			*held = x;
		else
			to += utf8_encode(to, U16_IS_TRAIL(x) ? 0xfffdu : x);
	}
	out->n -= n * 3 + 3 - (size_t)(to - from);
}

static enum err convert(UConverter *c, struct view in, struct buf *out)
{
	UChar units[UNITS] = {0}, held = 0;
	const char *from = (const char *)in.p, *end = from + in.n;
	for (UErrorCode e = U_BUFFER_OVERFLOW_ERROR;
	     e == U_BUFFER_OVERFLOW_ERROR && out->err == OK;) {
		UChar *to = units;
		e = U_ZERO_ERROR;
		ucnv_toUnicode(c, &to, units + UNITS, &from, end, NULL, true, &e);
		put_utf16(out, units, (size_t)(to - units), &held);
		if (U_FAILURE(e) && e != U_BUFFER_OVERFLOW_ERROR)
			return E_ENCODING;
	}
	if (held)
		utf8_put(out, 0xfffd);
	return out->err;
}

enum err encoding_to_utf8(enum encoding e, struct view in, struct buf *out, uint32_t *ret_bad)
{
	uint32_t bad = 0, *counter = &bad;
	size_t start = out->n;
	UErrorCode error = U_ZERO_ERROR;
	if (e == ENCODING_NONE)
		return E_ENCODING;
	UConverter *c = ucnv_open(encodings[e].icu, &error);
	if (U_FAILURE(error))
		return E_INTERNAL;
	ucnv_setToUCallBack(c, count_bad, &counter, NULL, NULL, &error);
	enum err result = U_FAILURE(error) ? E_INTERNAL : convert(c, in, out);
	ucnv_close(c);
	try(result);
	/* A character cut by a fixed column width is common in files of old hosts; a wrong guess is
	 * wrong nearly everywhere. */
	if (bad > 1 && bad > (out->n - start) / 300)
		return E_ENCODING;
	*ret_bad = bad;
	return OK;
}

enum err encoding_from_utf8(enum encoding e, struct view in, struct buf *out)
{
	UErrorCode error = U_ZERO_ERROR;
	size_t most = in.n * 4 + 4;
	uint8_t *to = e == ENCODING_NONE ? NULL : buf_grow(out, most);
	if (!to)
		return E_ENCODING;
	int32_t n = ucnv_convert(encodings[e].icu, encodings[ENCODING_UTF8].icu, (char *)to,
				 (int32_t)most, (const char *)in.p, (int32_t)in.n, &error);
	bool good = U_SUCCESS(error) && n >= 0 && (size_t)n <= most;
	out->n -= most - (good ? (size_t)n : 0);
	return good ? OK : E_ENCODING;
}

void encoding_warm(void)
{
	for (size_t i = ENCODING_NONE + 1; i < ENCODING_COUNT; i++) {
		struct buf out = buf_new(64);
		uint32_t bad;
		enum err ignored = encoding_to_utf8((enum encoding)i, VIEW("a\nb\n"), &out, &bad);
		(void)ignored;
		buf_free(&out);
	}
}
