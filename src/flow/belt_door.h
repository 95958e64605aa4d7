/* SPDX-License-Identifier: Apache-2.0
 * belt_door.h: what belt_intake.c and belt_part.c share: uploads on their way to being items.
 */
#ifndef FLOW_BELT_DOOR_H
#define FLOW_BELT_DOOR_H

#include "flow/belt.h"

/* Only a door takes files in. Many wires could carry its words (ANY in tbl/messages.h): whoever
 * else says one breaks the rules. */
bool belt_from_door(const struct incoming *in) must_use;
struct belt_upload *belt_upload(uint64_t number, enum role from); /* NULL: not theirs */
void belt_drop_upload(struct belt_upload *u);
/* Everything that is the belt's to say of an envelope whose file is that long; and belt_may_send.
 */
enum err belt_complete(struct envelope *e, uint64_t size, const struct ticket *t) must_use;
/* In the LGWAN half nothing is anybody's without auth's word for it, whatever the portal says.
 * E_SIGNATURE, E_EXPIRED; E_FORBIDDEN: the ticket is another person's than the envelope names, or
 * of another unit; a trial by who is no operator. From the Internet comes nobody's ticket. */
enum err belt_may_send(const struct envelope *e, const struct ticket *t) must_use;
enum err belt_room_for(uint64_t size) must_use;
/* OK: what `from` holds is an item: on disk, counted and on the list. */
enum err belt_accept(int from, struct envelope *e) must_use;
void belt_reply_accepted(struct incoming *in, enum err e, const struct envelope *envelope);

void on_part_open(struct incoming *in);
void on_part_piece(struct incoming *in);
void on_part_finish(struct incoming *in);
void on_part_drop(struct incoming *in);
void on_part_list(struct incoming *in);
void belt_part_tick(void);

#endif
