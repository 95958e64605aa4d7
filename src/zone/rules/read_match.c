/* SPDX-License-Identifier: Apache-2.0
 * read_match.c: what a rule asks of a packet. Whatever is not known here may match or not.
 */
#include "zone/rules/read.h"

/* --- the left side --- */

enum { NEEDS_NOTHING = ZONE_ANY_PROTOCOL };

struct left_row {
	const char *kind, *a, *b; /* {"kind": {"protocol" or "key": a, "field": b}} */
	uint8_t family;
	uint16_t protocol;
	enum zone_field field; /* ZONE_FIELD_COUNT: not modelled, but the needs hold */
	bool loose;
};

/* Rows with b NULL stand for every other field of that header. */
static const struct left_row left_rows[] = {
    {"payload", "ip", "saddr", 4, NEEDS_NOTHING, ZONE_FIELD_SOURCE, false},
    {"payload", "ip", "daddr", 4, NEEDS_NOTHING, ZONE_FIELD_DESTINATION, false},
    {"payload", "ip", "protocol", 4, NEEDS_NOTHING, ZONE_FIELD_PROTOCOL, false},
    {"payload", "ip", NULL, 4, NEEDS_NOTHING, ZONE_FIELD_COUNT, false},
    {"payload", "ip6", "saddr", 6, NEEDS_NOTHING, ZONE_FIELD_SOURCE, false},
    {"payload", "ip6", "daddr", 6, NEEDS_NOTHING, ZONE_FIELD_DESTINATION, false},
    /* The first of a row of headers: the transport's only where there are no others. */
    {"payload", "ip6", "nexthdr", 6, NEEDS_NOTHING, ZONE_FIELD_PROTOCOL, true},
    {"payload", "ip6", NULL, 6, NEEDS_NOTHING, ZONE_FIELD_COUNT, false},
    {"payload", "ether", "saddr", 0, NEEDS_NOTHING, ZONE_FIELD_MAC, false},
    {"payload", "th", "dport", 0, NEEDS_NOTHING, ZONE_FIELD_PORT, false},
    {"payload", "tcp", "dport", 0, 6, ZONE_FIELD_PORT, false},
    {"payload", "tcp", NULL, 0, 6, ZONE_FIELD_COUNT, false},
    {"payload", "udp", "dport", 0, 17, ZONE_FIELD_PORT, false},
    {"payload", "udp", NULL, 0, 17, ZONE_FIELD_COUNT, false},
    {"payload", "sctp", "dport", 0, 132, ZONE_FIELD_PORT, false},
    {"payload", "sctp", NULL, 0, 132, ZONE_FIELD_COUNT, false},
    {"payload", "dccp", "dport", 0, 33, ZONE_FIELD_PORT, false},
    {"payload", "dccp", NULL, 0, 33, ZONE_FIELD_COUNT, false},
    {"payload", "udplite", "dport", 0, 136, ZONE_FIELD_PORT, false},
    {"payload", "udplite", NULL, 0, 136, ZONE_FIELD_COUNT, false},
    {"payload", "icmp", NULL, 0, 1, ZONE_FIELD_COUNT, false},
    {"payload", "icmpv6", NULL, 0, 58, ZONE_FIELD_COUNT, false},
    {"meta", "l4proto", NULL, 0, NEEDS_NOTHING, ZONE_FIELD_PROTOCOL, false},
    {"meta", "nfproto", NULL, 0, NEEDS_NOTHING, ZONE_FIELD_FAMILY, false},
    {"meta", "protocol", NULL, 0, NEEDS_NOTHING, ZONE_FIELD_FAMILY, false},
    {"meta", "iifname", NULL, 0, NEEDS_NOTHING, ZONE_FIELD_FROM, false},
    {"meta", "iif", NULL, 0, NEEDS_NOTHING, ZONE_FIELD_FROM, false},
    {"meta", "oifname", NULL, 0, NEEDS_NOTHING, ZONE_FIELD_TO, false},
    {"meta", "oif", NULL, 0, NEEDS_NOTHING, ZONE_FIELD_TO, false},
    {"ct", "state", NULL, 0, NEEDS_NOTHING, ZONE_FIELD_STATE, false},
};

