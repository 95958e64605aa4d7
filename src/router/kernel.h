/* SPDX-License-Identifier: Apache-2.0
 * kernel.h: the packet filter of the network namespace this process is in, by libnftables.
 *
 * Each question is a child of its own, which says on a pipe what came out: nft 1.0.6 ends with a
 * failed assertion on rule sets that it cannot list, and what such an end leaves behind (memory,
 * sockets) goes with the child. Its limits and its death are E_INTERNAL, so a rule loaded by hand
 * stops nobody who watches for it. Needs fork, pipe and wait; one transaction at a time.
 */
#ifndef ROUTER_KERNEL_H
#define ROUTER_KERNEL_H

#include "base/buf.h"
#include "tbl/bodies.h"

#define KERNEL_WHY 256
#define KERNEL_SECONDS 60 /* for one question, by the clock and of CPU */
#define KERNEL_MEMORY ((size_t)2 << 30)

/* All of it or nothing; E_INTERNAL may be either. E_CONFIG: the kernel or libnftables does not take
 * it; the first line it says is in `ret_why`, clean. */
enum err kernel_load(struct view rules, char ret_why[KERNEL_WHY]) must_use;
/* Everything the namespace holds, as `nft -j list ruleset` says it; E_LIMIT_SIZE: more than
 * `ret_json` may hold. */
enum err kernel_list(struct buf *ret_json) must_use;
/* SHA-256 of the same without counters: it changes with any rule of any table. */
enum err kernel_print(uint8_t ret[HASH_LEN]) must_use;

#endif
