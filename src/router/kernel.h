/* SPDX-License-Identifier: Apache-2.0
 * kernel.h: the packet filter of the network namespace this process is in, by libnftables.
 *
 * One transaction at a time; nothing is run. What libnftables 1.0.6 cannot list it ends with a
 * failed assertion: that is caught here and is E_INTERNAL, so that a rule loaded by hand cannot
 * stop whoever watches for it.
 */
#ifndef ROUTER_KERNEL_H
#define ROUTER_KERNEL_H

#include "base/buf.h"
#include "tbl/bodies.h"

#define KERNEL_WHY 256

struct kernel {
	void *nft; /* struct nft_ctx */
};

/* Opens its socket: in the namespace it shall speak to. */
enum err kernel_open(struct kernel *ret) must_use;
/* All of it or nothing. E_CONFIG: the kernel or libnftables does not take it; the first line it
 * says is in `ret_why`, clean. */
enum err kernel_load(struct kernel *k, struct view rules, char ret_why[KERNEL_WHY]) must_use;
/* Everything the namespace holds, as `nft -j list ruleset` says it. */
enum err kernel_list(struct kernel *k, struct buf *ret_json) must_use;
/* SHA-256 of the same without counters: it changes with any rule of any table. */
enum err kernel_print(struct kernel *k, uint8_t ret[HASH_LEN]) must_use;

#endif
