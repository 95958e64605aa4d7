/* SPDX-License-Identifier: Apache-2.0
 * rows.c: rows of the store as the pages show them.
 */
#include "notary/picks.h"
#include "web/pages_both.h"

#define SOON DAY	    /* of a decision somebody waits for */
#define SOON_GONE (3 * DAY) /* of a file that was not fetched */

static const uint8_t *hash_of(struct request *r, const uint8_t hash[HASH_LEN])
{
	if (view_is_zero(view_of(hash, HASH_LEN)))
		return NULL;
	return request_bytes(r, hash, HASH_LEN);
}

/* Made of what the page shows, whatever the store holds. */
static const uint8_t *terms_of(struct request *r, const struct body_row_item *b)
{
	struct envelope e = b->envelope;
	uint8_t terms[HASH_LEN];
	char name[NAME_MAX_];
	memcpy(name, b->output_name, sizeof name);
	name[sizeof name - 1] = e.sender[sizeof e.sender - 1] = '\0';
	e.unit[sizeof e.unit - 1] = e.recipient[sizeof e.recipient - 1] = '\0';
	picks_terms(&e, name, terms);
	return request_bytes(r, terms, HASH_LEN);
}

/* What who looks may do with it, and what its sender decides about its finds. */
static void may_of(struct request *r, const struct body_row_item *b, struct item_row *ret)
{
	ret->may_approve = b->may & MAY_APPROVE;
	ret->may_urgent = b->may & MAY_URGENT;
	ret->may_confirm = b->may & MAY_CONFIRM;
	ret->may_after = b->may & MAY_AFTER;
	ret->may_operate = b->may & MAY_OPERATE;
	ret->may_check = b->may & MAY_CHECK;
	ret->may_withdraw = b->may & MAY_WITHDRAW;
	ret->may_ask_original = b->may & MAY_ASK_ORIGINAL;
	ret->may_ask_by_rule = b->may & MAY_ASK_BY_RULE;
	ret->finds = b->finds;
	ret->finds_ask = b->finds_ask;
	ret->finds_never = b->finds_never;
	ret->finds_erased = b->finds_erased;
	ret->finds_erasable = b->finds_erasable;
	ret->finds_personal = b->finds_personal != 0;
	ret->left_by = TEXT(r, b->left_by);
	ret->left_reason = TEXT(r, b->left_reason);
}

static const char *grade_name(struct request *r, enum grade grade)
{
	return request_text(r,
			    policy_grade_label(&server->site->policy, grade, r->lang == LANG_EN));
}

static bool by_rule(const struct policy *p, enum grade grade)
{
	for (uint32_t i = 0; i < p->approvals.rules_count; i++) {
		const struct policy_rule *rule = &p->approvals.rules[i];
		if (rule->direction != DIRECTION_IN &&
		    (!rule->grades || policy_grade_in(rule->grades, grade)))
			return true;
	}
	return false;
}

const struct grade_choice *rows_grades(struct request *r, size_t *ret_n)
{
	const struct policy *p = &server->site->policy;
	struct grade_choice *rows = arena_array(&r->arena, GRADE_COUNT, sizeof(*rows));
	size_t n = 0;
	for (enum grade g = GRADE_1; rows && g < GRADE_COUNT; g++)
		if (policy_grade_used(p, g))
			rows[n++] =
			    (struct grade_choice){.code = request_text(r, policy_grade_code(g)),
						  .name = grade_name(r, g),
						  .rule = policy_need(p, DIRECTION_OUT, g),
						  .by_rule = by_rule(p, g)};
	*ret_n = n;
	return rows;
}

static void voices_of(struct request *r, const struct body_row_item *b, struct item_row *ret)
{
	ret->wanted = b->wanted;
	ret->given = b->given;
	ret->next = b->given + 1;
	ret->given_by = TEXT(r, b->given_by);
	ret->clause = TEXT(r, b->clause);
	ret->alone = b->alone != 0;
}

