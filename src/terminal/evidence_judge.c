/* SPDX-License-Identifier: Apache-2.0
 * evidence_judge.c: from what is known of a terminal to a verdict and its reason.
 */
#include "base/civil.h"
#include "terminal/evidence.h"

static const struct verdict_text verdicts[] = {
#define VERDICT(symbol, ja, en) {#symbol, ja, en},
#include "tbl/verdict_reasons.h"
#undef VERDICT
};
static const struct verdict_text reasons[] = {
#define VERDICT_REASON(symbol, verdict, ja, en) {#symbol, ja, en},
#include "tbl/verdict_reasons.h"
#undef VERDICT_REASON
};
static const enum verdict of_reason[] = {
#define VERDICT_REASON(symbol, verdict, ja, en) VERDICT_##verdict,
#include "tbl/verdict_reasons.h"
#undef VERDICT_REASON
};

const struct verdict_text *verdict_text(enum verdict v)
{
	assert(v < VERDICT_COUNT);
	return &verdicts[v];
}

const struct verdict_text *verdict_reason_text(enum verdict_reason r)
{
	assert(r < REASON_COUNT);
	return &reasons[r];
}

enum verdict verdict_of(enum verdict_reason r)
{
	assert(r < REASON_COUNT);
	return of_reason[r];
}

/* A date to come is none: an hour is left for clocks that differ. */
static bool is_dated(int64_t time, int64_t now)
{
	return time > 0 && time <= now + HOUR;
}

static bool is_fresh(int64_t time, const struct policy_terminal *policy, int64_t now)
{
	return is_dated(time, now) && time >= now - policy->fresh_days * DAY;
}

/* Also of a date to come: a clock that is wrong hides nothing. */
static bool is_recent(int64_t time, const struct policy_terminal *policy, int64_t now)
{
	return time > 0 && time >= now - policy->fresh_days * DAY;
}

static struct evidence_verdict dated(int64_t time, enum verdict_reason fresh,
				     const struct policy_terminal *policy, int64_t now)
{
	if (!is_dated(time, now))
		return (struct evidence_verdict){.reason = REASON_UNDATED};
	return (struct evidence_verdict){.reason = is_fresh(time, policy, now) ? fresh : REASON_OLD,
					 .time = time};
}

/* What happened and must not. Where an event does not say whether removable storage was read or
 * written, it is against a policy that allows neither. */
static int64_t contrary_use(const struct evidence_terminal *t, const struct policy_terminal *policy,
			    enum terminal_wish wish)
{
	bool neither = policy->read == POLICY_DENY && policy->write == POLICY_DENY;
	int64_t unknown = neither ? t->used[EVIDENCE_USE_UNKNOWN] : 0;
	if (wish == TERMINAL_DENY_READ)
		return max_of(unknown, t->used[EVIDENCE_READ]);
	if (wish == TERMINAL_DENY_WRITE)
		return max_of(unknown, t->used[EVIDENCE_WRITTEN]);
	return wish == TERMINAL_DENY_EXECUTE ? t->used[EVIDENCE_EXECUTED] : 0;
}

static bool is_contrary(const struct evidence_terminal *t, const struct policy_terminal *policy,
			enum terminal_wish wish, int64_t now, struct evidence_verdict *ret)
{
	int64_t used = contrary_use(t, policy, wish);
	if (is_recent(used, policy, now)) {
		*ret = (struct evidence_verdict){.reason = REASON_USED, .time = used};
		return true;
	}
	if (wish == TERMINAL_LISTED && is_recent(t->let_in, policy, now)) {
		*ret = (struct evidence_verdict){.reason = REASON_LET_IN, .time = t->let_in};
		return true;
	}
	return false;
}

