/* SPDX-License-Identifier: Apache-2.0
 * ask.c: questions to other processes, by tag. While one is open its request is suspended, so a
 * request never goes away under an ask.
 */
#include "web/http.h"

#define ANSWER_SECONDS 30 /* a password hash may stand in a queue */
#define ROWS_MAX 1000

static struct ask *waiting;

static void unlink_ask(struct ask *a)
{
	for (struct ask **at = &waiting; *at; at = &(*at)->next) {
		if (*at == a) {
			*at = a->next;
			return;
		}
	}
}

static void finish(struct ask *a, enum err e)
{
	struct request *r = a->request;
	unlink_ask(a);
	a->done = true;
	a->err = e;
	assert(r->waiting > 0);
	if (--r->waiting == 0 && r->suspended) {
		r->suspended = false;
		MHD_resume_connection(r->connection);
		server_wake();
	}
}

struct ask *ask_peer(struct request *r, enum role peer, enum msg m, const void *body)
{
	static struct ask none = {.err = E_NO_MEMORY, .done = true, .fd = -1};
	struct ask *a = arena_alloc(&r->arena, sizeof(*a));
	if (r->ask_count == ASKS_MAX)
		return &none;
	if (!a)
		return r->asks[r->ask_count++] = &none;
	*a = (struct ask){.request = r,
			  .tag = role_tag(),
			  .until = clock_now() + ANSWER_SECONDS,
			  .peer = peer,
			  .fd = -1};
	a->last = &a->rows;
	a->err = role_send(peer, m, a->tag, body, NULL);
	a->done = a->err != OK;
	r->asks[r->ask_count++] = a;
	if (!a->done) {
		a->next = waiting;
		waiting = a;
		r->waiting++;
	}
	return a;
}

struct ask *ask_store(struct request *r, enum query q, const uint8_t *id, uint64_t page,
		      const char *text)
{
	struct body_query body = {.query = q, .page = (uint32_t)min_of(page, 100000)};
	if (r->session)
		body.ticket = r->session->ticket;
	if (id)
		memcpy(body.id, id, ID_LEN);
	if (text)
		snprintf(body.text, sizeof(body.text), "%s", text);
	return ask_peer(r, ROLE_store, MSG_QUERY, &body);
}

static struct ask *find(const struct incoming *in)
{
	struct ask *a = waiting;
	while (a && (a->tag != in->tag || a->peer != in->from))
		a = a->next;
	return a;
}

/* Keeps an answer's body and descriptor; false when the request may hold no more. */
static bool keep(struct ask *a, struct incoming *in)
{
	size_t size = msg_size(in->msg);
	struct row *row = arena_alloc(&a->request->arena, sizeof(*row) + size);
	if (!row || a->count == ROWS_MAX)
		return false;
	row->msg = in->msg;
	memcpy(row->body, in->body.bytes, size);
	*a->last = row;
	a->last = &row->next;
	a->count++;
	if (in->fds[0] >= 0) {
		close_fd(&a->fd);
		a->fd = take_fd(&in->fds[0]);
	}
	return true;
}

void ask_answer(struct incoming *in)
{
	struct ask *a = find(in);
	if (!a)
		return; /* too late: the request was told E_GONE */
	if (in->msg == MSG_DONE) {
		memcpy(&a->end, in->body.bytes, sizeof(a->end));
		a->end.number[sizeof(a->end.number) - 1] = '\0';
		finish(a, a->end.err < ERR_COUNT ? (enum err)a->end.err : E_INTERNAL);
	} else if (!keep(a, in)) {
		finish(a, E_LIMIT_COUNT);
	} else if (!msg_is_row(in->msg)) {
		finish(a, OK);
	}
}

void ask_tick(void)
{
	int64_t now = clock_now();
	for (struct ask *a = waiting, *next; a; a = next) {
		next = a->next;
		if (now > a->until)
			finish(a, E_GONE);
	}
}

void server_peer_down(enum role peer)
{
	for (struct ask *a = waiting, *next; a; a = next) {
		next = a->next;
		if (a->peer == peer)
			finish(a, E_GONE);
	}
}

void ask_drop_all(struct request *r)
{
	for (size_t i = 0; i < r->ask_count; i++) {
		close_fd(&r->asks[i]->fd);
		if (!r->asks[i]->done)
			unlink_ask(r->asks[i]);
	}
}

const void *ask_first(const struct ask *a, enum msg m)
{
	for (const struct row *row = a->rows; row; row = row->next)
		if (row->msg == m)
			return row->body;
	return NULL;
}

bool ask_row(const struct row **at, enum msg m, void *ret)
{
	while (*at && (*at)->msg != m)
		*at = (*at)->next;
	if (!*at)
		return false;
	memcpy(ret, (*at)->body, msg_size(m));
	*at = (*at)->next;
	return true;
}
