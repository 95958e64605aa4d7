/* SPDX-License-Identifier: Apache-2.0
 * scan.c: letters, blocks and finds as they are gathered.
 */
#include "inspect/detect.h"

static void append(struct scan *s, struct buf *b, const void *p, size_t n)
{
	buf_put(b, view_of(p, n));
	if (b->err != OK && s->err == OK)
		s->err = b->err == E_LIMIT_SIZE ? E_LIMIT_COUNT : b->err;
}

uint32_t scan_piece_add(struct scan *s, const struct piece *p)
{
	append(s, &s->pieces, p, sizeof *p);
	return (uint32_t)(s->pieces.n / sizeof *p) - 1;
}

void scan_text(struct scan *s, uint32_t piece)
{
	if (s->err != OK)
		return;
	struct cursor c = cursor_of(scan_piece(s, piece)->text);
	while (cursor_left(&c) > 0 && s->err == OK) {
		struct letter l = {.piece = piece, .at = (uint32_t)c.at};
		l.x = utf8_next(&c);
		append(s, &s->letters, &l, sizeof l);
	}
}

void scan_put(struct scan *s, uint32_t x)
{
	struct letter l = {.x = x, .piece = SCAN_NO};
	append(s, &s->letters, &l, sizeof l);
}

uint32_t scan_block_end(struct scan *s, const struct block *b)
{
	struct block now = *b;
	now.first = s->open;
	now.n = (uint32_t)(s->letters.n / sizeof(struct letter)) - s->open;
	s->open += now.n;
	now.place.member = s->member;
	now.place.file = s->file;
	if (now.n == 0 || s->err != OK)
		return SCAN_NO;
	append(s, &s->blocks, &now, sizeof now);
	return scan_blocks(s) - 1;
}

uint32_t scan_repeat(struct scan *s, uint32_t first, uint32_t n)
{
	for (uint32_t i = 0; i < n && s->err == OK; i++) {
		struct letter l = scan_letters(s)[first + i];
		append(s, &s->letters, &l, sizeof l);
	}
	return n;
}

#define BOX_LETTERS 4u /* of a cell that may be one box of a number written box by box */
#define BOXES_LEAST 3u

static bool box_goes_on(const struct scan *s, uint32_t block, uint32_t run)
{
	const struct block *b = scan_block(s, block);
	if (b->joined || b->n > BOX_LETTERS || b->row == 0)
		return false;
	if (run && (b->row != scan_block(s, block - 1)->row ||
		    b->column > scan_block(s, block - 1)->column + 1))
		return false;
	for (uint32_t i = 0; i < b->n; i++)
		if (letter_digit(scan_letters(s)[b->first + i].x) == SCAN_NO)
			return false;
	return true;
}

void scan_boxes(struct scan *s, uint32_t first)
{
	uint32_t run = 0, digits = 0, end = scan_blocks(s);
	for (uint32_t k = first; k <= end && s->err == OK; k++) {
		if (k < end && box_goes_on(s, k, run)) {
			digits += scan_block(s, k)->n;
			run++;
			continue;
		}
		if (run >= BOXES_LEAST && digits == PERSONAL_DIGITS) {
			struct block joined = *scan_block(s, k - run);
			joined.joined = true;
			(void)scan_repeat(s, joined.first, digits);
			(void)scan_block_end(s, &joined);
			return;
		}
		run = digits = 0;
	}
}

/* --- finds --- */

/* FNV-1a of 64 bits, its upper half folded into the lower one after each value. */
#define MIX_START 0xcbf29ce484222325u
#define MIX_PRIME 0x100000001b3u

static uint64_t mix(uint64_t h, uint64_t x)
{
	for (unsigned i = 0; i < 8; i++) {
		h = (h ^ (x & 0xff)) * MIX_PRIME;
		x >>= 8;
	}
	return h ^ h >> 29;
}

static uint64_t mix_bytes(uint64_t h, struct view v)
{
	for (size_t i = 0; i < v.n; i++)
		h = (h ^ v.p[i]) * MIX_PRIME;
	return h ^ h >> 32;
}

static bool id_taken(const struct scan *s, uint64_t id)
{
	for (uint32_t i = 0; i < scan_candidates(s); i++)
		if (scan_candidate(s, i)->find.id == id)
			return true;
	return false;
}

/* Of the content only sixteen bits: an id must not tell a number that the excerpt masks. */
static uint64_t id_of(const struct scan *s, const struct candidate *c)
{
	uint64_t h = mix(MIX_START, c->find.kind);
	h = mix(h, (uint64_t)c->find.place.member << 8 | c->find.place.at);
	h = mix(h, c->find.place.number);
	h = mix(h, (uint64_t)c->find.place.row << 32 | c->find.place.column);
	h = mix(h, c->content & 0xffff);
	while (h == 0 || id_taken(s, h))
		h = mix(h, 1); /* the next of its like at that place */
	return h;
}

