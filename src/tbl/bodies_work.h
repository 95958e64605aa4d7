/* SPDX-License-Identifier: Apache-2.0
 * bodies_work.h: belt and notary to the jailed programs: a piece of work, and what became of it.
 * A part of tbl/bodies.h, which says what holds of all, and included by it alone.
 */
#ifndef TBL_BODIES_WORK_H
#define TBL_BODIES_WORK_H

struct body_work {
	struct limits limits;
	char ext[16]; /* declared extension, lower-case */
	uint64_t input;
	uint64_t aside; /* how many bytes at the input's end are another worker's output, not the original */
	char password[PASSWORD_LEN]; /* disarm only; "": none was typed. Wiped wherever it was */
};

/* What a worker that did well has written. */
enum work_next {
	WORK_OVER,    /* the form, or the file */
	WORK_MEMBERS, /* disarm: a container of hostile members, each to be disarmed by itself */
	WORK_CONVERT, /* disarm: a list of pages that the converter must draw first (disarm/drawn.h) */
	WORK_NEXT_COUNT
};

struct body_work_done {
	uint32_t err;
	uint32_t format; /* enum format_id, disarm only; FORMAT_ID_COUNT when unknown */
	uint32_t next, zero; /* enum work_next */
	uint64_t cpu_us, wall_us, memory_kb;
	uint64_t output, extra; /* bytes written */
	char ext[16];           /* rebuild: the extension of what it wrote */
};

struct body_rebuild {
	uint8_t id[ID_LEN];
	struct limits limits;
};

struct body_rebuilt {
	uint8_t id[ID_LEN];
	uint32_t err, zero;
	uint64_t length, cpu_us;
	uint8_t output[HASH_LEN];
	char ext[16];
};

#endif
