/* SPDX-License-Identifier: Apache-2.0
 * bodies_upload.h: the bodies of tbl/bodies.h about uploads in pieces and about trials. Included by it.
 */
#ifndef TBL_BODIES_UPLOAD_H
#define TBL_BODIES_UPLOAD_H

/* An upload in pieces (flow/part.h). Whose it is: on the Internet side `owner` says it, the browser's
 * session; on the LGWAN side the ticket alone, any good one of that person. */
struct body_part_open {
	struct envelope envelope; /* with the size it is going to have; no owner can be named apart */
	struct ticket ticket;
	/* Internet side: SHA-256 of the gate's own random bytes and the address it comes from, for a
	 * browser makes itself as many sessions as it likes; else zero. Never on disk. */
	uint8_t source[HASH_LEN];
};

struct body_part {
	uint8_t owner[HASH_LEN];
	uint8_t id[ID_LEN]; /* PART_LIST: all of the owner's */
	struct ticket ticket;
};

struct body_part_piece {
	uint8_t owner[HASH_LEN];
	uint8_t id[ID_LEN];
	uint64_t upload; /* of ITEM_FD: where the piece's bytes are */
	uint64_t size, offset;
	uint8_t before[HASH_LEN]; /* chain of the owner's own file up to the offset */
	uint8_t hash[HASH_LEN];	  /* of the piece */
	struct ticket ticket;
};

struct body_part_row {
	uint8_t id[ID_LEN];
	char name[NAME_MAX_];
	char recipient[TEXT_MAX_];
	uint64_t size, have;
	uint8_t chain[HASH_LEN];
	int64_t touched, expires;
};

#define TRIAL_PAGE 200 /* ROW_TRIAL_FILE in one answer */

/* A batch of files that only go through both locks. Nothing of it is ever delivered or kept. */
struct body_row_trial {
	uint8_t id[ID_LEN];
	char person[128];
	int64_t started, changed, until; /* until: its names and results are deleted then */
	uint64_t files, open, passed;
};

struct body_row_trial_file {
	char name[NAME_MAX_];
	uint64_t size, cpu_us;
	uint32_t ended, err;
	uint8_t findings[32]; /* a bit for each finding_code */
};

#endif