static uint32_t add(struct scan *s, struct candidate *c)
{
	if (scan_candidates(s) >= SCAN_CANDIDATES_MAX) {
		s->rest[c->find.kind] += c->find.count;
		return SCAN_NO;
	}
	c->find.place.member = s->member;
	c->find.place.file = s->file;
	c->find.id = id_of(s, c);
	append(s, &s->candidates, c, sizeof *c);
	return s->err == OK ? scan_candidates(s) - 1 : SCAN_NO;
}

static struct find one_find(enum find_kind kind, const struct find_place *at)
{
	return (struct find){.kind = kind,
			     .severity = find_text(kind)->severity,
			     .erasable = find_text(kind)->erased != FIND_NOT,
			     .count = 1,
			     .place = *at};
}

uint32_t scan_find(struct scan *s, enum find_kind kind, const struct find_place *at,
		   struct view excerpt, struct view key)
{
	struct candidate c = {.block = SCAN_NO, .page = SCAN_NO, .find = one_find(kind, at)};
	c.content = mix_bytes(MIX_START, key);
	c.words = arena_copy(s->i->mem, view_sub(excerpt, 0, 2000));
	find_word_set(&c.find.excerpt, excerpt);
	return add(s, &c);
}

#define AROUND 24u	  /* letters before, for a reader to know where it is */
#define LETTERS_MOST 200u /* more than an excerpt has room for (find_word_set cuts it) */

/* Digits of a number in the find are masked but for the last four. */
static void excerpt(const struct scan *s, struct candidate *c, const struct block *b)
{
	scope_end(buf_free) struct buf words = buf_new(4096);
	const struct letter *l = scan_letters(s) + b->first;
	bool number = c->find.kind == FIND_PERSONAL_NUMBER || c->find.kind == FIND_NUMBER_LIKE;
	uint32_t digits = 0, all = 0, from = c->from > AROUND ? c->from - AROUND : 0;
	for (uint32_t i = 0; i < c->n; i++)
		all += letter_digit(l[c->from + i].x) != SCAN_NO;
	uint32_t to = number || c->find.kind == FIND_GRADE_MARK || c->find.kind == FIND_ADDRESS_LIST
			  ? b->n
			  : c->from + c->n;
	from = to < b->n ? c->from : from;
	for (uint32_t i = from; i < to && i < from + LETTERS_MOST; i++) {
		bool digit =
		    number && i >= c->from && i < c->from + c->n && letter_digit(l[i].x) != SCAN_NO;
		digits += digit;
		utf8_put(&words, digit && digits + 4 <= all ? 0x25cf : l[i].x);
	}
	find_word_set(&c->find.excerpt, buf_view(&words));
}

uint32_t scan_find_letters(struct scan *s, enum find_kind kind, uint32_t block, uint32_t from,
			   uint32_t n)
{
	const struct block *b = scan_block(s, block);
	struct candidate c = {.block = block,
			      .from = from,
			      .n = n,
			      .page = SCAN_NO,
			      .find = one_find(kind, &b->place)};
	c.content = MIX_START;
	for (uint32_t i = 0; i < n; i++)
		c.content = mix(c.content, scan_letters(s)[b->first + from + i].x);
	memcpy(c.box, b->box, sizeof c.box);
	excerpt(s, &c, b);
	return add(s, &c);
}

void scan_letters_excerpt(struct scan *s, uint32_t candidate)
{
	if (candidate != SCAN_NO)
		excerpt(s, scan_candidate(s, candidate),
			scan_block(s, scan_candidate(s, candidate)->block));
}

void scan_count(struct scan *s, uint32_t candidate, uint32_t more)
{
	if (candidate != SCAN_NO && ckd_add(&scan_candidate(s, candidate)->find.count,
					    scan_candidate(s, candidate)->find.count, more))
		scan_candidate(s, candidate)->find.count = UINT32_MAX;
}

void scan_edit(struct scan *s, uint32_t candidate, const struct edit *e)
{
	struct edit now = *e;
	now.candidate = candidate;
	if (candidate != SCAN_NO)
		append(s, &s->edits, &now, sizeof now);
}

void scan_cut(struct scan *s, uint32_t candidate, uint32_t at, uint32_t n)
{
	scan_edit(s, candidate, &(struct edit){.kind = EDIT_CUT, .at = at, .n = n});
}

