/* SPDX-License-Identifier: Apache-2.0
 * nflog.h: what the rules denied, as the kernel tells it (NFLOG, group ZONE_LOG_GROUP), in words.
 *
 * denial.c reads one telling, any bytes: the prefix is ours or anybody's, the packet is whatever
 * came by a cable, cut at 128 bytes. nflog.c takes them from the kernel, and tells of at most
 * ZONE_NFLOG_A_SECOND in a second: of the others, how many there were.
 */
#ifndef ZONE_NFLOG_H
#define ZONE_NFLOG_H

#include "base/buf.h"
#include "zone/proof/prove.h"

#define ZONE_NFLOG_A_SECOND 20

enum zone_denial_kind {
	ZONE_DENIAL_PAIR,    /* not among what may pass between these interfaces */
	ZONE_DENIAL_NOWHERE, /* nothing may pass between them */
	ZONE_DENIAL_FORGED,  /* its source is not behind the interface it came by */
	ZONE_DENIAL_INPUT,   /* for the boundary itself, or begun by it */
	ZONE_DENIAL_OUTPUT,
	ZONE_DENIAL_FOREIGN /* logged by a rule that is not ours */
};

struct zone_denial {
	enum zone_denial_kind kind;
	char from[ZONE_INTERFACE_MAX], to[ZONE_INTERFACE_MAX]; /* interfaces; "": not said */
	char rest[96];	 /* the clause it rests on; FOREIGN: the rule's prefix; "": none */
	bool has_packet; /* as far as the transport's protocol; port is 0 where there is none */
	bool has_ports;
	uint16_t source_port;
	struct zone_packet packet; /* its interfaces are not set: zone_denial_words knows them */
};

/* What `from` and `to` were before stays where the prefix does not name them. `hw`: the source's
 * MAC address, or empty. */
void zone_denial_read(struct view prefix, struct view packet, struct view hw,
		      struct zone_denial *ret);
/* One line, without its end. */
void zone_denial_words(const struct zone_allowed *allowed, const struct zone_denial *d,
		       bool english, struct buf *ret);

struct zone_nflog;

/* Needs CAP_NET_ADMIN in its network namespace. E_IO leaves errno. */
enum err zone_nflog_open(struct zone_nflog **ret) must_use;
void zone_nflog_close(struct zone_nflog *n); /* NULL is nothing */
int zone_nflog_fd(const struct zone_nflog *n);
/* Of what has come: each denial that is told; or NULL and of how many more there is nothing but
 * this number (too many in a second, or lost on the way). Does not wait. */
typedef void zone_nflog_came(void *who, const struct zone_denial *d, uint64_t more);
void zone_nflog_step(struct zone_nflog *n, zone_nflog_came *came, void *who);

#endif
