/* SPDX-License-Identifier: Apache-2.0
 * observe_text.h: the plan that `sekisho zone plan` writes and the results that sekisho-probe
 * writes: lines of words. Needs nothing but base, so that the probe program can stand alone.
 *
 *   sekisho-plan 1                      sekisho-result 1
 *   plan 0123456789abcdef               plan, policy: the plan's own
 *   policy 64 hex digits                role send | role listen
 *   time 1790000000                     zone lgwan
 *   listen lgwan tcp 10.2.0.2 443       host pc-001
 *   try 7 inet lgwan tcp                time, ended
 *     203.0.113.2 10.2.0.2 443          alive 4
 *   end                                 listen lgwan tcp 10.2.0.2 443 yes
 *                                       try 7 inet lgwan tcp 203.0.113.2 10.2.0.2 443 silent
 *                                       got 7 203.0.113.2
 *                                       end
 *
 * A line is at most 300 bytes, addresses are not read here. A plan does not say what is allowed:
 * the probe tries, the policy judges. Results are not signed: they are as good as the way they
 * came.
 */
#ifndef ZONE_OBSERVE_TEXT_H
#define ZONE_OBSERVE_TEXT_H

#include "base/arena.h"
#include "base/buf.h"

#define OBSERVE_FILE_MAX ((size_t)10 << 20)
#define OBSERVE_TRIES_MAX 50000
#define OBSERVE_LISTENS_MAX 5000
#define OBSERVE_CODE_MAX 32 /* with its NUL, as CODE_MAX */
#define OBSERVE_ADDRESS_MAX 46
#define OBSERVE_ID_MAX 17

enum observe_outcome {
	OBSERVE_UNTRIED,
	OBSERVE_ANSWERED, /* the listener gave the words back */
	OBSERVE_REFUSED,  /* a reset, or a port that nobody has: by the host or by something before
			     it */
	OBSERVE_UNREACHABLE, /* somebody on the way said so */
	OBSERVE_SILENT,	     /* nothing came back */
	OBSERVE_FAILED,	     /* this host could not even try */
	OBSERVE_OUTCOME_COUNT
};

struct observe_try {
	uint32_t number;
	char from[OBSERVE_CODE_MAX], to[OBSERVE_CODE_MAX];
	bool udp; /* else TCP */
	char source[OBSERVE_ADDRESS_MAX], destination[OBSERVE_ADDRESS_MAX];
	uint16_t port;
	enum observe_outcome outcome; /* of a result */
};
struct observe_listen {
	char zone[OBSERVE_CODE_MAX];
	bool udp;
	char address[OBSERVE_ADDRESS_MAX];
	uint16_t port;
	bool open; /* of a result: it listened, and heard itself */
};
struct observe_got {
	uint32_t number; /* of the try that arrived */
	char source[OBSERVE_ADDRESS_MAX];
};

struct observe_text {
	bool result; /* else a plan */
	char plan[OBSERVE_ID_MAX], policy[65];
	int64_t time, ended;
	/* Of a result: */
	bool listener;
	char zone[OBSERVE_CODE_MAX], host[65];
	bool alive4, alive6; /* some neighbour on the cable answered */
	struct observe_listen *listens;
	struct observe_try *tries;
	struct observe_got *got;
	uint32_t listens_count, tries_count, got_count;
};

/* E_TYPE_UNKNOWN: neither; E_BROKEN: *ret_line says where; E_LIMIT_COUNT, E_LIMIT_SIZE,
 * E_NO_MEMORY. Arrays are in the arena. */
enum err observe_read(struct view text, struct arena *mem, struct observe_text *ret,
		      uint32_t *ret_line) must_use;
void observe_write(const struct observe_text *t, struct buf *out);

#endif
