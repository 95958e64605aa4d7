/* SPDX-License-Identifier: Apache-2.0
 * restored.h: what a restore tells the store about the time between the backup and the accident.
 *
 * The database came from a backup; the belts' journals, the spools, release's journals and the
 * ledger may have gone on since. Items that ended meanwhile are rows here, so that the store's
 * counter meets the other two again. `sekisho restore` writes lgwan/store/restored (fixed structs,
 * host byte order: it never leaves the machine); the store takes it in one transaction at
 * its next start and removes it.
 */
#ifndef FLOW_RESTORED_H
#define FLOW_RESTORED_H

#include "tbl/bodies.h"

#define RESTORED_MAGIC 0x31524b53u /* "SKR1" */
#define RESTORED_MOST (1u << 20)

struct restored_head {
	uint32_t magic, rows;
	int64_t backup, restored;	  /* when each was made */
	uint64_t leaves_then, leaves_now; /* whole lines of the ledger in the backup, and kept */
	uint64_t carried;		  /* items accepted since the backup that were kept */
	/* 証拠保全 by the ledger that was kept: when the one in force began, 0 none; unsure: the
	 * ledger is the backup's, so one may have begun since. */
	int64_t preserved;
	uint32_t unsure, zero;
};

struct restored_row {
	struct envelope envelope;
	struct body_state state; /* final */
	/* From release's journal and the receipt's leaf. Name, sender and recipient as they were
	 * signed were only in the database: the receipt's commitment cannot be opened any more. */
	uint32_t delivered, form_version; /* delivered 0: the rest is zero */
	uint64_t position, length;
	int64_t delivered_at;
	uint8_t output[HASH_LEN], policy[HASH_LEN], approval[HASH_LEN];
};

#endif
