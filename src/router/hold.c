/* SPDX-License-Identifier: Apache-2.0
 * hold.c: which rule set is in force, and the one way in which another one comes.
 */
#include "router/hold.h"

#include <fcntl.h>
#include <unistd.h>

#include "notary/key_file.h"
#include "router/hold_parts.h"
#include "sys/file.h"
#include "sys/log.h"
#include "sys/wire.h"

/* --- the kept file --- */

enum err hold_read(struct view file, struct hold_head *ret, struct view *ret_rules,
		   struct view *ret_flows)
{
	struct hold_head head;
	if (file.n < sizeof head)
		return E_BROKEN;
	memcpy(&head, file.p, sizeof head);
	if (memcmp(head.magic, HOLD_MAGIC, sizeof HOLD_MAGIC) != 0 || head.rules > ZONE_SET_MAX ||
	    head.flows > ZONE_FLOWS_MAX || file.n != sizeof head + head.rules + head.flows)
		return E_BROKEN;
	*ret = head;
	*ret_rules = view_sub(file, sizeof head, head.rules);
	*ret_flows = view_sub(file, sizeof head + head.rules, head.flows);
	return OK;
}

static void replace(struct buf *b, struct view v)
{
	buf_clear(b);
	buf_put(b, v);
}

static enum err open_applied(struct hold *h)
{
	struct hold_head head;
	struct view rules, flows;
	struct leaf leaf;
	scope_end(buf_free) struct buf file = buf_new(HOLD_FILE_MAX);
	scope_end(close_fd) int fd =
	    openat(h->dir, HOLD_APPLIED, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		return errno == ENOENT ? OK : err_of_errno(errno);
	enum err e = file_read(fd, HOLD_FILE_MAX, &file);
	if (e == OK)
		e = hold_read(buf_view(&file), &head, &rules, &flows);
	if (e == OK)
		e = zone_permit_check(&h->notary, &h->auth, h->evaluation, &head.permit, &leaf);
	if (e == OK && !hash_is(rules, head.permit.request.rules))
		e = E_HASH;
	if (e != OK) {
		log_warn("the rule set that was kept does not count: %s", err_text(e)->name);
		return OK;
	}
	replace(&h->rules, rules);
	replace(&h->flows, flows);
	h->head = head;
	h->has = h->rules.err == OK && h->flows.err == OK;
	return h->has ? OK : E_NO_MEMORY;
}

static enum err keep(struct hold *h, const struct hold_head *head, struct view rules,
		     struct view flows)
{
	scope_end(buf_free) struct buf file = buf_new(HOLD_FILE_MAX);
	buf_put(&file, view_of(head, sizeof *head));
	buf_put(&file, rules);
	buf_put(&file, flows);
	try(file.err);
	return file_replace(h->dir, HOLD_APPLIED, buf_view(&file));
}

enum err hold_open(int dir, bool evaluation, const struct policy *policy, struct hold *ret)
{
	*ret = (struct hold){.dir = dir,
			     .evaluation = evaluation,
			     .policy = policy,
			     .rules = buf_new(ZONE_SET_MAX),
			     .flows = buf_new(ZONE_FLOWS_MAX)};
	enum err e = public_key_file_read(dir, "notary.pub", evaluation, &ret->notary);
	if (e == OK)
		e = public_key_file_read(dir, "auth.pub", evaluation, &ret->auth);
	if (e == E_NOT_FOUND)
		return E_CONFIG;
	try(e);
	return open_applied(ret);
}

/* --- what the policy in force stands for --- */

enum err hold_make(const struct hold *h, int64_t now, struct hold_made *ret)
{
	try(zone_allowed(h->policy, now, &ret->mem, &ret->allowed));
	try(zone_compile(&ret->allowed, &ret->rules, &ret->generation));
	return zone_flows(&ret->allowed, &ret->flows);
}

void hold_made_free(struct hold_made *m)
{
	arena_free(&m->mem);
	buf_free(&m->rules);
	buf_free(&m->flows);
}

struct hold_made hold_made_new(void)
{
	return (struct hold_made){.mem = arena_new(POLICY_ARENA),
				  .rules = buf_new(ZONE_SET_MAX),
				  .flows = buf_new(ZONE_FLOWS_MAX)};
}

/* --- loading --- */

static enum err load(struct hold *h, struct view rules)
{
	char why[KERNEL_WHY];
	enum err e = kernel_load(rules, why);
	h->printed = false;
	if (e != OK)
		log_warn("the kernel did not take the rules: %s", why);
	return e;
}

/* The table with nothing in it that passes. */
static enum err load_closed(struct hold *h, int64_t now)
{
	scope_end(hold_made_free) struct hold_made m = hold_made_new();
	try(zone_allowed(h->policy, now, &m.mem, &m.allowed));
	m.allowed.rules_count = 0;
	try(zone_compile(&m.allowed, &m.rules, &m.generation));
	return load(h, buf_view(&m.rules));
}

/* What is in force, or what forwards nothing: also where the kernel does not take any more what it
 * took once. */
static enum err load_own(struct hold *h, int64_t now)
{
	h->closed = h->has && load(h, buf_view(&h->rules)) != OK;
	if (h->closed)
		log_warn("what was in force cannot be loaded again: nothing passes");
	return h->has && !h->closed ? OK : load_closed(h, now);
}

/* Position + 1 of what was taken last; 0: nothing was. */
static uint64_t base_of(const struct hold *h)
{
	struct leaf leaf;
	return h->has && leaf_read(view_of(h->head.permit.leaf, LEAF_LEN), &leaf) == OK
		   ? leaf.position + 1
		   : 0;
}

static void settled(struct hold *h, int64_t now)
{
	struct body_zone_state s = {.loaded = now};
	if (h->has && !h->closed) {
		const struct zone_request *r = &h->head.permit.request;
		s.position = base_of(h) - 1;
		memcpy(s.id, r->id, ID_LEN);
		memcpy(s.policy, r->policy, HASH_LEN);
		s.applied = h->head.applied;
		s.generation = r->generation;
		s.flows = zone_flows_count(buf_view(&h->flows));
	}
	h->state = s;
	if (kernel_print(h->print) == OK)
		h->printed = true;
	hold_prove(h, now);
	hold_note(h);
}

enum err hold_begin(struct hold *h, int64_t now)
{
	try(load_own(h, now));
	settled(h, now);
	return OK;
}

/* --- taking another one --- */

static bool approver_ok(const struct hold *h, const struct zone_permit *p)
{
	const struct policy_person *who = policy_person(h->policy, view_str(p->warrant.person));
	return who && policy_has_role(who, h->policy->boundary.approver);
}

/* What the permit says, before anything is read of the rules. */
static enum err permitted(const struct hold *h, const struct zone_permit *p, int64_t now)
{
	const struct zone_request *r = &p->request;
	struct leaf leaf;
	try(zone_permit_check(&h->notary, &h->auth, h->evaluation, p, &leaf));
	if (leaf.position < base_of(h))
		return E_REPLAY;
	/* By the later of two clocks: one that was set back makes nothing younger. */
	if (max_of(now, leaf.time) >= zone_until(p, h->policy->boundary.load_days))
		return E_EXPIRED;
	if (r->base != base_of(h))
		return E_CHANGED;
	if (memcmp(r->policy, h->policy->hash, HASH_LEN) != 0)
		return E_POLICY;
	return approver_ok(h, p) ? OK : E_FORBIDDEN;
}

/* The rules and the words are what this process makes of the policy by itself. */
static enum err same_as_made(const struct hold *h, const struct zone_request *r, struct view rules,
			     const struct hold_made *m)
{
	struct zone_change change;
	scope_end(buf_free) struct buf words = buf_new(ZONE_WORDS_MAX);
	if (rules.n != r->length || !hash_is(rules, r->rules))
		return E_HASH;
	if (!view_eq(rules, buf_view(&m->rules)) || m->generation != r->generation)
		return E_POLICY;
	struct view before = h->has ? buf_view(&h->flows) : view_of(NULL, 0);
	try(zone_flows_change(before, buf_view(&m->flows), &words, &change));
	return hash_is(buf_view(&words), r->words) ? OK : E_CHANGED;
}

/* Loaded, read back, proved, kept: or what was there before comes back. */
static enum err put_in_force(struct hold *h, const struct hold_head *head, struct view rules,
			     const struct hold_made *m, int64_t now)
{
	struct zone_view_result seen;
	enum err e = load(h, rules);
	if (e == OK) {
		hold_check(&m->allowed, &seen);
		e = seen.proved == ZONE_PROVED ? OK : E_FORM;
		if (e != OK)
			log_warn("the rules were read back and not proved: %s", seen.words);
	}
	if (e == OK)
		e = keep(h, head, rules, buf_view(&m->flows));
	if (e != OK) {
		h->lost = load_own(h, now) != OK;
		if (h->lost)
			log_warn("not even what forwards nothing could be loaded");
		settled(h, now);
		return e;
	}
	replace(&h->rules, rules);
	replace(&h->flows, buf_view(&m->flows));
	h->head = *head;
	h->has = true;
	h->closed = false;
	settled(h, now);
	return OK;
}

enum err hold_take(struct hold *h, const struct zone_permit *p, int fd, int64_t now)
{
	struct hold_head head = {.magic = HOLD_MAGIC, .permit = *p, .applied = now};
	scope_end(hold_made_free) struct hold_made m = hold_made_new();
	scope_end(memfd_unmap) struct view rules = {0};
	/* Asked again for what is in force: it is. */
	if (h->has && !h->closed && memcmp(&h->head.permit, p, sizeof *p) == 0)
		return OK;
	try(permitted(h, p, now));
	try(memfd_map(fd, &rules));
	if (rules.n > ZONE_SET_MAX)
		return E_LIMIT_SIZE;
	try(hold_make(h, now, &m));
	try(same_as_made(h, &p->request, rules, &m));
	head.rules = rules.n;
	head.flows = m.flows.n;
	return put_in_force(h, &head, rules, &m, now);
}
