/* SPDX-License-Identifier: Apache-2.0
 * mistakes.c: texts filled in, rows sorted, slips of the hand recognised.
 */
#include "policy/read/mistakes.h"

#include "base/utf8.h"

#define VALUE_CHARACTERS 60 /* of a value quoted in a text */
#define LIST_CHARACTERS 600 /* of a list of ours */
#define TEXT_BYTES 4096

enum severity { WRONG, NOTE };

static const struct {
	const char *name;
	enum severity severity;
	const char *what_ja, *what_en, *instead_ja, *instead_en;
} texts[] = {
#define MISTAKE(code, severity, what_ja, what_en, instead_ja, instead_en) \
	[MISTAKE_##code] = {#code, severity, what_ja, what_en, instead_ja, instead_en},
#include "tbl/mistakes.h"
#include "tbl/register_mistakes.h"
#undef MISTAKE
};

const char *mistake_name(enum mistake_code code)
{
	assert((size_t)code < array_len(texts));
	return texts[code].name;
}

/* A value is the file's own: cut, and nothing that could disguise the line it is printed on. */
static void put_value(struct buf *out, struct view value, size_t most)
{
	struct cursor c = cursor_of(value);
	for (size_t i = 0; cursor_left(&c) > 0; i++) {
		if (i == most) {
			buf_str(out, "…");
			return;
		}
		utf8_put(out, utf8_shown_in_line(&c));
	}
}

static const char *filled(struct arena *mem, const char *text, const struct mistake_values *values)
{
	scope_end(buf_free) struct buf out = buf_new(TEXT_BYTES);
	for (const char *p = text; *p; p++) {
		bool is_long = p[0] == '%' && p[1] == '+';
		const char *digit = p + 1 + is_long;
		if (p[0] == '%' && *digit >= '1' && *digit <= '0' + MISTAKE_VALUES_MAX) {
			put_value(&out, values->v[*digit - '1'],
				  is_long ? LIST_CHARACTERS : VALUE_CHARACTERS);
			p = digit;
		} else {
			buf_u8(&out, (uint8_t)*p);
		}
	}
	struct view copy = arena_copy(mem, buf_view(&out));
	return copy.p ? (const char *)copy.p : "";
}

struct view mistake_number(struct policy_mistakes *m, int64_t x)
{
	char text[24];
	int n = snprintf(text, sizeof text, "%lld", (long long)x);
	return arena_copy(m->mem, view_of(text, (size_t)n));
}

void mistake_add(struct policy_mistakes *m, enum mistake_code code, uint32_t line, uint32_t column,
		 const char *path, struct mistake_values values)
{
	assert((size_t)code < array_len(texts));
	bool note = texts[code].severity == NOTE;
	if (m->own && line > m->own) {
		if (note)
			return;
		line = m->host_line;
		column = m->host_column;
	}
	if (note)
		m->notes++;
	else
		m->wrong++;
	if (m->n == POLICY_MISTAKES_MAX)
		return;
	m->rows[m->n++] = (struct policy_mistake){
	    .code = code,
	    .note = note,
	    .line = line,
	    .column = column,
	    .path = path,
	    .what_ja = filled(m->mem, texts[code].what_ja, &values),
	    .what_en = filled(m->mem, texts[code].what_en, &values),
	    .instead_ja = filled(m->mem, texts[code].instead_ja, &values),
	    .instead_en = filled(m->mem, texts[code].instead_en, &values),
	};
}

static int by_place(const void *a, const void *b)
{
	const struct policy_mistake *x = a, *y = b;
	if (x->line != y->line)
		return x->line < y->line ? -1 : 1;
	if (x->column != y->column)
		return x->column < y->column ? -1 : 1;
	return x->code < y->code ? -1 : x->code > y->code;
}

void mistakes_sort(struct policy_mistakes *m)
{
	qsort(m->rows, m->n, sizeof m->rows[0], by_place);
}

#define WORD_MAX 40

/* Edits (insert, delete, change, swap of neighbours) from a to b; both at most WORD_MAX bytes. */
static size_t edits(struct view a, struct view b)
{
	size_t rows[3][WORD_MAX + 1];
	size_t *before = rows[0], *last = rows[1], *now = rows[2];
	for (size_t j = 0; j <= b.n; j++)
		last[j] = j;
	for (size_t i = 1; i <= a.n; i++) {
		now[0] = i;
		for (size_t j = 1; j <= b.n; j++) {
			size_t change = last[j - 1] + (a.p[i - 1] != b.p[j - 1]);
			size_t least = min_of(min_of(last[j], now[j - 1]) + 1, change);
			if (i > 1 && j > 1 && a.p[i - 1] == b.p[j - 2] && a.p[i - 2] == b.p[j - 1])
				least = min_of(least, before[j - 2] + 1);
			now[j] = least;
		}
		size_t *spare = before;
		before = last;
		last = now;
		now = spare;
	}
	return last[b.n];
}

int mistake_nearest(struct view word, const struct view *candidates, size_t n)
{
	int best = -1;
	size_t best_edits = SIZE_MAX;
	if (word.n == 0 || word.n > WORD_MAX)
		return -1;
	for (size_t i = 0; i < n && i < INT32_MAX; i++) {
		if (candidates[i].n == 0 || candidates[i].n > WORD_MAX)
			continue;
		size_t e = view_eq_nocase(word, candidates[i]) ? 0 : edits(word, candidates[i]);
		/* A third of the word may be wrong, one letter of a short one. */
		if (e < best_edits && e <= max_of(candidates[i].n / 3, (size_t)1)) {
			best = (int)i;
			best_edits = e;
		}
	}
	return best;
}
