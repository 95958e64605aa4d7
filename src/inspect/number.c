/* SPDX-License-Identifier: Apache-2.0
 * number.c: twelve digits that are somebody's 個人番号.
 *
 * The check digit is the rule of
 * 行政手続における特定の個人を識別するための番号の利用等に関する法律の規定による通知カード及び
 * 個人番号カード…に関する省令 (平成26年総務省令第85号) article 5: 11 minus the remainder by 11 of
 * the sum of P(n) x Q(n), where P(n) is the nth digit from the lowest but the check digit itself
 * and Q(n) is n + 1 up to 6, n - 5 from 7 on; 0 when the remainder is 0 or 1. One number in eleven
 * passes by chance, so words around it decide: what stands before it, in its row, at the head of
 * its column, on its page.
 */
#include "inspect/detect.h"

#define DIGITS PERSONAL_DIGITS
#define NEAR 40u	 /* letters around that count as said of it */
#define REACH 12u	 /* blocks before and after that do */
#define REACH_PAGED 400u /* the same on a page, slide or sheet, whose edge ends it */
#define WEAK_LEAST 2	 /* weak words that together are a strong one */
#define COLUMN_LEAST 3u
#define COLUMN_REACH 20000u /* cells above, to find its head */

static const char *const strong[] = {"個人番号", "マイナンバー", "ﾏｲﾅﾝﾊﾞｰ",   "個人ナンバー",
				     "MyNumber", "mynumber",	 "My Number", "通知カード"};
static const char *const weak[] = {"氏名",   "生年月日",     "住所", "続柄", "扶養",
				   "世帯主", "被保険者氏名", "番号", "性別", "フリガナ"};
static const char *const other[] = {
    "口座",	"Order",    "Invoice",	"Account",    "電話",		"TEL",		"Tel",
    "FAX",	"伝票",	    "注文",	"受付番号",   "管理番号",	"会員番号",	"品番",
    "型番",	"JAN",	    "追跡",	"問合せ番号", "問い合わせ番号", "お問い合わせ", "契約番号",
    "請求",	"領収",	    "法人番号", "登録番号",   "免許証番号",	"製造番号",	"資産番号",
    "予約番号", "整理番号", "納付番号", "確認番号",   "証券番号",	"物件番号",	"地番"};

static bool digit(uint32_t x)
{
	return letter_digit(x) != SCAN_NO;
}

/* 第一 and what follows it is no number; a whole one in kanji is. */
static bool same_script(uint32_t x, bool kanji)
{
	return digit(x) && letter_is_kanji_digit(x) == kanji;
}

/* What some people put between groups of four, and nobody between single digits. */
static bool between_groups(uint32_t x)
{
	x = letter_plain(x);
	return x == '.' || x == '/' || x == ',' || x == ':' || x == '_' || x == '*' || x == '|' ||
	       x == 0xb7 || x == 0xff65 || x == 0x3001 || x == 0x2022;
}

static bool between(uint32_t x)
{
	x = letter_plain(x);
	return x == ' ' || x == '-' || (x >= 0x2010 && x <= 0x2015) || x == 0x2212 || x == 0x2043 ||
	       x == 0x2500 || x == 0xfe63 || x == 0x30fc || x == 0xff70 || x == 0x30fb;
}

bool letter_between(uint32_t x)
{
	return between(x) || between_groups(x) || letter_unseen(x);
}

static bool checks(const uint8_t d[DIGITS])
{
	unsigned sum = 0;
	for (unsigned n = 1; n <= 11; n++)
		sum += d[11 - n] * (n <= 6 ? n + 1 : n - 5);
	unsigned rest = sum % 11;
	return d[11] == (rest <= 1 ? 0 : 11 - rest);
}

/* Exactly twelve digits from `from` on, perhaps one mark between any two: where they end; 0: none.
 */
