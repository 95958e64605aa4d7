/* SPDX-License-Identifier: Apache-2.0
 * definition.c: a definition's text to its rules: tree, keys, codes, and what only the whole shows.
 */
#include <openssl/evp.h>

#include "register/definition_parts.h"

void def_complain(struct def_reader *x, enum mistake_code code, const struct yaml_node *node,
		  struct mistake_values values)
{
	mistake_add(x->s->m, code, node->line, node->column, yaml_path(node, x->s->mem), values);
}

void *def_take(struct def_reader *x, size_t count, size_t size)
{
	void *p = arena_array(x->s->mem, max_of(count, (size_t)1), size);
	if (!p)
		x->s->err = E_NO_MEMORY;
	return p;
}

const struct yaml_node *def_member(const struct yaml_node *node, const char *key)
{
	const struct yaml_node *found = yaml_member(node, key);
	return found ? found : node;
}

const struct yaml_node *def_entry(const struct def_reader *x, const char *list, uint32_t i)
{
	const struct yaml_node *all = def_member(x->root, list), *n = all->first;
	while (n && n->index < i)
		n = n->next;
	return n ? n : all;
}

uint32_t register_field(const struct register_rules *r, struct view code)
{
	for (uint32_t i = 0; i < r->d.fields_count; i++)
		if (view_eq(view_str(r->d.fields[i].code), code))
			return i;
	return POLICY_NONE;
}

uint32_t register_state(const struct register_rules *r, struct view code)
{
	for (uint32_t i = 0; i < r->d.states_count; i++)
		if (view_eq(view_str(r->d.states[i].code), code))
			return i;
	return POLICY_NONE;
}

/* The codes of a list of records, each of which begins with it. */
struct codes {
	const void *list;
	uint32_t count;
	size_t size;
	const char *ja, *en;
};

static const char *code_at(const struct codes *c, uint32_t i)
{
	return (const char *)c->list + i * c->size;
}

static void complain_unknown(struct def_reader *x, struct view code, const struct yaml_node *node,
			     const struct codes *c)
{
	struct view names[200];
	uint32_t n = min_of(c->count, (uint32_t)array_len(names));
	for (uint32_t i = 0; i < n; i++)
		names[i] = view_str(code_at(c, i));
	int near = mistake_nearest(code, names, n);
	struct view ja = view_str(c->ja), en = view_str(c->en);
	if (near >= 0)
		def_complain(x, MISTAKE_REF_NEAR, node, VALUES(code, ja, en, names[near]));
	else
		def_complain(x, MISTAKE_REF_UNKNOWN, node, VALUES(code, ja, en));
}

uint32_t def_field(struct def_reader *x, struct view code, const struct yaml_node *node)
{
	const struct register_definition *d = &x->r->d;
	uint32_t i = register_field(x->r, code);
	if (i == POLICY_NONE)
		complain_unknown(
		    x, code, node,
		    &(struct codes){d->fields, d->fields_count, sizeof *d->fields, "欄", "field"});
	return i;
}

uint32_t def_state(struct def_reader *x, struct view code, const struct yaml_node *node)
{
	const struct register_definition *d = &x->r->d;
	uint32_t i = register_state(x->r, code);
	if (i == POLICY_NONE)
		complain_unknown(x, code, node,
				 &(struct codes){d->states, d->states_count, sizeof *d->states,
						 "状態", "state"});
	return i;
}

/* Each code once in its list. */
static void check_codes(struct def_reader *x, const struct yaml_node *list, const void *records,
			uint32_t count, size_t size)
{
	struct codes c = {.list = records, .count = count, .size = size};
	for (uint32_t i = 1; list && i < count; i++)
		for (uint32_t j = 0; j < i; j++) {
			if (strcmp(code_at(&c, i), code_at(&c, j)) != 0)
				continue;
			const struct yaml_node *at = list->first, *first = list->first;
			while (at->index < i)
				at = at->next;
			while (first->index < j)
				first = first->next;
			scope_end(buf_free) struct buf line = buf_new(16);
			buf_int(&line, first->line);
			def_complain(x, MISTAKE_CODE_TWICE, def_member(at, "code"),
				     VALUES(view_str(code_at(&c, i)), buf_view(&line)));
			break;
		}
}

