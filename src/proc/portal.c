/* SPDX-License-Identifier: Apache-2.0
 * portal.c: sekisho-portal, the LGWAN-side portal: pages; asks auth, store and belt by message.
 */
#include "notary/key_file.h"
#include "web/pages_both.h"

static struct site site;
static const struct server portal_server = {
    .site = &site, .routes = portal_routes, .envelope = portal_envelope};

static enum err open_all(const struct role_start *s)
{
	try(site_open(&site, s->policy_fd, s->evaluation, DIRECTION_OUT));
	/* Its only file, and nobody's secret: reports are held against the ledger's key. */
	enum err e = public_key_file_read(s->root_fd, "notary.pub", s->evaluation, &site.ledger);
	site.has_ledger = e == OK;
	if (e != OK)
		log_warn(
		    "there is no notary.pub: reports are not shown until sekisho init has been "
		    "run again");
	try(sign_warm());
	return server_open(&portal_server, s->listen_fd);
}

int main(int argc, char **argv)
{
	const struct role_def def = {.self = ROLE_portal,
				     .handlers = server_handlers,
				     .handler_count = server_handler_count,
				     .open = open_all,
				     .peer_down = server_peer_down,
				     .tick = server_tick,
				     .needs_listen = true};
	return role_main(&def, argc, argv);
}
