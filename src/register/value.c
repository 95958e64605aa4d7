/* SPDX-License-Identifier: Apache-2.0
 * value.c: cells read and shown, by the type of their field.
 */
#include "register/value.h"

#include "base/utf8.h"
#include "register/date.h"
#include "register/fold.h"

#define COLUMN_MOST 1000
#define URL_MAX 2000
#define SHOWN 40
#define FOLD_MAX ((size_t)1 << 20)

struct value_kind value_of_field(const struct register_rules *r, uint32_t field)
{
	const struct register_field *f = &r->d.fields[field];
	return (struct value_kind){f->type, f->many, f->choices, f->choices_count,
				   r->fields[field].most};
}

struct value_kind value_of_column(const struct register_column *c)
{
	return (struct value_kind){c->type, false, c->choices, c->choices_count, COLUMN_MOST};
}

/* --- what is wrong --- */

static const struct {
	const char *ja, *en, *todo_ja, *todo_en;
} problems[] = {
#define PROBLEM(code, ja, en, todo_ja, todo_en) [VALUE_##code] = {ja, en, todo_ja, todo_en},
#include "tbl/value_problems.h"
#undef PROBLEM
};

static void fill(char *to, size_t size, const char *text, struct view v1, struct view v2)
{
	scope_end(buf_free) struct buf out = buf_new(size - 1);
	for (const char *p = text; *p; p++) {
		if (p[0] != '%' || (p[1] != '1' && p[1] != '2')) {
			buf_u8(&out, (uint8_t)*p);
			continue;
		}
		struct cursor c = cursor_of(*++p == '1' ? v1 : v2);
		size_t most = *p == '1' ? SHOWN : size / 8;
		for (size_t i = 0; cursor_left(&c) > 0 && i <= most; i++)
			utf8_put(&out, i == most ? 0x2026 : utf8_shown_in_line(&c));
	}
	if (out.n > 0)
		memcpy(to, out.p, out.n);
	to[out.n] = 0;
}

static enum err wrong(struct value_mistake *m, enum value_problem problem, struct view written,
		      struct view allowed)
{
	m->problem = problem;
	fill(m->ja, sizeof m->ja, problems[problem].ja, written, allowed);
	fill(m->en, sizeof m->en, problems[problem].en, written, allowed);
	fill(m->todo_ja, sizeof m->todo_ja, problems[problem].todo_ja, written, allowed);
	fill(m->todo_en, sizeof m->todo_en, problems[problem].todo_en, written, allowed);
	return E_CONFIG;
}

/* --- one reader a type; `folded` is what was written, in one width --- */

struct cell {
	const struct value_kind *k;
	struct view written, folded;
	struct buf *out;
	struct value_mistake *m;
};

static enum err not_taken(const struct cell *c, enum value_problem problem)
{
	return wrong(c->m, problem, c->written, (struct view){0});
}

static enum err read_text(const struct cell *c)
{
	struct view text = view_trim(c->written);
	if (!utf8_clean(text))
		return not_taken(c, VALUE_CHARACTERS);
	if (c->k->type != REGISTER_LONG && view_find(text, 0, '\n') < text.n)
		return not_taken(c, VALUE_LINES);
	if (utf8_count(text) > c->k->most) {
		scope_end(buf_free) struct buf most = buf_new(16);
		buf_int(&most, c->k->most);
		return wrong(c->m, VALUE_LENGTH, text, buf_view(&most));
	}
	buf_put(c->out, text);
	return OK;
}

static bool take(struct view *v, const char *what)
{
	if (!view_starts(*v, view_str(what)))
		return false;
	*v = view_trim(view_sub(*v, strlen(what), v->n));
	return true;
}

/* 1,200 円, ￥1,200, △300: commas stand before every third digit, or nowhere. */
static bool take_digits(struct view v, int64_t *ret)
{
	scope_end(buf_free) struct buf digits = buf_new(32);
	bool commas = view_find(v, 0, ',') < v.n;
	for (size_t i = 0; i < v.n; i++) {
		bool here = commas && (v.n - i) % 4 == 0 && i > 0;
		if (here != (v.p[i] == ','))
			return false;
		if (!here)
			buf_u8(&digits, v.p[i]);
	}
	return digits.err == OK && view_int(buf_view(&digits), 0, VALUE_NUMBER_MAX, ret) == OK;
}

