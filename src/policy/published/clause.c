/* SPDX-License-Identifier: Apache-2.0
 * clause.c: lines with numbers to a tree of clauses.
 */
#include "policy/published/clause_parts.h"

#define HEADING_MAX 36 /* characters */
#define WRAPPED_MAX 60 /* a text with no line longer than this was wrapped by a printer */
#define WRAPPED_SLACK \
	4 /* a line this much shorter than the longest may have been cut by the margin */
#define TITLE_LINES 4
#define PURPOSES_MIN 2 /* topics at the top that make a text a policy */

struct level {
	enum clause_mark_kind kind;
	uint32_t ordinal, sub, clause;
};

/* A clause while it is read: its lines are [from, to), the first without its number. */
struct draft {
	struct clause_mark mark;
	struct view heading; /* of a line of its own before: （目的） */
	uint32_t from, to;
};

struct builder {
	struct arena *mem;
	struct clause_lines lines;
	struct clause_tree tree;
	struct draft *drafts;
	struct level levels[CLAUSE_DEPTH_MAX];
	uint32_t depth; /* levels open */
	uint32_t supplements;
	struct clause_problem *problem;
};

static bool follows(const struct level *before, const struct clause_mark *m, bool *gap)
{
	if (m->kind == MARK_ARTICLE && m->sub)
		return m->ordinal == before->ordinal &&
		       m->sub == (before->sub ? before->sub + 1 : 2);
	*gap = m->sure && m->ordinal == before->ordinal + 2;
	return m->ordinal == before->ordinal + 1 || *gap;
}

/* A number that is not on the way down: the first of a list, or what may begin without one. */
static bool begins(const struct builder *b, const struct clause_mark *m, uint32_t *ret_depth)
{
	const struct level *top = b->depth ? &b->levels[b->depth - 1] : NULL;
	bool ruled =
	    b->depth && (b->levels[0].kind == MARK_ARTICLE || b->levels[0].kind == MARK_SUPPLEMENT);
	*ret_depth = b->depth;
	if (m->kind == MARK_SUPPLEMENT) {
		*ret_depth = 0;
		return b->tree.n > 0;
	}
	if (m->kind == MARK_ARTICLE)
		return !top && m->ordinal == 1 && m->sub == 0;
	if (m->kind == MARK_PLAIN) { /* below 第1条 the first paragraph has no number */
		*ret_depth = ruled ? 1 : 0;
		return ruled ? m->ordinal <= 2 : !top && m->ordinal == 1;
	}
	if (m->kind != MARK_SECOND && m->kind != MARK_THIRD)
		return top && m->ordinal == 1;
	for (uint32_t i = 0; i < b->depth; i++)
		if (b->levels[i].kind == m->kind - 1 && b->levels[i].ordinal == m->outer) {
			*ret_depth = i + 1;
			return m->ordinal == 1;
		}
	return false;
}

/* Whether this number opens a clause, and at which depth from 0. */
static bool place(const struct builder *b, const struct clause_mark *m, uint32_t *ret_depth,
		  bool *gap)
{
	*gap = false;
	for (uint32_t i = 0; i < b->depth; i++) {
		if (b->levels[i].kind != m->kind || m->kind == MARK_SUPPLEMENT)
			continue;
		bool inside = m->kind != MARK_SECOND && m->kind != MARK_THIRD;
		*ret_depth = i;
		return (inside || (i > 0 && b->levels[i - 1].ordinal == m->outer)) &&
		       follows(&b->levels[i], m, gap);
	}
	return begins(b, m, ret_depth) && *ret_depth < CLAUSE_DEPTH_MAX;
}

static struct view normal_number(struct builder *b, const struct clause_mark *m, uint32_t depth)
{
	scope_end(buf_free) struct buf out = buf_new(256);
	if (m->kind == MARK_SUPPLEMENT) {
		buf_str(&out, "附則");
		if (++b->supplements > 1)
			buf_fmt(&out, "%u", b->supplements);
	} else {
		if (depth > 0)
			buf_put(&out, b->tree.clauses[b->levels[depth - 1].clause].normal);
		if (depth > 0 && m->kind == MARK_PLAIN)
			buf_fmt(&out, "第%u項", m->ordinal);
		else
			clause_put_number(&out, depth + 1, m->ordinal);
		if (m->sub)
			buf_fmt(&out, "の%u", m->sub);
	}
	return out.err == OK ? arena_copy(b->mem, buf_view(&out)) : (struct view){NULL, 0};
}

