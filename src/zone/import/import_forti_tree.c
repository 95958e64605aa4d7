/* SPDX-License-Identifier: Apache-2.0
 * import_forti_tree.c: the configuration as a tree of sections, entries and settings.
 */
#include "zone/import/import_forti.h"

#define DEPTH_MAX 24
#define WORDS_MAX 20000 /* of one statement: members of a group */

struct parse {
	struct import *m;
	struct cursor c;
	uint32_t line; /* of the cursor */
	struct forti_node *at;
	unsigned depth;
	struct view *words;
	uint32_t n, room;
};

static bool is_blank(uint8_t x)
{
	return x == ' ' || x == '\t' || x == '\r';
}

/* A word in quotes may hold line ends (certificates, pages). */
static enum err quoted(struct parse *p, struct view *ret)
{
	struct cursor *c = &p->c;
	size_t from = ++c->at, escapes = 0;
	while (c->at < c->v.n && c->v.p[c->at] != '"') {
		escapes += c->v.p[c->at] == '\\';
		c->at += c->v.p[c->at] == '\\';
		p->line += c->at < c->v.n && c->v.p[c->at] == '\n';
		c->at++;
	}
	if (c->at >= c->v.n)
		return import_refuse(p->m, ZONE_PROBLEM_SHAPE, VIEW("\""));
	*ret = view_sub(c->v, from, c->at - from);
	c->at++;
	if (c->at < c->v.n && !is_blank(c->v.p[c->at]) && c->v.p[c->at] != '\n')
		return import_refuse(p->m, ZONE_PROBLEM_SHAPE, VIEW("\""));
	if (escapes == 0)
		return OK;
	uint8_t *to = arena_alloc(p->m->mem, ret->n);
	size_t n = 0;
	if (!to)
		return E_NO_MEMORY;
	for (size_t i = 0; i < ret->n; i++) {
		i += ret->p[i] == '\\';
		if (i < ret->n)
			to[n++] = ret->p[i];
	}
	*ret = view_of(to, n);
	return OK;
}

/* The words up to the end of the line; its end is taken, too. */
static enum err statement(struct parse *p)
{
	struct cursor *c = &p->c;
	p->n = 0;
	p->m->line = p->line;
	while (c->at < c->v.n && c->v.p[c->at] != '\n') {
		struct view word = {0};
		if (is_blank(c->v.p[c->at])) {
			c->at++;
			continue;
		}
		if (c->v.p[c->at] == '"') {
			try(quoted(p, &word));
		} else {
			size_t from = c->at;
			while (c->at < c->v.n && c->v.p[c->at] != '\n' && !is_blank(c->v.p[c->at]))
				c->at++;
			word = view_sub(c->v, from, c->at - from);
			if (view_find(word, 0, '"') < word.n && word.p[0] != '#')
				return import_refuse(p->m, ZONE_PROBLEM_SHAPE, VIEW("\""));
		}
		if (p->n == WORDS_MAX)
			return import_refuse(p->m, ZONE_PROBLEM_LIMIT, VIEW("20,000 words"));
		struct view *words = import_grow(p->m, p->words, p->n, &p->room, sizeof *words);
		if (!words)
			return E_NO_MEMORY;
		p->words = words;
		words[p->n++] = word;
		if (p->n == 1 && word.n > 0 && word.p[0] == '#') /* a remark: to the line's end */
			c->at = view_find(c->v, c->at, '\n');
	}
	p->line += c->at < c->v.n;
	c->at += c->at < c->v.n;
	return OK;
}

static struct forti_node *new_node(struct import *m, struct forti_node *parent, struct view name)
{
	struct forti_node *node = arena_alloc(m->mem, sizeof *node);
	if (!node)
		return NULL;
	node->name = name;
	node->line = m->line;
	node->parent = parent;
	node->last_set = &node->sets;
	node->last_child = &node->children;
	if (parent) {
		*parent->last_child = node;
		parent->last_child = &node->next;
	}
	return node;
}

