/* SPDX-License-Identifier: Apache-2.0
 * pages_zone.c: the rules between zones: what runs, and the change that waits for a decision.
 */
#include "notary/zone_permit.h"
#include "policy/read/schema.h"
#include "sys/file.h"
#include "web/pages_both.h"

#define LINES_MAX ((size_t)20000)

static const char *generation_text(struct request *r, uint32_t generation)
{
	char text[16];
	(void)snprintf(text, sizeof(text), "0x%08x", generation);
	return TEXT(r, text);
}

static bool row_of(const struct ask *a, struct body_row_zone *ret)
{
	const void *row = ask_first(a, MSG_ROW_ZONE);
	*ret = (struct body_row_zone){0};
	if (row)
		memcpy(ret, row, sizeof(*ret));
	return row != NULL;
}

static struct zone_state state_of(struct request *r, const struct body_row_zone *b)
{
	const struct body_zone_state *s = &b->state;
	return (struct zone_state){.there = b->heard || b->stage != ZONE_STAGE_NONE,
				   .heard = b->heard,
				   .running = s->applied != 0,
				   .good = s->drifted == 0 && s->proved == ZONE_PROVED,
				   .waiting = b->stage == ZONE_STAGE_WAITING,
				   .named = b->stage == ZONE_STAGE_NAMED,
				   .generation = generation_text(r, s->generation),
				   .flows = s->flows,
				   .position = s->position,
				   .applied = s->applied,
				   .loaded = s->loaded,
				   .drifted = s->drifted,
				   .proved = s->proved,
				   .words = TEXT(r, s->words),
				   .clause = TEXT(r, b->clause),
				   .by = TEXT(r, b->running_by)};
}

struct zone_state rows_zone(struct request *r, const struct ask *a)
{
	struct body_row_zone b;
	(void)row_of(a, &b);
	return state_of(r, &b);
}

/* The code that an approver types names a hash. It is asked for only beside the words that the hash
 * is of, all of them: whatever the store says, what was not shown is not approved here. */
static enum err shown_whole(const struct body_row_zone *b, struct view text)
{
	uint8_t words[HASH_LEN], what[HASH_LEN];
	size_t lines = 0;
	hash_bytes(text, words);
	zone_subject(&b->request, what);
	if (memcmp(words, b->request.words, HASH_LEN) != 0 || memcmp(what, b->what, HASH_LEN) != 0)
		return E_HASH;
	for (size_t i = 0; i < text.n; i++)
		lines += text.p[i] == '\n';
	return lines <= LINES_MAX ? OK : E_LIMIT_SIZE;
}

/* Lines of zone/rules/flows.h with that sign. */
static const struct zone_line *lines_of(struct request *r, struct view text, char sign,
					size_t *ret_n)
{
	size_t n = 0, most = 0;
	for (size_t i = 0; i < text.n; i++)
		most += text.p[i] == '\n';
	struct zone_line *lines = arena_array(&r->arena, min_of(most, LINES_MAX), sizeof(*lines));
	while (lines && text.n > 0 && n < min_of(most, LINES_MAX)) {
		struct view line = view_take(&text, '\n');
		if (line.n > 4 && line.p[0] == ' ' && line.p[2] == (uint8_t)sign)
			lines[n++].line = request_text(r, view_sub(line, 4, SIZE_MAX));
	}
	*ret_n = lines ? n : 0;
	return lines;
}

static struct view read_words(struct request *r, int fd)
{
	uint8_t *text = arena_alloc(&r->arena, ZONE_WORDS_MAX);
	ssize_t n = text && fd >= 0 ? pread(fd, text, ZONE_WORDS_MAX, 0) : 0;
	return view_of(text, n > 0 ? (size_t)n : 0);
}

