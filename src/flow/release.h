/* SPDX-License-Identifier: Apache-2.0
 * release.h: the last gate: delivers what a receipt names, once, and nothing else. Its own
 * directory, which only it can write:
 *
 *   notary.pub        the one key whose receipts count
 *   journal           release_journal.h
 *   staged/ID         its own copy of a rebuilt file; staged/ID.receipt beside it while delivering
 *   delivered/ID      LGWAN half: the inbox; fetched by read-only descriptor
 *   outbox/WHO/NAME   Internet half: what went out, for whoever carries it on
 *   forward/ID        LGWAN half: receipts of files on their way to the Internet half
 *
 * A receipt is believed after: shape, signature, log id and commitment; mode of the key; the
 * destination of this half; not delivered before; not expired; and its hash is that of our own
 * copy, read again. Then: receipt file, J, rename of that very file, D. A process killed between
 * any two of these finishes at its next start.
 */
#ifndef FLOW_RELEASE_H
#define FLOW_RELEASE_H

#include "flow/release_journal.h"
#include "notary/receipt.h"

struct release {
	uint32_t half; /* 'I' or 'L' */
	bool evaluation;
	struct public_key key;
	int root, staged, delivered, forward; /* delivered: outbox in the Internet half; root is the
						 caller's */
	struct release_journal journal;
	void (*step)(void); /* tests: called between any two durable steps; else NULL */
};

/* Makes its directories and finishes what a crash left. E_CONFIG: no key, or a key of evaluation
 * mode in production. */
enum err release_open(int root, uint32_t half, bool evaluation, int64_t now,
		      struct release *ret) must_use;
void release_close(struct release *r);

/* Our own durable copy of a sealed file. E_HASH: it is not what was announced. An item that was
 * already journaled is left as it is (OK): its receipt will be a replay. */
enum err release_stage(struct release *r, const struct body_stage *s, int from) must_use;
/* Drops the staged copy and a forward; OK when there was none. */
enum err release_unstage(struct release *r, const uint8_t id[ID_LEN]) must_use;

/* LGWAN half: the file leaves the inbox, for good; the journal keeps its row. OK when it was gone.
 * E_NOT_FOUND: never delivered. E_POLICY: delivered within the last day, whatever anybody says. */
enum err release_clear(struct release *r, const uint8_t id[ID_LEN], int64_t now) must_use;

/* Everything that is checked before delivery here (for `deliver`) or at the other half. E_PROTOCOL,
 * E_SIGNATURE, E_DESTINATION, E_EXPIRED, E_NOT_FOUND (nothing staged), E_HASH. */
enum err release_check(struct release *r, const struct receipt *p, const char *destination,
		       int64_t now) must_use;
/* Delivers. E_REPLAY: it was delivered before, and ret->time says when. ret is filled always. */
enum err release_deliver(struct release *r, const struct receipt *p, int64_t now,
			 struct body_delivered *ret) must_use;
/* LGWAN half, destination outbox: checks, remembers the receipt below forward/, and gives a sealed
 * copy in memory to send. */
enum err release_forward(struct release *r, const struct receipt *p, int64_t now,
			 int *ret_memfd) must_use;
/* The receipts below forward/. */
typedef void (*release_each)(const struct receipt *p, void *context);
enum err release_forwards(struct release *r, release_each each, void *context) must_use;
/* Internet half: a sealed file and its receipt from the other side. */
enum err release_receive(struct release *r, const struct receipt *p, int from, int64_t now,
			 struct body_delivered *ret) must_use;

/* Read-only descriptor of a file in the inbox, or of one that is staged. E_NOT_FOUND. */
enum err release_fetch(const struct release *r, const uint8_t id[ID_LEN], int *ret_fd) must_use;
struct body_counts release_counts(const struct release *r, uint64_t day);

#endif