void rows_item(struct request *r, const struct body_row_item *b, struct item_row *ret)
{
	const struct envelope *e = &b->envelope;
	bool in = e->direction == DIRECTION_IN;
	*ret = (struct item_row){.id = request_bytes(r, e->id, ID_LEN),
				 .number = TEXT(r, b->number),
				 .receipt = TEXT(r, b->receipt),
				 .name = TEXT(r, e->name),
				 .sender = TEXT(r, b->sender_name),
				 .recipient = TEXT(r, b->recipient_name),
				 .reason = TEXT(r, e->reason),
				 .decided_by = TEXT(r, b->decided_by),
				 .decision = TEXT(r, b->decision),
				 .original = hash_of(r, e->hash),
				 .output = hash_of(r, b->output),
				 .terms = terms_of(r, b),
				 .size = e->size,
				 .output_size = b->output_size,
				 .grade = request_text(r, policy_grade_code(e->grade)),
				 .grade_name = grade_name(r, e->grade),
				 .removed = b->removed,
				 .lost = b->lost,
				 .kept = b->kept,
				 .fetched = b->fetched,
				 .cpu_ms = (b->cpu_us + 999) / 1000,
				 .needs = b->needs,
				 .accepted = e->accepted,
				 .changed = b->changed,
				 .due = b->due,
				 .cleared = b->cleared,
				 .state = (enum item_state)b->state,
				 .err = (enum err)b->err,
				 .direction = e->direction};
	may_of(r, b, ret);
	voices_of(r, b, ret);
	ret->urgency = b->urgency;
	ret->after_due = b->after_due;
	ret->after_late = b->urgency == URGENCY_SENT && b->after_due <= clock_now();
	ret->urgent_reason = TEXT(r, b->urgent_reason);
	ret->urgent_by = TEXT(r, b->urgent_by);
	ret->after_by = TEXT(r, b->after_by);
	ret->after_reason = TEXT(r, b->after_reason);
	int64_t left = b->due - clock_now();
	if (b->state == STATE_WAITING || b->state == STATE_CHECKING)
		ret->soon = b->due && left < SOON;
	else
		ret->soon = b->due && left < SOON_GONE && b->state == STATE_RELEASED && !b->fetched;
	if (b->output_name[0])
		ret->name = TEXT(r, b->output_name);
	if (!ret->recipient || !ret->recipient[0])
		ret->recipient = TEXT(r, e->recipient);
	if (!ret->sender || !ret->sender[0])
		ret->sender = TEXT(r, e->sender);
	ret->from_outside = in && !e->sender[0];
	ret->openable = in && b->state == STATE_RELEASED && b->cleared == 0;
	ret->moving = b->state < STATE_RELEASED;
	ret->trouble = b->state == STATE_HELD || b->state == STATE_LOCKED ||
		       b->state == STATE_REFUSED || b->state == STATE_RETURNED ||
		       b->state == STATE_EXPIRED;
}

const struct item_row *rows_items(struct request *r, const struct ask *a, size_t *ret_count,
				  bool *ret_moving)
{
	struct item_row *rows = arena_array(&r->arena, a->count, sizeof(*rows));
	size_t n = 0;
	*ret_moving = false;
	struct body_row_item b;
	for (const struct row *at = a->rows; rows && ask_row(&at, MSG_ROW_ITEM, &b);) {
		rows_item(r, &b, &rows[n]);
		*ret_moving = *ret_moving || rows[n].moving;
		n++;
	}
	*ret_count = n;
	return rows;
}

static const enum finding_kind kinds[] = {
#define REMOVED FINDING_KIND_REMOVED
#define LOST FINDING_KIND_LOST
#define KEPT FINDING_KIND_KEPT
#define FINDING(name, kind, ja, en) kind,
#include "tbl/findings.h"
#undef FINDING
#undef REMOVED
#undef LOST
#undef KEPT
};