static void fill_request(struct request *r, const struct body_row_zone *b, int words,
			 struct page_zone *page)
{
	static const enum word stages[ZONE_STAGE_COUNT] = {
	    [ZONE_STAGE_WAITING] = WORD_zone_stage_waiting,
	    [ZONE_STAGE_APPROVED] = WORD_zone_stage_approved,
	    [ZONE_STAGE_APPLIED] = WORD_zone_stage_applied,
	    [ZONE_STAGE_RETURNED] = WORD_zone_stage_returned,
	    [ZONE_STAGE_REFUSED] = WORD_zone_stage_refused,
	    [ZONE_STAGE_REPLACED] = WORD_zone_stage_replaced,
	    [ZONE_STAGE_NAMED] = WORD_zone_stage_named,
	    [ZONE_STAGE_LAPSED] = WORD_zone_stage_lapsed,
	};
	struct view text = read_words(r, words);
	page->asked_for = b->stage != ZONE_STAGE_NONE;
	page->waits = b->stage == ZONE_STAGE_WAITING;
	page->stage = b->stage < ZONE_STAGE_COUNT ? stages[b->stage] : WORD_none;
	page->err = b->err < ERR_COUNT ? (enum err)b->err : OK;
	page->id = request_bytes(r, b->request.id, ID_LEN);
	page->what = request_bytes(r, b->what, HASH_LEN);
	page->wanted = generation_text(r, b->request.generation);
	page->asked = b->asked;
	page->until = b->until;
	page->lapsed = b->stage == ZONE_STAGE_LAPSED;
	page->decided = b->decided;
	page->applicant = TEXT(r, b->applicant);
	page->approver = TEXT(r, b->approver);
	page->reason = TEXT(r, b->reason);
	page->decision = TEXT(r, b->decision);
	const struct policy_word *role = policy_word(WORDS_ROLE, b->role);
	page->role = !role ? "" : r->lang == LANG_EN ? role->en : role->ja;
	enum err whole = b->stage == ZONE_STAGE_NONE ? OK : shown_whole(b, text);
	page->may = whole == OK && b->may & 1u << ZONE_ACT_APPROVE;
	page->may_ask = whole == OK && b->may & 1u << ZONE_ACT_ASK;
	if (whole != OK)
		page->trouble = (struct trouble){.there = true, .err = whole};
	page->gained = lines_of(r, text, '+', &page->gained_count);
	page->lost = lines_of(r, text, '-', &page->lost_count);
	page->gained_n = page->gained_count;
	page->lost_n = page->lost_count;
}

void portal_zone(struct request *r)
{
	if (r->step == 0) {
		(void)ask_store(r, QUERY_ZONE, NULL, 0, NULL);
		(void)ask_store(r, QUERY_ZONE, NULL, 0, "words");
		zone_reports_ask(r);
		return;
	}
	struct body_row_zone b;
	struct page_zone page = {.notice = rows_notice(r)};
	if (respond_if_failed(r, r->asks[0]))
		return;
	(void)row_of(r->asks[0], &b);
	page.zone = state_of(r, &b);
	rows_told(r, &page.trouble);
	fill_request(r, &b, r->asks[1]->fd, &page);
	zone_reports_fill(r, 2, &b, &page);
	respond_head(r, &page.head, WORD_zone_title, WORD_zone_title);
	respond_page(r, MHD_HTTP_OK, zone, &page);
}

/* --- acts --- */

static void ask_zone(struct request *r, enum zone_act act, const struct warrant *w)
{
	struct body_zone_act body = {.ticket = r->session->ticket, .act = (uint32_t)act};
	const char *reason = request_field(r, "reason");
	memcpy(body.id, r->id, ID_LEN);
	if (w)
		body.warrant = *w;
	if (strlen(reason) < sizeof(body.reason))
		memcpy(body.reason, reason, strlen(reason));
	(void)ask_peer(r, ROLE_store, MSG_ZONE_ACT, &body);
}

/* As of an original: the code is for this very change, and raises no session. */
void portal_zone_approve(struct request *r)
{
	struct warrant w;
	if (approve_one(r, "/zone", "zone-approved", &w))
		ask_zone(r, ZONE_ACT_APPROVE, &w);
}

/* Nor is anything asked for without one: of the person in whose name the console left it. */
void portal_zone_ask(struct request *r)
{
	struct warrant w;
	if (approve_one(r, "/zone", "zone-asked", &w))
		ask_zone(r, ZONE_ACT_ASK, &w);
}

void portal_zone_return(struct request *r)
{
	if (r->step == 0)
		ask_zone(r, ZONE_ACT_RETURN, NULL);
	else
		respond_back(r, "/zone", r->asks[0]->err, "zone-returned");
}
