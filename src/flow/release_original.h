/* SPDX-License-Identifier: Apache-2.0
 * release_original.h: originals (元ファイル) that were handed over the cable: LGWAN half only, and
 * only where its directory holds the public keys of auth and of the originals program.
 *
 *   auth.pub, originals.pub     whose warrants and whose words count, beside notary.pub
 *   handed/journal              release_journal.h, by the request's id: one J and one D for ever
 *   handed/ID                   the bytes, unconverted; offered once, to its applicant
 *
 * Believed after: the notary's order to give, another person's warrant for it, the program's word
 * about exactly it, its time, sealed bytes whose hash in our own copy is the original's, and that
 * nothing came for this request before.
 */
#ifndef FLOW_RELEASE_ORIGINAL_H
#define FLOW_RELEASE_ORIGINAL_H

#include "flow/release.h"
#include "notary/order.h"

struct release_original {
	bool enabled; /* the keys are there */
	struct public_key notary, auth, program;
	int dir;
	struct release_journal journal;
	void (*step)(void); /* tests: called between any two durable steps; else NULL */
};

/* Beside an open release of the LGWAN half. Finishes what a crash left. */
enum err release_original_open(const struct release *r, int64_t now,
			       struct release_original *ret) must_use;
void release_original_close(struct release_original *o);

/* Keeps it. E_REPLAY: something came for this request before; what was half-kept then is now whole.
 */
enum err release_original_keep(struct release_original *o, const struct body_original *b, int from,
			       int64_t now) must_use;
/* Read-only. E_NOT_FOUND. */
enum err release_original_fetch(const struct release_original *o, const uint8_t id[ID_LEN],
				int *ret_fd) must_use;
/* Every original that lies here, for whoever may know of it. */
enum err release_original_each(const struct release_original *o,
			       void (*say)(const uint8_t id[ID_LEN])) must_use;
/* It was taken, or its time is over. OK when it was not there. */
enum err release_original_clear(struct release_original *o, const uint8_t id[ID_LEN]) must_use;

#endif