/* （目的） alone on the line before 第1条 is its heading. */
static struct view heading_above(struct builder *b, uint32_t line)
{
	for (uint32_t i = line; i-- > 0 && i + 4 > line;) {
		struct clause_line *above = &b->lines.rows[i];
		if (above->kind == LINE_BLANK || above->kind == LINE_PAGE)
			continue;
		struct view v = above->plain;
		if (above->kind != LINE_TEXT || !view_starts(v, VIEW("(")) ||
		    !view_ends(v, VIEW(")")) || utf8_count(v) > HEADING_MAX)
			return VIEW("");
		above->kind = LINE_CONTENTS;
		struct view inner = above->text;
		size_t first = clause_prefix(inner, 1), rest = utf8_count(inner) - 1;
		return view_sub(inner, first, clause_prefix(inner, rest) - first);
	}
	return VIEW("");
}

static enum err open_clause(struct builder *b, uint32_t line, const struct clause_mark *m,
			    uint32_t depth, bool gap)
{
	if (b->tree.n == CLAUSE_MAX)
		return clause_say(b->problem, CLAUSE_MANY_CLAUSES, 0);
	uint32_t at = b->tree.n;
	struct clause *c = &b->tree.clauses[at];
	c->number = m->kind == MARK_SUPPLEMENT ? VIEW("附則") : m->number;
	c->normal = normal_number(b, m, depth);
	if (!c->normal.p)
		return E_NO_MEMORY;
	c->line = line + 1;
	c->parent = depth ? b->levels[depth - 1].clause : CLAUSE_NONE;
	c->depth = (uint8_t)(depth + 1);
	c->gap = gap;
	c->paragraph = depth > 0 && m->kind == MARK_PLAIN;
	b->drafts[at] = (struct draft){*m, VIEW(""), line, line};
	if (m->kind == MARK_ARTICLE)
		b->drafts[at].heading = heading_above(b, line);
	b->levels[depth] = (struct level){m->kind, m->ordinal, m->sub, at};
	b->depth = depth + 1;
	if (b->levels[0].kind != MARK_SUPPLEMENT)
		b->tree.levels[depth]++;
	b->tree.n++;
	return OK;
}

static enum err scan(struct builder *b, uint32_t *ret_first)
{
	uint32_t first = b->lines.n;
	bool closed = false; /* behind 第2章: its words are nobody's text */
	for (uint32_t i = 0; i < b->lines.n; i++) {
		const struct clause_line *line = &b->lines.rows[i];
		if (line->kind != LINE_TEXT)
			continue;
		struct clause_mark m = clause_mark(line);
		uint32_t depth;
		bool gap;
		if (m.kind == MARK_PART && b->tree.n > 0) {
			closed = true;
		} else if (m.kind > MARK_PART && place(b, &m, &depth, &gap)) {
			try(open_clause(b, i, &m, depth, gap));
			first = min_of(first, i);
			closed = false;
		} else if (m.kind == MARK_PLAIN && m.sure && b->tree.n > 0 && !b->tree.unplaced) {
			b->tree.unplaced = i + 1;
		}
		if (b->tree.n > 0 && !closed)
			b->drafts[b->tree.n - 1].to = i + 1;
	}
	*ret_first = first;
	return OK;
}

static bool is_word(uint8_t byte)
{
	return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') ||
	       (byte >= 'A' && byte <= 'Z');
}

static bool is_full(const struct builder *b, struct view line)
{
	return b->lines.width <= WRAPPED_MAX && utf8_count(line) + WRAPPED_SLACK >= b->lines.width;
}

/* A line behind what is there: a new paragraph after 。 and before a mark, else the same sentence.
 */
static void add_line(const struct builder *b, struct buf *out, struct view before, struct view line)
{
	bool ended = view_ends(before, VIEW("。")) || view_ends(before, VIEW("。）")) ||
		     view_ends(before, VIEW("。)"));
	bool marked = view_starts(line, VIEW("※")) || view_starts(line, VIEW("・")) ||
		      view_starts(line, VIEW("（注"));
	if (out->n > 0 && ((ended && !is_full(b, before)) || marked))
		buf_u8(out, '\n');
	else if (out->n > 0 && line.n > 0 && is_word(out->p[out->n - 1]) && is_word(line.p[0]))
		buf_u8(out, ' ');
	buf_put(out, line);
}