static enum err read_number(const struct cell *c)
{
	int64_t n;
	struct view v = c->folded;
	bool minus = take(&v, "-") || take(&v, "△") || take(&v, "▲") || take(&v, "−");
	if (c->k->type == REGISTER_MONEY) {
		(void)(take(&v, "¥") || take(&v, "\\") || take(&v, "￥"));
		if (view_ends(v, VIEW("円")))
			v = view_trim(view_sub(v, 0, v.n - strlen("円")));
	}
	if (!take_digits(v, &n))
		return not_taken(c, VALUE_NUMBER);
	buf_int(c->out, minus ? -n : n);
	return OK;
}

static enum err read_date(const struct cell *c)
{
	int64_t day;
	if (!date_read(c->written, &day))
		return not_taken(c, VALUE_DATE);
	date_write_plain(c->out, day);
	return OK;
}

static enum err read_time(const struct cell *c)
{
	int64_t time;
	if (!date_read_time(c->written, &time))
		return not_taken(c, VALUE_TIME);
	buf_int(c->out, time);
	return OK;
}

static enum err read_yes(const struct cell *c)
{
	static const char *const words[][2] = {
	    {"はい", "いいえ"}, {"○", "×"},	  {"〇", "×"},	      {"◯", "✕"},
	    {"有", "無"},	{"あり", "なし"}, {"する", "しない"}, {"済", "未"},
	    {"true", "false"},	{"yes", "no"},	  {"1", "0"},	      {"✓", "-"},
	};
	for (size_t i = 0; i < array_len(words); i++)
		for (int no = 0; no < 2; no++)
			if (view_eq_nocase(c->folded, view_str(words[i][no]))) {
				buf_str(c->out, no ? "false" : "true");
				return OK;
			}
	return not_taken(c, VALUE_YES);
}

/* By its title, else by its code or English title: a title may be another's code. */
static const struct register_choice *find_choice(const struct value_kind *k, struct view v)
{
	for (int way = 0; way < 4; way++)
		for (uint32_t i = 0; i < k->choices_count; i++) {
			const struct register_choice *x = &k->choices[i];
			scope_end(buf_free) struct buf title = buf_new(1024);
			if (way == 1 && !fold_width(x->title, &title))
				continue;
			struct view names[] = {x->title, buf_view(&title), view_str(x->code),
					       x->english};
			if (names[way].n > 0 && view_eq_nocase(names[way], v))
				return x;
		}
	return NULL;
}

static enum err not_chosen(const struct cell *c, struct view word)
{
	scope_end(buf_free) struct buf list = buf_new((size_t)1 << 15);
	for (uint32_t i = 0; i < c->k->choices_count; i++) {
		buf_str(&list, i ? "、" : "");
		buf_put(&list, c->k->choices[i].title);
	}
	return wrong(c->m, VALUE_CHOICE, word, buf_view(&list));
}

static enum err read_choice(const struct cell *c)
{
	const struct register_choice *x = find_choice(c->k, view_trim(c->written));
	x = x ? x : find_choice(c->k, c->folded);
	if (!x)
		return not_chosen(c, c->written);
	buf_str(c->out, x->code);
	return OK;
}

/* What stands before the next of 、 , ; and line ends. */
static struct view next_word(struct view *rest)
{
	size_t at = 0, skip = 0;
	while (at < rest->n && !skip) {
		struct view here = view_sub(*rest, at, rest->n);
		skip = view_starts(here, VIEW("、"))					? 3
		       : memchr(",;\n", here.p[0], strlen(",;\n")) && here.p[0] != '\0' ? 1
											: 0;
		at += !skip;
	}
	struct view word = view_sub(*rest, 0, at);
	*rest = view_sub(*rest, at + skip, rest->n);
	return view_trim(word);
}

static bool is_code(struct view v)
{
	bool ok = v.n >= 1 && v.n < CODE_MAX;
	for (size_t i = 0; ok && i < v.n; i++) {
		uint8_t x = v.p[i];
		ok = (x >= '0' && x <= '9') || (x >= 'a' && x <= 'z') || (x >= 'A' && x <= 'Z') ||
		     x == '-' || x == '_';
	}
	return ok;
}

/* ",a,b,": each once, in the order of the choices or as written. */
static enum err read_several(const struct cell *c, bool choices)
{
	scope_end(buf_free) struct buf list = buf_new((size_t)1 << 16);
	struct view rest = c->folded;
	buf_u8(&list, ',');
	while (rest.n > 0) {
		struct view word = next_word(&rest);
		const struct register_choice *x = choices ? find_choice(c->k, word) : NULL;
		scope_end(buf_free) struct buf mark = buf_new(CODE_MAX * 2);
		if (word.n == 0)
			continue;
		if (choices && !x)
			return not_chosen(c, word);
		if (!choices && !is_code(word))
			return wrong(c->m, VALUE_CODE, word, word);
		buf_u8(&mark, ',');
		buf_put(&mark, x ? view_str(x->code) : word);
		buf_u8(&mark, ',');
		if (view_has(buf_view(&list), buf_view(&mark)))
			return wrong(c->m, VALUE_TWICE, word, word);
		buf_put(&list, view_sub(buf_view(&mark), 1, mark.n));
	}
	try(list.err);
	if (list.n > 1)
		buf_put(c->out, buf_view(&list));
	return OK;
}

