/* SPDX-License-Identifier: Apache-2.0
 * yaml.c: libyaml's events made into a tree.
 */
#include "policy/read/yaml.h"

#include <yaml.h>

#include "base/utf8.h"

struct reader {
	struct view file;
	struct arena *mem;
	struct policy_mistakes *m;
	struct yaml_node *root, *at; /* at: the map or list being filled; NULL outside */
	struct yaml_node *key;	     /* scalar waiting for its value */
	size_t nodes;
	uint32_t depth;
	uint32_t skip;	   /* inside something that is not kept: how deep */
	bool stopped;	   /* going on would not help */
	yaml_mark_t quote; /* where the last quoted text of several lines began */
	size_t quote_end;  /* and the line where it ended, from 0; 0: there was none */
	enum err err;
};

static void complain(struct reader *r, enum mistake_code code, yaml_mark_t mark,
		     struct mistake_values values)
{
	const char *path = r->at ? yaml_path(r->at, r->mem) : "";
	mistake_add(r->m, code, (uint32_t)mark.line + 1, (uint32_t)mark.column + 1, path, values);
}

/* --- before libyaml: bytes --- */

struct view yaml_canonical(struct view file, struct arena *mem)
{
	if (view_starts(file, VIEW("\xef\xbb\xbf")))
		file = view_sub(file, 3, file.n);
	uint8_t *copy = arena_alloc(mem, file.n + 1);
	if (!copy)
		return (struct view){NULL, 0};
	size_t n = 0;
	for (size_t i = 0; i < file.n; i++)
		if (file.p[i] != '\r' || i + 1 == file.n || file.p[i + 1] != '\n')
			copy[n++] = file.p[i];
	return view_of(copy, n);
}

static yaml_mark_t mark_at(struct view file, size_t offset)
{
	yaml_mark_t mark = {0};
	for (size_t i = 0; i < offset && i < file.n; i++) {
		if (file.p[i] == '\n') {
			mark.line++;
			mark.column = 0;
		} else if ((file.p[i] & 0xc0) != 0x80) {
			mark.column++;
		}
	}
	return mark;
}

/* U+2028 and U+2029 would count as line ends in YAML and in no editor. */
static bool character_ok(uint32_t x)
{
	return !utf8_forbidden(x) && x != 0x2028 && x != 0x2029;
}

static void check_characters(struct reader *r)
{
	struct cursor c = cursor_of(r->file);
	while (cursor_left(&c) > 0) {
		size_t at = c.at;
		uint32_t x = utf8_next(&c);
		if (x == UTF8_BAD) {
			complain(r, MISTAKE_NOT_UTF8, mark_at(r->file, at), VALUES({0}));
			r->stopped = true;
			return;
		}
		if (!character_ok(x)) {
			char name[16];
			int n = snprintf(name, sizeof name, "U+%04X", x);
			complain(r, MISTAKE_BAD_CHARACTER, mark_at(r->file, at),
				 VALUES(view_of(name, (size_t)n)));
			r->stopped = true;
			return;
		}
	}
}

/* --- a syntax error, in words that help --- */

static const struct {
	const char *problem; /* how libyaml 0.2's text begins */
	enum mistake_code code;
} problems[] = {
    {"found a tab character", MISTAKE_SYNTAX_TAB},
    {"found character that cannot start any token", MISTAKE_SYNTAX_START},
    {"found unknown escape character", MISTAKE_SYNTAX_ESCAPE},
    {"did not find expected hexdecimal number", MISTAKE_SYNTAX_ESCAPE},
    {"found invalid Unicode character escape code", MISTAKE_SYNTAX_ESCAPE},
    {"mapping values are not allowed", MISTAKE_SYNTAX_COLON},
    {"could not find expected ':'", MISTAKE_SYNTAX_COLON},
    {"block sequence entries are not allowed", MISTAKE_SYNTAX_INDENT},
    {"did not find expected '-' indicator", MISTAKE_SYNTAX_INDENT},
    {"did not find expected key", MISTAKE_SYNTAX_INDENT},
    {"found unexpected end of stream", MISTAKE_SYNTAX_OPEN},
    {"did not find expected ',' or", MISTAKE_SYNTAX_OPEN},
    {"found unexpected document indicator", MISTAKE_SYNTAX_OPEN},
};

static size_t line_start(struct view file, size_t line)
{
	size_t from = 0;
	for (; line > 0 && from < file.n; line--)
		from = view_find(file, from, '\n') + 1;
	return min_of(from, file.n);
}

