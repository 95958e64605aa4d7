/* SPDX-License-Identifier: Apache-2.0
 * session.c: a table, scanned: 8,192 hashes are 256 kB, a few microseconds.
 */
#include "web/session.h"

static struct session sessions[SESSIONS_MAX];

void session_end(struct session *s)
{
	if (s)
		explicit_bzero(s, sizeof(*s));
}

static struct session *find(const uint8_t hash[HASH_LEN])
{
	for (size_t i = 0; i < SESSIONS_MAX; i++)
		if (sessions[i].used && !memcmp(sessions[i].cookie_hash, hash, HASH_LEN))
			return &sessions[i];
	return NULL;
}

struct session *session_find(const uint8_t hash[HASH_LEN], int64_t now, int64_t idle)
{
	struct session *s = find(hash);
	if (!s)
		return NULL;
	if (now - s->used > idle || now >= s->ticket.expires) {
		session_end(s);
		return NULL;
	}
	s->used = now;
	return s;
}

struct session *session_begin(const uint8_t hash[HASH_LEN], int64_t now,
			      const struct body_ticket *t)
{
	struct session *s = &sessions[0];
	for (size_t i = 1; i < SESSIONS_MAX && s->used; i++)
		if (sessions[i].used < s->used)
			s = &sessions[i];
	*s = (struct session){.used = now, .ticket = t->ticket};
	memcpy(s->cookie_hash, hash, HASH_LEN);
	memcpy(s->name, t->name, sizeof(s->name));
	return s;
}
