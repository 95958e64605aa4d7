/* SPDX-License-Identifier: Apache-2.0
 * pages_gate.c: the Internet side: one drop area, and what this browser sent.
 */
#include "web/pages_both.h"

#define OWN_MOST 200

static bool trouble(struct request *r, enum err e, enum word what, enum word todo)
{
	r->trouble = (struct trouble){.there = true, .err = e, .what = what, .todo = todo};
	return false;
}

bool gate_envelope(struct request *r, struct envelope *ret)
{
	const char *unit = request_field(r, "unit"), *person = request_field(r, "person");
	bool to_person = !strcmp(request_field(r, "to"), "person");
	const char *code = to_person ? person : unit;
	*ret = (struct envelope){.version = 1, .direction = DIRECTION_IN};
	if (!*code)
		return trouble(r, OK, WORD_no_recipient, WORD_no_recipient_todo);
	for (const char *c = code; *c; c++)
		if (!((*c >= '0' && *c <= '9') || (*c >= 'A' && *c <= 'Z') ||
		      (*c >= 'a' && *c <= 'z') || *c == '-' || *c == '_' || *c == '.'))
			return trouble(r, OK, WORD_bad_recipient, WORD_no_recipient_todo);
	if (strlen(code) >= CODE_MAX)
		return trouble(r, OK, WORD_bad_recipient, WORD_no_recipient_todo);
	/* Who works here is not known on this side: a wrong staff number is held by the other. */
	const struct policy *p = &server->site->policy;
	const struct policy_unit *u = to_person ? NULL : policy_unit(p, view_str(code));
	if (!to_person && !u)
		return trouble(r, E_RECIPIENT, WORD_none, WORD_none);
	if (!policy_gate_open(p, POLICY_GATE_PORTAL, DIRECTION_IN, u))
		return trouble(r, E_GATE, WORD_none, WORD_none);
	ret->recipient_kind = to_person ? RECIPIENT_PERSON : RECIPIENT_UNIT;
	memcpy(ret->recipient, code, strlen(code));
	memcpy(ret->session, r->cookie_hash, HASH_LEN);
	return true;
}

void gate_upload(struct request *r)
{
	respond_sent(r, "/?sent=", false);
}

static void own_row(struct request *r, const struct body_own_row *b, struct own_row *ret)
{
	const struct policy_unit *u;
	*ret = (struct own_row){.link = request_bytes(r, b->link, ID_LEN),
				.number = TEXT(r, b->number),
				.name = TEXT(r, b->name),
				.recipient = TEXT(r, b->recipient),
				.size = b->size,
				.accepted = b->accepted,
				.changed = b->changed,
				.state = (enum item_state)b->state,
				.err = (enum err)b->err};
	u = policy_unit(&server->site->policy, view_str(ret->recipient));
	if (u)
		ret->recipient = request_text(r, u->name);
	ret->trouble = b->err != OK && (b->state == STATE_HELD || b->state == STATE_LOCKED ||
					b->state == STATE_REFUSED || b->state == STATE_RETURNED ||
					b->state == STATE_EXPIRED);
	ret->moving = b->state < STATE_RELEASED;
}

static size_t own_rows(struct request *r, const struct ask *a, const struct own_row **ret,
		       bool *ret_moving)
{
	struct own_row *rows = arena_array(&r->arena, a->count, sizeof(*rows));
	size_t n = 0;
	*ret_moving = false;
	struct body_own_row b;
	for (const struct row *at = a->rows; rows && ask_row(&at, MSG_OWN_ROW, &b);) {
		own_row(r, &b, &rows[n]);
		*ret_moving = *ret_moving || rows[n].moving;
		n++;
	}
	*ret = rows;
	return n;
}

static void ask_own(struct request *r)
{
	struct body_own body = {.most = OWN_MOST};
	memcpy(body.session, r->cookie_hash, HASH_LEN);
	(void)ask_peer(r, ROLE_belt, MSG_OWN_LIST, &body);
}

static void fill_units(struct request *r, struct page_gate_home *page)
{
	const struct policy *p = &server->site->policy;
	struct unit_option *units = arena_array(&r->arena, p->units_count, sizeof(*units));
	const char *chosen = request_query(r, "unit", "");
	size_t n = 0;
	for (size_t i = 0; units && i < p->units_count; i++)
		if (policy_gate_open(p, POLICY_GATE_PORTAL, DIRECTION_IN, &p->units[i]))
			units[n++] =
			    (struct unit_option){.code = p->units[i].code,
						 .name = request_text(r, p->units[i].name),
						 .chosen = !strcmp(p->units[i].code, chosen)};
	page->units = units;
	page->units_count = n;
	page->closed = n == 0;
}

void gate_home(struct request *r)
{
	if (r->step == 0) {
		ask_own(r);
		return;
	}
	struct page_gate_home page = {
	    .limit = server->site->limit, .kinds = site_kinds(r), .sent = rows_sent(r)};
	const struct ask *a = r->asks[0];
	respond_head(r, &page.head, WORD_gate_title, WORD_none);
	page.head.live = true;
	page.rows_count = own_rows(r, a, &page.rows, &page.moving);
	if (a->err != OK)
		page.trouble = (struct trouble){.there = true, .err = a->err};
	fill_units(r, &page);
	respond_page(r, MHD_HTTP_OK, gate_home, &page);
}

void gate_own(struct request *r)
{
	if (r->step == 0) {
		ask_own(r);
		return;
	}
	if (respond_if_failed(r, r->asks[0]))
		return;
	struct page_gate_own page = {0};
	respond_head(r, &page.head, WORD_gate_own_title, WORD_none);
	page.rows_count = own_rows(r, r->asks[0], &page.rows, &page.moving);
	respond_page(r, MHD_HTTP_OK, gate_own, &page);
}

void gate_where(struct request *r)
{
	struct page_gate_where page = {0};
	if (r->step == 0) {
		ask_own(r);
		return;
	}
	if (respond_if_failed(r, r->asks[0]))
		return;
	respond_head(r, &page.head, WORD_where_gate_title, WORD_none);
	page.head.live = page.head.refresh = true;
	page.rows_count = own_rows(r, r->asks[0], &page.rows, &page.moving);
	if (r->script) {
		struct page_gate_where_rows rows = {.head = page.head,
						    .rows = page.rows,
						    .rows_count = page.rows_count,
						    .moving = page.moving};
		respond_page(r, MHD_HTTP_OK, gate_where_rows, &rows);
		return;
	}
	respond_page(r, MHD_HTTP_OK, gate_where, &page);
}

/* By a link: for whoever was given it, in any browser. */
void gate_where_one(struct request *r)
{
	if (r->step == 0) {
		struct body_item body;
		memcpy(body.id, r->id, ID_LEN);
		(void)ask_peer(r, ROLE_belt, MSG_OWN_FIND, &body);
		return;
	}
	const struct own_row *rows;
	struct page_gate_where_one page = {0};
	if (r->asks[0]->err == OK && own_rows(r, r->asks[0], &rows, &page.moving) == 1) {
		page.row = rows[0];
	} else {
		respond_error(r, r->asks[0]->err == OK ? E_NOT_FOUND : r->asks[0]->err);
		return;
	}
	respond_head(r, &page.head, WORD_where_gate_title, WORD_none);
	page.head.live = page.head.refresh = true;
	if (r->script) {
		struct page_gate_where_state state = {
		    .head = page.head, .row = page.row, .moving = page.moving};
		respond_page(r, MHD_HTTP_OK, gate_where_state, &state);
		return;
	}
	respond_page(r, MHD_HTTP_OK, gate_where_one, &page);
}