static uint32_t twelve(const struct letter *l, uint32_t n, uint32_t from, uint8_t d[DIGITS])
{
	uint32_t k = 0, i = from, marks = 0;
	bool kanji = letter_is_kanji_digit(l[from].x), grouped = false;
	for (; i < n && k < DIGITS; i++) {
		bool group = k % 4 == 0 && between_groups(l[i].x);
		if (same_script(l[i].x, kanji)) {
			d[k++] = (uint8_t)letter_digit(l[i].x);
			marks = 0;
		} else if (k > 0 && letter_unseen(l[i].x)) {
			continue;
		} else if (k == 0 || (!between(l[i].x) && !group) || ++marks > 2) {
			return 0;
		}
		grouped |= group;
	}
	/* The last group of a longer number: that one was not this one's beginning either. */
	if (k < DIGITS || (grouped && from > 1 && between_groups(l[from - 1].x) &&
			   same_script(l[from - 2].x, kanji)))
		return 0;
	bool follows = i + 1 < n && same_script(l[i + 1].x, kanji);
	bool mark = i < n && ((between(l[i].x) && !letter_space(l[i].x)) ||
			      letter_plain(l[i].x) == '.' || (grouped && between_groups(l[i].x)));
	bool more = i < n && (same_script(l[i].x, kanji) || (mark && follows));
	return more ? 0 : i;
}

static bool starts(const struct letter *l, uint32_t i)
{
	if (!digit(l[i].x))
		return false;
	if (i == 0)
		return true;
	bool kanji = letter_is_kanji_digit(l[i].x);
	uint32_t before = letter_plain(l[i - 1].x), two = i > 1 ? letter_plain(l[i - 2].x) : 0;
	bool called = (before == 'o' || before == 'O') && (two == 'N' || two == 'n'); /* No123 */
	bool letter = (before >= 'A' && before <= 'Z') || (before >= 'a' && before <= 'z');
	bool went_on = i > 1 && same_script(l[i - 2].x, kanji); /* 1.5, 1-5 */
	if (same_script(before, kanji) || (before == '.' && went_on) || before == '+' ||
	    (letter && !called))
		return false;
	return !(went_on && between(before) && !letter_space(before));
}

/* 2026 11 21 18 05: a time, not a person. */
static bool is_time(const uint8_t d[DIGITS])
{
	unsigned year = d[0] * 1000u + d[1] * 100u + d[2] * 10u + d[3], month = d[4] * 10u + d[5],
		 day = d[6] * 10u + d[7], hour = d[8] * 10u + d[9], minute = d[10] * 10u + d[11];
	return year >= 1990 && year <= 2099 && month >= 1 && month <= 12 && day >= 1 && day <= 31 &&
	       hour < 24 && minute < 60;
}

static bool same_digits(const uint8_t d[DIGITS])
{
	for (unsigned i = 1; i < DIGITS; i++)
		if (d[i] != d[0])
			return false;
	return true;
}

/* --- words around --- */

struct context {
	uint8_t strong, weak, other;
};

struct numbers {
	struct scan *s;
	struct buf contexts; /* struct context of each block */
};

static uint8_t words_in(const struct letter *l, uint32_t n, const char *const *words, size_t count)
{
	unsigned found = 0;
	for (size_t i = 0; i < count; i++)
		found += letters_find(l, n, 0, words[i], NULL) != SCAN_NO;
	return (uint8_t)found;
}

static struct context look(const struct scan *s, uint32_t first, uint32_t n)
{
	const struct letter *l = scan_letters(s) + first;
	return (struct context){words_in(l, n, strong, array_len(strong)),
				words_in(l, n, weak, array_len(weak)),
				words_in(l, n, other, array_len(other))};
}

static void more(struct context *c, struct context o)
{
	unsigned weak_words = (unsigned)c->weak + o.weak;
	c->strong = c->strong || o.strong;
	c->other = c->other || o.other;
	c->weak = (uint8_t)min_of(weak_words, 100u);
}

static struct context of_block(const struct numbers *m, uint32_t block)
{
	return ((struct context *)(void *)m->contexts.p)[block];
}