static void check_all_codes(struct def_reader *x)
{
	const struct register_definition *d = &x->r->d;
#define CHECK(list) \
	check_codes(x, yaml_member(x->root, #list), d->list, d->list##_count, sizeof *d->list)
	CHECK(fields);
	CHECK(states);
	CHECK(moves);
	CHECK(checks);
#undef CHECK
	for (uint32_t i = 0; i < d->fields_count; i++) {
		const struct register_field *f = &d->fields[i];
		const struct yaml_node *at = def_entry(x, "fields", i);
		const struct yaml_node *columns = yaml_member(at, "columns");
		check_codes(x, yaml_member(at, "choices"), f->choices, f->choices_count,
			    sizeof *f->choices);
		check_codes(x, columns, f->columns, f->columns_count, sizeof *f->columns);
		const struct yaml_node *c = columns ? columns->first : NULL;
		for (uint32_t k = 0; c && k < f->columns_count; k++, c = c->next)
			check_codes(x, yaml_member(c, "choices"), f->columns[k].choices,
				    f->columns[k].choices_count, sizeof *f->columns[k].choices);
	}
}

/* --- the form of its numbers --- */

static bool take_sequence(struct view form, struct register_number *ret)
{
	size_t at = 0;
	while (at < form.n && !view_starts(view_sub(form, at, form.n), VIEW("{seq:")))
		at++;
	struct view digits = view_sub(form, at + strlen("{seq:"), 1);
	struct view after = view_sub(form, at + strlen("{seq:1}"), form.n);
	int64_t n;
	if (at >= form.n || view_int(digits, 1, REGISTER_SEQ_MAX, &n) != OK ||
	    !view_eq(view_sub(form, at + strlen("{seq:1"), 1), VIEW("}")))
		return false;
	*ret = (struct register_number){view_sub(form, 0, at), after, (uint32_t)n};
	return true;
}

/* The text around the digits; false where it holds another brace than those of years. */
static bool put_around(struct view text, int64_t year, struct buf *out)
{
	while (text.n > 0) {
		bool fiscal = view_starts(text, VIEW("{fy}")),
		     era = view_starts(text, VIEW("{era}"));
		if (fiscal)
			buf_int(out, year);
		else if (era)
			buf_fmt(out, "R%lld", (long long)year - 2018);
		else if (text.p[0] == '{' || text.p[0] == '}')
			return false;
		else
			buf_u8(out, text.p[0]);
		text = view_sub(text, fiscal ? strlen("{fy}") : era ? strlen("{era}") : 1, text.n);
	}
	return true;
}

static void read_number(struct def_reader *x)
{
	struct register_rules *r = x->r;
	scope_end(buf_free) struct buf out = buf_new(256);
	if (!take_sequence(r->d.number, &r->number) || !put_around(r->number.before, 2026, &out) ||
	    !put_around(r->number.after, 2026, &out))
		def_complain(x, MISTAKE_NUMBER_FORM, def_member(x->root, "number"),
			     VALUES(r->d.number));
}

void register_number_put(const struct register_rules *r, int64_t fiscal_year, uint64_t n,
			 struct buf *out)
{
	bool ok = put_around(r->number.before, fiscal_year, out);
	buf_fmt(out, "%0*llu", (int)r->number.digits, (unsigned long long)n);
	ok = ok && put_around(r->number.after, fiscal_year, out);
	assert(ok); /* looked at when it was loaded */
}

/* --- lists of fields --- */

static const uint32_t *read_fields(struct def_reader *x, const char *key, const struct view *codes,
				   uint32_t count)
{
	uint32_t *list = def_take(x, count, sizeof *list);
	const struct yaml_node *node = def_member(x->root, key)->first;
	for (uint32_t i = 0; list && i < count; i++, node = node->next)
		list[i] = def_field(x, codes[i], node);
	return list;
}

static bool can_be_key(enum register_type type)
{
	return type <= REGISTER_TIME || type == REGISTER_CHOICE || type == REGISTER_UNIT ||
	       type == REGISTER_PERSON || type == REGISTER_URL;
}

static void check_lists(struct def_reader *x)
{
	struct register_rules *r = x->r;
	const struct register_definition *d = &r->d;
	bool listed = false;
	r->public_fields =
	    read_fields(x, "public_fields", d->public_fields, d->public_fields_count);
	r->key_fields = read_fields(x, "key_fields", d->key_fields, d->key_fields_count);
	for (uint32_t i = 0; r->public_fields && i < d->public_fields_count; i++)
		if (r->public_fields[i] != POLICY_NONE && d->fields[r->public_fields[i]].secret)
			def_complain(x, MISTAKE_PUBLIC_SECRET, def_member(x->root, "public_fields"),
				     VALUES(d->public_fields[i]));
	for (uint32_t i = 0; r->key_fields && i < d->key_fields_count; i++)
		if (r->key_fields[i] != POLICY_NONE &&
		    (!can_be_key(d->fields[r->key_fields[i]].type) ||
		     d->fields[r->key_fields[i]].many))
			def_complain(x, MISTAKE_KEY_FIELD, def_member(x->root, "key_fields"),
				     VALUES(d->key_fields[i]));
	for (uint32_t i = 0; i < d->fields_count; i++)
		listed = listed || d->fields[i].list;
	if (!listed)
		def_complain(x, MISTAKE_NO_LIST_FIELD, def_member(x->root, "fields"), VALUES({0}));
	r->unit_field = POLICY_NONE;
	if (d->unit.n == 0)
		return;
	const struct yaml_node *at = def_member(x->root, "unit");
	r->unit_field = def_field(x, d->unit, at);
	if (r->unit_field != POLICY_NONE) {
		const struct register_field *f = &d->fields[r->unit_field];
		if (f->type != REGISTER_UNIT || !f->required || f->many || f->when.n > 0)
			def_complain(x, MISTAKE_UNIT_FIELD, at, VALUES(d->unit));
	}
}

static void read_span(struct def_reader *x, const struct yaml_node *map, const char *key,
		      struct view text, struct expr_span *ret)
{
	if (text.n > 0 && !expr_read_span(text, ret))
		def_complain(x, MISTAKE_SPAN_TEXT, def_member(map, key), VALUES(text));
}

static void read_review(struct def_reader *x)
{
	const struct yaml_node *map = yaml_member(x->root, "review");
	if (!map)
		return;
	read_span(x, map, "every", x->r->d.review.every, &x->r->review_every);
	read_span(x, map, "warn", x->r->d.review.warn, &x->r->review_warn);
}

static enum err read_rules(struct view text, struct schema_reader *s, struct register_rules *r)
{
	struct yaml_node *root;
	size_t n = HASH_LEN;
	try(yaml_read(text, s->mem, s->m, &root));
	if (EVP_Q_digest(NULL, "SHA256", NULL, text.p, text.n, r->hash, &n) != 1)
		return E_INTERNAL;
	struct def_reader x = {s, r, root};
	if (root->kind != YAML_MAP && !root->absent) {
		def_complain(&x, MISTAKE_NOT_REGISTER, root, VALUES({0}));
		return E_CONFIG;
	}
	schema_load(s, RECORD_register_definition, root, &r->d);
	/* What codes and conditions say is asked only of what could be read. */
	if (s->err == OK && s->m->wrong == 0) {
		check_all_codes(&x);
		def_check_fields(&x);
		check_lists(&x);
		read_number(&x);
		read_review(&x);
	}
	if (s->err == OK && s->m->wrong == 0) {
		def_read_expressions(&x);
		def_check_moves(&x);
	}
	return s->err;
}

enum err register_load(struct view file, struct arena *mem, struct register_rules *ret,
		       struct policy_mistakes *m)
{
	struct register_rules r = {0};
	*m = (struct policy_mistakes){.mem = mem};
	struct schema_reader s = {.mem = mem, .m = m};
	s.refs_end = &s.refs;
	struct view text = file.n > YAML_FILE_MAX + 3 ? file : yaml_canonical(file, mem);
	if (!text.p)
		return E_NO_MEMORY;
	enum err e = read_rules(text, &s, &r);
	mistakes_sort(m);
	if (e != OK)
		return e;
	if (m->wrong > 0)
		return E_CONFIG;
	*ret = r;
	return OK;
}