/* The full-width colon, comma, hash or space that a Japanese keyboard gives, in this line. */
static bool find_wide(struct view file, size_t line, yaml_mark_t *ret, const char **ret_wide,
		      const char **ret_plain)
{
	static const char *const pairs[][2] = {{"\xef\xbc\x9a", ":"},
					       {"\xe3\x80\x80", " "},
					       {"\xef\xbc\x8d", "-"},
					       {"\xef\xbc\x83", "#"}};
	size_t from = line_start(file, line), end = view_find(file, from, '\n');
	for (size_t i = from; i < end; i++)
		for (size_t k = 0; k < array_len(pairs); k++)
			if (view_starts(view_sub(file, i, end - i), view_str(pairs[k][0]))) {
				*ret = mark_at(file, i);
				*ret_wide = pairs[k][0];
				*ret_plain = pairs[k][1];
				return true;
			}
	return false;
}

static bool starts_with_tab(struct view file, size_t line)
{
	size_t from = line_start(file, line);
	while (from < file.n && file.p[from] == ' ')
		from++;
	return from < file.n && file.p[from] == '\t';
}

static struct view character_at(struct view file, yaml_mark_t mark)
{
	size_t from = line_start(file, mark.line);
	struct cursor c = cursor_of(view_sub(file, from, file.n));
	for (size_t i = 0; i < mark.column; i++)
		(void)utf8_next(&c);
	size_t at = c.at;
	return utf8_next(&c) == UTF8_BAD ? VIEW("?") : view_sub(c.v, at, c.at - at);
}

static void complain_syntax(struct reader *r, const yaml_parser_t *parser)
{
	struct view problem = view_str(parser->problem ? parser->problem : "");
	yaml_mark_t mark = parser->problem_mark;
	enum mistake_code code = MISTAKE_SYNTAX;
	for (size_t i = 0; i < array_len(problems); i++)
		if (view_starts(problem, view_str(problems[i].problem)))
			code = problems[i].code;
	const char *wide, *plain;
	yaml_mark_t at;
	/* The slip is often on the line before the one libyaml stumbles over. */
	for (size_t back = 0; back <= 1 && back <= mark.line; back++)
		if (find_wide(r->file, mark.line - back, &at, &wide, &plain)) {
			complain(r, MISTAKE_SYNTAX_WIDE, at,
				 VALUES(view_str(wide), view_str(plain)));
			return;
		}
	if (starts_with_tab(r->file, mark.line))
		code = MISTAKE_SYNTAX_TAB;
	/* Where it was opened says more than where the file ended. */
	if (r->quote_end > 0 && r->quote_end == mark.line) {
		code = MISTAKE_SYNTAX_OPEN;
		mark = r->quote;
	} else if (code == MISTAKE_SYNTAX_OPEN && parser->context) {
		mark = parser->context_mark;
	}
	complain(r, code, mark,
		 VALUES(code == MISTAKE_SYNTAX_START ? character_at(r->file, mark) : problem));
}

/* --- the tree --- */

static void stop(struct reader *r, enum mistake_code code, yaml_mark_t mark, struct view value)
{
	complain(r, code, mark, VALUES(value));
	r->stopped = true;
}

static struct yaml_node *node_new(struct reader *r, enum yaml_kind kind, yaml_mark_t mark)
{
	if (++r->nodes > YAML_NODES_MAX) {
		stop(r, MISTAKE_TOO_MANY, mark, VIEW("200000"));
		return NULL;
	}
	struct yaml_node *node = arena_alloc(r->mem, sizeof *node);
	if (!node) {
		r->err = E_NO_MEMORY;
		r->stopped = true;
		return NULL;
	}
	node->kind = kind;
	node->line = (uint32_t)mark.line + 1;
	node->column = (uint32_t)mark.column + 1;
	return node;
}

static bool is_repeated(struct reader *r, const struct yaml_node *key)
{
	for (const struct yaml_node *n = r->at->first; n; n = n->next)
		if (view_eq(n->key, key->text)) {
			complain(r, MISTAKE_DUPLICATE_KEY,
				 (yaml_mark_t){0, key->line - 1, key->column - 1},
				 VALUES(key->text, mistake_number(r->m, n->key_line)));
			return true;
		}
	return false;
}