static void gather_contexts(struct numbers *m)
{
	for (uint32_t i = 0; i < scan_blocks(m->s); i++) {
		const struct block *b = scan_block(m->s, i);
		struct context c = look(m->s, b->first, b->joined ? 0 : b->n);
		buf_put(&m->contexts, view_of(&c, sizeof c));
	}
}

static struct context look_near(const struct scan *s, const struct block *b, uint32_t from,
				uint32_t to)
{
	uint32_t first = from > NEAR ? from - NEAR : 0, last = min_of(to + NEAR, b->n);
	struct context c = look(s, b->first + first, from - first);
	more(&c, look(s, b->first + to, last - to));
	return c;
}

static bool same_place(const struct find_place *a, const struct find_place *b)
{
	return a->at == b->at && a->number == b->number;
}

/* The head of its column, and the rest of its row. */
static void look_table(const struct numbers *m, uint32_t block, struct context *head,
		       struct context *row)
{
	const struct scan *s = m->s;
	const struct block *b = scan_block(s, block);
	for (uint32_t i = block; i-- > 0 && block - i < COLUMN_REACH;) {
		const struct block *o = scan_block(s, i);
		if (o->table != b->table)
			break;
		if (o->row == b->row)
			more(row, of_block(m, i));
		else if (o->column == b->column && !head->strong && !head->other &&
			 !digit(scan_letters(s)[o->first].x))
			more(head, of_block(m, i));
	}
	for (uint32_t i = block + 1; i < scan_blocks(s) && scan_block(s, i)->row == b->row; i++)
		more(row, of_block(m, i));
}

/* Lines before and after, and whether its page, sheet or slide says the word at all. */
static void look_around(const struct numbers *m, uint32_t block, struct context *c,
			struct context *page)
{
	const struct scan *s = m->s;
	const struct block *b = scan_block(s, block);
	if (b->wrapped) /* the line it begins on stands around it, too */
		block = b->wrapped - 1;
	bool paged = b->place.at == FIND_AT_PAGE || b->place.at == FIND_AT_SLIDE ||
		     b->place.at == FIND_AT_SHEET;
	uint32_t reach = paged	     ? REACH_PAGED
			 : b->joined ? REACH + DIGITS
				     : REACH; /* its boxes are blocks, too */
	for (uint32_t i = block > reach ? block - reach : 0;
	     i < scan_blocks(s) && i <= block + reach; i++) {
		uint32_t apart = i > block ? i - block : block - i;
		if ((i == block && !b->wrapped) ||
		    (paged && !same_place(&scan_block(s, i)->place, &b->place)))
			continue;
		more(apart <= 2 && !b->table ? c : page, of_block(m, i));
	}
}

enum verdict { NOTHING, LIKE, LIKELY, PERSONAL };

static enum verdict judge(const struct numbers *m, uint32_t block, uint32_t from, uint32_t to)
{
	struct context row = {0}, head = {0}, lines = {0}, page = {0};
	const struct block *b = scan_block(m->s, block);
	struct context near = look_near(m->s, b, from, to);
	if (b->table)
		look_table(m, block, &head, &row);
	if (near.strong || head.strong)
		return PERSONAL;
	if (near.other || head.other)
		return NOTHING;
	look_around(m, block, &lines, &page);
	/* Ends of lines make numbers of whatever stands there: no words but the plain ones count.
	 */
	if (b->wrapped)
		return lines.strong || (page.strong && !lines.other) ? PERSONAL : NOTHING;
	if (row.strong || lines.strong)
		return PERSONAL;
	if (row.other || lines.other)
		return page.strong ? LIKE : NOTHING;
	int weak_words = near.weak + row.weak + head.weak + lines.weak;
	if (page.strong || weak_words >= WEAK_LEAST)
		return PERSONAL;
	return weak_words ? LIKELY : LIKE;
}

/* --- finds --- */

struct found {
	uint32_t block, from, to;
	enum verdict verdict;
	bool good;
};

