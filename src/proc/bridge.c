/* SPDX-License-Identifier: Apache-2.0
 * bridge.c: the LGWAN end of the cable as a process: no file, no state, one table.
 */
#include "flow/bridge.h"

static const struct handler handlers[] = {
    {MSG_HELLO, bridge_pass},	       {MSG_OFFER, bridge_pass},
    {MSG_WANT, bridge_pass},	       {MSG_FORM, bridge_pass},
    {MSG_ITEM_STATE, bridge_pass},     {MSG_OUT, bridge_pass},
    {MSG_OUT_DONE, bridge_pass},       {MSG_CABLE_COUNT, bridge_pass},
    {MSG_CABLE_COUNTS, bridge_pass},   {MSG_UNLOCK, bridge_pass},
    {MSG_ORIGINAL_OLD, bridge_pass},   {MSG_ORIGINAL_DROP, bridge_pass},
    {MSG_ORIGINAL_GONE, bridge_pass},  {MSG_ORIGINAL_NOTED, bridge_pass},
    {MSG_ORIGINAL_ORDER, bridge_pass}, {MSG_ORIGINAL_SAID, bridge_pass},
    {MSG_ORIGINAL_NOT, bridge_pass},   {MSG_ORIGINAL_OUT, bridge_pass},
};

int main(int argc, char **argv)
{
	static const struct role_def def = {
	    .self = ROLE_bridge, .handlers = handlers, .handler_count = array_len(handlers)};
	return role_main(&def, argc, argv);
}
