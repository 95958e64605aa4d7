/* SPDX-License-Identifier: Apache-2.0
 * uri.c: a link target, checked part by part; whatever is not named here is refused.
 */
#include "form/uri.h"

static bool is_alnum(uint8_t c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_hex(uint8_t c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* Path, query and fragment: RFC 3986 characters and %XX, but no %00..%1F and no %7F. */
static bool tail_ok(struct view v)
{
	for (size_t i = 0; i < v.n; i++) {
		if (v.p[i] == '%') {
			if (v.n - i < 3 || !is_hex(v.p[i + 1]) || !is_hex(v.p[i + 2]))
				return false;
			if (v.p[i + 1] < '2' || (v.p[i + 1] == '7' && (v.p[i + 2] | 0x20) == 'f'))
				return false;
			i += 2;
		} else if (!is_alnum(v.p[i]) && !memchr("-._~!$&'()*+,;=:@/?#[]", v.p[i], 22)) {
			return false;
		}
	}
	return true;
}

static bool port_ok(struct view v)
{
	int64_t port;
	return v.n > 0 && v.p[0] != '+' && view_int(v, 1, 65535, &port) == OK;
}

/* A registered name or IPv4 address; [IPv6] with hex digits, colons and dots only. */
static bool host_ok(struct view v)
{
	if (v.n > 2 && v.p[0] == '[') {
		size_t end = view_find(v, 0, ']');
		for (size_t i = 1; i < end; i++)
			if (!is_hex(v.p[i]) && v.p[i] != ':' && v.p[i] != '.')
				return false;
		if (end == v.n || end < 3)
			return false;
		struct view rest = view_sub(v, end + 1, v.n);
		return rest.n == 0 || (rest.p[0] == ':' && port_ok(view_sub(rest, 1, rest.n)));
	}
	size_t colon = view_find(v, 0, ':');
	if (colon == 0 || colon > 253 || (colon < v.n && !port_ok(view_sub(v, colon + 1, v.n))))
		return false;
	for (size_t i = 0; i < colon; i++)
		if (!is_alnum(v.p[i]) && v.p[i] != '-' && v.p[i] != '.' && v.p[i] != '_')
			return false;
	return is_alnum(v.p[0]);
}

static bool web_ok(struct view rest)
{
	size_t end = 0;
	while (end < rest.n && rest.p[end] != '/' && rest.p[end] != '?' && rest.p[end] != '#')
		end++;
	return host_ok(view_sub(rest, 0, end)) && tail_ok(view_sub(rest, end, rest.n));
}

static bool mail_header_ok(struct view name)
{
	static const char *const names[] = {"subject", "body", "cc", "bcc", "to"};
	for (size_t i = 0; i < array_len(names); i++)
		if (view_eq_nocase(name, view_str(names[i])))
			return true;
	return false;
}

/* mailto:a@b,c@d?subject=...: nothing that attaches a file. */
static bool mail_ok(struct view rest)
{
	size_t query = view_find(rest, 0, '?');
	struct view headers = view_sub(rest, query + 1, rest.n);
	if (query == rest.n)
		headers.n = 0;
	if (!tail_ok(rest) || view_find(rest, 0, '/') < query)
		return false;
	while (headers.n > 0) {
		size_t amp = view_find(headers, 0, '&');
		struct view one = view_sub(headers, 0, amp);
		size_t equals = view_find(one, 0, '=');
		if (equals == one.n || !mail_header_ok(view_sub(one, 0, equals)))
			return false;
		headers = view_sub(headers, amp + 1, headers.n);
	}
	return rest.n > 0;
}

bool uri_ok(struct view uri)
{
	static const struct {
		const char *prefix;
		bool (*rest)(struct view rest);
	} schemes[] = {{"http://", web_ok}, {"https://", web_ok}, {"mailto:", mail_ok}};
	if (uri.n > URI_MAX)
		return false;
	for (size_t i = 0; i < array_len(schemes); i++) {
		struct view prefix = view_str(schemes[i].prefix);
		if (view_eq_nocase(view_sub(uri, 0, prefix.n), prefix))
			return schemes[i].rest(view_sub(uri, prefix.n, uri.n));
	}
	return false;
}