static void finding(struct request *r, const struct finding *f, struct finding_row *ret)
{
	struct view text = view_of(f->text, min_of(f->text_len, (uint32_t)FINDING_TEXT_MAX));
	*ret = (struct finding_row){.what = (enum finding_code)f->code,
				    .place_kind = f->place_kind,
				    .place = f->place,
				    .count = f->count,
				    .detail = request_text(r, text)};
}

void rows_findings(struct request *r, const struct ask *a, struct finding_groups *ret)
{
	struct finding_row *rows[3];
	size_t n[3] = {0};
	*ret = (struct finding_groups){.known = a->err == OK};
	for (size_t k = 0; k < 3; k++) {
		rows[k] = arena_array(&r->arena, a->count, sizeof(struct finding_row));
		if (!rows[k])
			return;
	}
	struct body_row_finding b;
	for (const struct row *at = a->rows; ask_row(&at, MSG_ROW_FINDING, &b);) {
		if (b.finding.code >= array_len(kinds))
			continue;
		size_t k = (size_t)kinds[b.finding.code];
		finding(r, &b.finding, &rows[k][n[k]++]);
	}
	ret->removed = rows[FINDING_KIND_REMOVED];
	ret->removed_count = n[FINDING_KIND_REMOVED];
	ret->lost = rows[FINDING_KIND_LOST];
	ret->lost_count = n[FINDING_KIND_LOST];
	ret->kept = rows[FINDING_KIND_KEPT];
	ret->kept_count = n[FINDING_KIND_KEPT];
}

struct pager rows_pager(struct request *r, const struct ask *a)
{
	struct pager p = {.page = request_page(r)};
	p.has_prev = p.page > 0;
	p.prev = p.page - (p.has_prev ? 1 : 0);
	p.next = p.page + 1;
	p.has_next = a->count >= 50;
	return p;
}

uint64_t rows_sent(struct request *r)
{
	int64_t n = 0;
	if (view_int(view_str(request_query(r, "sent", "0")), 0, FILES_MAX, &n) != OK)
		return 0;
	return (uint64_t)n;
}

enum word rows_notice(struct request *r)
{
	static const struct {
		const char *key;
		enum word word;
	} notices[] = {
	    {"approved", WORD_notice_approved},
	    {"returned", WORD_notice_returned},
	    {"retried", WORD_notice_retried},
	    {"refused", WORD_notice_refused},
	    {"urgent", WORD_notice_urgent},
	    {"confirmed", WORD_notice_confirmed},
	    {"after", WORD_notice_after},
	    {"objected", WORD_notice_objected},
	    {"away", WORD_notice_away},
	    {"back", WORD_notice_back},
	    {"preserved", WORD_notice_preserved},
	    {"end-asked", WORD_notice_end_asked},
	    {"kept", WORD_notice_kept},
	    {"unpreserved", WORD_notice_unpreserved},
	    {"erasing", WORD_notice_erasing},
	    {"as-is", WORD_notice_as_is},
	    {"trial-dropped", WORD_trial_dropped},
	    {"withdrawn", WORD_notice_withdrawn},
	    {"original-asked", WORD_notice_original_asked},
	    {"original-approved", WORD_notice_original_approved},
	    {"original-returned", WORD_notice_original_returned},
	    {"zone-approved", WORD_notice_zone_approved},
	    {"zone-asked", WORD_notice_zone_asked},
	    {"zone-returned", WORD_notice_zone_returned},
	};
	const char *key = request_query(r, "done", "");
	for (size_t i = 0; i < array_len(notices); i++)
		if (!strcmp(key, notices[i].key))
			return notices[i].word;
	return WORD_none;
}

bool rows_is_picture(const void *p, size_t n)
{
	return view_starts(view_of(p, n), VIEW("\x89PNG\r\n\x1a\n"));
}
