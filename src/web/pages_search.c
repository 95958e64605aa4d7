/* SPDX-License-Identifier: Apache-2.0
 * pages_search.c: さがす: by name, number, whom it was for or from, when, and state.
 */
#include "web/pages_both.h"

static const uint32_t state_numbers[] = {
#define STATE(name, number, final, ja, en) number,
#include "tbl/states.h"
#undef STATE
};

static void copy(char *field, size_t size, const char *text)
{
	if (strlen(text) < size)
		memcpy(field, text, strlen(text));
}

static uint32_t number(struct request *r, const char *name, uint32_t most)
{
	int64_t n = 0;
	return view_int(view_str(request_query(r, name, "0")), 0, most, &n) == OK ? (uint32_t)n : 0;
}

static void ask(struct request *r)
{
	struct body_search q = {.ticket = r->session->ticket,
				.page = (uint32_t)request_page(r),
				.state = number(r, "state", STATE_COUNT - 1),
				.direction = number(r, "direction", DIRECTION_OUT)};
	copy(q.words, sizeof(q.words), request_query(r, "words", ""));
	copy(q.number, sizeof(q.number), request_query(r, "number", ""));
	copy(q.party, sizeof(q.party), request_query(r, "party", ""));
	if (rows_day(request_query(r, "to", ""), &q.to))
		q.to += DAY;
	if (!rows_day(request_query(r, "from", ""), &q.from))
		q.from = 0;
	(void)ask_peer(r, ROLE_store, MSG_SEARCH, &q);
}

static const struct state_option *states(struct request *r, size_t *ret_n)
{
	uint32_t chosen = number(r, "state", STATE_COUNT - 1);
	struct state_option *rows = arena_array(&r->arena, array_len(state_numbers), sizeof(*rows));
	size_t n = 0;
	for (size_t i = 0; rows && i < array_len(state_numbers); i++)
		if (state_numbers[i] != STATE_NONE)
			rows[n++] =
			    (struct state_option){.value = state_numbers[i],
						  .state = (enum item_state)state_numbers[i],
						  .chosen = state_numbers[i] == chosen};
	*ret_n = n;
	return rows;
}

void portal_search(struct request *r)
{
	bool asked = *request_query(r, "q", "") != '\0', moving;
	if (r->step == 0 && asked) {
		ask(r);
		return;
	}
	if (asked && respond_if_failed(r, r->asks[0]))
		return;
	struct page_search page = {.asked = asked,
				   .words = request_query(r, "words", ""),
				   .number = request_query(r, "number", ""),
				   .party = request_query(r, "party", ""),
				   .from = request_query(r, "from", ""),
				   .to = request_query(r, "to", ""),
				   .direction = number(r, "direction", DIRECTION_OUT)};
	respond_head(r, &page.head, WORD_search_title, WORD_search_title);
	page.states = states(r, &page.states_count);
	if (asked) {
		struct pager pager = rows_pager(r, r->asks[0]);
		page.rows = rows_items(r, r->asks[0], &page.rows_count, &moving);
		page.page = pager.page;
		page.prev = pager.prev;
		page.next = pager.next;
		page.has_prev = pager.has_prev;
		page.has_next = pager.has_next;
	}
	respond_page(r, MHD_HTTP_OK, search, &page);
}