static enum err read_choices(const struct cell *c)
{
	return read_several(c, true);
}

static enum err read_code(const struct cell *c)
{
	if (c->k->many)
		return read_several(c, false);
	if (!is_code(c->folded))
		return not_taken(c, VALUE_CODE);
	buf_put(c->out, c->folded);
	return OK;
}

static enum err read_url(const struct cell *c)
{
	struct view v = c->folded, rest = v;
	bool web = take(&rest, "https://") || take(&rest, "http://");
	for (size_t i = 0; i < v.n; i++)
		web = web && v.p[i] > ' ' && v.p[i] < 0x7f && !strchr("\"<>\\^`{|}", v.p[i]);
	if (!web || rest.n == 0 || v.n > URL_MAX)
		return not_taken(c, VALUE_URL);
	buf_put(c->out, v);
	return OK;
}

static enum err read_nothing(const struct cell *c)
{
	return not_taken(c, VALUE_NOT_WRITTEN);
}

static enum err (*const readers[REGISTER_TYPES])(const struct cell *) = {
    [REGISTER_TEXT] = read_text,       [REGISTER_LONG] = read_text,
    [REGISTER_NUMBER] = read_number,   [REGISTER_MONEY] = read_number,
    [REGISTER_DATE] = read_date,       [REGISTER_TIME] = read_time,
    [REGISTER_YES] = read_yes,	       [REGISTER_CHOICE] = read_choice,
    [REGISTER_CHOICES] = read_choices, [REGISTER_UNIT] = read_code,
    [REGISTER_PERSON] = read_code,     [REGISTER_RECORD] = read_code,
    [REGISTER_FILE] = read_code,       [REGISTER_URL] = read_url,
    [REGISTER_TABLE] = read_nothing,   [REGISTER_JOURNAL] = read_nothing,
    [REGISTER_SUM] = read_nothing,
};

enum err value_read(const struct value_kind *k, struct view written, struct buf *out,
		    struct value_mistake *m)
{
	scope_end(buf_free) struct buf folded = buf_new(FOLD_MAX);
	struct cell c = {.k = k, .written = written, .out = out, .m = m};
	if (!fold_width(written, &folded))
		return folded.err != OK ? folded.err : not_taken(&c, VALUE_CHARACTERS);
	c.folded = buf_view(&folded);
	if (c.folded.n == 0)
		return OK;
	try(readers[k->type](&c));
	return out->err;
}

/* --- shown --- */

static const struct register_choice *by_code(const struct value_kind *k, struct view code)
{
	for (uint32_t i = 0; i < k->choices_count; i++)
		if (view_eq(view_str(k->choices[i].code), code))
			return &k->choices[i];
	return NULL;
}

static void put_choice(const struct value_kind *k, struct view code, bool english, struct buf *out)
{
	const struct register_choice *x = by_code(k, code);
	buf_put(out, !x ? code : english && x->english.n ? x->english : x->title);
}

static void put_several(const struct value_kind *k, struct view kept, bool english, struct buf *out)
{
	struct view rest = view_sub(kept, 1, kept.n);
	for (bool first = true; rest.n > 0; first = false) {
		buf_str(out, first ? "" : english ? ", " : "、");
		put_choice(k, view_take(&rest, ','), english, out);
	}
}

void value_show(const struct value_kind *k, struct view kept, bool english, struct buf *out)
{
	int64_t n;
	bool several = k->type == REGISTER_CHOICES || (k->many && readers[k->type] == read_code);
	if (several && view_starts(kept, VIEW(",")))
		put_several(k, kept, english, out);
	else if (k->type == REGISTER_CHOICE)
		put_choice(k, kept, english, out);
	else if (k->type == REGISTER_YES && kept.n > 0)
		buf_str(out, view_eq(kept, VIEW("true")) ? (english ? "yes" : "はい")
							 : (english ? "no" : "いいえ"));
	else if (k->type == REGISTER_DATE && !english && date_read_plain(kept, &n))
		date_write_era(out, n);
	else if (k->type == REGISTER_TIME && view_int(kept, INT64_MIN / 2, INT64_MAX / 2, &n) == OK)
		date_write_time(out, n);
	else
		buf_put(out, kept);
}
