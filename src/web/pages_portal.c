/* SPDX-License-Identifier: Apache-2.0
 * pages_portal.c: the LGWAN side for everyone: sign-in, 受取一覧, one item, 庁外送付.
 */
#include <unistd.h>

#include "web/pages_both.h"

static bool fragment(const struct request *r)
{
	return view_ends(view_str(r->route->pattern), VIEW("/rows"));
}

/* The first screen of whoever signed in: operators their day, approvers their approvals. */
void portal_home(struct request *r)
{
	if (request_may(r, WHO_OPERATOR))
		respond_redirect(r, "/today");
	else if (request_may(r, WHO_APPROVER))
		respond_redirect(r, "/approvals");
	else if (r->session->ticket.roles == 1u << PERSON_AUDITOR)
		respond_redirect(r, "/ledger");
	else
		respond_redirect(r, "/inbox");
}

static void signin_page(struct request *r, unsigned status, enum err e)
{
	struct page_signin page = {.trouble = {.there = e != OK, .err = e},
				   .staff = request_field(r, "staff"),
				   .signed_out = *request_query(r, "out", "") != '\0',
				   .again = *request_query(r, "again", "") != '\0'};
	respond_head(r, &page.head, WORD_signin_title, WORD_none);
	page.head.path = "/signin";
	respond_page(r, status, signin, &page);
}

void portal_signin_form(struct request *r)
{
	if (r->session)
		respond_redirect(r, "/");
	else
		signin_page(r, MHD_HTTP_OK, OK);
}

static void forget_password(struct request *r)
{
	for (size_t i = 0; i < r->field_count; i++)
		if (!strncmp(r->fields[i].name, "password", 8))
			explicit_bzero(r->fields[i].value, strlen(r->fields[i].value));
	if (r->value.p)
		explicit_bzero(r->value.p, r->value.room);
}

static void ask_signin(struct request *r)
{
	struct body_signin body = {0};
	const char *address =
	    MHD_lookup_connection_value(r->connection, MHD_HEADER_KIND, "X-Real-IP");
	const char *staff = request_field(r, "staff"), *password = request_field(r, "password");
	if (!*staff || !*password || strlen(staff) >= sizeof(body.person) ||
	    strlen(password) >= sizeof(body.password)) {
		forget_password(r);
		signin_page(r, MHD_HTTP_FORBIDDEN, E_SIGNIN);
		return;
	}
	memcpy(body.person, staff, strlen(staff));
	memcpy(body.password, password, strlen(password));
	snprintf(body.address, sizeof(body.address), "%s", address ? address : "");
	(void)ask_peer(r, ROLE_auth, MSG_SIGNIN, &body);
	explicit_bzero(&body, sizeof(body));
	forget_password(r);
}

void portal_signin(struct request *r)
{
	if (r->step == 0) {
		ask_signin(r);
		return;
	}
	const struct body_ticket *t = ask_first(r->asks[0], MSG_TICKET);
	if (r->asks[0]->err != OK || !t) {
		signin_page(r, MHD_HTTP_FORBIDDEN, r->asks[0]->err ? r->asks[0]->err : E_GONE);
		return;
	}
	request_new_cookie(r);
	struct body_ticket copy;
	memcpy(&copy, t, sizeof(copy));
	copy.name[sizeof(copy.name) - 1] = '\0';
	(void)session_begin(r->cookie_hash, clock_now(), &copy);
	respond_redirect(r, "/");
}

void portal_signout(struct request *r)
{
	if (r->session)
		session_end(session_find(r->cookie_hash, clock_now(), INT64_MAX / 2));
	request_new_cookie(r);
	respond_redirect(r, "/signin?out=1");
}

/* Whoever names no tab gets 自分あて, or 所属あて where only that has something. */
static bool inbox_asked(struct request *r, bool *ret_unit, const struct ask **ret_list)
{
	const char *tab = request_query(r, "tab", "");
	bool unit = !strcmp(tab, "unit");
	if (r->step == 0) {
		(void)ask_store(r, QUERY_INBOX, NULL, request_page(r), unit ? "unit" : "mine");
		(void)ask_store(r, QUERY_INBOX_NEW, NULL, 0, "mine");
		(void)ask_store(r, QUERY_INBOX_NEW, NULL, 0, "unit");
		return false;
	}
	if (r->step == 1 && !*tab && r->asks[0]->err == OK && r->asks[0]->count == 0) {
		(void)ask_store(r, QUERY_INBOX, NULL, request_page(r), "unit");
		if (r->waiting)
			return false;
	}
	const struct ask *second = r->ask_count > 3 ? r->asks[3] : NULL;
	bool other = second && second->err == OK && second->count > 0;
	*ret_unit = unit || other;
	*ret_list = other ? second : r->asks[0];
	return true;
}

