/* SPDX-License-Identifier: Apache-2.0
 * bodies_cable.h: belt, bridge and store: the two halves meet, offer, ask for and count items.
 * A part of tbl/bodies.h, which says what holds of all, and included by it alone.
 */
#ifndef TBL_BODIES_CABLE_H
#define TBL_BODIES_CABLE_H

/* Three of these must balance: accepted = released + refused + returned + expired + withdrawn +
 * open. */
struct body_counts {
	uint64_t accepted, released, refused, returned, expired, withdrawn, held, open;
	uint64_t day; /* days since 1970 in Japan; 0 = since the beginning */
};

/* Which day's counts are asked for: days since 1970 in Japan, 0 all. */
struct body_day {
	uint64_t day;
};

/* The Internet half's two counters in one answer; a day's `released` is of deliveries that day. */
struct body_cable_counts {
	struct body_counts belt, release;
	uint32_t has_release, zero; /* 0: release did not answer */
};

struct body_hello {
	uint64_t nonce; /* new at every start of either end */
	uint64_t answer; /* the other's nonce when answering, else 0 */
	uint8_t policy[HASH_LEN];
};

struct body_offer {
	struct envelope envelope;
};

/* store -> belt: WANT again, with what the owner typed; never kept. */
struct body_unlock {
	uint8_t id[ID_LEN];
	char password[PASSWORD_LEN];
	uint32_t leave_out; /* 1: what it does not open is left out of the archive */
	uint32_t zero;
};

struct body_form {
	uint8_t id[ID_LEN];
	uint8_t hash[HASH_LEN]; /* of the original that was disarmed */
	uint32_t err;           /* not OK: the form is empty */
	uint32_t format;
	uint64_t cpu_us;
};

struct body_state {
	uint8_t id[ID_LEN];
	uint32_t state, err;
	int64_t changed;
};

#endif
