/* SPDX-License-Identifier: Apache-2.0
 * session.h: who is signed in at which browser (LGWAN side only).
 *
 * In memory alone: a restart of the portal signs everyone out. A session is found by the SHA-256 of
 * its cookie; signing in and out both change the cookie.
 */
#ifndef WEB_SESSION_H
#define WEB_SESSION_H

#include "tbl/bodies.h"

#define SESSIONS_MAX 8192

struct session {
	uint8_t cookie_hash[HASH_LEN];
	int64_t used; /* 0: free */
	struct ticket ticket;
	char name[128]; /* of the person */
};

/* NULL: none, idle too long, or its ticket is over (then it is ended). */
struct session *session_find(const uint8_t cookie_hash[HASH_LEN], int64_t now, int64_t idle);
/* Takes the place of the one longest unused when all are taken. */
struct session *session_begin(const uint8_t cookie_hash[HASH_LEN], int64_t now,
			      const struct body_ticket *t);
void session_end(struct session *s);

#endif
