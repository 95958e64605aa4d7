/* SPDX-License-Identifier: Apache-2.0
 * pages_originals.c: 元ファイルの交付 and 確認方式: asking, deciding, taking once;
 * 元ファイル保管庫.
 */
#include "base/base64.h"
#include "web/pages_both.h"

static const char *format_of(const struct request *r, uint32_t format)
{
	static const char *const names[][2] = {
#define ORIGINAL_FORMAT(name, number, ext, ja, en) [number] = {ja, en},
#include "tbl/original_formats.h"
#undef ORIGINAL_FORMAT
	};
	return format < array_len(names) ? names[format][r->lang == LANG_EN] : "";
}

static void original_row(struct request *r, const struct body_row_original *b,
			 struct original_row *ret)
{
	static const enum word states[HANDOVER_STATE_COUNT] = {
	    [HANDOVER_ASKED] = WORD_handover_asked,
	    [HANDOVER_WAITING] = WORD_handover_waiting,
	    [HANDOVER_ORDERED] = WORD_handover_ordered,
	    [HANDOVER_HERE] = WORD_handover_here,
	    [HANDOVER_TAKEN] = WORD_handover_taken,
	    [HANDOVER_RETURNED] = WORD_handover_returned,
	    [HANDOVER_REFUSED] = WORD_handover_refused,
	    [HANDOVER_EXPIRED] = WORD_handover_expired,
	};
	static const enum word scans[SCAN_COUNT] = {
	    [SCAN_OFF] = WORD_scan_off,
	    [SCAN_UNREACHED] = WORD_scan_unreached,
	    [SCAN_CLEAN] = WORD_scan_clean,
	    [SCAN_FOUND] = WORD_scan_found,
	    [SCAN_TOO_LARGE] = WORD_scan_too_large,
	};
	*ret = (struct original_row){.id = request_bytes(r, b->id, ID_LEN),
				     .item = request_bytes(r, b->item, ID_LEN),
				     .number = TEXT(r, b->number),
				     .name = TEXT(r, b->name),
				     .applicant = TEXT(r, b->applicant),
				     .recipient = TEXT(r, b->recipient),
				     .approver = TEXT(r, b->approver),
				     .reason = TEXT(r, b->reason),
				     .decision = TEXT(r, b->decision),
				     .clause = TEXT(r, b->clause),
				     .scanner = TEXT(r, b->scanner),
				     .format = format_of(r, b->format),
				     .original = request_bytes(r, b->original, HASH_LEN),
				     .what = request_bytes(r, b->what, HASH_LEN),
				     .size = b->size,
				     .asked = b->asked,
				     .due = b->due,
				     .decided = b->decided,
				     .taken = b->taken,
				     .stage = b->state,
				     .opinion = b->scan,
				     .err = b->err < ERR_COUNT ? (enum err)b->err : OK};
	ret->state = b->state < HANDOVER_STATE_COUNT ? states[b->state] : WORD_none;
	ret->scan = b->scan < SCAN_COUNT ? scans[b->scan] : WORD_none;
	ret->rule = b->way == ORIGINAL_WAY_RULE;
	ret->may_decide = b->may & MAY_DECIDE_ORIGINAL;
	ret->may_take = b->may & MAY_TAKE_ORIGINAL;
}

const struct original_row *rows_originals(struct request *r, const struct ask *a, size_t *ret_n)
{
	struct original_row *rows = arena_array(&r->arena, a->count, sizeof(*rows));
	size_t n = 0;
	struct body_row_original b;
	for (const struct row *at = a->rows; rows && ask_row(&at, MSG_ROW_ORIGINAL, &b);) {
		original_row(r, &b, &rows[n++]);
	}
	*ret_n = n;
	return rows;
}

