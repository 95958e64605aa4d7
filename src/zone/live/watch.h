/* SPDX-License-Identifier: Apache-2.0
 * watch.h: what the kernel's rules are now, and whether they still keep within the policy.
 *
 * The kernel says of every change of its rules that there was one (NFNLGRP_NFTABLES,
 * NFT_MSG_NEWGEN). Then a child of ours reads them all through libnftables, proves them anew
 * (prove.h) and says on a pipe what came out. It may need long or much, or be killed by an odd rule
 * set (nft 1.0.6 ends with a failed assertion on some): its limits and its death are UNREADABLE,
 * which counts as not proved. A lost notification (ENOBUFS) is a change; and ZONE_WATCH_EVERY
 * seconds after a reading there is the next, so that a 特定通信 that is over is noticed, too.
 *
 * Needs CAP_NET_ADMIN over its network namespace, which is the one of the process when it opens
 * (the child opens netlink sockets of its own: socket, fork and wait must be allowed). Use:
 *
 *   zone_watch_open(policy, &w);  zone_watch_expect(w, generation);
 *   loop: poll(zone_watch_fd(w), POLLIN); zone_watch_step(w, &report) -> true: a reading is done
 *
 * Nothing here blocks but close, and that only until the child is killed. The first reading begins
 * by itself. `policy` must live as long.
 */
#ifndef ZONE_WATCH_H
#define ZONE_WATCH_H

#include "base/buf.h"
#include "policy/policy.h"

#define ZONE_WATCH_EVERY 60   /* seconds */
#define ZONE_WATCH_SECONDS 60 /* for one reading and its proof, by the clock and of CPU */
#define ZONE_WATCH_MEMORY ((size_t)2 << 30)
#define ZONE_WATCH_WORDS 4096

enum zone_watch_state {
	ZONE_WATCH_UNREADABLE, /* not proved: `words` say why */
	ZONE_WATCH_LEAK,       /* `words` are the counterexample */
	ZONE_WATCH_PROVED
};

struct zone_watch_report {
	enum zone_watch_state state;
	/* Other rules than at the reading before, or the first: counters do not count. */
	bool changed;
	/* Our table is there, and every mark it sets or asks for is this one; 0: none, or several.
	 * mark_right: it is the expected one, or none was expected. */
	bool table, mark_right;
	uint32_t mark;
	/* The rest of our table is as it was made, too: what the boundary itself takes in and
	 * sends, forged sources, no answer let on without the mark. If not, where: "chain NAME,
	 * handle N". */
	bool intact;
	char odd[128];
	/* Base chains of other tables than ours: they may be harmless, but nobody here made them.
	 */
	uint32_t others;
	char other[128]; /* the first: "inet NAME, chain NAME" */
	/* As the kernel counts its transactions; who made the last one that was heard of ("" and 0:
	 * none was, or it does not say). */
	uint32_t kernel_generation, by_pid;
	char by[17];
	uint8_t hash[32];      /* of the rules without handles and counters; zero: UNREADABLE */
	uint64_t microseconds; /* from the notification to the end of the proof */
	char ja[ZONE_WATCH_WORDS], en[ZONE_WATCH_WORDS]; /* lines; "" where PROVED */
};

struct zone_watch;

enum err zone_watch_open(const struct policy *policy, struct zone_watch **ret) must_use;
void zone_watch_close(struct zone_watch *w); /* NULL is nothing */
int zone_watch_fd(const struct zone_watch *w);
/* The generation of the rules that were applied (compile.h); 0: not known. Counts from the next
 * reading on, which begins at once. */
void zone_watch_expect(struct zone_watch *w, uint32_t generation);
/* True: a reading is done, *ret is what it says. */
bool zone_watch_step(struct zone_watch *w, struct zone_watch_report *ret);
/* One reading, waited for: of the rules as they are. E_IO, E_NO_MEMORY: not even that. */
enum err zone_watch_once(const struct policy *policy, uint32_t generation,
			 struct zone_watch_report *ret) must_use;

/* All is well: proved, our table as it was made and with the right mark, nobody else's base chain.
 */
bool zone_watch_good(const struct zone_watch_report *r);
/* What is not, in words for a person, line by line; or that all is well. */
void zone_watch_words(const struct zone_watch_report *r, bool english, struct buf *ret);

#endif
