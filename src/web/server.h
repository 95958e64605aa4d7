/* SPDX-License-Identifier: Apache-2.0
 * server.h: libmicrohttpd inside the loop of sys/role.h, and what one of our two servers is.
 */
#ifndef WEB_SERVER_H
#define WEB_SERVER_H

#include "gate/upload.h"
#include "sys/role.h"
#include "web/site.h"

struct request;
struct route;

struct server {
	const struct site *site;
	const struct route *routes; /* the last has no pattern */
	bool gate;		    /* Internet side */
	/* Where a file of this request goes; false: r->trouble says why not. */
	bool (*envelope)(struct request *r, struct envelope *ret);
};
extern const struct server *server;
extern const struct handler server_handlers[]; /* what role_def needs: answers of peers */
extern const size_t server_handler_count;
enum err server_open(const struct server *s, int listen_fd) must_use;
void server_tick(void);
void server_wake(void); /* libmicrohttpd has something to do that no descriptor tells of */
void server_peer_down(enum role peer);

#endif
