/* SPDX-License-Identifier: Apache-2.0
 * zone_report.c: reports of `sekisho zone prove` and `zone boundary` as text, and their leaf.
 */
#include "notary/zone_report.h"

#include "base/utf8.h"
#include "notary/receipt.h"

#define ROWS_MAX 8192 /* of one kind */
#define COLUMNS_MAX 12

static const char *const kinds[ZONE_REPORT_KIND_COUNT] = {
    [ZONE_REPORT_PROOF] = "sekisho zone proof 1\n",
    [ZONE_REPORT_BOUNDARY] = "sekisho zone boundary 1\n"};
static const char *const verdicts[ZONE_REPORT_VERDICT_COUNT] = {
    [ZONE_REPORT_UNPROVED] = "unproved", [ZONE_REPORT_DIFFERS] = "differs",
    [ZONE_REPORT_PROVED] = "proved",	 [ZONE_REPORT_WEAK] = "weak",
    [ZONE_REPORT_LEAKS] = "leaks",	 [ZONE_REPORT_ENSURED] = "ensured"};
static const char *const hows[ZONE_REPORT_HOW_COUNT] = {[ZONE_REPORT_NOBODY] = "nobody",
							[ZONE_REPORT_OWN] = "own",
							[ZONE_REPORT_IMPORTED] = "imported",
							[ZONE_REPORT_PROBED] = "probed"};

enum zone_report_kind zone_report_kind(struct view file)
{
	for (unsigned k = ZONE_REPORT_PROOF; k < ZONE_REPORT_KIND_COUNT; k++)
		if (view_starts(file, view_str(kinds[k])))
			return (enum zone_report_kind)k;
	return ZONE_REPORT_NONE;
}

/* --- writing --- */

/* Whatever it was: one line, without tabs. */
static void put_value(struct buf *b, struct view v)
{
	struct cursor c = cursor_of(v);
	size_t begin = b->n;
	while (cursor_left(&c) > 0 && b->n - begin < ZONE_REPORT_FIELD - 4) {
		uint32_t one = utf8_next(&c);
		if (c.bad)
			break;
		utf8_put(b, one < ' ' || utf8_forbidden(one) ? ' ' : one);
	}
}

static void put_column(struct buf *b, struct view v)
{
	buf_u8(b, '\t');
	put_value(b, v);
}

static void put_number(struct buf *b, int64_t n)
{
	buf_u8(b, '\t');
	buf_int(b, n);
}

static void put_word(struct buf *b, const char *word, struct view v)
{
	buf_str(b, word);
	buf_u8(b, ' ');
	put_value(b, v);
	buf_u8(b, '\n');
}

static void put_hash(struct buf *b, const char *word, const uint8_t hash[HASH_LEN])
{
	buf_fmt(b, "%s ", word);
	buf_hex(b, view_of(hash, HASH_LEN));
	buf_u8(b, '\n');
}

static void put_head(const struct zone_report *r, struct buf *b)
{
	buf_str(b, kinds[r->kind]);
	buf_fmt(b, "made %lld\n", (long long)r->made);
	put_word(b, "host", r->host);
	put_word(b, "by", r->by);
	put_hash(b, "policy", r->policy);
	put_hash(b, "rules", r->rules);
	buf_fmt(b, "generation %u\ndays %u\n", r->generation, r->days);
	put_word(b, "about", r->about);
	put_word(b, "verdict", view_str(verdicts[r->verdict]));
}

static void put_rows(const struct zone_report *r, struct buf *b)
{
	for (size_t i = 0; i < r->sources_count; i++) {
		const struct zone_report_source *s = &r->sources[i];
		buf_str(b, "source");
		put_column(b, s->name);
		put_column(b, s->what);
		put_number(b, s->at);
		put_number(b, s->unread);
		buf_u8(b, '\n');
	}
	for (size_t i = 0; i < r->segments_count; i++) {
		const struct zone_report_segment *s = &r->segments[i];
		buf_str(b, "segment");
		put_column(b, s->zone);
		put_column(b, s->name);
		put_column(b, s->where);
		put_column(b, view_str(hows[s->how]));
		put_number(b, s->at);
		put_column(b, s->by);
		buf_u8(b, '\n');
	}
	for (size_t i = 0; i < r->pairs_count; i++) {
		const struct zone_report_pair *p = &r->pairs[i];
		const int64_t numbers[] = {p->at,      p->leaks,   p->stale,  p->arrived,
					   p->stopped, p->missing, p->unclear};
		buf_str(b, "pair");
		put_column(b, p->from);
		put_column(b, p->to);
		put_column(b, view_str(hows[p->how]));
		for (size_t k = 0; k < array_len(numbers); k++)
			put_number(b, numbers[k]);
		buf_u8(b, '\n');
	}
}