void portal_originals(struct request *r)
{
	if (r->step == 0) {
		(void)ask_store(r, QUERY_ORIGINALS, NULL, 0, "decide");
		(void)ask_store(r, QUERY_ORIGINALS, NULL, 0, "mine");
		return;
	}
	if (respond_if_failed(r, r->asks[0]) || respond_if_failed(r, r->asks[1]))
		return;
	struct page_originals page = {.notice = rows_notice(r)};
	rows_told(r, &page.trouble);
	respond_head(r, &page.head, WORD_originals_title, WORD_originals_title);
	page.decide = rows_originals(r, r->asks[0], &page.decide_count);
	page.rows = rows_originals(r, r->asks[1], &page.rows_count);
	respond_page(r, MHD_HTTP_OK, originals, &page);
}

/* --- acts --- */

static void ask_original(struct request *r, enum original_act act, const struct warrant *w)
{
	struct body_original_act body = {.ticket = r->session->ticket, .act = (uint32_t)act};
	const char *reason = request_field(r, "reason");
	memcpy(body.id, r->id, ID_LEN);
	/* One that does not read stays zero: the store finds that it is another file. */
	if (hex_read(view_str(request_field(r, "original")), body.original, HASH_LEN) != OK)
		memset(body.original, 0, HASH_LEN);
	if (w)
		body.warrant = *w;
	if (strlen(reason) < sizeof(body.reason))
		memcpy(body.reason, reason, strlen(reason));
	(void)ask_peer(r, ROLE_store, MSG_ORIGINAL_ACT, &body);
}

void portal_original_ask(struct request *r)
{
	bool rule = strcmp(request_field(r, "way"), "rule") == 0;
	if (r->step == 0)
		ask_original(r, rule ? ORIGINAL_ACT_ASK_RULE : ORIGINAL_ACT_ASK, NULL);
	else
		respond_back(r, "/originals", r->asks[0]->err, "original-asked");
}

/* The code is for this one file: what auth signs is for `what` alone, and raises no session. */
void portal_original_approve(struct request *r)
{
	struct warrant w;
	if (approve_one(r, "/originals", "original-approved", &w))
		ask_original(r, ORIGINAL_ACT_APPROVE, &w);
}

void portal_original_return(struct request *r)
{
	if (r->step == 0)
		ask_original(r, ORIGINAL_ACT_RETURN, NULL);
	else
		respond_back(r, "/originals", r->asks[0]->err, "original-returned");
}

/* The store's row says how it is called; the file comes with the act. */
void portal_original_take(struct request *r)
{
	const char *name = "";
	if (r->step == 0) {
		(void)ask_store(r, QUERY_ORIGINALS, NULL, 0, "mine");
		return;
	}
	if (r->step == 1) {
		ask_original(r, ORIGINAL_ACT_TAKE, NULL);
		return;
	}
	struct ask *file = r->asks[1];
	struct body_row_original b;
	for (const struct row *at = r->asks[0]->rows; ask_row(&at, MSG_ROW_ORIGINAL, &b);) {
		if (memcmp(b.id, r->id, ID_LEN) == 0)
			name = TEXT(r, b.name);
	}
	if (file->err != OK || file->fd < 0)
		respond_back(r, "/originals", file->err == OK ? E_GONE : file->err, "");
	else
		respond_file(r, take_fd(&file->fd), *name ? name : "original.bin", NULL);
}

/* --- 元ファイル保管庫 --- */

void portal_vault(struct request *r)
{
	struct vault_side sides[2];
	struct page_vault page = {.sides = sides};
	if (r->step == 0) {
		(void)ask_store(r, QUERY_VAULT, NULL, 0, NULL);
		return;
	}
	if (respond_if_failed(r, r->asks[0]))
		return;
	struct body_row_vault b;
	for (const struct row *at = r->asks[0]->rows;
	     page.sides_count < 2 && ask_row(&at, MSG_ROW_VAULT, &b);) {
		page.preserved = b.preserved;
		page.enabled = b.enabled;
		sides[page.sides_count++] = (struct vault_side){.direction = b.direction,
								.kept = b.kept,
								.deleted = b.deleted,
								.soon = b.soon,
								.oldest = b.oldest,
								.next = b.next,
								.days = b.days};
	}
	respond_head(r, &page.head, WORD_vault_title, WORD_today_title);
	respond_page(r, MHD_HTTP_OK, vault, &page);
}
