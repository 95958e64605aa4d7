/* SPDX-License-Identifier: Apache-2.0
 * pages_portal.c: the LGWAN side for everyone: sign-in, the first screen, 受取一覧, 庁外送付.
 */
#include <unistd.h>

#include "web/pages_both.h"

static bool fragment(const struct request *r)
{
	return view_ends(view_str(r->route->pattern), VIEW("/rows"));
}

/* The first screen of whoever signed in: operators their day, approvers their approvals, auditors
 * the ledger, everybody else their desk. */
void portal_home(struct request *r)
{
	if (request_may(r, WHO_OPERATOR))
		respond_redirect(r, "/today");
	else if (request_may(r, WHO_APPROVER))
		respond_redirect(r, "/approvals");
	else if (r->session->ticket.roles == 1u << PERSON_AUDITOR)
		respond_redirect(r, "/ledger");
	else
		respond_redirect(r, "/desk");
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

void request_forget_passwords(struct request *r)
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
		request_forget_passwords(r);
		signin_page(r, MHD_HTTP_FORBIDDEN, E_SIGNIN);
		return;
	}
	memcpy(body.person, staff, strlen(staff));
	memcpy(body.password, password, strlen(password));
	snprintf(body.address, sizeof(body.address), "%s", address ? address : "");
	(void)ask_peer(r, ROLE_auth, MSG_SIGNIN, &body);
	explicit_bzero(&body, sizeof(body));
	request_forget_passwords(r);
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
bool pages_inbox(struct request *r, bool *ret_unit, const struct ask **ret_list)
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
	const struct ask *second = r->step > 1 ? r->asks[r->ask_count - 1] : NULL;
	bool other = second && second->err == OK && second->count > 0;
	*ret_unit = unit || other;
	*ret_list = other ? second : r->asks[0];
	return true;
}

void portal_inbox(struct request *r)
{
	bool unit;
	const struct ask *list;
	if (!pages_inbox(r, &unit, &list) || respond_if_failed(r, list))
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

static bool trouble(struct request *r, enum err e, enum word what, enum word todo)
{
	r->trouble = (struct trouble){.there = true, .err = e, .what = what, .todo = todo};
	return false;
}

bool portal_sends(const struct request *r)
{
	const struct policy *p = &server->site->policy;
	const struct policy_unit *unit = policy_unit(p, view_str(r->session->ticket.unit));
	return unit && policy_gate_open(p, POLICY_GATE_PORTAL, DIRECTION_OUT, unit);
}

bool portal_envelope(struct request *r, struct envelope *ret)
{
	const char *to = request_field(r, "recipient"), *reason = request_field(r, "reason");
	const char *grade = request_field(r, "grade"), *trial = request_field(r, "trial");
	if (*trial)
		return trial_envelope(r, trial, ret);
	*ret = (struct envelope){
	    .version = 1, .direction = DIRECTION_OUT, .recipient_kind = RECIPIENT_OUTSIDE};
	if (!*to)
		return trouble(r, OK, WORD_no_recipient, WORD_none);
	if (strlen(to) >= sizeof(ret->recipient) || strlen(reason) >= sizeof(ret->reason))
		return trouble(r, OK, WORD_bad_request, WORD_bad_request_todo);
	ret->grade = (uint8_t)policy_grade(&server->site->policy, view_str(grade));
	if (ret->grade == GRADE_NONE)
		return trouble(r, OK, WORD_no_grade, WORD_no_grade_todo);
	if (!*reason)
		return trouble(r, OK, WORD_no_reason, WORD_no_reason_todo);
	if (!portal_sends(r))
		return trouble(r, E_GATE, WORD_none, WORD_none);
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
	if (r->step == 0) {
		(void)ask_store(r, QUERY_SENT, NULL, request_page(r), NULL);
		return;
	}
	if (respond_if_failed(r, r->asks[0]))
		return;
	struct pager pager = rows_pager(r, r->asks[0]);
	struct page_send page = {.closed = !portal_sends(r),
				 .limit = server->site->limit,
				 .kinds = site_kinds(r),
				 .sent = rows_sent(r),
				 .page = pager.page,
				 .prev = pager.prev,
				 .next = pager.next,
				 .has_prev = pager.has_prev,
				 .has_next = pager.has_next};
	page.grades = rows_grades(r, &page.grades_count);
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