/* "目的　この方針は、…。" on one line: where the heading ends, or 0. */
static size_t heading_on_line(struct view line)
{
	if (!view_ends(line, VIEW("。")))
		return 0;
	struct cursor c = cursor_of(line);
	for (unsigned i = 0; i < HEADING_MAX && cursor_left(&c) > 0; i++) {
		size_t at = c.at;
		struct view rest = view_sub(line, at, line.n);
		if (view_starts(rest, VIEW("。")))
			return 0;
		if (at > 0 && (view_starts(rest, VIEW("　")) || view_starts(rest, VIEW("\t")) ||
			       view_starts(rest, VIEW("  "))))
			return at;
		(void)utf8_next(&c);
	}
	return 0;
}

static bool looks_like_heading(const struct builder *b, struct view line)
{
	return line.n > 0 && utf8_count(line) <= HEADING_MAX && !is_full(b, line) &&
	       !view_ends(line, VIEW("。")) && !view_ends(line, VIEW("、"));
}

static enum err finish_clause(struct builder *b, uint32_t at)
{
	struct clause *c = &b->tree.clauses[at];
	const struct draft *d = &b->drafts[at];
	bool parent = at + 1 < b->tree.n && b->tree.clauses[at + 1].depth > c->depth;
	scope_end(buf_free) struct buf text = buf_new(CLAUSE_TEXT_MAX * 2);
	struct view first = d->mark.rest, before = first;
	uint32_t i = d->from + 1, more = 0;
	for (; first.n == 0 && i < d->to; i++) /* the number stood alone on its line */
		if (b->lines.rows[i].kind == LINE_TEXT)
			first = before = b->lines.rows[i].text;
	for (uint32_t k = i; k < d->to; k++)
		more += b->lines.rows[k].kind == LINE_TEXT;
	size_t split = heading_on_line(first);
	c->heading = d->heading;
	if (c->heading.n == 0 && split > 0) {
		c->heading = view_sub(first, 0, split);
		buf_put(&text, clause_trim(view_sub(first, split, first.n)));
	} else if (c->heading.n == 0 && d->mark.kind != MARK_SUPPLEMENT &&
		   looks_like_heading(b, first) && (more > 0 || parent || c->depth == 1)) {
		c->heading = first;
		before = VIEW("");
	} else {
		buf_put(&text, first);
	}
	if (d->mark.kind == MARK_SUPPLEMENT)
		c->heading = VIEW("附則");
	for (; i < d->to; i++) {
		if (b->lines.rows[i].kind != LINE_TEXT)
			continue;
		add_line(b, &text, before, b->lines.rows[i].text);
		before = b->lines.rows[i].text;
	}
	if (text.err != OK)
		return text.err;
	c->text = arena_copy(b->mem, buf_view(&text));
	c->name = clause_squeeze(b->mem, c->heading);
	c->plain = clause_squeeze(b->mem, c->text);
	return c->text.p && c->name.p && c->plain.p ? OK : E_NO_MEMORY;
}

static enum clause_topic topic_of(const struct clause_tree *t, const struct clause *c)
{
	static const struct {
		enum clause_topic parent;
		const char *words[3];
	} rows[] = {
	    [TOPIC_NONE] = {0},
#define CLAUSE_TOPIC(name, parent, a, b, c) [TOPIC_##name] = {TOPIC_##parent, {a, b, c}},
#include "tbl/clause_topics.h"
#undef CLAUSE_TOPIC
	};
	enum clause_topic above =
	    c->parent == CLAUSE_NONE ? TOPIC_NONE : t->clauses[c->parent].topic;
	if (c->parent != CLAUSE_NONE && above == TOPIC_NONE)
		return TOPIC_NONE;
	for (size_t i = 1; i < array_len(rows); i++)
		for (size_t k = 0; k < array_len(rows[i].words) && rows[i].parent == above; k++)
			if (rows[i].words[k][0] && view_has(c->name, view_str(rows[i].words[k])))
				return (enum clause_topic)i;
	return TOPIC_NONE;
}

