/* SPDX-License-Identifier: Apache-2.0
 * import_csv.c: rules of any firewall or switch as a table (RFC 4180; as Excel saves it). One row
 * is one rule, the first that matches decides, what none matches does not pass. Columns:
 * tbl/zone_columns.h; docs/zones.md has them for people.
 *
 * A cell of several values is parted by spaces, "、" or (in quotes) commas or line ends; empty,
 * "any", "all", "*" and "すべて" are everything. In `from` and `to` stand interfaces or zones (code
 * or name, all interfaces of it), in addresses also codes of the policy's networks.
 */
#include "zone/import/import_parts.h"

enum column {
	ORDER,
	ACTION,
	FROM,
	TO,
	SOURCE,
	DESTINATION,
	PROTOCOL,
	PORTS,
	STATE,
	ENABLED,
	COMMENT,
	COLUMNS
};

#define CELLS_MAX 64

static const struct {
	enum column column;
	const char *name;
} headings[] = {
#define ZONE_COLUMN(column, name) {column, name},
#define ZONE_CELL(column, value, word)
#include "tbl/zone_columns.h"
#undef ZONE_COLUMN
#undef ZONE_CELL
};
static const struct {
	enum column column;
	bool value;
	const char *word;
} cell_words[] = {
#define ZONE_COLUMN(column, name)
#define ZONE_CELL(column, value, word) {column, value, word},
#include "tbl/zone_columns.h"
#undef ZONE_COLUMN
#undef ZONE_CELL
};

struct row {
	struct view cells[CELLS_MAX];
	size_t n;
	uint32_t line; /* where it begins */
};

struct table {
	struct import *m;
	struct cursor c;
	uint8_t between;
	uint32_t line; /* of the cursor */
	size_t column[COLUMNS];
	bool has[COLUMNS];
	struct row row;
};

/* A rule with its place in the order. */
struct ordered {
	int64_t order;
	struct zone_step step;
};

/* --- cells --- */

/* "" in quotes is one quote: then, and only then, the cell is copied. */
static enum err unquote(struct table *t, struct view *ret)
{
	struct cursor *c = &t->c;
	size_t from = ++c->at, quotes = 0;
	for (;; c->at++) {
		if (c->at >= c->v.n)
			return import_refuse(t->m, ZONE_PROBLEM_SHAPE, VIEW("\""));
		t->line += c->v.p[c->at] == '\n';
		if (c->v.p[c->at] != '"')
			continue;
		if (c->at + 1 >= c->v.n || c->v.p[c->at + 1] != '"')
			break;
		quotes++;
		c->at++;
	}
	*ret = view_sub(c->v, from, c->at - from);
	c->at++;
	if (quotes == 0)
		return OK;
	uint8_t *to = arena_alloc(t->m->mem, ret->n + 1);
	size_t n = 0;
	if (!to)
		return E_NO_MEMORY;
	for (size_t i = 0; i < ret->n; i++) {
		to[n++] = ret->p[i];
		i += ret->p[i] == '"';
	}
	*ret = view_of(to, n);
	return OK;
}

static enum err read_cell(struct table *t, struct view *ret)
{
	struct cursor *c = &t->c;
	if (cursor_left(c) > 0 && c->v.p[c->at] == '"') {
		try(unquote(t, ret));
	} else {
		size_t from = c->at;
		while (cursor_left(c) > 0 && c->v.p[c->at] != t->between && c->v.p[c->at] != '\n')
			c->at++;
		*ret = view_trim(view_sub(c->v, from, c->at - from));
		return OK;
	}
	while (cursor_left(c) > 0 && (c->v.p[c->at] == ' ' || c->v.p[c->at] == '\r'))
		c->at++;
	return cursor_left(c) == 0 || c->v.p[c->at] == t->between || c->v.p[c->at] == '\n'
		   ? OK
		   : import_refuse(t->m, ZONE_PROBLEM_SHAPE, *ret);
}

/* Up to the end of a line that is in no cell. */
static enum err read_row(struct table *t)
{
	t->row.line = t->m->line = t->line;
	t->row.n = 0;
	for (;;) {
		if (t->row.n == CELLS_MAX)
			return import_refuse(t->m, ZONE_PROBLEM_LIMIT, VIEW("columns"));
		try(read_cell(t, &t->row.cells[t->row.n++]));
		bool end = cursor_left(&t->c) == 0;
		bool line_end = !end && t->c.v.p[t->c.at] == '\n';
		t->c.at += !end;
		t->line += line_end;
		if (end || line_end)
			return OK;
	}
}

static bool is_empty(const struct row *r)
{
	for (size_t i = 0; i < r->n; i++)
		if (view_trim(r->cells[i]).n > 0)
			return false;
	return true;
}