static const struct left_row *find_left(json_t *left)
{
	for (size_t i = 0; i < array_len(left_rows); i++) {
		const struct left_row *row = &left_rows[i];
		json_t *in = json_object_get(left, row->kind);
		bool payload = same(row->kind, "payload");
		const char *a =
		    json_string_value(json_object_get(in, payload ? "protocol" : "key"));
		const char *b = json_string_value(json_object_get(in, "field"));
		if (!same(a, row->a) || (row->b && !same(b, row->b)))
			continue;
		/* "ct original state", "vxlan ip saddr" and the like would be something else. */
		return json_object_size(in) == (payload ? 2 : 1) ? row : NULL;
	}
	return NULL;
}

static enum err left_one(struct reader *r, json_t *left, struct zone_match *ret)
{
	const struct left_row *row = json_object_size(left) == 1 ? find_left(left) : NULL;
	if (!row || ret->columns == ZONE_COLUMNS_MAX) {
		ret->unknown = true;
		return OK;
	}
	bool two_families = row->family && ret->family && row->family != ret->family;
	bool two_protocols = row->protocol != NEEDS_NOTHING && ret->protocol != NEEDS_NOTHING &&
			     row->protocol != ret->protocol;
	if (two_families || two_protocols)
		return reader_refuse(r, ZONE_PROBLEM_SHAPE, row->a);
	if (row->family)
		ret->family = row->family;
	if (row->protocol != NEEDS_NOTHING)
		ret->protocol = row->protocol;
	if (row->field == ZONE_FIELD_COUNT) {
		ret->unknown = true;
		return OK;
	}
	ret->loose = ret->loose || row->loose;
	ret->field[ret->columns++] = row->field;
	return OK;
}

enum err read_left(struct reader *r, json_t *left, struct zone_match *ret)
{
	*ret = (struct zone_match){.protocol = NEEDS_NOTHING};
	json_t *parts = json_object_get(left, "concat");
	if (!parts)
		return left_one(r, left, ret);
	if (!json_is_array(parts))
		return reader_refuse(r, ZONE_PROBLEM_SHAPE, "concat");
	for (size_t i = 0; i < json_array_size(parts); i++)
		try(left_one(r, json_array_get(parts, i), ret));
	return OK;
}

/* --- values --- */

struct word {
	const char *text;
	uint8_t value;
};

static const struct word families[] = {{"ipv4", 4}, {"ipv6", 6}, {"ip", 4}, {"ip6", 6}};
enum { STATE_ANSWER = 255 };
static const struct word states[] = {{"new", ZONE_STATE_NEW},
				     {"invalid", ZONE_STATE_INVALID},
				     {"untracked", ZONE_STATE_UNTRACKED},
				     {"established", STATE_ANSWER},
				     {"related", STATE_ANSWER}};

static enum err word_value(struct reader *r, const struct word *words, size_t n, json_t *value,
			   uint8_t *ret)
{
	const char *text = json_string_value(value);
	for (size_t i = 0; i < n; i++)
		if (same(words[i].text, text)) {
			*ret = words[i].value;
			return OK;
		}
	return reader_refuse(r, ZONE_PROBLEM_VALUE, text ? text : "?");
}

