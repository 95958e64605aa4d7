/* SPDX-License-Identifier: Apache-2.0
 * site.c: the policy as the pages use it.
 */
#include "sys/file.h"
#include "web/site.h"

enum err site_open(struct site *ret, int policy_fd, bool evaluation, enum direction d)
{
	struct buf text scope_end(buf_free) = buf_new(POLICY_FILE_MAX);
	struct policy_mistakes mistakes;
	struct limits limits;
	try(file_read(policy_fd, POLICY_FILE_MAX, &text));
	*ret = (struct site){
	    .evaluation = evaluation, .direction = d, .memory = arena_new(POLICY_ARENA)};
	try(policy_load(buf_view(&text), &ret->memory, &ret->policy, &mistakes));
	policy_limits_of(&ret->policy, d, &limits);
	ret->limit = limits.input;
	return OK;
}

uint64_t site_limit(const struct site *s, const struct envelope *e)
{
	const struct policy *p = &s->policy;
	const struct policy_unit *unit = NULL; /* of a person: known to the other half alone */
	if (e->direction == DIRECTION_OUT)
		unit = policy_unit(p, view_str(e->unit));
	else if (e->direction == DIRECTION_IN && e->recipient_kind == RECIPIENT_UNIT)
		unit = policy_unit(p, view_str(e->recipient));
	else
		return s->limit; /* a trial comes by no gate */
	return min_of(s->limit, policy_gate_limit(p, POLICY_GATE_PORTAL, s->direction, unit));
}
