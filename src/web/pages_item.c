/* SPDX-License-Identifier: Apache-2.0
 * pages_item.c: one item: its record and いまどこ, its file, its password, 緊急送付.
 */
#include <unistd.h>

#include "web/pages_both.h"

enum {
#define EVENT(name, number, ja, en) EVENT_##name = number,
#include "tbl/events.h"
#undef EVENT
};

static const struct step_row *steps(struct request *r, const struct ask *a, bool holders,
				    size_t *ret_n)
{
	struct step_row *rows = arena_array(&r->arena, a->count, sizeof(*rows));
	size_t n = 0;
	struct body_row_step b;
	for (const struct row *at = a->rows; rows && ask_row(&at, MSG_ROW_STEP, &b);) {
		if ((b.holder != HOLDER_NONE) != holders)
			continue;
		bool kinds = b.event == EVENT_FOUND || b.event == EVENT_ERASED;
		rows[n++] = (struct step_row){.time = b.time,
					      .state = (enum item_state)b.state,
					      .err = b.err < ERR_COUNT ? (enum err)b.err : OK,
					      .event = b.event,
					      .holder = b.holder,
					      .later = b.time > clock_now(),
					      .who = TEXT(r, b.who),
					      .what = kinds ? TEXT(r, b.text) : ""};
	}
	*ret_n = n;
	return rows;
}

static void fill_item(struct request *r, const struct body_row_item *b, struct page_item *page)
{
	rows_item(r, b, &page->item);
	bool in = page->item.direction == DIRECTION_IN;
	respond_head(r, &page->head, WORD_item_title, in ? WORD_inbox_title : WORD_send_title);
	page->notice = rows_notice(r);
	rows_told(r, &page->trouble);
	rows_findings(r, r->asks[1], &page->findings);
	page->findings.known = page->findings.known && b->state > STATE_DISARMING;
	page->may_stop = page->item.state == STATE_HELD && page->head.operator;
	page->may_unlock = b->may_unlock != 0;
	page->again = b->err == E_PASSWORD_WRONG;
	page->tries_left = b->tries < PASSWORD_TRIES ? PASSWORD_TRIES - b->tries : 1;
	cards_preview(r, r->asks[3]->fd, &page->p);
	page->p.item = page->item;
	page->p.finds = rows_finds(r, r->asks[4], page->item.id, false, &page->p.finds_count);
	page->erased = rows_finds(r, r->asks[4], page->item.id, true, &page->erased_count);
	page->needs_password = r->session->ticket.stepped_up <= clock_now();
	page->steps = steps(r, r->asks[2], false, &page->steps_count);
	page->holders = steps(r, r->asks[2], true, &page->holders_count);
	if (r->ask_count > 5)
		page->originals = rows_originals(r, r->asks[5], &page->originals_count);
}

void portal_item(struct request *r)
{
	if (r->step == 0) {
		(void)ask_store(r, QUERY_ITEM, r->id, 0, NULL);
		(void)ask_store(r, QUERY_FINDINGS, r->id, 0, NULL);
		(void)ask_store(r, QUERY_HISTORY, r->id, 0, NULL);
		(void)ask_store(r, QUERY_PREVIEW, r->id, 0, NULL); /* for those who may look */
		(void)ask_store(r, QUERY_FINDS, r->id, 0, NULL);
		if (server->site->policy.originals.enabled)
			(void)ask_store(r, QUERY_ORIGINALS, r->id, 0, "item");
		return;
	}
	const struct body_row_item *b = ask_first(r->asks[0], MSG_ROW_ITEM);
	if (respond_if_failed(r, r->asks[0]))
		return;
	if (!b) {
		respond_error(r, E_NOT_FOUND);
		return;
	}
	struct page_item page = {0};
	fill_item(r, b, &page);
	respond_page(r, MHD_HTTP_OK, item, &page);
}

/* Into the body, after what is there, as a line of its own; false: too long or not there. */
static void add_password(struct body_password *b, const char *typed)
{
	size_t at = strlen(b->password), n = strlen(typed), gap = at > 0 && n > 0;
	if (n + gap + at >= sizeof(b->password) || strchr(typed, '\n'))
		return;
	if (gap)
		b->password[at++] = '\n';
	memcpy(b->password + at, typed, n + 1);
}

