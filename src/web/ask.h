/* SPDX-License-Identifier: Apache-2.0
 * ask.h: what a request asks of other processes, and their answers. They live in the request's
 * arena; a handler looks at them when it is called again (web/http.h).
 */
#ifndef WEB_ASK_H
#define WEB_ASK_H

#include "sys/role.h"

struct request;

/* One answer of a peer, row by row. */
struct row {
	struct row *next;
	enum msg msg;
	uint64_t align;
	uint8_t body[];
};

struct ask {
	struct ask *next; /* of those waiting */
	struct request *request;
	uint64_t tag;
	int64_t until;
	enum role peer;
	enum err err; /* of the end; E_GONE when the peer went away */
	bool done;
	struct body_done end;
	struct row *rows, **last;
	size_t count;
	int fd; /* one that came along, or -1; ours */
};

struct ask *ask_peer(struct request *r, enum role peer, enum msg m, const void *body);
struct ask *ask_store(struct request *r, enum query q, const uint8_t *id, uint64_t page,
		      const char *text);
void ask_drop_all(struct request *r);
void ask_answer(struct incoming *in);
void ask_tick(void);
const void *ask_first(const struct ask *a, enum msg m); /* its first row of that kind, or NULL */
/* The next row of that kind, from *at on, into its body at `ret`; *at goes behind it. False: there
 * is none. for (const struct row *at = a->rows; ask_row(&at, MSG_ROW_LOG, &b);) */
bool ask_row(const struct row **at, enum msg m, void *ret);

#endif
