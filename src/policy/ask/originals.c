/* SPDX-License-Identifier: Apache-2.0
 * originals.c: what the policy says of originals (元ファイル): whether, on what ground, by which
 * rule.
 */
#include "base/civil.h"
#include "policy/policy.h"

static const char *const extensions[] = {
#define ORIGINAL_FORMAT(name, number, ext, ja, en) [number] = ext,
#include "tbl/original_formats.h"
#undef ORIGINAL_FORMAT
};

/* By the name's extension: what a rule can be about before anybody has looked inside. */
static bool has_extension(enum original_format f, struct view name)
{
	size_t dot = name.n;
	while (dot > 0 && name.p[dot - 1] != '.')
		dot--;
	struct view ext = view_sub(name, dot, name.n), list = view_str(extensions[f]);
	for (size_t at = 0; dot > 0 && ext.n > 0 && at < list.n;) {
		size_t end = view_find(list, at, ',');
		if (view_eq_nocase(view_sub(list, at, end - at), ext))
			return true;
		at = end + 1;
	}
	return false;
}

/* 2027-03-31: its last second in Japan. */
enum err policy_day_end(struct view day, int64_t *ret)
{
	static const uint8_t days_of[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	int64_t y, m, d;
	if (day.n != 10 || day.p[4] != '-' || day.p[7] != '-' ||
	    view_int(view_sub(day, 0, 4), 2000, 2999, &y) != OK ||
	    view_int(view_sub(day, 5, 2), 1, 12, &m) != OK ||
	    view_int(view_sub(day, 8, 2), 1, 31, &d) != OK)
		return E_CONFIG;
	bool leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
	if (d > days_of[m - 1] || (m == 2 && d == 29 && !leap))
		return E_CONFIG;
	*ret = civil_japan_begin(civil_days(y, m, d) + 1) - 1;
	return OK;
}

static bool exception_in_force(const struct policy *p, int64_t now)
{
	int64_t until;
	const struct policy_exception *x = &p->originals.exception;
	return x->clause.n && x->approver.n && policy_day_end(x->until, &until) == OK &&
	       now <= until;
}

enum err policy_originals(const struct policy *p, int64_t now)
{
	if (!p->originals.enabled)
		return E_POLICY;
	return p->originals.meaning == POLICY_MEANS_WIDER || exception_in_force(p, now) ? OK
											: E_POLICY;
}

const struct policy_confirm *policy_confirm(const struct policy *p, const struct policy_unit *unit,
					    struct view name)
{
	for (uint32_t i = 0; unit && i < p->originals.confirm_count; i++)
		if (&p->units[p->originals.confirm[i].unit] == unit &&
		    has_extension(p->originals.confirm[i].format, name))
			return &p->originals.confirm[i];
	return NULL;
}