void portal_inbox(struct request *r)
{
	bool unit;
	const struct ask *list;
	if (!inbox_asked(r, &unit, &list) || respond_if_failed(r, list))
		return;
	struct pager pager = rows_pager(r, list);
	struct page_inbox page = {.unit_tab = unit,
				  .mine_new = r->asks[1]->end.count,
				  .unit_new = r->asks[2]->end.count,
				  .notice = rows_notice(r),
				  .page = pager.page,
				  .prev = pager.prev,
				  .next = pager.next,
				  .has_prev = pager.has_prev,
				  .has_next = pager.has_next};
	respond_head(r, &page.head, WORD_inbox_title, WORD_inbox_title);
	page.head.live = pager.page == 0;
	page.rows = rows_items(r, list, &page.rows_count, &page.moving);
	if (fragment(r)) {
		struct page_inbox_rows rows = {.head = page.head,
					       .unit_tab = unit,
					       .rows = page.rows,
					       .rows_count = page.rows_count,
					       .moving = page.moving};
		respond_page(r, MHD_HTTP_OK, inbox_rows, &rows);
	} else {
		respond_page(r, MHD_HTTP_OK, inbox, &page);
	}
}

void portal_item(struct request *r)
{
	if (r->step == 0) {
		(void)ask_store(r, QUERY_ITEM, r->id, 0, NULL);
		(void)ask_store(r, QUERY_FINDINGS, r->id, 0, NULL);
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
	rows_item(r, b, &page.item);
	bool in = page.item.direction == DIRECTION_IN;
	respond_head(r, &page.head, WORD_item_title, in ? WORD_inbox_title : WORD_send_title);
	rows_findings(r, r->asks[1], &page.findings);
	page.findings.known = page.findings.known && b->state > STATE_DISARMING;
	page.may_stop = page.item.state == STATE_HELD && page.head.operator;
	page.may_unlock = b->may_unlock != 0;
	page.again = b->err == E_PASSWORD_WRONG;
	page.tries_left = b->tries < PASSWORD_TRIES ? PASSWORD_TRIES - b->tries : 1;
	int64_t told = 0;
	if (view_int(view_str(request_query(r, "err", "0")), 0, ERR_COUNT - 1, &told) == OK &&
	    told > 0 && page.item.state == STATE_LOCKED)
		page.trouble = (struct trouble){.there = true, .err = (enum err)told};
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
		forget_password(r);
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

static bool trouble(struct request *r, enum err e, enum word what, enum word todo)
{
	r->trouble = (struct trouble){.there = true, .err = e, .what = what, .todo = todo};
	return false;
}

bool portal_envelope(struct request *r, struct envelope *ret)
{
	const char *to = request_field(r, "recipient"), *reason = request_field(r, "reason");
	const char *grade = request_field(r, "grade");
	*ret = (struct envelope){
	    .version = 1, .direction = DIRECTION_OUT, .recipient_kind = RECIPIENT_OUTSIDE};
	if (!*to)
		return trouble(r, OK, WORD_no_recipient, WORD_none);
	if (strlen(to) >= sizeof(ret->recipient) || strlen(reason) >= sizeof(ret->reason))
		return trouble(r, OK, WORD_bad_request, WORD_bad_request_todo);
	if (strlen(grade) != 1 || grade[0] < '1' || grade[0] > '3')
		return trouble(r, OK, WORD_no_grade, WORD_no_grade_todo);
	if (!*reason)
		return trouble(r, OK, WORD_no_reason, WORD_no_reason_todo);
	ret->grade = (uint8_t)(grade[0] - '0');
	enum err e =
	    policy_destination(&server->site->policy, view_str(to), (enum grade)ret->grade);
	if (e != OK)
		return trouble(r, e, WORD_none, WORD_none);
	memcpy(ret->recipient, to, strlen(to));
	memcpy(ret->reason, reason, strlen(reason));
	memcpy(ret->sender, r->session->ticket.person, sizeof(ret->sender));
	memcpy(ret->unit, r->session->ticket.unit, sizeof(ret->unit));
	return true;
}

void portal_send(struct request *r)
{
	respond_sent(r, "/send?sent=", true);
}

void portal_send_form(struct request *r)
{
	const struct policy *p = &server->site->policy;
	if (r->step == 0) {
		(void)ask_store(r, QUERY_SENT, NULL, request_page(r), NULL);
		return;
	}
	if (respond_if_failed(r, r->asks[0]))
		return;
	struct pager pager = rows_pager(r, r->asks[0]);
	struct page_send page = {.limit = server->site->limit,
				 .kinds = site_kinds(r),
				 .sent = rows_sent(r),
				 .page = pager.page,
				 .prev = pager.prev,
				 .next = pager.next,
				 .has_prev = pager.has_prev,
				 .has_next = pager.has_next,
				 .rule_1 = policy_need(p, DIRECTION_OUT, GRADE_1),
				 .rule_2 = policy_need(p, DIRECTION_OUT, GRADE_2),
				 .rule_3 = policy_need(p, DIRECTION_OUT, GRADE_3)};
	respond_head(r, &page.head, WORD_send_title, WORD_send_title);
	page.head.live = true;
	page.rows = rows_items(r, r->asks[0], &page.rows_count, &page.moving);
	if (fragment(r)) {
		struct page_send_rows rows = {.head = page.head,
					      .rows = page.rows,
					      .rows_count = page.rows_count,
					      .moving = page.moving};
		respond_page(r, MHD_HTTP_OK, send_rows, &rows);
	} else {
		respond_page(r, MHD_HTTP_OK, send, &page);
	}
}
