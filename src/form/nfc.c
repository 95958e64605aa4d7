/* SPDX-License-Identifier: Apache-2.0
 * nfc.c: decompose, order, compose (UAX #15; Hangul by arithmetic, Unicode 3.12).
 */
#include "form/nfc.h"
#include "form/nfc_tables.h"

enum { L = 0x1100, V = 0x1161, T = 0x11a7, S = 0xac00, L_N = 19, V_N = 21, T_N = 28, S_N = 11172 };

struct points {
	size_t n;
	uint32_t at[NFC_MOST * 4]; /* no canonical decomposition is longer than four */
};

static uint8_t class_of(uint32_t x)
{
	size_t low = 0, high = nfc_classes_n;
	while (low < high) {
		size_t mid = (low + high) / 2;
		if (x < nfc_classes[mid].from)
			high = mid;
		else if (x > nfc_classes[mid].to)
			low = mid + 1;
		else
			return nfc_classes[mid].ccc;
	}
	return 0;
}

static const struct nfc_row *row_of(uint32_t x)
{
	size_t low = 0, high = nfc_rows_n;
	while (low < high) {
		size_t mid = (low + high) / 2;
		if (nfc_rows[mid].code == x)
			return &nfc_rows[mid];
		if (nfc_rows[mid].code < x)
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
}

static void decompose(struct points *p, uint32_t x)
{
	if (x >= S && x < S + S_N) {
		uint32_t s = x - S, t = s % T_N;
		p->at[p->n++] = L + s / (V_N * T_N);
		p->at[p->n++] = V + s % (V_N * T_N) / T_N;
		if (t)
			p->at[p->n++] = T + t;
		return;
	}
	const struct nfc_row *row = row_of(x);
	if (!row)
		p->at[p->n++] = x;
	for (size_t i = 0; row && i < row->n; i++)
		p->at[p->n++] = nfc_parts[row->at + i];
}

/* Stable sort of each run of marks by class; runs are short. */
static void order(struct points *p)
{
	for (size_t i = 1; i < p->n; i++) {
		uint32_t x = p->at[i];
		uint8_t ccc = class_of(x);
		size_t j = i;
		for (; ccc && j > 0 && class_of(p->at[j - 1]) > ccc; j--)
			p->at[j] = p->at[j - 1];
		p->at[j] = x;
	}
}

/* The composite of two code points, or 0. */
static uint32_t pair(uint32_t a, uint32_t b)
{
	if (a >= L && a < L + L_N && b >= V && b < V + V_N)
		return S + ((a - L) * V_N + (b - V)) * T_N;
	if (a >= S && a < S + S_N && (a - S) % T_N == 0 && b > T && b < T + T_N)
		return a + (b - T);
	size_t low = 0, high = nfc_pairs_n;
	while (low < high) {
		size_t mid = (low + high) / 2;
		const struct nfc_pair *row = &nfc_pairs[mid];
		if (row->first == a && row->second == b)
			return row->whole;
		if (row->first < a || (row->first == a && row->second < b))
			low = mid + 1;
		else
			high = mid;
	}
	return 0;
}

static void compose(struct points *p)
{
	size_t out = 0, starter = SIZE_MAX;
	uint8_t last = 0; /* class of the mark kept most recently after the starter */
	for (size_t i = 0; i < p->n; i++) {
		uint32_t x = p->at[i];
		uint8_t ccc = class_of(x);
		bool adjacent = starter != SIZE_MAX && out == starter + 1;
		bool blocked = starter == SIZE_MAX || (!adjacent && (last == 0 || last >= ccc));
		uint32_t whole = blocked ? 0 : pair(p->at[starter], x);
		if (whole) {
			p->at[starter] = whole;
			continue;
		}
		if (ccc == 0)
			starter = out;
		last = ccc;
		p->at[out++] = x;
	}
	p->n = out;
}

bool nfc_put(struct buf *out, struct view v)
{
	struct points p;
	struct cursor c = cursor_of(v);
	p.n = 0;
	for (size_t n = 0; cursor_left(&c) > 0; n++) {
		uint32_t x = utf8_next(&c);
		if (x == UTF8_BAD || n == NFC_MOST)
			return false;
		decompose(&p, x);
	}
	order(&p);
	compose(&p);
	for (size_t i = 0; i < p.n; i++)
		utf8_put(out, p.at[i]);
	return true;
}
