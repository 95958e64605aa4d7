/* SPDX-License-Identifier: Apache-2.0
 * store.c: the database's one process.
 */
#include "store/store.h"

static const struct handler handlers[] = {
    {MSG_HELLO, on_store_hello},
    {MSG_OFFER, on_offer},
    {MSG_FORM, on_form},
    {MSG_INSPECTED, on_form},
    {MSG_REBUILT, on_rebuilt},
    {MSG_SIGNED, on_signed},
    {MSG_DELIVERED, on_delivered},
    {MSG_OUT_DONE, on_delivered},
    {MSG_LOGGED, on_logged},
    {MSG_DONE, on_done},
    {MSG_CLEARED, on_cleared},
    {MSG_ORIGINAL_OLD, on_original_old},
    {MSG_ORIGINAL_GONE, on_original_gone},
    {MSG_ORDERED, on_ordered},
    {MSG_ORIGINAL_SAID, on_original_said},
    {MSG_ORIGINAL_NOT, on_original_not},
    {MSG_HANDED, on_handed},
    {MSG_ORIGINAL_ACT, on_original_act},
    {MSG_FETCHED, on_fetched},
    {MSG_QUERY, on_query},
    {MSG_TRIAL_DROP, on_trial_drop},
    {MSG_ACT, on_act},
    {MSG_PASSWORD, on_password},
    {MSG_AWAY, on_away},
    {MSG_PRESERVE, on_preserve},
    {MSG_CHECK, on_check},
    {MSG_SEARCH, on_search},
    {MSG_ZONE_ACT, on_zone_act},
    {MSG_ZONE_SIGNED, on_zone_signed},
    {MSG_ZONE_DONE, on_zone_done},
    {MSG_ZONE_STATE, on_zone_state},
    {MSG_ZONE_REPORT, on_zone_report},
    {MSG_NOTICED, on_noticed},
    {MSG_COUNTS, on_counts},
    {MSG_CABLE_COUNTS, on_counts},
    {MSG_RELEASE_COUNTS, on_counts},
};

int main(int argc, char **argv)
{
	static const struct role_def def = {.self = ROLE_store,
					    .handlers = handlers,
					    .handler_count = array_len(handlers),
					    .open = store_prepare,
					    .start = store_begin,
					    .peer_up = store_peer_up,
					    .peer_down = store_peer_down,
					    .tick = store_tick};
	return role_main(&def, argc, argv);
}
