/* SPDX-License-Identifier: Apache-2.0
 * bodies_door.h: gate and portal to belt: an upload in one go, and what a browser may see of its own.
 * A part of tbl/bodies.h, which says what holds of all, and included by it alone.
 */
#ifndef TBL_BODIES_DOOR_H
#define TBL_BODIES_DOOR_H

struct body_open {
	uint64_t size_hint; /* Content-Length, or 0 */
};

struct body_upload {
	uint64_t upload; /* belt's number of it, valid on this wire only */
};

struct body_seal {
	uint64_t upload;
	uint64_t size; /* what was written: must match the file */
	struct envelope envelope;
	struct ticket ticket; /* LGWAN side: of who sends it; else zero */
};

struct body_own {
	uint8_t session[HASH_LEN];
	uint64_t most;
};

struct body_own_row {
	uint8_t id[ID_LEN];
	uint8_t link[ID_LEN]; /* 照会用リンク: who has it may ask for this one item's state */
	char number[32];
	char name[NAME_MAX_];
	char recipient[TEXT_MAX_];
	uint64_t size;
	int64_t accepted, changed;
	uint32_t state, err;
};

#endif
