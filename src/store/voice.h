/* SPDX-License-Identifier: Apache-2.0
 * voice.h: who has approved a request so far, with what auth signed for it: the notary counts these
 * again before it signs (notary/votes.h).
 */
#ifndef STORE_VOICE_H
#define STORE_VOICE_H

#include "store/approve.h"

struct voice {
	char person[CODE_MAX];
	uint8_t hash[HASH_LEN]; /* of the text of this one's approval */
	struct vote vote;
};

struct voices {
	struct voice one[VOTES_MAX]; /* in the order they spoke */
	size_t n;
	bool urgent; /* a colleague confirmed it: */
	struct ticket colleague;
};

/* Inside the caller's transaction. A person has one voice in a round. */
enum err voice_add(const struct item *i, const struct approval *a, const char *person,
		   const char *reason, const struct vote *vote) must_use;
enum err voice_colleague(const struct item *i, const struct approval *a, const char *person,
			 const struct ticket *ticket) must_use;
enum err voices_of(const uint8_t id[ID_LEN], int64_t round, struct voices *ret) must_use;
bool voice_has(const uint8_t id[ID_LEN], int64_t round, const char *person);

#endif
