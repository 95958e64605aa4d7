/* SPDX-License-Identifier: Apache-2.0
 * evtx.c: any bytes as a Windows event log: what it says lies in its own text and is bounded. The
 * sums are made right in every second run, so that both sorts of chunks are walked.
 */
#include "base/utf8.h"
#include "terminal/evtx.h"

#include <libdeflate.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void put_u32(uint8_t *p, uint32_t x)
{
	for (unsigned i = 0; i < 4; i++)
		p[i] = (uint8_t)(x >> 8 * i);
}

static void make_sums_right(uint8_t *p, size_t n)
{
	for (size_t at = 4096; at + 512 < n; at += 65536) {
		size_t left = min_of(n - at, (size_t)65536);
		put_u32(p + at + 48, (uint32_t)left);
		put_u32(p + at + 52, libdeflate_crc32(0, p + at + 512, left - 512));
		put_u32(p + at + 124,
			libdeflate_crc32(libdeflate_crc32(0, p + at, 120), p + at + 128, 384));
	}
}

static void check(const struct evtx *e, struct view v)
{
	assert(v.n <= EVTX_TEXT_MAX && utf8_valid(v));
	assert(!v.n || (v.p >= e->text.p && v.p + v.n <= e->text.p + e->text.n));
}

static void walk(struct view file)
{
	struct evtx e;
	struct evtx_event event;
	if (evtx_begin(file, &e) != OK)
		return;
	while (evtx_next(&e, &event)) {
		assert(event.data_n <= EVTX_DATA_MAX);
		for (unsigned i = 0; i < EVTX_FIELD_COUNT; i++)
			check(&e, event.field[i]);
		for (uint32_t i = 0; i < event.data_n; i++) {
			check(&e, event.data[i].name);
			check(&e, event.data[i].value);
		}
	}
	evtx_end(&e);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	walk(view_of(data, n));
	uint8_t *copy = malloc(n + 1);
	if (!copy)
		return 0;
	for (size_t i = 0; i < n; i++)
		copy[i] = data[i];
	make_sums_right(copy, n);
	walk(view_of(copy, n));
	free(copy);
	return 0;
}
