/* SPDX-License-Identifier: Apache-2.0
 * evtx.c: the file, its chunks, their sums and their records.
 */
#include "terminal/evtx.h"

#include <libdeflate.h>

#define FILE_HEADER 4096u
#define CHUNK ((size_t)65536)
#define CHUNK_HEADER 512u
#define RECORD_LEAST 28u /* its header of 24 bytes and the second size */
#define RECORD_SIGNATURE 0x2A2Au

static const uint8_t file_signature[8] = "ElfFile", chunk_signature[8] = "ElfChnk";

static uint32_t u32_at(struct view v, size_t at)
{
	struct cursor c = cursor_of(view_sub(v, at, 4));
	return cursor_u32(&c);
}

static uint64_t u64_at(struct view v, size_t at)
{
	struct cursor c = cursor_of(view_sub(v, at, 8));
	return cursor_u64(&c);
}

static uint32_t sum(uint32_t before, struct view v)
{
	return libdeflate_crc32(before, v.p, v.n);
}

/* --- chunks --- */

/* Its size, or 0 where no whole record begins. */
static size_t record_at(struct view chunk, size_t at)
{
	if (chunk.n - at < RECORD_LEAST || u32_at(chunk, at) != RECORD_SIGNATURE)
		return 0;
	size_t size = u32_at(chunk, at + 4);
	if (size < RECORD_LEAST || size > chunk.n - at ||
	    u32_at(chunk, at + size - 4) != (uint32_t)size)
		return 0;
	return size;
}

static struct view chunk_of(const struct evtx *e, uint32_t number)
{
	return view_sub(e->file, FILE_HEADER + number * CHUNK, CHUNK);
}

static bool is_zero(struct view v)
{
	for (size_t i = 0; i < v.n; i++)
		if (v.p[i])
			return false;
	return true;
}

/* The records' sum reaches to the free space; where an archive moved that to the chunk's end, to
 * the end of the last record. */
static bool records_right(struct view chunk)
{
	uint32_t want = u32_at(chunk, 52);
	size_t free_space = u32_at(chunk, 48), last = u32_at(chunk, 44);
	if (free_space < CHUNK_HEADER || free_space > chunk.n)
		return false;
	if (sum(0, view_sub(chunk, CHUNK_HEADER, free_space - CHUNK_HEADER)) == want)
		return true;
	if (last < CHUNK_HEADER || last > chunk.n || !record_at(chunk, last))
		return false;
	last += record_at(chunk, last);
	return sum(0, view_sub(chunk, CHUNK_HEADER, last - CHUNK_HEADER)) == want;
}

static bool sums_right(struct view chunk)
{
	if (chunk.n < CHUNK_HEADER || !view_starts(chunk, view_of(chunk_signature, 8)))
		return false;
	uint32_t head =
	    sum(sum(0, view_sub(chunk, 0, 120)), view_sub(chunk, 128, CHUNK_HEADER - 128));
	return head == u32_at(chunk, 124) && records_right(chunk);
}

/* A chunk that was never written is zeros, or the file's end. */
static bool is_unused(struct view chunk)
{
	return is_zero(view_sub(chunk, 0, CHUNK_HEADER)) && is_zero(chunk);
}

/* Every sum, before the first event: in a dirty file the one chunk whose sums are wrong is the one
 * that was being written. */
static void check_chunks(struct evtx *e)
{
	struct evtx_report *r = &e->report;
	for (; r->chunks < EVTX_CHUNKS_MAX; r->chunks++) {
		struct view chunk = chunk_of(e, r->chunks);
		if (chunk.n == 0)
			break;
		r->cut = r->cut || chunk.n < CHUNK;
		if (sums_right(chunk) || is_unused(chunk))
			continue;
		if (r->sums_bad++ == 0)
			r->first_bad = r->chunks;
	}
	e->open_chunk = EVTX_CHUNKS_MAX;
	if (r->dirty && r->sums_bad == 1) {
		e->open_chunk = r->first_bad;
		r->sums_bad = 0;
		r->first_bad = 0;
	}
}

enum err evtx_begin(struct view file, struct evtx *ret)
{
	struct evtx e = {.file = file};
	if (!view_starts(file, view_of(file_signature, sizeof file_signature)))
		return E_TYPE_UNKNOWN;
	if (file.n > EVTX_FILE_MAX)
		return E_LIMIT_SIZE;
	struct cursor c = cursor_of(view_sub(file, 38, 2));
	if (file.n < FILE_HEADER || cursor_u16(&c) != 3)
		return E_BROKEN;
	e.report.dirty = u32_at(file, 120) & 1;
	e.report.header_sum_bad = sum(0, view_sub(file, 0, 120)) != u32_at(file, 124);
	check_chunks(&e);
	e.text = buf_new((size_t)EVTX_TEXT_MAX * (EVTX_FIELD_COUNT + 2 * EVTX_DATA_MAX + 2));
	*ret = e;
	return OK;
}

void evtx_end(struct evtx *e)
{
	buf_free(&e->text);
}

/* --- records --- */

/* The next record behind what is none. */
static bool find_record(struct evtx *e)
{
	bool ends = e->sound && !e->report.dirty;
	size_t end = ends ? e->free_space : e->chunk.n, from = e->at;
	bool lost = false;
	for (; e->at < end && !record_at(e->chunk, e->at); e->at += 4)
		lost = lost || !is_zero(view_sub(e->chunk, e->at, 4));
	/* Zeros up to the end are a copy's way to leave space; behind the free space of a chunk
	 * that was being written is what was there before. */
	if (lost && from < e->free_space)
		e->report.unreadable++;
	return e->at < end;
}

/* The next chunk that has records. */
static bool open_chunk(struct evtx *e)
{
	for (; e->chunk_number < e->report.chunks; e->chunk_number++) {
		e->chunk = chunk_of(e, e->chunk_number);
		if (!view_starts(e->chunk, view_of(chunk_signature, 8)))
			continue;
		e->sound = sums_right(e->chunk);
		e->free_space = u32_at(e->chunk, 48);
		if (e->free_space < CHUNK_HEADER || e->free_space > e->chunk.n)
			e->free_space = e->chunk.n;
		e->at = CHUNK_HEADER;
		e->last_record = 0;
		e->in_chunk = true;
		return true;
	}
	return false;
}

/* Moves to the next record and says where its XML is; false when the chunk has no more. */
static bool next_record(struct evtx *e, size_t *ret_from, size_t *ret_end, uint64_t *ret_id)
{
	if (!find_record(e))
		return false;
	size_t size = record_at(e->chunk, e->at);
	uint64_t id = u64_at(e->chunk, e->at + 8);
	/* Behind the end that the header knows: only what goes on from before it. */
	if (e->at >= e->free_space && id != e->last_record + 1)
		return false;
	e->last_record = id;
	*ret_from = e->at + 24;
	*ret_end = e->at + size - 4;
	*ret_id = id;
	e->at += size;
	return true;
}

bool evtx_next(struct evtx *e, struct evtx_event *ret)
{
	size_t from = 0, end = 0;
	uint64_t id = 0;
	while (!e->report.steps_out && (e->in_chunk || open_chunk(e))) {
		if (!next_record(e, &from, &end, &id)) {
			e->in_chunk = false;
			e->chunk_number++;
			continue;
		}
		enum err err = evtx_read_xml(e, from, end, ret);
		if (err == E_NO_MEMORY)
			return false;
		if (err != OK) {
			e->report.unreadable++;
			continue;
		}
		ret->record = id;
		ret->sound = e->sound || e->chunk_number == e->open_chunk;
		return true;
	}
	return false;
}
