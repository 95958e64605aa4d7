/* SPDX-License-Identifier: Apache-2.0
 * upload.h: one file on its way from a browser to the spool.
 *
 *   ITEM_OPEN -> ITEM_FD -> upload_write ... -> ITEM_SEAL -> DONE     (accepted: it is on disk)
 *                                            -> ITEM_DROP            (hung up, too large: gone)
 *
 * Nothing is held here: each chunk is written as it comes to the unlinked file belt gave. The first
 * failure is kept and the rest of that file's bytes are let go.
 */
#ifndef GATE_UPLOAD_H
#define GATE_UPLOAD_H

#include "sys/role.h"

struct upload {
	struct envelope envelope;
	uint64_t number; /* belt's, of ITEM_FD */
	uint64_t limit;	 /* bytes */
	int fd;		 /* -1 before ITEM_FD and after the end */
	enum err err;
};

/* The name as sent becomes envelope.name: its last component, shortened in the middle to 200 bytes.
 * E_NAME: empty, not UTF-8, or with characters that disguise text. */
enum err upload_name(const char *sent, struct envelope *ret) must_use;
void upload_opened(struct upload *u, const struct body_upload *body, int fd);
void upload_write(struct upload *u, struct view v);
/* All bytes are there: closes the descriptor. OK: send ret_seal. Else it has been dropped. */
enum err upload_finish(struct upload *u, struct body_seal *ret_seal) must_use;
void upload_drop(struct upload *u); /* tells belt, if there is anything to drop */

#endif