static void put_sentences(struct buf *b, const char *word, const struct view *lines, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		buf_str(b, word);
		put_column(b, lines[i]);
		buf_u8(b, '\n');
	}
}

void zone_report_write(const struct zone_report *r, struct buf *ret)
{
	struct view text = r->text;
	put_head(r, ret);
	put_rows(r, ret);
	put_sentences(ret, "leak", r->leaks, r->leaks_count);
	put_sentences(ret, "unseen", r->unseen, r->unseen_count);
	buf_str(ret, "text\n");
	while (text.n > 0) {
		put_value(ret, view_take(&text, '\n'));
		buf_u8(ret, '\n');
	}
	if (ret->err == OK && ret->n > ZONE_REPORT_MAX)
		ret->err = E_LIMIT_SIZE;
}

/* --- reading --- */

struct reading {
	struct arena *mem;
	struct zone_report r;
	struct zone_report_source *sources;
	struct zone_report_segment *segments;
	struct zone_report_pair *pairs;
	struct view *leaks, *unseen;
	bool bad;
};

static bool word_of(const char *const *words, unsigned n, struct view v, unsigned *ret)
{
	for (unsigned i = 0; i < n; i++)
		if (view_eq(v, view_str(words[i]))) {
			*ret = i;
			return true;
		}
	return false;
}

/* A number as it is written: no sign, no zeros before it. */
static int64_t number(struct reading *x, struct view v, int64_t most)
{
	int64_t n = 0;
	if (view_int(v, 0, most, &n) != OK || (v.n > 1 && v.p[0] == '0'))
		x->bad = true;
	return n;
}

static enum zone_report_how how_of(struct reading *x, struct view v)
{
	unsigned how = 0;
	if (!word_of(hows, ZONE_REPORT_HOW_COUNT, v, &how))
		x->bad = true;
	return (enum zone_report_how)how;
}

static void take_source(struct reading *x, const struct view *c)
{
	x->sources[x->r.sources_count++] =
	    (struct zone_report_source){.name = c[0],
					.what = c[1],
					.at = number(x, c[2], INT64_MAX),
					.unread = number(x, c[3], 1) != 0};
}

static void take_segment(struct reading *x, const struct view *c)
{
	x->segments[x->r.segments_count++] =
	    (struct zone_report_segment){.zone = c[0],
					 .name = c[1],
					 .where = c[2],
					 .how = how_of(x, c[3]),
					 .at = number(x, c[4], INT64_MAX),
					 .by = c[5]};
}

static void take_pair(struct reading *x, const struct view *c)
{
	x->pairs[x->r.pairs_count++] =
	    (struct zone_report_pair){.from = c[0],
				      .to = c[1],
				      .how = how_of(x, c[2]),
				      .at = number(x, c[3], INT64_MAX),
				      .leaks = number(x, c[4], 1) != 0,
				      .stale = number(x, c[5], 1) != 0,
				      .arrived = (uint32_t)number(x, c[6], UINT32_MAX),
				      .stopped = (uint32_t)number(x, c[7], UINT32_MAX),
				      .missing = (uint32_t)number(x, c[8], UINT32_MAX),
				      .unclear = (uint32_t)number(x, c[9], UINT32_MAX)};
}

static void take_leak(struct reading *x, const struct view *c)
{
	x->leaks[x->r.leaks_count++] = c[0];
}

static void take_unseen(struct reading *x, const struct view *c)
{
	x->unseen[x->r.unseen_count++] = c[0];
}

/* In the order in which they stand. */
static const struct row {
	const char *word;
	unsigned columns;
	bool boundary; /* of no proof */
	void (*take)(struct reading *x, const struct view *columns);
} rows[] = {
    {"source", 4, false, take_source}, {"segment", 6, true, take_segment},
    {"pair", 10, true, take_pair},     {"leak", 1, false, take_leak},
    {"unseen", 1, false, take_unseen},
};