static struct view cell(const struct table *t, enum column c)
{
	return t->has[c] && t->column[c] < t->row.n ? view_trim(t->row.cells[t->column[c]])
						    : (struct view){0};
}

static bool column_of(struct view heading, enum column *ret)
{
	for (size_t i = 0; i < array_len(headings); i++)
		if (view_eq_nocase(view_trim(heading), view_str(headings[i].name))) {
			*ret = headings[i].column;
			return true;
		}
	return false;
}

static enum err read_head(struct table *t)
{
	static const struct {
		enum column column;
		const char *name;
	} needed[] = {{ACTION, "action"}, {SOURCE, "source"}, {DESTINATION, "destination"}};
	try(read_row(t));
	for (size_t i = 0; i < t->row.n; i++) {
		enum column c;
		if (view_trim(t->row.cells[i]).n == 0)
			continue;
		if (!column_of(t->row.cells[i], &c))
			return import_refuse(t->m, ZONE_PROBLEM_COLUMN, t->row.cells[i]);
		if (t->has[c])
			return import_refuse(t->m, ZONE_PROBLEM_TWICE, t->row.cells[i]);
		t->has[c] = true;
		t->column[c] = i;
	}
	for (size_t i = 0; i < array_len(needed); i++)
		if (!t->has[needed[i].column])
			return import_refuse(t->m, ZONE_PROBLEM_NO_COLUMN,
					     view_str(needed[i].name));
	return OK;
}

/* --- values --- */

static bool is_any(struct view v)
{
	static const char *const words[] = {"any", "all", "*", "すべて", "全て", "-"};
	for (size_t i = 0; i < array_len(words); i++)
		if (view_eq_nocase(v, view_str(words[i])))
			return true;
	return v.n == 0;
}

static enum err yes_or_no(struct table *t, enum column c, bool otherwise, bool *ret)
{
	struct view v = cell(t, c);
	*ret = otherwise;
	if (v.n == 0 && c != ACTION)
		return OK;
	for (size_t i = 0; i < array_len(cell_words); i++)
		if (cell_words[i].column == c && view_eq_nocase(v, view_str(cell_words[i].word))) {
			*ret = cell_words[i].value;
			return OK;
		}
	return import_refuse(t->m, ZONE_PROBLEM_VALUE, v);
}

/* The next of several values; empty behind the last. "、" is three bytes of UTF-8. */
static struct view next_value(struct view *rest)
{
	static const char between[] = " ,;\t\r\n";
	struct view v = {0};
	while (v.n == 0 && rest->n > 0) {
		size_t n = 0, skip = 1;
		while (n < rest->n && !(rest->p[n] && strchr(between, rest->p[n]))) {
			if (view_starts(view_sub(*rest, n, 3), VIEW("、"))) {
				skip = 3;
				break;
			}
			n++;
		}
		v = view_sub(*rest, 0, n);
		*rest = view_sub(*rest, n + skip, rest->n);
	}
	return v;
}

/* Interfaces of the zone of that code or name; none: false. */
static enum err add_zone(struct table *t, struct view v, struct import_list *l, bool *ret)
{
	const struct policy *p = t->m->allowed->policy;
	*ret = false;
	for (uint32_t z = 0; z < p->zones_count; z++) {
		if (!view_eq(view_str(p->zones[z].code), v) && !view_eq(p->zones[z].name, v))
			continue;
		bool found = false;
		*ret = true;
		for (uint32_t i = 0; i < t->m->allowed->interfaces_count; i++) {
			struct zone_range row = import_byte((uint8_t)i, (uint8_t)i);
			if (t->m->allowed->interfaces[i].zone != z)
				continue;
			t->m->named[i] = true;
			try(import_add(t->m, l, &row));
			found = true;
		}
		/* A rule of a zone that is nowhere here would be a rule about nothing. */
		if (!found)
			return import_refuse(t->m, ZONE_PROBLEM_NO_INTERFACE, v);
	}
	return OK;
}

static enum err interfaces(struct table *t, enum column c, enum zone_field field,
			   struct import_step *s)
{
	struct import_list list = {.columns = 1};
	struct view rest = cell(t, c), v;
	if (is_any(rest))
		return OK;
	while ((v = next_value(&rest)).n > 0) {
		uint8_t at;
		bool zone = false;
		if (!import_ours(t->m, v, &at))
			try(add_zone(t, v, &list, &zone));
		if (zone)
			continue;
		try(import_interface(t->m, v, &at));
		struct zone_range row = import_byte(at, at);
		try(import_add(t->m, &list, &row));
	}
	return list.n > 0 ? import_match_list(t->m, s, field, &list, false)
			  : import_refuse(t->m, ZONE_PROBLEM_VALUE, cell(t, c));
}

struct families {
	struct import_list four, six;
	bool any;
};