static enum err interface_value(struct reader *r, json_t *value, uint8_t *ret)
{
	const char *text = json_string_value(value);
	size_t n = text ? strlen(text) : 0;
	/* Lists of names with "*" come out of nft 1.0.6 as ranges of nothing. */
	if (n == 0 || n >= ZONE_INTERFACE_MAX)
		return reader_refuse(r, ZONE_PROBLEM_VALUE, text ? text : "interface");
	for (uint32_t i = 0; i < r->names_count; i++)
		if (strcmp(r->names[i], text) == 0) {
			*ret = (uint8_t)i;
			return OK;
		}
	if (r->names_count == ZONE_INTERFACES_MAX)
		return reader_refuse(r, ZONE_PROBLEM_LIMIT, text);
	memcpy(r->names[r->names_count], text, n + 1);
	*ret = (uint8_t)r->names_count++;
	return OK;
}

static enum err number_value(struct reader *r, json_t *value, json_int_t most, uint64_t *ret)
{
	json_int_t n = json_integer_value(value);
	if (!json_is_integer(value) || n < 0 || n > most)
		return reader_refuse(r, ZONE_PROBLEM_VALUE,
				     json_is_string(value) ? json_string_value(value) : "number");
	*ret = (uint64_t)n;
	return OK;
}

static enum err address_value(struct reader *r, json_t *value, bool v6, uint8_t *ret)
{
	const char *text = json_string_value(value);
	struct policy_prefix p;
	struct view v = view_str(text ? text : "");
	if (view_has(v, VIEW("/")) || (v6 ? policy_prefix6(v, &p) : policy_prefix4(v, &p)) != OK)
		return reader_refuse(r, ZONE_PROBLEM_VALUE, text ? text : "address");
	memcpy(ret, p.address, 16);
	return OK;
}

/* A single value of a column; both ends of `ret` become it. */
static enum err one_value(struct reader *r, const struct zone_match *m, enum zone_field field,
			  json_t *value, uint8_t ret[16])
{
	uint64_t n = 0;
	memset(ret, 0, 16);
	switch (field) {
	case ZONE_FIELD_FAMILY:
		return word_value(r, families, array_len(families), value, ret);
	case ZONE_FIELD_PROTOCOL:
		if (json_is_string(value))
			return zone_protocol(view_str(json_string_value(value)), ret)
				   ? OK
				   : reader_refuse(r, ZONE_PROBLEM_VALUE, json_string_value(value));
		try(number_value(r, value, 255, &n));
		ret[0] = (uint8_t)n;
		return OK;
	case ZONE_FIELD_PORT:
		try(number_value(r, value, 65535, &n));
		ret[0] = (uint8_t)(n >> 8);
		ret[1] = (uint8_t)n;
		return OK;
	case ZONE_FIELD_DESTINATION:
	case ZONE_FIELD_SOURCE:
		return address_value(r, value, m->family == 6, ret);
	case ZONE_FIELD_FROM:
	case ZONE_FIELD_TO:
		return interface_value(r, value, ret);
	case ZONE_FIELD_MAC:
		if (policy_mac(view_str(json_is_string(value) ? json_string_value(value) : ""),
			       ret) != OK)
			return reader_refuse(r, ZONE_PROBLEM_VALUE, "MAC");
		return OK;
	case ZONE_FIELD_STATE:
		return word_value(r, states, array_len(states), value, ret);
	case ZONE_FIELD_COUNT:
		break;
	}
	return reader_refuse(r, ZONE_PROBLEM_SHAPE, "field");
}

static enum err prefix_value(struct reader *r, const struct zone_match *m, enum zone_field field,
			     json_t *prefix, struct zone_range *ret)
{
	uint64_t bits = 0;
	json_int_t most = m->family == 6 ? 128 : 32;
	if (field != ZONE_FIELD_SOURCE && field != ZONE_FIELD_DESTINATION)
		return reader_refuse(r, ZONE_PROBLEM_SHAPE, "prefix");
	try(one_value(r, m, field, json_object_get(prefix, "addr"), ret->first));
	try(number_value(r, json_object_get(prefix, "len"), most, &bits));
	*ret = zone_range_of(ret->first, (unsigned)bits, m->family == 6);
	return OK;
}