/* Hangs a node below r->at; false when it is dropped (the second value of a key). */
static bool attach(struct reader *r, struct yaml_node *node, yaml_mark_t mark)
{
	struct yaml_node *parent = r->at;
	node->parent = parent;
	if (!parent) {
		r->root = node;
		return true;
	}
	if (parent->kind == YAML_MAP) {
		const struct yaml_node *key = r->key;
		assert(key);
		r->key = NULL;
		if (is_repeated(r, key))
			return false;
		if (parent->count == YAML_KEYS_MAX) {
			stop(r, MISTAKE_TOO_MANY, mark, VIEW("1000"));
			return false;
		}
		node->key = key->text;
		node->key_line = key->line;
		node->key_column = key->column;
	}
	node->index = parent->count++;
	if (parent->last)
		parent->last->next = node;
	else
		parent->first = node;
	parent->last = node;
	return true;
}

static struct view text_of(const yaml_char_t *s)
{
	return s ? view_of(s, strlen((const char *)s)) : (struct view){NULL, 0};
}

static void refuse_extras(struct reader *r, yaml_mark_t mark, const yaml_char_t *anchor,
			  const yaml_char_t *tag)
{
	if (anchor)
		complain(r, MISTAKE_ANCHOR, mark, VALUES(text_of(anchor)));
	if (tag)
		complain(r, MISTAKE_TAG, mark, VALUES(text_of(tag)));
}

static bool wants_key(const struct reader *r)
{
	return r->at && r->at->kind == YAML_MAP && !r->key;
}

static void on_scalar(struct reader *r, yaml_mark_t mark, struct view text, bool plain, bool absent)
{
	if (r->skip)
		return;
	struct yaml_node *node = node_new(r, YAML_SCALAR, mark);
	if (!node)
		return;
	node->plain = plain;
	node->absent = absent;
	node->text = arena_copy(r->mem, text);
	if (!node->text.p) {
		r->err = E_NO_MEMORY;
		r->stopped = true;
	} else if (wants_key(r)) {
		r->key = node;
	} else {
		(void)attach(r, node, mark);
	}
}

static void on_open(struct reader *r, yaml_mark_t mark, enum yaml_kind kind)
{
	if (r->depth == YAML_DEPTH_MAX) {
		stop(r, MISTAKE_DEPTH, mark, (struct view){NULL, 0});
		return;
	}
	r->depth++;
	if (r->skip) {
		r->skip++;
		return;
	}
	if (wants_key(r)) {
		complain(r, MISTAKE_KEY_KIND, mark, VALUES({0}));
		r->stopped = true; /* what would be its value is anybody's guess */
		return;
	}
	struct yaml_node *node = node_new(r, kind, mark);
	if (!node)
		return;
	if (attach(r, node, mark))
		r->at = node;
	else
		r->skip = 1;
}

static void on_close(struct reader *r)
{
	r->depth--;
	if (r->skip) {
		r->skip--;
		return;
	}
	assert(r->at); /* libyaml closes what it opened */
	r->at = r->at->parent;
}

/* An alias stands for a value we do not have: an empty one, so that reading can go on. */
static void on_alias(struct reader *r, const yaml_event_t *e)
{
	if (!r->skip)
		complain(r, MISTAKE_ALIAS, e->start_mark, VALUES(text_of(e->data.alias.anchor)));
	on_scalar(r, e->start_mark, VIEW(""), false, true);
}

/* A quoted text over several lines is nearly always a quote that somebody forgot to close. */
static void note_quote(struct reader *r, const yaml_event_t *e)
{
	bool quoted = e->data.scalar.style == YAML_SINGLE_QUOTED_SCALAR_STYLE ||
		      e->data.scalar.style == YAML_DOUBLE_QUOTED_SCALAR_STYLE;
	if (quoted && e->end_mark.line > e->start_mark.line) {
		r->quote = e->start_mark;
		r->quote_end = e->end_mark.line;
	}
}

static void on_document(struct reader *r, const yaml_event_t *e)
{
	if (r->root) {
		stop(r, MISTAKE_DOCUMENTS, e->start_mark, (struct view){NULL, 0});
		return;
	}
	if (e->data.document_start.tag_directives.start !=
	    e->data.document_start.tag_directives.end)
		complain(r, MISTAKE_TAG, e->start_mark, VALUES(VIEW("%TAG")));
}