static struct evidence_verdict judge_claim(const struct evidence_terminal *t,
					   const struct policy_terminal *policy,
					   enum terminal_wish wish, int64_t now)
{
	const struct evidence_claim *c = &t->claims[wish];
	if (!c->there)
		return (struct evidence_verdict){.reason = REASON_NOTHING};
	if (!c->yes)
		return (struct evidence_verdict){.reason = REASON_SAID_NO, .time = c->time};
	return dated(c->time, c->declared ? REASON_DECLARED : REASON_LISTED, policy, now);
}

static struct evidence_verdict judge_values(const struct evidence_terminal *t,
					    const struct policy_terminal *policy,
					    enum terminal_wish wish, int64_t now)
{
	struct evidence_verdict v = {.reason = REASON_NOTHING};
	struct view name = {0};
	enum terminal_part part = terminal_part(wish);
	if (!t->part[part].there)
		return v;
	int64_t time = t->part[part].time;
	enum terminal_state state = terminal_compare(policy, &t->part[part].values, wish, &name);
	if (state == TERMINAL_OPEN)
		return (struct evidence_verdict){
		    .reason = REASON_OPEN, .detail = name, .time = time};
	if (state == TERMINAL_UNKNOWN)
		return v;
	const struct evidence_reading *before = &t->before[part];
	if (before->there && before->time >= time - DAY &&
	    terminal_compare(policy, &before->values, wish, &name) == TERMINAL_OPEN)
		return (struct evidence_verdict){
		    .reason = REASON_CONTRADICT, .detail = name, .time = before->time};
	enum verdict_reason fresh = is_fresh(t->seen, policy, now) ? REASON_HELD : REASON_READ;
	/* What the log would have shown may be what was cleared away. */
	if (is_recent(t->cleared, policy, now))
		fresh = REASON_CLEARED;
	return dated(time, fresh, policy, now);
}

static struct evidence_verdict judge_volume(const struct evidence_terminal *t,
					    const struct policy_terminal *policy, int64_t now)
{
	if (!t->has_volume)
		return (struct evidence_verdict){.reason = REASON_NOTHING};
	if (!t->protected)
		return (struct evidence_verdict){.reason = REASON_UNPROTECTED,
						 .time = t->volume_time};
	if (t->unprotected_time && t->unprotected_time >= t->volume_time - DAY)
		return (struct evidence_verdict){.reason = REASON_CONTRADICT,
						 .time = t->unprotected_time};
	return dated(t->volume_time, REASON_ENCRYPTED, policy, now);
}

bool evidence_is_silent(const struct evidence_terminal *t)
{
	bool any = !t->listed || t->has_volume || t->events;
	for (unsigned i = 0; i < TERMINAL_PART_COUNT; i++)
		any = any || t->part[i].there;
	for (unsigned i = 0; i < TERMINAL_WISH_COUNT; i++)
		any = any || t->claims[i].there;
	return !any;
}

struct evidence_verdict evidence_judge(const struct evidence_terminal *t,
				       const struct policy_terminal *policy,
				       enum terminal_wish wish, int64_t now)
{
	struct evidence_verdict against, seen, said;
	if (evidence_is_silent(t))
		return (struct evidence_verdict){.reason = REASON_SILENT};
	if (is_contrary(t, policy, wish, now, &against))
		return against;
	seen = wish == TERMINAL_BITLOCKER ? judge_volume(t, policy, now)
					  : judge_values(t, policy, wish, now);
	said = judge_claim(t, policy, wish, now);
	/* What the terminal itself shows stands above what is said of it, unless that is a newer
	 * no. */
	bool shown = verdict_of(seen.reason) >= VERDICT_CHECKED && seen.time >= said.time;
	bool yes = t->claims[wish].there && t->claims[wish].yes;
	if (verdict_of(seen.reason) == VERDICT_FAIL || seen.reason == REASON_CONTRADICT) {
		seen.said_else = yes;
		return seen;
	}
	if (verdict_of(said.reason) == VERDICT_FAIL) {
		seen.said_else = true;
		return shown ? seen : said;
	}
	return verdict_of(said.reason) > verdict_of(seen.reason) ? said : seen;
}