static enum err add_network(struct table *t, struct view code, struct families *f, bool *ret)
{
	const struct policy *p = t->m->allowed->policy;
	*ret = false;
	for (uint32_t i = 0; i < p->networks_count; i++) {
		const struct policy_network *n = &p->networks[i];
		const struct view texts[] = {n->v4, n->v6};
		if (!view_eq(view_str(n->code), code))
			continue;
		*ret = true;
		for (size_t k = 0; k < 2; k++) {
			struct zone_range row;
			bool v6;
			if (texts[k].n > 0 && import_addresses(texts[k], false, &row, &v6))
				try(import_add(t->m, v6 ? &f->six : &f->four, &row));
		}
	}
	return OK;
}

static enum err addresses(struct table *t, enum column c, struct families *ret)
{
	struct view rest = cell(t, c), v;
	*ret = (struct families){.four.columns = 1, .six.columns = 1, .any = is_any(rest)};
	if (ret->any)
		return OK;
	while ((v = next_value(&rest)).n > 0) {
		struct zone_range row;
		bool v6, network = false;
		if (import_addresses(v, false, &row, &v6)) {
			try(import_add(t->m, v6 ? &ret->six : &ret->four, &row));
			continue;
		}
		try(add_network(t, v, ret, &network));
		if (!network)
			return import_refuse(t->m, ZONE_PROBLEM_VALUE, v);
	}
	return ret->four.n + ret->six.n > 0 ? OK
					    : import_refuse(t->m, ZONE_PROBLEM_VALUE, cell(t, c));
}

static enum err protocols(struct table *t, struct import_step *s, bool *ret_ports)
{
	struct import_list list = {.columns = 1};
	struct view rest = cell(t, PROTOCOL), v;
	*ret_ports = !is_any(rest);
	if (is_any(rest))
		return OK;
	while ((v = next_value(&rest)).n > 0) {
		struct zone_range row = {0};
		if (view_eq_nocase(v, VIEW("ip"))) { /* whatever else is named beside it */
			*ret_ports = false;
			return OK;
		}
		if (!import_protocol(v, &row.first[0]))
			return import_refuse(t->m, ZONE_PROBLEM_VALUE, v);
		row.last[0] = row.first[0];
		*ret_ports = *ret_ports && zone_has_ports(row.first[0]);
		try(import_add(t->m, &list, &row));
	}
	return import_match_list(t->m, s, ZONE_FIELD_PROTOCOL, &list, false);
}

static enum err ports(struct table *t, struct import_step *s, bool may)
{
	struct import_list list = {.columns = 1};
	struct view rest = cell(t, PORTS), v;
	if (is_any(rest))
		return OK;
	if (!may) /* ports of which protocol? */
		return import_refuse(t->m, ZONE_PROBLEM_PORTS, rest);
	while ((v = next_value(&rest)).n > 0) {
		struct zone_range row;
		if (!import_ports(v, '-', &row))
			return import_refuse(t->m, ZONE_PROBLEM_VALUE, v);
		try(import_add(t->m, &list, &row));
	}
	return import_match_list(t->m, s, ZONE_FIELD_PORT, &list, false);
}

/* --- rules --- */

/* It might decide something, or a comma too many has moved the others. */
static enum err nothing_beside(const struct table *t)
{
	for (size_t i = 0; i < t->row.n; i++) {
		bool known = view_trim(t->row.cells[i]).n == 0;
		for (size_t c = 0; c < COLUMNS && !known; c++)
			known = t->has[c] && t->column[c] == i;
		if (!known)
			return import_refuse(t->m, ZONE_PROBLEM_COLUMN, t->row.cells[i]);
	}
	return OK;
}

/* Merged cells are empty from the second row on. Taken for everything, an accept shows too much and
 * is found; a deny would hide what passes. */
static enum err nothing_empty(const struct table *t, bool ports)
{
	static const enum column asked[] = {FROM, TO, SOURCE, DESTINATION, PROTOCOL, PORTS};
	for (size_t i = 0; i < array_len(asked); i++)
		if (t->has[asked[i]] && cell(t, asked[i]).n == 0 && (ports || asked[i] != PORTS))
			return import_refuse(t->m, ZONE_PROBLEM_EMPTY, cell(t, COMMENT));
	return OK;
}

/* An address match holds for its family alone: the other is another step. */
static enum err address_match(struct import *m, struct import_step *s, enum zone_field field,
			      const struct families *f, bool v6)
{
	const struct import_list *l = v6 ? &f->six : &f->four;
	struct zone_match match = {.family = v6 ? 6 : 4,
				   .protocol = ZONE_ANY_PROTOCOL,
				   .columns = f->any ? 0 : 1,
				   .field = {field},
				   .ranges = l->rows,
				   .elements = l->n};
	return import_match(m, s, &match);
}

