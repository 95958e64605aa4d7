/* SPDX-License-Identifier: Apache-2.0
 * gate.c: sekisho-gate, the Internet-side portal: files in, own item numbers and states out.
 */
#include "web/pages_both.h"

static struct site site;
static const struct server gate_server = {
    .site = &site, .routes = gate_routes, .gate = true, .envelope = gate_envelope};

static enum err open_all(const struct role_start *s)
{
	try(site_open(&site, s->policy_fd, s->evaluation, DIRECTION_IN));
	return server_open(&gate_server, s->listen_fd);
}

int main(int argc, char **argv)
{
	const struct role_def def = {.self = ROLE_gate,
				     .handlers = server_handlers,
				     .handler_count = server_handler_count,
				     .open = open_all,
				     .peer_down = server_peer_down,
				     .tick = server_tick,
				     .needs_listen = true};
	return role_main(&def, argc, argv);
}
