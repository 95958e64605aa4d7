/* SPDX-License-Identifier: Apache-2.0
 * cfb.h: a strict reader of compound files (MS-CFB): old Office documents, and the wrapping of
 * protected new ones. Streams are copied out whole, by name; storages are not walked into.
 */
#ifndef DISARM_OFFICE_CFB_H
#define DISARM_OFFICE_CFB_H

#include "base/arena.h"

#define CFB_ENTRIES_MAX 65536u

struct cfb {
	struct view in;
	uint32_t sector, cutoff; /* bytes; streams below the cutoff are in the mini stream */
	uint32_t sectors;
	uint32_t *next; /* the FAT: of each sector the one behind it */
	uint32_t *mini_next;
	uint32_t minis;
	struct view mini;    /* the mini stream */
	struct view entries; /* the directory: 128 bytes an entry */
	bool large;	     /* version 4: sizes of 64 bits */
};

bool cfb_probe(struct view in);
/* E_BROKEN, E_LIMIT_COUNT, E_LIMIT_MEMORY. */
enum err cfb_open(struct view in, struct arena *mem, struct cfb *ret) must_use;
/* The content of the only stream of that name (ASCII). E_NOT_FOUND; E_BROKEN when there are two. */
enum err cfb_stream(const struct cfb *c, const char *name, struct arena *mem,
		    struct view *ret) must_use;

#endif