/* The first lines, up to a date or what is not a title any more. */
static enum err title(struct builder *b, uint32_t first)
{
	scope_end(buf_free) struct buf out = buf_new(1024);
	uint32_t taken = 0;
	bool says = false;
	for (uint32_t i = 0; i < first && taken < TITLE_LINES; i++) {
		const struct clause_line *line = &b->lines.rows[i];
		bool dated = b->tree.dates_count > 0 && b->tree.dates[0].line <= i + 1;
		if (line->kind == LINE_BLANK || line->kind == LINE_PAGE)
			continue;
		if (line->kind != LINE_TEXT || dated || clause_mark(line).kind != MARK_NONE ||
		    utf8_count(line->text) > HEADING_MAX || view_ends(line->text, VIEW("。")))
			break;
		if (taken++ > 0)
			buf_u8(&out, ' ');
		buf_put(&out, line->text);
		says = says || view_has(line->plain, VIEW("方針")) ||
		       view_has(line->plain, VIEW("ポリシー")) ||
		       view_has(line->plain, VIEW("規程"));
	}
	b->tree.title = VIEW("");
	if (!says || out.err != OK)
		return out.err == E_NO_MEMORY ? E_NO_MEMORY : OK;
	b->tree.title = arena_copy(b->mem, buf_view(&out));
	return b->tree.title.p ? OK : E_NO_MEMORY;
}

static enum err dates(struct builder *b, uint32_t first)
{
	try(clause_dates(&b->lines, 0, first, true, b->mem, &b->tree));
	for (uint32_t i = 0; i < b->tree.n; i++) {
		uint32_t top = i;
		while (b->tree.clauses[top].parent != CLAUSE_NONE)
			top = b->tree.clauses[top].parent;
		bool all = b->drafts[top].mark.kind == MARK_SUPPLEMENT;
		try(clause_dates(&b->lines, b->drafts[i].from, b->drafts[i].to, all, b->mem,
				 &b->tree));
	}
	return OK;
}

static bool is_policy(const struct clause_tree *t)
{
	uint32_t count = 0;
	bool says = view_has(t->title, VIEW("セキュリティ"));
	for (uint32_t i = 0; i < t->n; i++) {
		const struct clause *c = &t->clauses[i];
		count += c->depth == 1 && c->topic != TOPIC_NONE && c->topic != TOPIC_SUPPLEMENT;
		says = says || view_has(c->plain, VIEW("情報セキュリティ")) ||
		       view_has(c->plain, VIEW("サイバーセキュリティ"));
	}
	return says && count >= PURPOSES_MIN;
}

enum err clause_read(struct view text, struct arena *mem, struct clause_tree *ret,
		     struct clause_problem *problem)
{
	struct builder b = {.mem = mem, .problem = problem};
	uint32_t first;
	try(clause_lines(text, mem, &b.lines, problem));
	uint32_t most = min_of(b.lines.n, CLAUSE_MAX);
	b.tree.clauses = arena_array(mem, most + 1, sizeof *b.tree.clauses);
	b.drafts = arena_array(mem, most + 1, sizeof *b.drafts);
	if (!b.tree.clauses || !b.drafts)
		return E_NO_MEMORY;
	try(scan(&b, &first));
	if (b.tree.n == 0)
		return clause_say(problem, CLAUSE_NO_CLAUSES, 0);
	for (uint32_t i = 0; i < b.tree.n; i++) {
		try(finish_clause(&b, i));
		b.tree.clauses[i].topic = topic_of(&b.tree, &b.tree.clauses[i]);
	}
	try(dates(&b, first));
	try(title(&b, first));
	if (!is_policy(&b.tree))
		return clause_say(problem, CLAUSE_NO_POLICY, 0);
	b.tree.lines = b.lines.n;
	for (uint32_t i = 0; i < b.lines.n; i++) {
		b.tree.contents += b.lines.rows[i].kind == LINE_CONTENTS;
		b.tree.page_numbers += b.lines.rows[i].kind == LINE_PAGE;
	}
	*ret = b.tree;
	return OK;
}

const struct clause *clause_topic(const struct clause_tree *t, enum clause_topic topic)
{
	for (uint32_t i = 0; i < t->n; i++)
		if (t->clauses[i].topic == topic)
			return &t->clauses[i];
	return NULL;
}

uint32_t clause_children(const struct clause_tree *t, const struct clause *c)
{
	uint32_t count = 0, at = (uint32_t)(c - t->clauses);
	for (uint32_t i = at + 1; i < t->n && t->clauses[i].depth > c->depth; i++)
		count += t->clauses[i].parent == at && !t->clauses[i].paragraph;
	return count;
}
