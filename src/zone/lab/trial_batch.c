/* SPDX-License-Identifier: Apache-2.0
 * trial_batch.c: packets out, packets in, and what that says.
 */
#include <time.h>

#include "zone/lab/trial_parts.h"

#define TOLD_MAX 60
#define PATIENCE 50 /* milliseconds for what should have arrived and has not */

static uint32_t lab_end(uint32_t interface)
{
	return interface == ZONE_SELF ? ZONE_LAB_OWN : interface;
}

/* Where a packet of this question comes out. */
static uint32_t target(const struct trial_question *q)
{
	return lab_end(q->kind == ZONE_FRAME_ANSWER ? q->packet.from : q->packet.to);
}

static bool find(struct trial *p, struct trial_batch *b, uint32_t at, const uint8_t *ip, size_t n)
{
	uint32_t i = (uint32_t)zone_frame_number(ip, n) - b->base;
	if (i >= b->count || !zone_frame_same(&b->frames[i], ip, n))
		return false;
	if (b == &p->before || at != target(&b->questions[i]))
		p->result->astray++;
	else
		b->arrived[i] = true;
	return true;
}

static void came(void *who, uint32_t at, const uint8_t *ip, size_t n)
{
	struct trial *p = who;
	if (n >= 20 && !find(p, &p->batch, at, ip, n))
		(void)find(p, &p->before, at, ip, n);
}

/* --- words --- */

static void tell(struct trial *p, const struct trial_question *q, const char *ja, const char *en)
{
	if (p->told++ >= TOLD_MAX)
		return;
	buf_str(&p->ja, ja);
	buf_str(&p->ja, ": ");
	zone_packet_words(p->allowed, &p->ruleset, &q->packet, false, &p->ja);
	buf_str(&p->ja, "\n");
	buf_str(&p->en, en);
	buf_str(&p->en, ": ");
	zone_packet_words(p->allowed, &p->ruleset, &q->packet, true, &p->en);
	buf_str(&p->en, "\n");
}

/* --- judgement --- */

/* Whether the policy's list lets it begin; a packet that begins nothing never. */
static bool policy_allows(const struct trial *p, const struct zone_packet *seen)
{
	const struct zone_rule *rule = zone_decides(p->allowed, seen);
	return seen->state == ZONE_STATE_NEW && rule && rule->accept;
}

static bool is_forged(const struct trial *p, const struct zone_packet *k)
{
	return zone_lab_route(p->allowed, k->source, k->v6) != k->from;
}

static void judge_model(struct trial *p, const struct trial_question *q, bool arrived)
{
	struct zone_packet seen = zone_frame_seen(&q->packet);
	bool may = policy_allows(p, &seen);
	enum zone_answer model = zone_forwards(&p->ruleset, &seen);
	if (arrived && !may) {
		p->result->leaks++;
		tell(p, q, "方針にないのに通りました", "not allowed by the policy, yet it passed");
	} else if (!arrived && may) {
		p->result->stopped++;
		tell(p, q, "方針が許すのに通りません",
		     "allowed by the policy, yet it did not pass");
	}
	/* The model leaves out what drops before forwarding: forged sources. */
	if ((arrived && model == ZONE_NO) ||
	    (!arrived && model == ZONE_YES && !is_forged(p, &seen))) {
		p->result->unlike++;
		tell(p, q,
		     arrived ? "規則のモデルでは止まるはずが、通りました"
			     : "規則のモデルでは通るはずが、止まりました",
		     arrived ? "the model of the ruleset says that it stops, yet it passed"
			     : "the model of the ruleset says that it passes, yet it stopped");
	}
}

static void judge(struct trial *p, const struct trial_question *q, bool arrived)
{
	p->where->sent++;
	p->where->arrived += arrived;
	if (p->control) {
		if (q->silent)
			*q->silent = !arrived;
		else if (!arrived)
			tell(p, q, "対照（すべて許す規則）で届きません",
			     "it does not arrive in the control, where everything is allowed");
	} else if (q->wish == TRIAL_AS_ALLOWED) {
		judge_model(p, q, arrived);
	} else if (arrived != (q->wish == TRIAL_ARRIVES)) {
		if (arrived)
			p->result->leaks++;
		else
			p->result->stopped++;
		tell(p, q, q->ja, q->en);
	}
}

static bool should_arrive(const struct trial *p, const struct trial_question *q)
{
	struct zone_packet seen = zone_frame_seen(&q->packet);
	return p->control || q->wish == TRIAL_ARRIVES ||
	       (q->wish == TRIAL_AS_ALLOWED && policy_allows(p, &seen) && !is_forged(p, &seen));
}

static bool any_missing(const struct trial *p)
{
	for (uint32_t i = 0; i < p->batch.count; i++)
		if (!p->batch.arrived[i] && should_arrive(p, &p->batch.questions[i]))
			return true;
	return false;
}

void trial_flush(struct trial *p)
{
	struct trial_batch *b = &p->batch;
	static const struct timespec wait = {.tv_nsec = 1000000};
	for (uint32_t i = 0; i < b->count; i++) {
		const struct trial_question *q = &b->questions[i];
		uint32_t from =
		    lab_end(q->kind == ZONE_FRAME_ANSWER ? q->packet.to : q->packet.from);
		(void)zone_lab_send(p->lab, from, &b->frames[i]);
	}
	zone_lab_take(p->lab, came, p);
	for (int i = 0; i < PATIENCE && any_missing(p); i++) {
		(void)nanosleep(&wait, NULL);
		zone_lab_take(p->lab, came, p);
	}
	for (uint32_t i = 0; i < b->count; i++)
		judge(p, &b->questions[i], b->arrived[i]);
	p->before = *b;
	b->count = 0;
	b->base = b->base >= 65000 ? 1 : (uint16_t)(b->base + TRIAL_BATCH);
}

void trial_ask(struct trial *p, const struct trial_question *q)
{
	static const uint8_t ours[6];
	struct trial_batch *b = &p->batch;
	uint32_t i = b->count++;
	uint32_t from = q->kind == ZONE_FRAME_ANSWER ? q->packet.to : q->packet.from;
	if (b->base == 0)
		b->base = 1;
	b->questions[i] = *q;
	b->arrived[i] = false;
	zone_frame_make(&q->packet, q->kind, q->source_port, (uint16_t)(b->base + i),
			from == ZONE_SELF ? ours : zone_lab_mac(p->lab, from), &b->frames[i]);
	if (b->count == TRIAL_BATCH)
		trial_flush(p);
}
