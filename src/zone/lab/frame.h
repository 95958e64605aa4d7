/* SPDX-License-Identifier: Apache-2.0
 * frame.h: a packet of the model (prove.h) as an Ethernet frame that a kernel takes seriously.
 *
 * Right lengths and checksums, and headers with which connection tracking lets a flow begin where a
 * protocol has such: TCP SYN, echo requests, SCTP INIT, DCCP-Request. The number of a probe is in
 * the identification of IPv4 (RFC 791) or the flow label of IPv6 (RFC 8200).
 */
#ifndef ZONE_FRAME_H
#define ZONE_FRAME_H

#include "zone/proof/prove.h"

#define ZONE_FRAME_MAX 128
#define ZONE_FRAME_IP 14 /* where the IP header begins */

enum zone_frame_kind {
	ZONE_FRAME_BEGIN,  /* of a flow */
	ZONE_FRAME_ANSWER, /* to that, so the other way */
	ZONE_FRAME_LATER   /* the flow goes on */
};

struct zone_frame {
	uint8_t bytes[ZONE_FRAME_MAX];
	size_t n;
};

/* `to` is the MAC address it is sent to; an ANSWER has its ends exchanged, `k` has not. */
void zone_frame_make(const struct zone_packet *k, enum zone_frame_kind kind, uint16_t source_port,
		     uint16_t number, const uint8_t to[6], struct zone_frame *ret);
/* What the kernel sees in it: extension headers of IPv6 are no transport, and what connection
 * tracking makes of a packet that begins with nothing it knows. */
struct zone_packet zone_frame_seen(const struct zone_packet *k);
/* The same packet after one hop (TTL, hop limit and IPv4's checksum aside): IP headers and what
 * follows, `n` bytes at `ip`. */
bool zone_frame_same(const struct zone_frame *sent, const uint8_t *ip, size_t n);
/* The number in an IP packet, or 0. */
uint16_t zone_frame_number(const uint8_t *ip, size_t n);

#endif