static bool value_ok(struct view v)
{
	for (size_t i = 0; i < v.n; i++)
		if (v.p[i] < ' ')
			return false;
	return v.n <= ZONE_REPORT_FIELD && utf8_clean(v);
}

/* "word value\n" */
static struct view take_word(struct reading *x, struct view *rest, const char *word)
{
	bool ended = memchr(rest->n ? (const void *)rest->p : "", '\n', rest->n) != NULL;
	struct view line = view_take(rest, '\n'), found = view_take(&line, ' ');
	if (!ended || !view_eq(found, view_str(word)) || !value_ok(line))
		x->bad = true;
	return line;
}

static void take_hash(struct reading *x, struct view *rest, const char *word, uint8_t *ret)
{
	struct view v = take_word(x, rest, word);
	uint8_t hash[HASH_LEN] = {0};
	if (v.n != (size_t)2 * HASH_LEN || hex_read(v, hash, HASH_LEN) != OK)
		x->bad = true;
	memcpy(ret, hash, HASH_LEN);
}

static void read_head(struct reading *x, struct view *rest)
{
	struct zone_report *r = &x->r;
	unsigned verdict = 0;
	r->made = number(x, take_word(x, rest, "made"), INT64_MAX);
	r->host = take_word(x, rest, "host");
	r->by = take_word(x, rest, "by");
	take_hash(x, rest, "policy", r->policy);
	take_hash(x, rest, "rules", r->rules);
	r->generation = (uint32_t)number(x, take_word(x, rest, "generation"), UINT32_MAX);
	r->days = (uint32_t)number(x, take_word(x, rest, "days"), 36600);
	r->about = take_word(x, rest, "about");
	if (!word_of(verdicts, ZONE_REPORT_VERDICT_COUNT, take_word(x, rest, "verdict"), &verdict))
		x->bad = true;
	r->verdict = (enum zone_report_verdict)verdict;
}

/* Which row, not before `*at`; false: none. */
static bool take_row(struct reading *x, struct view line, size_t *at)
{
	struct view columns[COLUMNS_MAX];
	unsigned n = 0;
	struct view word = view_take(&line, '\t');
	while (*at < array_len(rows) && !view_eq(word, view_str(rows[*at].word)))
		++*at;
	if (*at == array_len(rows))
		return false;
	const struct row *row = &rows[*at];
	size_t tabs = 0;
	for (size_t i = 0; i < line.n; i++)
		tabs += line.p[i] == '\t';
	if (tabs + 1 != row->columns || (row->boundary && x->r.kind != ZONE_REPORT_BOUNDARY))
		return false;
	while (n < row->columns) {
		columns[n] = view_take(&line, '\t');
		if (!value_ok(columns[n++]))
			return false;
	}
	row->take(x, columns);
	return !x->bad;
}

static bool read_rows(struct reading *x, struct view *rest)
{
	size_t at = 0;
	for (size_t n = 0; n < ROWS_MAX; n++) {
		if (!memchr(rest->n ? (const void *)rest->p : "", '\n', rest->n))
			return false;
		struct view line = view_take(rest, '\n');
		if (view_eq(line, VIEW("text")))
			return true;
		if (!take_row(x, line, &at))
			return false;
	}
	return false;
}

static size_t rows_most(struct view file)
{
	size_t n = 1;
	for (size_t i = 0; i < file.n && n < ROWS_MAX; i++)
		n += file.p[i] == '\n';
	return n;
}

static bool text_ok(struct view text)
{
	if (text.n > 0 && text.p[text.n - 1] != '\n')
		return false;
	while (text.n > 0)
		if (!value_ok(view_take(&text, '\n')))
			return false;
	return true;
}