static enum err one_range(struct reader *r, const struct zone_match *m, enum zone_field field,
			  json_t *value, struct zone_range *ret)
{
	json_t *range = json_object_get(value, "range"), *prefix = json_object_get(value, "prefix");
	if (prefix)
		return prefix_value(r, m, field, prefix, ret);
	if (range) {
		/* Words have no order that we know of. */
		if (json_array_size(range) != 2 || field == ZONE_FIELD_FAMILY ||
		    field == ZONE_FIELD_FROM || field == ZONE_FIELD_TO || field == ZONE_FIELD_STATE)
			return reader_refuse(r, ZONE_PROBLEM_SHAPE, "range");
		try(one_value(r, m, field, json_array_get(range, 0), ret->first));
		try(one_value(r, m, field, json_array_get(range, 1), ret->last));
		return memcmp(ret->first, ret->last, 16) <= 0
			   ? OK
			   : reader_refuse(r, ZONE_PROBLEM_VALUE, "range");
	}
	try(one_value(r, m, field, value, ret->first));
	memcpy(ret->last, ret->first, sizeof ret->last);
	return OK;
}

/* --- elements --- */

static bool names_wildcard(const struct zone_match *m, json_t *value)
{
	const char *text = json_string_value(value);
	for (size_t i = 0; i < m->columns; i++)
		if ((m->field[i] == ZONE_FIELD_FROM || m->field[i] == ZONE_FIELD_TO) && text &&
		    strchr(text, '*'))
			return true;
	return false;
}

/* It ends with its time, or matches by amount ("limit", "quota"). */
static bool has_mood(json_t *elem)
{
	size_t harmless = 0;
	static const char *const keys[] = {"val", "comment", "counter"};
	for (size_t i = 0; i < array_len(keys); i++)
		harmless += json_object_get(elem, keys[i]) != NULL;
	return json_object_size(elem) != harmless;
}

/* One element into one row of ranges. STATE_ANSWER is outside of what is asked about: the row is
 * given back. */
static enum err one_element(struct reader *r, json_t *value, struct zone_match *m,
			    struct zone_range *rows)
{
	struct zone_range *row = &rows[(size_t)m->elements * m->columns];
	json_t *elem = json_object_get(value, "elem");
	if (elem) {
		m->unknown = m->unknown || has_mood(elem);
		value = json_object_get(elem, "val");
	}
	json_t *parts = json_object_get(value, "concat");
	if ((parts ? json_array_size(parts) : 1) != m->columns)
		return reader_refuse(r, ZONE_PROBLEM_SHAPE, "concat");
	bool answer = false;
	for (size_t i = 0; i < m->columns; i++) {
		json_t *part = parts ? json_array_get(parts, i) : value;
		if (names_wildcard(m, part)) {
			m->unknown = true;
			return OK;
		}
		try(one_range(r, m, m->field[i], part, &row[i]));
		answer =
		    answer || (m->field[i] == ZONE_FIELD_STATE && row[i].first[0] == STATE_ANSWER);
	}
	m->elements += !answer;
	return OK;
}

enum err read_elements(struct reader *r, json_t *const *values, size_t n, struct zone_match *ret)
{
	if (ret->unknown)
		return OK;
	if (n > ZONE_ELEMENTS_MAX || r->elements + n > ZONE_ELEMENTS_MAX)
		return reader_refuse(r, ZONE_PROBLEM_LIMIT, "elements");
	r->elements += (uint32_t)n;
	struct zone_range *rows =
	    arena_array(r->mem, max_of(n, (size_t)1) * ret->columns, sizeof *rows);
	if (!rows)
		return E_NO_MEMORY;
	for (size_t i = 0; i < n && !ret->unknown; i++)
		try(one_element(r, values[i], ret, rows));
	ret->ranges = rows;
	return OK;
}