void scan_put_bytes(struct scan *s, uint32_t candidate, uint32_t at, uint32_t n, struct view with)
{
	struct edit e = {.kind = EDIT_PUT, .at = at, .n = n, .with = arena_copy(s->i->mem, with)};
	if (!e.with.p && with.n && s->err == OK)
		s->err = E_NO_MEMORY;
	scan_edit(s, candidate, &e);
}

void scan_erase_letters(struct scan *s, uint32_t candidate, enum edit_kind kind, uint32_t first,
			uint32_t n)
{
	scan_edit(s, candidate, &(struct edit){.kind = kind, .at = first, .n = n});
}

void scan_words(const struct scan *s, uint32_t first, uint32_t n, struct buf *out)
{
	for (uint32_t i = 0; i < n; i++)
		utf8_put(out, scan_letters(s)[first + i].x);
}

/* --- letters as they are compared --- */

uint32_t letter_plain(uint32_t x)
{
	bool space = x == 0x3000 || x == 0xa0 || x == '\t' || x == '\n' || x == 0x1680 ||
		     (x >= 0x2000 && x <= 0x200a) || x == 0x202f || x == 0x205f;
	if (x >= 0xff01 && x <= 0xff5e)
		return x - 0xff01 + '!';
	return space ? ' ' : x;
}

static const uint16_t kanji_digits[] = {0x3007, 0x4e00, 0x4e8c, 0x4e09, 0x56db,
					0x4e94, 0x516d, 0x4e03, 0x516b, 0x4e5d};

bool letter_is_kanji_digit(uint32_t x)
{
	for (size_t i = 0; i < array_len(kanji_digits); i++)
		if (kanji_digits[i] == x)
			return true;
	return false;
}

uint32_t letter_digit(uint32_t x)
{
	/* The first of a row, what it stands for, and how many there are. */
	static const struct {
		uint32_t from, value, n;
	} rows[] = {
	    {'0', 0, 10},    {0xff10, 0, 10}, {0x660, 0, 10}, {0x6f0, 0, 10}, {0x966, 0, 10},
	    {0xe50, 0, 10},  {0x2070, 0, 1},  {0xb9, 1, 1},   {0xb2, 2, 2},   {0x2074, 4, 6},
	    {0x2080, 0, 10}, {0x2460, 1, 9},  {0x24ea, 0, 1}, {0x2474, 1, 9}, {0x2488, 1, 9},
	    {0x24f5, 1, 9},  {0x24ff, 0, 1},  {0x2776, 1, 9}, {0x2780, 1, 9}, {0x278a, 1, 9},
	};
	for (size_t i = 0; i < array_len(rows); i++)
		if (x >= rows[i].from && x < rows[i].from + rows[i].n)
			return x - rows[i].from + rows[i].value;
	if (x >= 0x1d7ce && x <= 0x1d7ff)
		return (x - 0x1d7ce) % 10;
	for (uint32_t i = 0; i < array_len(kanji_digits); i++)
		if (kanji_digits[i] == x)
			return i;
	return SCAN_NO;
}

bool letter_unseen(uint32_t x)
{
	return x == 0xad || x == 0x34f || x == 0x180e || (x >= 0x200b && x <= 0x200f) ||
	       (x >= 0x2060 && x <= 0x2064) || (x >= 0xfe00 && x <= 0xfe0f) || x == 0xfeff;
}

bool letters_number(struct view v)
{
	struct cursor c = cursor_of(v);
	unsigned digits = 0;
	while (v.n >= PERSONAL_DIGITS && cursor_left(&c) > 0 && digits < PERSONAL_DIGITS)
		digits += letter_digit(utf8_next(&c)) != SCAN_NO;
	return digits >= PERSONAL_DIGITS;
}

bool letter_space(uint32_t x)
{
	return letter_plain(x) == ' ';
}

static uint32_t match(const struct letter *l, uint32_t n, uint32_t from, struct view word)
{
	struct cursor c = cursor_of(word);
	uint32_t at = from;
	while (cursor_left(&c) > 0) {
		uint32_t want = utf8_next(&c);
		while (at < n && at > from && letter_space(l[at].x))
			at++;
		if (at == n || letter_plain(l[at].x) != want)
			return 0;
		at++;
	}
	return at - from;
}

uint32_t letters_find(const struct letter *l, uint32_t n, uint32_t from, const char *word,
		      uint32_t *ret_n)
{
	struct view w = view_str(word);
	struct cursor c = cursor_of(w);
	uint32_t first = utf8_next(&c);
	for (uint32_t i = from; i < n; i++) {
		if (letter_plain(l[i].x) != first)
			continue;
		uint32_t length = match(l, n, i, w);
		if (length == 0)
			continue;
		if (ret_n)
			*ret_n = length;
		return i;
	}
	return SCAN_NO;
}