enum zone_report_verdict zone_report_judge(const struct zone_report *r)
{
	bool weak = r->pairs_count == 0 || r->segments_count == 0, leaks = r->leaks_count > 0;
	if (r->kind != ZONE_REPORT_BOUNDARY)
		return r->verdict == ZONE_REPORT_UNPROVED ? ZONE_REPORT_UNPROVED
		       : leaks				  ? ZONE_REPORT_DIFFERS
							  : ZONE_REPORT_PROVED;
	for (size_t i = 0; i < r->pairs_count; i++) {
		weak = weak || r->pairs[i].how != ZONE_REPORT_PROBED;
		leaks = leaks || r->pairs[i].leaks;
	}
	for (size_t i = 0; i < r->segments_count; i++)
		weak = weak || r->segments[i].how != ZONE_REPORT_PROBED;
	for (size_t i = 0; i < r->sources_count; i++)
		weak = weak || r->sources[i].unread;
	return leaks ? ZONE_REPORT_LEAKS : weak ? ZONE_REPORT_WEAK : ZONE_REPORT_ENSURED;
}

enum err zone_report_read(struct view file, struct arena *mem, struct zone_report *ret)
{
	struct reading x = {.mem = mem, .r = {.kind = zone_report_kind(file)}};
	if (file.n > ZONE_REPORT_MAX)
		return E_LIMIT_SIZE;
	if (x.r.kind == ZONE_REPORT_NONE)
		return E_BROKEN;
	size_t most = rows_most(file);
	x.sources = arena_array(mem, most, sizeof *x.sources);
	x.segments = arena_array(mem, most, sizeof *x.segments);
	x.pairs = arena_array(mem, most, sizeof *x.pairs);
	x.leaks = arena_array(mem, most, sizeof *x.leaks);
	x.unseen = arena_array(mem, most, sizeof *x.unseen);
	if (!x.sources || !x.segments || !x.pairs || !x.leaks || !x.unseen)
		return E_NO_MEMORY;
	struct view rest = view_sub(file, strlen(kinds[x.r.kind]), SIZE_MAX);
	read_head(&x, &rest);
	if (x.bad || !read_rows(&x, &rest) || x.bad || !text_ok(rest))
		return E_BROKEN;
	x.r.sources = x.sources;
	x.r.segments = x.segments;
	x.r.pairs = x.pairs;
	x.r.leaks = x.leaks;
	x.r.unseen = x.unseen;
	x.r.text = rest;
	if (zone_report_judge(&x.r) != x.r.verdict)
		return E_BROKEN;
	*ret = x.r;
	return OK;
}

enum err zone_report_counts(const struct zone_report *r, const uint8_t policy[HASH_LEN],
			    uint32_t generation, int64_t now)
{
	if (memcmp(r->policy, policy, HASH_LEN) != 0)
		return E_POLICY;
	if (r->generation != generation)
		return E_CHANGED;
	return r->made <= now && now - r->made < (int64_t)ZONE_REPORT_DAYS * 86400 ? OK : E_EXPIRED;
}

/* --- the leaf --- */

enum err zone_report_leaf(struct view file, bool evaluation, struct leaf *ret)
{
	enum zone_report_kind kind = zone_report_kind(file);
	struct leaf l = {.version = LEAF_VERSION,
			 .event =
			     kind == ZONE_REPORT_PROOF ? EVENT_ZONE_PROVED : EVENT_ZONE_OBSERVED,
			 .length = file.n,
			 .type = RECEIPT_REBUILT | (evaluation ? RECEIPT_EVALUATION : 0),
			 .destination = ZONE_DESTINATION};
	if (kind == ZONE_REPORT_NONE || file.n > ZONE_REPORT_MAX)
		return E_PROTOCOL;
	sha256(file, l.original);
	memcpy(l.item, l.original, ID_LEN);
	*ret = l;
	return OK;
}

enum err zone_report_check(const struct public_key *notary, bool evaluation, struct view record,
			   struct view file, struct leaf *ret)
{
	struct leaf l, like;
	uint8_t a[LEAF_LEN], b[LEAF_LEN];
	try(leaf_read(record, &l));
	if (zone_report_leaf(file, evaluation, &like) != OK)
		return E_BROKEN;
	like.epoch = l.epoch;
	like.position = l.position;
	like.time = l.time;
	memcpy(like.policy, l.policy, HASH_LEN);
	memcpy(like.signature, l.signature, SIG_LEN);
	memcpy(like.previous, l.previous, HASH_LEN);
	leaf_write(&l, a);
	leaf_write(&like, b);
	if (memcmp(a, b, LEAF_LEN) != 0)
		return E_HASH;
	try(zone_leaf_check(notary, &l));
	*ret = l;
	return OK;
}