static void on_event(struct reader *r, const yaml_event_t *e)
{
	switch ((int)e->type) {
	case YAML_DOCUMENT_START_EVENT:
		on_document(r, e);
		break;
	case YAML_ALIAS_EVENT:
		on_alias(r, e);
		break;
	case YAML_SCALAR_EVENT:
		refuse_extras(r, e->start_mark, e->data.scalar.anchor, e->data.scalar.tag);
		on_scalar(r, e->start_mark, view_of(e->data.scalar.value, e->data.scalar.length),
			  e->data.scalar.style == YAML_PLAIN_SCALAR_STYLE, false);
		note_quote(r, e);
		break;
	case YAML_SEQUENCE_START_EVENT:
		refuse_extras(r, e->start_mark, e->data.sequence_start.anchor,
			      e->data.sequence_start.tag);
		on_open(r, e->start_mark, YAML_LIST);
		break;
	case YAML_MAPPING_START_EVENT:
		refuse_extras(r, e->start_mark, e->data.mapping_start.anchor,
			      e->data.mapping_start.tag);
		on_open(r, e->start_mark, YAML_MAP);
		break;
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		on_close(r);
		break;
	default:
		break;
	}
}

static void read_events(struct reader *r)
{
	scope_end(yaml_parser_delete) yaml_parser_t parser;
	if (!yaml_parser_initialize(&parser)) {
		memset(&parser, 0, sizeof parser);
		r->err = E_NO_MEMORY;
		return;
	}
	yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&parser, r->file.p, r->file.n);
	for (bool end = false; !end && !r->stopped;) {
		yaml_event_t event;
		if (!yaml_parser_parse(&parser, &event)) {
			if (parser.error == YAML_MEMORY_ERROR)
				r->err = E_NO_MEMORY;
			else
				complain_syntax(r, &parser);
			r->stopped = true;
			return;
		}
		end = event.type == YAML_STREAM_END_EVENT;
		on_event(r, &event);
		yaml_event_delete(&event);
	}
}

enum err yaml_read(struct view file, struct arena *mem, struct policy_mistakes *m,
		   struct yaml_node **ret)
{
	struct reader r = {.file = file, .mem = mem, .m = m};
	if (file.n > YAML_FILE_MAX) {
		stop(&r, MISTAKE_FILE_BIG, (yaml_mark_t){0}, (struct view){NULL, 0});
		return E_CONFIG;
	}
	check_characters(&r);
	if (!r.stopped)
		read_events(&r);
	if (r.err != OK)
		return r.err;
	if (!r.stopped && (!r.root || yaml_is_null(r.root))) {
		stop(&r, MISTAKE_FILE_EMPTY, (yaml_mark_t){0}, (struct view){NULL, 0});
		return E_CONFIG;
	}
	if (r.stopped)
		return E_CONFIG;
	*ret = r.root;
	return OK;
}

/* --- looking at it --- */

const struct yaml_node *yaml_member(const struct yaml_node *map, const char *key)
{
	if (!map || map->kind != YAML_MAP)
		return NULL;
	for (const struct yaml_node *n = map->first; n; n = n->next)
		if (view_eq(n->key, view_str(key)))
			return n;
	return NULL;
}

/* Keys that our table does not know may hold anything: only the plain ones are shown. */
static void put_key(struct buf *out, struct view key)
{
	bool plain = key.n <= 40;
	for (size_t i = 0; plain && i < key.n; i++)
		plain = (key.p[i] >= 'a' && key.p[i] <= 'z') || key.p[i] == '_' ||
			(key.p[i] >= '0' && key.p[i] <= '9');
	buf_put(out, plain ? key : VIEW("?"));
}

const char *yaml_path(const struct yaml_node *node, struct arena *mem)
{
	const struct yaml_node *chain[YAML_DEPTH_MAX + 2];
	size_t n = 0;
	for (; node && node->parent && n < array_len(chain); node = node->parent)
		chain[n++] = node;
	scope_end(buf_free) struct buf out = buf_new(2048);
	while (n > 0) {
		const struct yaml_node *step = chain[--n];
		if (!step->key.p) {
			buf_fmt(&out, "[%u]", step->index);
			continue;
		}
		if (out.n > 0)
			buf_str(&out, ".");
		put_key(&out, step->key);
	}
	struct view copy = arena_copy(mem, buf_view(&out));
	return copy.p ? (const char *)copy.p : "";
}

bool yaml_is_null(const struct yaml_node *node)
{
	return node->kind == YAML_SCALAR && node->plain &&
	       (node->text.n == 0 || view_eq(node->text, VIEW("~")) ||
		view_eq(node->text, VIEW("null")));
}