static void report(struct scan *s, const struct found *f, uint32_t *same)
{
	const struct block *b = scan_block(s, f->block);
	enum find_kind kind = f->verdict == PERSONAL ? FIND_PERSONAL_NUMBER : FIND_NUMBER_LIKE;
	uint32_t c = *same;
	if (c == SCAN_NO)
		c = scan_find_letters(s, kind, f->block, f->from, f->to - f->from);
	else
		scan_count(s, c, 1);
	if (c != SCAN_NO && f->verdict == LIKELY)
		scan_candidate(s, c)->find.severity = FIND_ASK;
	scan_erase_letters(s, c, EDIT_STARS, b->first + f->from, f->to - f->from);
	for (uint32_t i = f->from; c != SCAN_NO && i < f->to; i++) {
		uint32_t piece = scan_letters(s)[b->first + i].piece;
		if (piece != SCAN_NO && scan_piece(s, piece)->kind == PIECE_FIXED)
			scan_candidate(s, c)->find.erasable = false;
	}
	*same = c;
}

/* Three and more of a column that all pass are no chance, whatever stands above them. */
static void column(const struct scan *s, struct found *f, size_t n, size_t at)
{
	const struct block *b = scan_block(s, f[at].block);
	unsigned good = 0, bad = 0;
	if (!b->table)
		return;
	for (size_t i = 0; i < n; i++) {
		const struct block *o = scan_block(s, f[i].block);
		if (o->table == b->table && o->column == b->column) {
			good += f[i].good;
			bad += !f[i].good;
		}
	}
	if (good >= COLUMN_LEAST && bad == 0 && f[at].verdict != NOTHING)
		f[at].verdict = PERSONAL;
}

static void gather(struct scan *s, struct buf *found)
{
	for (uint32_t k = 0; k < scan_blocks(s); k++) {
		const struct block *b = scan_block(s, k);
		const struct letter *l = scan_letters(s) + b->first;
		uint8_t d[DIGITS];
		for (uint32_t i = 0; i < b->n; i++) {
			uint32_t to = starts(l, i) ? twelve(l, b->n, i, d) : 0;
			if (to == 0)
				continue;
			struct found f = {.block = k, .from = i, .to = to, .good = checks(d)};
			if (!same_digits(d) && !is_time(d))
				buf_put(found, view_of(&f, sizeof f));
			i = to - 1;
		}
	}
}

/* Of one column, or of one place, one find. */
static bool together(const struct scan *s, const struct found *a, const struct found *b)
{
	const struct block *x = scan_block(s, a->block), *y = scan_block(s, b->block);
	bool table = x->table != 0 && x->table == y->table && x->column == y->column;
	return a->verdict == b->verdict && (table || a->block == b->block);
}

void detect_numbers(struct scan *s)
{
	scope_end(buf_free) struct buf found = buf_new((size_t)16 << 20),
				       groups = buf_new((size_t)16 << 20),
				       contexts = buf_new((size_t)64 << 20);
	struct numbers m = {.s = s, .contexts = contexts};
	gather(s, &found);
	size_t n = found.n / sizeof(struct found);
	struct found *f = (struct found *)(void *)found.p;
	if (n == 0 || s->err != OK)
		return;
	gather_contexts(&m);
	contexts = m.contexts; /* freed here */
	buf_fill(&groups, 0xff, n * sizeof(uint32_t));
	if (found.err != OK || groups.err != OK || contexts.err != OK) {
		s->err = E_LIMIT_COUNT;
		return;
	}
	uint32_t *group = (uint32_t *)(void *)groups.p;
	for (size_t i = 0; i < n; i++)
		f[i].verdict = f[i].good ? judge(&m, f[i].block, f[i].from, f[i].to) : NOTHING;
	for (size_t i = 0; i < n && n < 5000; i++)
		if (f[i].good)
			column(s, f, n, i);
	for (size_t i = 0; i < n; i++) {
		for (size_t k = i; k-- > 0 && i - k < 2000 && group[i] == SCAN_NO;)
			if (f[i].verdict != NOTHING && together(s, &f[i], &f[k]))
				group[i] = group[k];
		if (f[i].verdict != NOTHING)
			report(s, &f[i], &group[i]);
	}
}
