/* SPDX-License-Identifier: Apache-2.0
 * twin_originals.c: 元ファイルの交付 as the store and auth would answer: asked, inspected at once,
 * decided with a code for that file, taken once.
 */
#include <unistd.h>

#include "sys/file.h"
#include "sys/log.h"
#include "twin.h"

#define MOST 8

static struct body_row_original rows[MOST];
static char owner[MOST][CODE_MAX];
static size_t count;

static void row(uint64_t tag, size_t k, const char *person)
{
	struct body_row_original r = rows[k];
	bool own = !strcmp(owner[k], person);
	r.may = r.state == HANDOVER_WAITING && !own ? MAY_DECIDE_ORIGINAL
		: r.state == HANDOVER_HERE && own   ? MAY_TAKE_ORIGINAL
						    : 0;
	twin_answer(tag, ROLE_store, MSG_ROW_ORIGINAL, &r, -1);
}

void twin_originals(uint64_t tag, const struct body_query *q)
{
	const char *person = q->ticket.person;
	for (size_t k = 0; k < count; k++) {
		bool own = !strcmp(owner[k], person);
		bool item = !strcmp(q->text, "item") && !memcmp(rows[k].item, q->id, ID_LEN);
		bool decide = !strcmp(q->text, "decide") && !own && !strcmp(person, "2001") &&
			      rows[k].state == HANDOVER_WAITING;
		if (item || decide || (!strcmp(q->text, "mine") && own))
			row(tag, k, person);
	}
	twin_done(tag, ROLE_store, OK, NULL);
}

void twin_vault(uint64_t tag)
{
	for (uint32_t d = DIRECTION_IN; d <= DIRECTION_OUT; d++) {
		struct body_row_vault r = {.kept = d == DIRECTION_IN ? 12345 : 678,
					   .deleted = 90,
					   .soon = 12,
					   .oldest = clock_now() - 86400 * 85,
					   .next = clock_now() + 86400 * 5,
					   .direction = d,
					   .days = 90,
					   .enabled = 1};
		twin_answer(tag, ROLE_store, MSG_ROW_VAULT, &r, -1);
	}
	twin_done(tag, ROLE_store, OK, NULL);
}

void twin_warrant(uint64_t tag, const struct body_stepup_for *b)
{
	struct body_warrant w = {.warrant = {.issued = clock_now(), .expires = clock_now() + 300}};
	memcpy(w.warrant.what, b->what, HASH_LEN);
	if (strcmp(b->code, "123456") != 0)
		twin_done(tag, ROLE_auth, E_SIGNIN, NULL);
	else
		twin_answer(tag, ROLE_auth, MSG_WARRANT, &w, -1);
}

static enum err ask(const struct body_original_act *a, const struct body_row_item *i)
{
	if (!i || count == MOST)
		return E_NOT_FOUND;
	if (!a->reason[0])
		return E_REASON;
	struct body_row_original r = {.state = HANDOVER_WAITING,
				      .way = a->act == ORIGINAL_ACT_ASK_RULE ? ORIGINAL_WAY_RULE
									     : ORIGINAL_WAY_ASKED,
				      .scan = SCAN_OFF,
				      .format = ORIGINAL_FORMAT_package,
				      .size = i->envelope.size,
				      .asked = clock_now(),
				      .due = clock_now() + 86400,
				      .applicant = "小川 美咲",
				      .recipient = "建設課"};
	r.id[0] = (uint8_t)(count + 1);
	memset(r.what, 0x5a, HASH_LEN);
	memcpy(r.item, i->envelope.id, ID_LEN);
	memcpy(r.original, i->envelope.hash, HASH_LEN);
	memcpy(r.number, i->number, sizeof(r.number));
	memcpy(r.reason, a->reason, sizeof(r.reason));
	snprintf(r.name, sizeof(r.name), "無変換_%.180s", i->envelope.name);
	memcpy(owner[count], a->ticket.person, CODE_MAX);
	rows[count++] = r;
	return OK;
}

static enum err approve(const struct body_original_act *a, struct body_row_original *r)
{
	if (memcmp(a->original, r->original, HASH_LEN) != 0 ||
	    memcmp(a->warrant.what, r->what, HASH_LEN) != 0)
		return E_CHANGED;
	r->state = HANDOVER_HERE;
	snprintf(r->approver, sizeof(r->approver), "村上 勇");
	return OK;
}

static void take(uint64_t tag, struct body_row_original *r)
{
	struct body_item body;
	int fd = memfd_new("original");
	memcpy(body.id, r->id, ID_LEN);
	if (r->state != HANDOVER_HERE || fd < 0 || file_write(fd, VIEW("元のまま\n")) != OK) {
		close_fd(&fd);
		twin_done(tag, ROLE_store, E_REPLAY, NULL);
		return;
	}
	r->state = HANDOVER_TAKEN;
	r->taken = clock_now();
	twin_answer(tag, ROLE_store, MSG_ROW_FD, &body, fd);
	twin_done(tag, ROLE_store, OK, NULL);
}

void twin_original_act(uint64_t tag, const struct body_original_act *a,
		       const struct body_row_item *i)
{
	size_t k = 0;
	enum err e = E_NOT_FOUND;
	while (k < count && memcmp(rows[k].id, a->id, ID_LEN) != 0)
		k++;
	if (a->act == ORIGINAL_ACT_ASK || a->act == ORIGINAL_ACT_ASK_RULE)
		e = ask(a, i);
	else if (k < count && a->act == ORIGINAL_ACT_APPROVE)
		e = approve(a, &rows[k]);
	else if (k < count && a->act == ORIGINAL_ACT_TAKE) {
		take(tag, &rows[k]);
		return;
	}
	twin_done(tag, ROLE_store, e, NULL);
}
