/* SPDX-License-Identifier: Apache-2.0
 * pages_preserve.c: 証拠保全: what is in force, and the four acts about it.
 */
#include "web/pages_both.h"

struct body_row_preserved rows_preserved(const struct ask *a)
{
	struct body_row_preserved b = {.since = 0};
	const void *row = ask_first(a, MSG_ROW_PRESERVED);
	if (row)
		memcpy(&b, row, sizeof(b));
	return b;
}

void portal_preservation(struct request *r)
{
	if (r->step == 0) {
		(void)ask_store(r, QUERY_PRESERVED, NULL, 0, NULL);
		return;
	}
	if (respond_if_failed(r, r->asks[0]))
		return;
	struct body_row_preserved b = rows_preserved(r->asks[0]);
	char shown[24];
	struct page_preservation page = {.notice = rows_notice(r), .since = b.since};
	page.on = b.since != 0;
	page.asked = b.asked;
	page.may_begin = b.may & 1u << PRESERVE_BEGIN;
	page.may_ask = b.may & 1u << PRESERVE_ASK_END;
	page.may_keep = b.may & 1u << PRESERVE_KEEP;
	page.may_end = b.may & 1u << PRESERVE_END;
	page.needs_code = r->session->ticket.stepped_up <= clock_now();
	(void)snprintf(shown, sizeof(shown), "%lld", (long long)b.since);
	page.shown = TEXT(r, shown);
	page.by = TEXT(r, b.by);
	page.reason = TEXT(r, b.reason);
	page.asked_by = TEXT(r, b.asked_by);
	page.asked_reason = TEXT(r, b.asked_reason);
	rows_told(r, &page.trouble);
	respond_head(r, &page.head, WORD_preserve_title, WORD_none);
	respond_page(r, MHD_HTTP_OK, preservation, &page);
}

static const struct {
	const char *field, *done;
	enum preserve act;
} acts[] = {
    {"begin", "preserved", PRESERVE_BEGIN},
    {"ask", "end-asked", PRESERVE_ASK_END},
    {"keep", "kept", PRESERVE_KEEP},
    {"end", "unpreserved", PRESERVE_END},
};

/* An unknown act is PRESERVE_NONE, which the store refuses. */
static enum preserve act_of(struct request *r, const char **ret_done)
{
	const char *field = request_field(r, "act");
	*ret_done = "";
	for (size_t i = 0; i < array_len(acts); i++) {
		if (strcmp(field, acts[i].field) != 0)
			continue;
		*ret_done = acts[i].done;
		return acts[i].act;
	}
	return PRESERVE_NONE;
}

void portal_preserve(struct request *r)
{
	bool over;
	enum err e = OK;
	const char *done, *reason = request_field(r, "reason");
	enum preserve act = act_of(r, &done);
	if (!with_code(r, &over, &e)) {
		if (over)
			respond_back(r, "/preservation", e, done);
		return;
	}
	struct body_preserve body = {.ticket = r->session->ticket, .act = (uint32_t)act};
	if (view_int(view_str(request_field(r, "shown")), 0, INT64_MAX, &body.since) != OK)
		body.since = -1; /* no page of ours: the store finds that it is another one */
	if (strlen(reason) < sizeof(body.reason))
		memcpy(body.reason, reason, strlen(reason));
	(void)ask_peer(r, ROLE_store, MSG_PRESERVE, &body);
}
