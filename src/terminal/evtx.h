/* SPDX-License-Identifier: Apache-2.0
 * evtx.h: a Windows event log (.evtx), event by event: what stands in System and in EventData.
 *
 *   file     4,096 bytes of header, then chunks of 65,536
 *   chunk    512 bytes of header with two CRC-32 sums, then records up to the free space
 *   record   "**", size, identifier, time, binary XML, size again
 *   binary XML: tokens. Names and template definitions stand once in the chunk and are meant by
 *            their offset in it; a template instance brings the values of the definition's
 *            substitutions, and a value can be binary XML itself. Elements carry a dependency
 *            identifier in definitions only.
 * Sources: J. Metz, "Windows XML Event Log (EVTX) format" (libevtx); Microsoft, [MS-EVEN6] 2.2.12
 * and 4.7, 4.8 (the same tokens as they go over a wire).
 *
 * A log copied while Windows writes to it is "dirty": the chunk being written has old sums and an
 * old end. Its whole records are read as long as their identifiers go up by one. Any other chunk
 * whose sums are wrong is read too, and its events are said not to be sound. A record that cannot
 * be read is counted, and the next one is looked for: nothing here fails but the file as a whole.
 *
 * Nothing recurses: templates are a stack of EVTX_FRAMES_MAX, elements one of EVTX_DEPTH_MAX, and
 * one file may take EVTX_STEPS_MAX tokens. Views of an event point into the reader's own buffer and
 * live until the next event.
 */
#ifndef TERMINAL_EVTX_H
#define TERMINAL_EVTX_H

#include "base/buf.h"

#define EVTX_FILE_MAX ((size_t)64 << 20)
#define EVTX_CHUNKS_MAX 1024u /* of 64 KB, as many as the file can hold */
#define EVTX_FRAMES_MAX 8u
#define EVTX_DEPTH_MAX 32u
#define EVTX_VALUES_MAX 512u /* substitutions of one instance */
#define EVTX_DATA_MAX 64u    /* of EventData; more are passed over */
#define EVTX_TEXT_MAX 2048u  /* bytes of UTF-8 kept of one value */
#define EVTX_STEPS_MAX (UINT32_C(1) << 27)

enum evtx_field {
	EVTX_PROVIDER,
	EVTX_EVENT_ID,
	EVTX_TASK,
	EVTX_TIME, /* "2026-11-21T00:00:00.1234567Z" */
	EVTX_COMPUTER,
	EVTX_FIELD_COUNT
};

struct evtx_data {
	struct view name, value;
};

struct evtx_event {
	uint64_t record;
	bool sound; /* the sums of its chunk are right, or it is the one that was being written */
	struct view field[EVTX_FIELD_COUNT]; /* empty: not there, or of a kind that is no text */
	struct evtx_data data[EVTX_DATA_MAX];
	uint32_t data_n;
};

/* What is to be said of the file. Known after evtx_begin but for `unreadable` and `steps_out`. */
struct evtx_report {
	bool dirty;	     /* its header says that it was being written */
	bool header_sum_bad; /* of the file */
	bool cut;	     /* its end is not the end of a chunk */
	uint32_t chunks;
	uint32_t sums_bad;   /* chunks with a wrong sum or a wrong signature; not the one written */
	uint32_t first_bad;  /* number of the first of them, from 0 */
	uint32_t unreadable; /* records or stretches between records */
	bool steps_out;	     /* stopped: it is made to take for ever */
};

/* What stands where in the reader's text. */
struct evtx_span {
	size_t from, n;
};

struct evtx {
	struct view file, chunk;
	uint32_t chunk_number;
	bool in_chunk, sound;
	size_t at, free_space;
	uint64_t last_record;
	uint32_t open_chunk; /* the one that was being written, or EVTX_CHUNKS_MAX */
	uint32_t steps;
	struct buf text;
	struct evtx_report report;
};

/* E_TYPE_UNKNOWN: another thing; E_BROKEN: a version that is none of 3.x, or no whole header;
 * E_LIMIT_SIZE. The file must stay where it is. */
enum err evtx_begin(struct view file, struct evtx *ret) must_use;
/* False after the last one, or when memory is out (text.err). */
bool evtx_next(struct evtx *e, struct evtx_event *ret);
void evtx_end(struct evtx *e); /* also as scope_end(evtx_end) */

/* Between the two files: the binary XML of one record, [from, end) of the chunk. E_BROKEN,
 * E_LIMIT_DEPTH, E_LIMIT_COUNT. */
enum err evtx_read_xml(struct evtx *e, size_t from, size_t end, struct evtx_event *ret) must_use;

#endif
