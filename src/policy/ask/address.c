/* SPDX-License-Identifier: Apache-2.0
 * address.c: addresses of mail, domains, relays; and where outbound files may go.
 */
#include "policy/read/schema.h"

static bool is_alnum(uint8_t c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* RFC 5321 4.1.2, without quoted local parts, source routes and address literals. */
static bool local_ok(struct view v)
{
	static const char specials[] = "!#$%&'*+-/=?^_`{|}~.";
	if (v.n == 0 || v.n > 64 || v.p[0] == '.' || v.p[v.n - 1] == '.')
		return false;
	for (size_t i = 0; i < v.n; i++) {
		uint8_t c = v.p[i];
		if (!is_alnum(c) && (c == 0 || !strchr(specials, c)))
			return false;
		if (c == '.' && v.p[i - 1] == '.')
			return false;
	}
	return true;
}

/* RFC 1123 2.1: labels of letters, digits and inner hyphens; at least two here. */
bool policy_domain_ok(struct view v)
{
	size_t label = 0, labels = 0;
	if (v.n == 0 || v.n > 253)
		return false;
	for (size_t i = 0; i <= v.n; i++) {
		uint8_t c = i < v.n ? v.p[i] : '.';
		if (c == '.') {
			if (label == 0 || label > 63 || v.p[i - 1] == '-')
				return false;
			labels++;
			label = 0;
			continue;
		}
		if (!is_alnum(c) && (c != '-' || label == 0))
			return false;
		label++;
	}
	return labels >= 2;
}

bool policy_domain_matches(struct view rule, struct view domain)
{
	if (view_eq(rule, VIEW("*")))
		return true;
	if (!view_starts(rule, VIEW("*.")))
		return view_eq_nocase(rule, domain);
	struct view suffix = view_sub(rule, 1, rule.n); /* ".example.jp" */
	return domain.n > suffix.n &&
	       view_eq_nocase(suffix, view_sub(domain, domain.n - suffix.n, suffix.n));
}

bool policy_address_ok(struct view address)
{
	size_t at = view_find(address, 0, '@');
	return address.n <= 254 && local_ok(view_sub(address, 0, at)) &&
	       policy_domain_ok(view_sub(address, at + 1, address.n));
}

/* "3" is all of 3. */
static enum grade highest(const struct policy_destination *d)
{
	return d->highest_grade == GRADE_3 ? GRADE_3A : d->highest_grade;
}

enum err policy_destination(const struct policy *p, struct view address, enum grade grade)
{
	struct view domain = view_sub(address, view_find(address, 0, '@') + 1, address.n);
	if (!policy_address_ok(address))
		return E_RECIPIENT;
	for (uint32_t i = 0; i < p->flows_count; i++) {
		const struct policy_flow *flow = &p->flows[i];
		if (flow->direction != DIRECTION_OUT)
			continue;
		for (uint32_t k = 0; k < flow->destinations_count; k++)
			if (policy_domain_matches(flow->destinations[k].domain, domain))
				return grade != GRADE_NONE &&
					       grade <= highest(&flow->destinations[k])
					   ? OK
					   : E_POLICY;
	}
	return E_POLICY;
}

/* --- where a process connects to --- */

/* 127.0.0.1:25 */
static enum err read_relay(struct view rest, struct policy_relay *ret)
{
	struct policy_relay relay = {0};
	int64_t n;
	for (int i = 0; i < 4; i++) {
		size_t end = view_find(rest, 0, i < 3 ? '.' : ':');
		if (end >= rest.n || end > 3 || view_int(view_sub(rest, 0, end), 0, 255, &n) != OK)
			return E_CONFIG;
		relay.address = relay.address << 8 | (uint32_t)n;
		rest = view_sub(rest, end + 1, rest.n);
	}
	if (view_int(rest, 1, 65535, &n) != OK)
		return E_CONFIG;
	relay.port = (uint16_t)n;
	*ret = relay;
	return OK;
}

enum err policy_relay(const struct policy *p, struct policy_relay *ret)
{
	return read_relay(p->notices.relay, ret);
}

enum err policy_scanner(const struct policy *p, struct policy_relay *ret)
{
	return p->originals.clamd.n ? read_relay(p->originals.clamd, ret) : E_CONFIG;
}