static enum err rule(struct table *t, struct import_steps *steps)
{
	struct families source, destination;
	bool accept, fresh, enabled, may_ports;
	try(nothing_beside(t));
	try(yes_or_no(t, ACTION, false, &accept));
	try(yes_or_no(t, STATE, true, &fresh));
	try(yes_or_no(t, ENABLED, true, &enabled));
	try(addresses(t, SOURCE, &source));
	try(addresses(t, DESTINATION, &destination));
	for (int v6 = 0; v6 < 2; v6++) {
		struct import_step s = {0};
		try(interfaces(t, FROM, ZONE_FIELD_FROM, &s));
		try(interfaces(t, TO, ZONE_FIELD_TO, &s));
		try(protocols(t, &s, &may_ports));
		try(ports(t, &s, may_ports));
		try(address_match(t->m, &s, ZONE_FIELD_SOURCE, &source, v6));
		try(address_match(t->m, &s, ZONE_FIELD_DESTINATION, &destination, v6));
		if (!enabled || !fresh)
			continue;
		if (!accept)
			try(nothing_empty(t, may_ports));
		try(import_end_step(
		    t->m, steps, &s, accept ? ZONE_VERDICT_ACCEPT : ZONE_VERDICT_DROP, NULL,
		    (struct zone_step){
			.line = t->row.line, .comment = cell(t, COMMENT), .label = VIEW("CSV")}));
	}
	return OK;
}

static int by_order(const void *a, const void *b)
{
	const struct ordered *x = a, *y = b;
	if (x->order != y->order)
		return x->order < y->order ? -1 : 1;
	return (x->step.line > y->step.line) - (x->step.line < y->step.line);
}

/* Numbers may be in any order, but each is there once. */
static enum err sort(struct import *m, struct ordered *rows, struct import_steps *steps)
{
	qsort(rows, steps->n, sizeof *rows, by_order);
	for (uint32_t i = 0; i < steps->n; i++) {
		m->line = rows[i].step.line;
		if (i > 0 && rows[i].order == rows[i - 1].order &&
		    rows[i].step.line != rows[i - 1].step.line)
			return import_refuse(m, ZONE_PROBLEM_TWICE, VIEW("order"));
		steps->rows[i] = rows[i].step;
	}
	return OK;
}

static enum err rules(struct table *t, struct import_steps *steps)
{
	struct ordered *rows = NULL;
	uint32_t room = 0, n = 0;
	while (cursor_left(&t->c) > 0) {
		try(read_row(t));
		if (is_empty(&t->row))
			continue;
		try(rule(t, steps));
		int64_t order = t->row.line;
		if (t->has[ORDER] && view_int(cell(t, ORDER), 0, INT32_MAX, &order) != OK)
			return import_refuse(t->m, ZONE_PROBLEM_VALUE, cell(t, ORDER));
		for (; n < steps->n; n++) {
			struct ordered *grown = import_grow(t->m, rows, n, &room, sizeof *rows);
			if (!grown)
				return E_NO_MEMORY;
			rows = grown;
			rows[n] = (struct ordered){order, steps->rows[n]};
		}
	}
	return n > 0 ? sort(t->m, rows, steps) : OK;
}

/* The first row names at least an action. */
bool import_is_csv(struct view text)
{
	struct view head = view_take(&text, '\n');
	uint8_t between = view_find(head, 0, '\t') < head.n ? '\t' : ',';
	enum column c;
	for (unsigned i = 0; i < CELLS_MAX && head.n > 0; i++) {
		struct view word = view_trim(view_take(&head, between));
		if (word.n >= 2 && word.p[0] == '"' && word.p[word.n - 1] == '"')
			word = view_sub(word, 1, word.n - 2);
		if (column_of(word, &c) && c == ACTION)
			return true;
	}
	return false;
}

enum err import_csv(struct import *m, struct view text, struct zone_ruleset *ret)
{
	struct table *t = arena_alloc(m->mem, sizeof *t);
	struct zone_chain *chain = arena_alloc(m->mem, sizeof *chain);
	const struct zone_chain **bases = arena_array(m->mem, 1, sizeof(void *));
	struct import_steps steps = {0};
	struct view head = view_sub(text, 0, view_find(text, 0, '\n'));
	if (!t || !chain || !bases)
		return E_NO_MEMORY;
	t->m = m;
	t->c = cursor_of(text);
	t->line = 1;
	t->between = view_find(head, 0, '\t') < head.n ? '\t' : ',';
	try(read_head(t));
	try(rules(t, &steps));
	*chain = (struct zone_chain){.family = VIEW("CSV"),
				     .name = VIEW("CSV"),
				     .steps = steps.rows,
				     .steps_count = steps.n,
				     .drops = true};
	bases[0] = chain;
	ret->bases = bases;
	ret->bases_count = 1;
	return OK;
}
