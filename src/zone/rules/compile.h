/* SPDX-License-Identifier: Apache-2.0
 * compile.h: what a policy lets pass, as one table of nftables (nft(8), text form).
 *
 * The text replaces the table atomically: it is made if absent, deleted and made again in one
 * transaction, so that no packet ever meets half of it. A chain for each pair of interfaces between
 * which anything is allowed, reached by a verdict map; whatever has no chain is dropped.
 *
 * What belongs to a flow is known by its conntrack entry carrying the mark of this very rule set
 * (`generation`): an entry that an older rule set left does not let its flow go on, and one that
 * appeared while there were no rules at all lets nothing pass.
 *
 * The boundary itself answers nothing and begins nothing but what keeps IPv4 and IPv6 alive on its
 * cables (ARP is not of this table; ICMPv6 neighbour discovery, RFC 4861). Whatever is denied goes
 * to NFLOG group ZONE_LOG_GROUP with a prefix: "sekisho:deny:FROM>TO CLAUSE " (or
 * "sekisho:forged:FROM CLAUSE "), CLAUSE as the policy's boundary names it, where it does.
 */
#ifndef ZONE_COMPILE_H
#define ZONE_COMPILE_H

#include "base/buf.h"
#include "zone/rules/space.h"

#define ZONE_TABLE "sekisho"
#define ZONE_LOG_GROUP 5
#define ZONE_TEXT_MAX ((size_t)64 << 20)

/* Appends the rule set. `*ret_generation` is never 0 and changes with every rule. E_LIMIT_SIZE. */
enum err zone_compile(const struct zone_allowed *allowed, struct buf *out,
		      uint32_t *ret_generation) must_use;

#endif