static enum err open_node(struct parse *p, bool edit)
{
	scope_end(buf_free) struct buf name = buf_new(1024);
	if (p->n < 2 || (edit && p->at->edit) || (edit && !p->at->parent))
		return import_refuse(p->m, ZONE_PROBLEM_SHAPE, p->words[0]);
	if (++p->depth > DEPTH_MAX)
		return import_refuse(p->m, ZONE_PROBLEM_LIMIT, p->words[0]);
	for (uint32_t i = 1; i < p->n; i++) {
		buf_str(&name, i > 1 ? " " : "");
		buf_put(&name, p->words[i]);
	}
	if (name.err != OK)
		return import_refuse(p->m, ZONE_PROBLEM_LIMIT, p->words[1]);
	struct view kept = arena_copy(p->m->mem, buf_view(&name));
	struct forti_node *node = kept.p ? new_node(p->m, p->at, kept) : NULL;
	if (!node)
		return E_NO_MEMORY;
	node->edit = edit;
	p->at = node;
	return OK;
}

static enum err close_node(struct parse *p)
{
	if (!p->at->parent)
		return import_refuse(p->m, ZONE_PROBLEM_SHAPE, p->words[0]);
	p->at = p->at->parent;
	p->depth--;
	return OK;
}

static enum err add_set(struct parse *p, bool unset)
{
	struct forti_set *set = arena_alloc(p->m->mem, sizeof *set);
	uint32_t n = unset ? 0 : p->n - 2;
	if (p->n < 2 || !p->at->parent)
		return import_refuse(p->m, ZONE_PROBLEM_SHAPE, p->words[0]);
	struct view *values = arena_array(p->m->mem, max_of(n, 1u), sizeof *values);
	if (!set || !values)
		return E_NO_MEMORY;
	for (uint32_t i = 0; i < n; i++)
		values[i] = p->words[i + 2];
	*set = (struct forti_set){.key = p->words[1], .values = values, .n = n, .line = p->m->line};
	*p->at->last_set = set;
	p->at->last_set = &set->next;
	return OK;
}

static enum err one_statement(struct parse *p)
{
	struct view word = p->words[0];
	if (word.n > 0 && word.p[0] == '#')
		return OK;
	if (view_eq(word, VIEW("config")))
		return open_node(p, false);
	if (view_eq(word, VIEW("edit")))
		return open_node(p, true);
	if (view_eq(word, VIEW("set")))
		return add_set(p, false);
	if (view_eq(word, VIEW("unset")))
		return add_set(p, true);
	if (view_eq(word, VIEW("next")))
		return p->at->edit ? close_node(p) : import_refuse(p->m, ZONE_PROBLEM_SHAPE, word);
	if (!view_eq(word, VIEW("end")))
		return import_refuse(p->m, ZONE_PROBLEM_SHAPE, word);
	if (p->at->edit)
		try(close_node(p));
	return close_node(p);
}

enum err forti_parse(struct import *m, struct view text, struct forti_node **ret)
{
	struct parse p = {.m = m, .c = cursor_of(text), .line = 1};
	m->line = 1;
	p.at = *ret = new_node(m, NULL, VIEW(""));
	if (!p.at)
		return E_NO_MEMORY;
	while (cursor_left(&p.c) > 0) {
		try(statement(&p));
		if (p.n > 0)
			try(one_statement(&p));
	}
	return p.at->parent ? import_refuse(m, ZONE_PROBLEM_SHAPE, VIEW("end")) : OK;
}

const struct forti_set *forti_get(const struct forti_node *node, const char *key)
{
	const struct forti_set *found = NULL;
	for (const struct forti_set *s = node->sets; s; s = s->next)
		if (view_eq(s->key, view_str(key)))
			found = s;
	return found && found->n > 0 ? found : NULL;
}

bool forti_is(const struct forti_node *node, const char *key, const char *value)
{
	const struct forti_set *set = forti_get(node, key);
	return set && view_eq(set->values[0], view_str(value));
}

const struct forti_node *forti_section(const struct forti_node *node, const char *name)
{
	while (node && (node->edit || !view_eq(node->name, view_str(name))))
		node = node->next;
	return node;
}
