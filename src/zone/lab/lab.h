/* SPDX-License-Identifier: Apache-2.0
 * lab.h: a boundary of the policy's interfaces in a network namespace of its own, with both ends of
 * every cable in our hands.
 *
 * For a child process that ends with it: zone_lab_open takes the process into a new network
 * namespace (of a new user namespace, where it is not root), which is gone when the process is.
 * Each interface of the policy is a TAP device: what is sent to it is handled by the kernel in the
 * same call, and what leaves by it can be taken. Addresses of the policy's segments are routed to
 * their interface, and each interface has one address of its own in each family.
 */
#ifndef ZONE_LAB_H
#define ZONE_LAB_H

#include "zone/lab/frame.h"

#define ZONE_LAB_OWN ZONE_INTERFACES_MAX /* the boundary itself, in the place of an interface */
#define ZONE_LAB_EAR 7			 /* NFLOG group of what the boundary takes in */

struct zone_lab_end {
	bool has[2]; /* by family: IPv4, IPv6 */
	uint8_t own[2][16];
};

struct zone_lab;

/* What the lab could not do, for a person: "ioctl TUNSETIFF: Operation not permitted". */
struct zone_lab_trouble {
	char what[160];
};

/* E_IO: *trouble says what. */
enum err zone_lab_open(const struct zone_allowed *allowed, struct zone_lab **ret,
		       struct zone_lab_trouble *trouble) must_use;
const struct zone_lab_end *zone_lab_end(const struct zone_lab *lab, uint32_t interface);
const uint8_t *zone_lab_mac(const struct zone_lab *lab, uint32_t interface);
/* Replaces all rules; afterwards the ear is there again. E_CONFIG: nft does not take them, and
 * *trouble is what it says first. */
enum err zone_lab_load(struct zone_lab *lab, const char *rules,
		       struct zone_lab_trouble *trouble) must_use;
/* What the kernel holds, as nft -j list ruleset; until the next load or list. */
enum err zone_lab_list(struct zone_lab *lab, struct view *ret) must_use;
/* Connection tracking forgets all flows. */
enum err zone_lab_forget(struct zone_lab *lab) must_use;
/* `from` ZONE_LAB_OWN: the boundary itself sends it. False: the kernel did not take it; what its
 * own rules stop is taken. */
bool zone_lab_send(struct zone_lab *lab, uint32_t from, const struct zone_frame *frame);
/* All that has come out so far: at an interface, or to the boundary itself. */
typedef void zone_lab_came(void *who, uint32_t at, const uint8_t *ip, size_t n);
void zone_lab_take(struct zone_lab *lab, zone_lab_came *came, void *who);

/* An address that the kernel routes to that interface, `number` picks one of several; not the
 * boundary's own. False: there is none. For a host or a part of a segment: of that. */
bool zone_lab_address(const struct zone_allowed *allowed, const struct policy_prefix *within,
		      uint32_t interface, unsigned number, uint8_t ret[16]);
/* The interface an address is routed to; ZONE_ANY: none. */
uint32_t zone_lab_route(const struct zone_allowed *allowed, const uint8_t *address, bool v6);
/* One that can begin or end at a machine: no multicast, loopback, link-local, unspecified. */
bool zone_lab_usable(const uint8_t *address, bool v6);

#endif
