/* SPDX-License-Identifier: Apache-2.0
 * belt.c: the process between the doors and the locks of its half: intake, spool, vault, belt.
 */
#include "flow/belt_door.h"

static void peer_up(enum role peer)
{
	if (peer == belt.up)
		belt_meet();
	else if (peer == ROLE_disarm || peer == ROLE_inspect)
		belt_work();
}

static void peer_down(enum role peer)
{
	if (peer == belt.up)
		belt.peer_nonce = 0;
	else if (peer == ROLE_disarm || peer == ROLE_converter || peer == ROLE_inspect)
		belt_workers_died(peer);
	else
		belt_drop_uploads(peer, UINT64_MAX);
}

static const struct handler handlers[] = {
    {MSG_ITEM_OPEN, on_item_open},
    {MSG_ITEM_SEAL, on_item_seal},
    {MSG_ITEM_DROP, on_item_drop},
    {MSG_OWN_LIST, on_own_list},
    {MSG_OWN_FIND, on_own_find},
    {MSG_PART_OPEN, on_part_open},
    {MSG_PART_PIECE, on_part_piece},
    {MSG_PART_FINISH, on_part_finish},
    {MSG_PART_DROP, on_part_drop},
    {MSG_PART_LIST, on_part_list},
    {MSG_WANT, on_want},
    {MSG_UNLOCK, on_unlock},
    {MSG_ERASE, on_erase},
    {MSG_WORK_DONE, on_work_done},
    {MSG_HELLO, on_hello},
    {MSG_ITEM_STATE, on_item_state},
    {MSG_ASK_COUNTS, on_ask_counts},
    {MSG_CABLE_COUNT, on_cable_count},
    {MSG_RELEASE_COUNTS, on_release_counts},
    {MSG_OUT, on_out},
    {MSG_OUT_DONE, on_out_done},
    {MSG_ORIGINAL_DROP, on_original_drop},
    {MSG_ORIGINAL_NOTED, on_original_noted},
    {MSG_ORIGINAL_ORDER, on_original_order},
    {MSG_ORIGINAL_SAID, on_original_said},
    {MSG_ORIGINAL_OUT, on_original_said},
    {MSG_ORIGINAL_NOT, on_original_said},
};

int main(int argc, char **argv)
{
	static const struct role_def def = {.self = ROLE_belt,
					    .handlers = handlers,
					    .handler_count = array_len(handlers),
					    .open = belt_prepare,
					    .start = belt_begin,
					    .peer_up = peer_up,
					    .peer_down = peer_down,
					    .tick = belt_tick};
	return role_main(&def, argc, argv);
}