/* It may open the archive, or only the files in it: two fields, two lines of one message. */
void portal_password(struct request *r)
{
	if (r->step == 0) {
		struct body_password body = {.ticket = r->session->ticket};
		memcpy(body.id, r->id, ID_LEN);
		add_password(&body, request_field(r, "password"));
		add_password(&body, request_field(r, "password2"));
		body.leave_out = *request_field(r, "leave_out") != '\0';
		(void)ask_peer(r, ROLE_store, MSG_PASSWORD, &body);
		explicit_bzero(&body, sizeof(body));
		request_forget_passwords(r);
		return;
	}
	char path[sizeof(r->path) + 16];
	enum err e = r->asks[0]->err;
	int item = (int)(strlen(r->path) - strlen("/password"));
	if (e == E_EXPIRED || e == E_SIGNIN || e == E_SIGNATURE)
		snprintf(path, sizeof(path), "/signin?again=1");
	else if (e != OK && e != E_CHANGED)
		snprintf(path, sizeof(path), "%.*s?err=%d", item, r->path, (int)e);
	else
		snprintf(path, sizeof(path), "%.*s", item, r->path);
	respond_redirect(r, path);
}

/* Both answers: the file's name, and the file. */
static bool file_answers(struct request *r, const struct body_row_item **ret_item)
{
	struct ask *file = r->asks[1];
	if (respond_if_failed(r, r->asks[0]) || respond_if_failed(r, file))
		return false;
	*ret_item = ask_first(r->asks[0], MSG_ROW_ITEM);
	if (!*ret_item || file->fd < 0) {
		respond_error(r, E_NOT_FOUND);
		return false;
	}
	return true;
}

void portal_file(struct request *r)
{
	const struct body_row_item *b;
	struct item_row item;
	if (r->step == 0) {
		(void)ask_store(r, QUERY_ITEM, r->id, 0, NULL);
		(void)ask_store(r, QUERY_FILE, r->id, 0, NULL);
		return;
	}
	if (!file_answers(r, &b))
		return;
	rows_item(r, b, &item);
	respond_file(r, take_fd(&r->asks[1]->fd), item.name, NULL);
}

/* The preview of a picture, inside the approver's page: pixels that lock 2 drew from the plain
 * form, never the file itself, always a PNG of our own writer, served sandboxed and nosniff as
 * exactly that. An approver who may not look cannot approve. Nothing else is ever shown in place.
 */
void portal_picture(struct request *r)
{
	char head[8];
	if (r->step == 0) {
		(void)ask_store(r, QUERY_PREVIEW, r->id, 0, NULL);
		return;
	}
	struct ask *a = r->asks[0];
	if (respond_if_failed(r, a))
		return;
	if (a->fd < 0 || pread(a->fd, head, sizeof(head), 0) != (ssize_t)sizeof(head) ||
	    !rows_is_picture(head, sizeof(head)))
		respond_error(r, E_NOT_FOUND);
	else
		respond_file(r, take_fd(&a->fd), "", "image/png");
}

/* --- 緊急送付, of one item --- */

static void back_to_item(struct request *r, enum err e, const char *done)
{
	char path[64];
	snprintf(path, sizeof(path), "/items/%.32s", r->path + strlen("/items/"));
	respond_back(r, path, e, done);
}

void portal_ask_urgent(struct request *r)
{
	if (r->step == 0)
		(void)ask_act(r, ACT_URGENT);
	else
		back_to_item(r, r->asks[0]->err, "urgent");
}

/* Not everybody has an authenticator at the desk: who has none types the password again, and the
 * fresh ticket says so to the store. The session keeps its own. */
void portal_confirm(struct request *r)
{
	const char *password = request_field(r, "password");
	bool typed = *password != '\0';
	if (r->step == 0 && typed) {
		struct body_signin body = {0};
		memcpy(body.person, r->session->ticket.person, sizeof(body.person));
		if (strlen(password) < sizeof(body.password))
			memcpy(body.password, password, strlen(password));
		(void)ask_peer(r, ROLE_auth, MSG_SIGNIN, &body);
		explicit_bzero(&body, sizeof(body));
		return;
	}
	if (r->step == (typed ? 1u : 0u)) {
		const struct body_ticket *t = typed ? ask_first(r->asks[0], MSG_TICKET) : NULL;
		request_forget_passwords(r);
		if (typed && (r->asks[0]->err != OK || !t))
			back_to_item(r, r->asks[0]->err == E_SIGNIN ? E_STEPUP : r->asks[0]->err,
				     "");
		else
			(void)ask_act_as(r, ACT_CONFIRM, t ? &t->ticket : &r->session->ticket);
		return;
	}
	back_to_item(r, r->asks[r->ask_count - 1]->err, "confirmed");
}