/* What comes in by no Ethernet has no such address, and `!=` does not match it either. */
static bool asks_mac(const struct zone_match *m)
{
	for (size_t i = 0; i < m->columns; i++)
		if (m->field[i] == ZONE_FIELD_MAC)
			return true;
	return false;
}

/* Extension headers may stand before the transport's: then `nexthdr` names one of those. */
static void loosen(struct zone_match *m)
{
	static const uint8_t extensions[] = {0, 43, 44, 50, 51, 59, 60, 135, 139, 140};
	if (m->negated && asks_mac(m) && !m->loose) {
		m->loose = true;
		return;
	}
	if (!m->loose)
		return;
	if (m->negated || m->columns != 1)
		m->unknown = true;
	for (uint32_t i = 0; i < m->elements; i++)
		for (size_t k = 0; k < array_len(extensions); k++)
			if (m->ranges[i].first[0] <= extensions[k] &&
			    extensions[k] <= m->ranges[i].last[0])
				m->unknown = true;
}

/* "<" and the like, of a single number or address: everything on one side of it. */
static enum err compare(struct reader *r, const char *op, json_t *right, struct zone_match *m)
{
	bool ordered =
	    m->columns == 1 &&
	    (m->field[0] == ZONE_FIELD_PORT || m->field[0] == ZONE_FIELD_SOURCE ||
	     m->field[0] == ZONE_FIELD_DESTINATION || m->field[0] == ZONE_FIELD_PROTOCOL);
	if (!ordered) {
		m->unknown = true;
		return OK;
	}
	try(read_elements(r, &right, 1, m));
	struct zone_range *range = arena_alloc(r->mem, sizeof *range);
	if (!range)
		return E_NO_MEMORY;
	if (m->unknown || m->elements != 1 ||
	    memcmp(m->ranges[0].first, m->ranges[0].last, 16) != 0)
		return reader_refuse(r, ZONE_PROBLEM_SHAPE, op);
	*range = m->ranges[0];
	bool down = same(op, "<=") || same(op, ">");
	m->negated = same(op, "<") || same(op, ">");
	memset(down ? range->first : range->last, down ? 0 : 0xff, 16);
	m->ranges = range;
	return OK;
}

enum err read_match(struct reader *r, json_t *match, struct zone_match *ret)
{
	static const char *const orders[] = {"<", "<=", ">", ">="};
	const char *op = json_string_value(json_object_get(match, "op"));
	json_t *right = json_object_get(match, "right"), *values = NULL;
	bool changing = false;
	if (!op || !right)
		return reader_refuse(r, ZONE_PROBLEM_SHAPE, "match");
	try(read_left(r, json_object_get(match, "left"), ret));
	for (size_t i = 0; i < array_len(orders) && !ret->unknown; i++)
		if (same(op, orders[i])) {
			try(compare(r, op, right, ret));
			loosen(ret);
			return OK;
		}
	bool in = same(op, "in"), flags = ret->columns == 1 && ret->field[0] == ZONE_FIELD_STATE;
	if (!in && !same(op, "==") && !same(op, "!="))
		ret->unknown = true;
	/* "in" asks for any of some bits; "==" of more than one bit is never asked in earnest. */
	if ((in && !flags) || (json_is_array(right) && !(in && flags)) ||
	    json_object_get(right, "|"))
		ret->unknown = true;
	if (ret->unknown)
		return OK;
	ret->negated = same(op, "!=");
	try(reader_values(r, right, &values, &changing));
	ret->unknown = ret->unknown || changing;
	if (json_is_array(right))
		values = right;
	size_t n = values ? json_array_size(values) : 1;
	json_t **list = arena_array(r->mem, max_of(n, (size_t)1), sizeof(void *));
	if (!list)
		return E_NO_MEMORY;
	for (size_t i = 0; i < n; i++)
		list[i] = values ? json_array_get(values, i) : right;
	try(read_elements(r, list, n, ret));
	loosen(ret);
	return OK;
}
