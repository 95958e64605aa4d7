/* SPDX-License-Identifier: Apache-2.0
 * approve.h: one request, one decision, one canonical text of it.
 *
 *   sekisho approval 2
 *
 *   kind           approval, voice, return, expiry; urgent (緊急送付, by a colleague);
 *                  afterwards, objection (事後)
 *
 *   item           hex
 *
 *   original       SHA-256, hex; output: the same
 *
 *   destination    then recipient, name, applicant, approver, time, reason
 *
 *   voice          PERSON HASH: where several approved, one line each, in their order; the hash is
 *                  of that one's own text (kind: voice), and approver is the last of them
 *
 * "key: value" lines, all but voice always there; a newline inside a value is written as a
 * space. The receipt carries the SHA-256 of this text, so whatever it names cannot be changed
 * afterwards.
 */
#ifndef STORE_APPROVE_H
#define STORE_APPROVE_H

#include "store/item.h"

#define STATEMENT_MAX 4096

enum verdict {
	VERDICT_OPEN,
	VERDICT_APPROVED,
	VERDICT_RETURNED,
	VERDICT_EXPIRED,
	VERDICT_VOID,
	VERDICT_CONFIRMED, /* 緊急送付: by a colleague, the manager follows */
};

struct approval {
	int64_t round, asked, due, decided;
	uint32_t needs; /* enum policy_need */
	enum verdict verdict;
	uint8_t original[HASH_LEN], output[HASH_LEN], hash[HASH_LEN];
	char name[NAME_MAX_], destination[CODE_MAX], recipient[TEXT_MAX_];
	char approver[CODE_MAX], reason[TEXT_MAX_];
	int64_t urgent; /* when 緊急送付 was asked for; 0: it was not */
	char urgent_reason[TEXT_MAX_];
};

const char *approve_destination(const struct envelope *e); /* inbox or outbox */
/* Whose approvers are asked; NULL: that unit is no more. */
const struct policy_unit *approve_unit(const struct envelope *e);

/* All four inside the caller's transaction. A new request voids older ones. */
enum err approve_ask(const struct item *i, const struct policy_demand *demand) must_use;
enum err approve_void(const uint8_t id[ID_LEN]) must_use;
/* Writes the decision; for APPROVED fills ret_hash for the receipt. */
enum err approve_decide(const struct item *i, enum verdict verdict, const char *approver,
			const char *reason, uint8_t ret_hash[HASH_LEN]) must_use;
/* The newest request; E_NOT_FOUND. */
enum err approve_get(const uint8_t id[ID_LEN], struct approval *ret) must_use;

/* The text above. */
void approve_statement(const struct item *i, const char *kind, const char *approver,
		       const char *reason, int64_t time, struct buf *out);
/* The request as the policy's rules want it, with who has approved it so far. E_CHANGED: its unit
 * is no more. */
enum err approve_request(const struct item *i, const struct approval *a,
			 struct policy_request *ret) must_use;

/* The time is over: the item ends. */
enum err approve_expire(struct item *i) must_use;

/* May this person decide it now? E_SELF_APPROVAL, E_FORBIDDEN; for those who could have: E_DECIDED
 * (somebody else has), E_EXPIRED, E_CHANGED (nothing is waiting). */
enum err approve_may(const struct policy_person *p, const struct item *i) must_use;
/* Could this person decide it, or could have? Then they may see what became of it. */
bool approve_concerns(const struct policy_person *p, const struct item *i);
bool approve_decided(const struct policy_person *p, const uint8_t id[ID_LEN]);

#endif
