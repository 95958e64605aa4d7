/* SPDX-License-Identifier: Apache-2.0
 * approve.h: one request, one decision, one canonical text of it.
 *
 *   sekisho approval 1
 *   item 6b86...                 hex
 *   original / output            SHA-256, hex
 *   destination / recipient / name
 *   applicant / approver / time / reason
 *
 * "key: value" lines, every one of them always there; a newline inside a value is written as a
 * space. The receipt carries the SHA-256 of this text, so whatever it names cannot be changed
 * afterwards.
 */
#ifndef STORE_APPROVE_H
#define STORE_APPROVE_H

#include "store/item.h"

#define STATEMENT_MAX 2048

enum verdict { VERDICT_OPEN, VERDICT_APPROVED, VERDICT_RETURNED, VERDICT_EXPIRED, VERDICT_VOID };

struct approval {
	int64_t round, asked, due, decided;
	uint32_t needs; /* enum policy_need */
	enum verdict verdict;
	uint8_t original[HASH_LEN], output[HASH_LEN], hash[HASH_LEN];
	char name[NAME_MAX_], destination[CODE_MAX], recipient[TEXT_MAX_];
	char approver[CODE_MAX], reason[TEXT_MAX_];
};

const char *approve_destination(const struct envelope *e); /* inbox or outbox */

/* All four inside the caller's transaction. A new request voids older ones. */
enum err approve_ask(const struct item *i, enum policy_need need) must_use;
enum err approve_void(const uint8_t id[ID_LEN]) must_use;
/* Writes the decision; for APPROVED fills ret_hash for the receipt. */
enum err approve_decide(const struct item *i, enum verdict verdict, const char *approver,
			const char *reason, uint8_t ret_hash[HASH_LEN]) must_use;
/* The newest request; E_NOT_FOUND. */
enum err approve_get(const uint8_t id[ID_LEN], struct approval *ret) must_use;

/* The time is over: the item ends. */
enum err approve_expire(struct item *i) must_use;

/* May this person decide it now? E_SELF_APPROVAL, E_FORBIDDEN, E_CHANGED (nothing is waiting). */
enum err approve_may(const struct policy_person *p, const struct item *i) must_use;
bool approve_decided(const struct policy_person *p, const uint8_t id[ID_LEN]);

#endif
