/* SPDX-License-Identifier: Apache-2.0
 * verify.c: a copy of the ledger with one thing wrong: is it caught, and is the right line named?
 * `test-verify export` writes a good copy to standard output, for tests/check/ledger_check.py.
 */
#include "notary/receipt.h"
#include "notary/verify.h"
#include "notary/zone_permit.h"
#include "tap.h"

#define LEAVES 12
#define NOW 1795237445

static struct signing_key key;
static struct buf leaves, heads;
static struct ledger_copy copy;

static void receipt_leaf(struct leaf *l)
{
	struct receipt r = {.version = RECEIPT_VERSION,
			    .type = RECEIPT_REBUILT,
			    .epoch = l->epoch,
			    .position = l->position,
			    .time = l->time,
			    .expires = l->time + 100};
	uint8_t previous[HASH_LEN];
	memset(r.binding.id, (int)l->position, ID_LEN);
	r.binding.direction = DIRECTION_IN;
	r.binding.length = 5;
	(void)snprintf(r.binding.name, sizeof r.binding.name, "a.txt");
	(void)snprintf(r.binding.destination, sizeof r.binding.destination, "inbox");
	bool made = receipt_sign(&key, &r) == OK;
	assert(made);
	memcpy(previous, l->previous, HASH_LEN);
	receipt_to_leaf(&r, l);
	memcpy(l->previous, previous, HASH_LEN);
}

static void zone_leaf(struct leaf *l)
{
	l->event = EVENT_ZONE_SET;
	l->value = 0x89abcdef;
	l->length = 7;
	l->type = RECEIPT_REBUILT;
	memcpy(l->destination, "zone", 4);
	bool made = zone_leaf_sign(&key, l) == OK;
	assert(made);
}

/* START, POLICY, then items; receipts at 4 and 8, a rule set at 6; heads at 2, 6 and 10 of 12. */
static void build(void)
{
	struct merkle tree = {0};
	struct merkle_hash last = {{0}};
	uint8_t seed[KEY_LEN] = {1, 2, 3};
	leaves = buf_new((size_t)LEAVES * LEAF_LINE);
	heads = buf_new(16384);
	bool made = signing_key_from_seed("sekisho/ledger/test", seed, &key) == OK;
	for (uint64_t i = 0; i < LEAVES; i++) {
		struct leaf l = {.version = LEAF_VERSION,
				 .event = i == 0   ? EVENT_START
					  : i == 1 ? EVENT_POLICY
						   : EVENT_ACCEPTED,
				 .epoch = 1,
				 .position = i,
				 .time = NOW + (int64_t)i,
				 .value = i < 2 ? 0 : i};
		memcpy(l.previous, last.b, HASH_LEN);
		if (i == 4 || i == 8)
			receipt_leaf(&l);
		if (i == 6)
			zone_leaf(&l);
		leaf_line_write(&l, &leaves);
		last = leaf_hash(&l);
		merkle_push(&tree, &last);
		if (i == 1 || i == 5 || i == 9) {
			struct checkpoint c = {.size = i + 1, .root = merkle_root(&tree)};
			made = made && checkpoint_write(&key, &c, &heads) == OK;
			buf_u8(&heads, '\n');
		}
	}
	assert(made && leaves.err == OK && heads.err == OK);
	copy = (struct ledger_copy){.leaves = buf_view(&leaves),
				    .heads = buf_view(&heads),
				    .leaves_line = 1,
				    .heads_line = 1};
}

static struct verdict v;

static bool found(enum problem what, size_t line)
{
	for (size_t i = 0; i < min_of(v.problems, (size_t)PROBLEMS_MAX); i++)
		if (v.problem[i].what == what && v.problem[i].line == line)
			return true;
	return false;
}

static void look(const struct ledger_copy *c)
{
	bool done = ledger_verify(c, &key.public, &v) == OK;
	assert(done);
}

/* The good copy with line `line` (from 1) made anew by `edit`. */
static struct ledger_copy edited(size_t line, void (*edit)(struct leaf *l), struct buf *mem)
{
	struct ledger_copy c = copy;
	struct leaf l;
	*mem = buf_new(leaves.n);
	for (size_t i = 0; i < LEAVES; i++) {
		struct view at = view_sub(copy.leaves, i * LEAF_LINE, LEAF_LINE);
		bool read = leaf_line_read(at, &l) == OK;
		assert(read);
		if (i + 1 == line)
			edit(&l);
		leaf_line_write(&l, mem);
	}
	c.leaves = buf_view(mem);
	return c;
}

static void other_item(struct leaf *l)
{
	l->item[0] ^= 1;
}

static void other_previous(struct leaf *l)
{
	l->previous[0] ^= 1;
}

static void other_grade(struct leaf *l)
{
	l->grade = GRADE_3;
}

static void edits(void)
{
	for (size_t line = 1; line <= LEAVES; line++) {
		scope_end(buf_free) struct buf mem;
		struct ledger_copy c = edited(line, other_item, &mem);
		look(&c);
		bool receipt = line == 5 || line == 9;
		/* The last line has no later one that would attest it; nor a head, here. */
		if (line == LEAVES)
			expect(v.problems == 0 && v.head_size == 10);
		else
			expect(receipt		    ? found(PROBLEM_RECEIPT, line)
			       : line == 7	    ? found(PROBLEM_ZONE_SET, line)
			       : line == LEAVES - 1 ? found(PROBLEM_EDITED_EITHER, line + 1)
						    : found(PROBLEM_EDITED, line));
	}
	for (size_t line = 2; line < LEAVES; line++) {
		scope_end(buf_free) struct buf mem;
		struct ledger_copy c = edited(line, other_previous, &mem);
		look(&c);
		expect(line == 5 || line == 9 ? v.problems > 0 : found(PROBLEM_EDITED, line));
	}
	scope_end(buf_free) struct buf mem;
	struct ledger_copy c = edited(5, other_grade, &mem);
	look(&c);
	expect(v.problems == 1 && found(PROBLEM_RECEIPT, 5));
}

/* Lines `a` to `b` taken out; then `x` and `y` exchanged; one unreadable; a line twice. */
static void lines(void)
{
	scope_end(buf_free) struct buf out = buf_new(leaves.n), swap = buf_new(leaves.n),
				       junk = buf_new(leaves.n),
				       twice = buf_new(leaves.n + LEAF_LINE);
	struct ledger_copy c = copy;
	for (size_t i = 0; i < LEAVES; i++) {
		size_t other = i == 3 ? 6 : i == 6 ? 3 : i;
		struct view line = view_sub(copy.leaves, i * LEAF_LINE, LEAF_LINE);
		if (i < 4 || i > 6)
			buf_put(&out, line);
		buf_put(&swap, view_sub(copy.leaves, other * LEAF_LINE, LEAF_LINE));
		buf_put(&junk, i == 7 ? VIEW("junk\n") : line);
		buf_put(&twice, line);
		if (i == 5)
			buf_put(&twice, line);
	}
	c.leaves = buf_view(&out);
	look(&c);
	expect(v.problems == 1 && found(PROBLEM_MISSING, 5) && v.problem[0].from == 4 &&
	       v.problem[0].to == 6);
	c.leaves = buf_view(&swap);
	look(&c);
	expect(v.problems == 2 && found(PROBLEM_MOVED, 4) && found(PROBLEM_MOVED, 7));
	c.leaves = buf_view(&junk);
	look(&c);
	expect(v.problems == 1 && found(PROBLEM_LINE, 8));
	c.leaves = buf_view(&twice);
	look(&c);
	expect(found(PROBLEM_EXTRA, 7));
	c.leaves = view_sub(copy.leaves, 0, 8 * LEAF_LINE); /* the end is gone, to a line's end */
	look(&c);
	expect(v.problems == 1 && found(PROBLEM_CUT, 0) && v.problem[0].from == 10 &&
	       v.problem[0].to == 8);
	c.leaves = view_sub(copy.leaves, 0, 11 * LEAF_LINE + 100); /* in the middle of a line */
	look(&c);
	expect(found(PROBLEM_LINE, 12));
	c.leaves = view_sub(copy.leaves, LEAF_LINE, SIZE_MAX);
	look(&c);
	expect(found(PROBLEM_MISSING, 1));
	c.leaves = view_of("", 0);
	look(&c);
	expect(v.problems == 1 && found(PROBLEM_CUT, 0));
	/* without its heads anybody could have chained it anew */
	c = copy;
	c.heads = view_of("", 0);
	look(&c);
	expect(v.problems == 1 && found(PROBLEM_NO_HEAD, 0));
	c.leaves = view_of("", 0);
	look(&c);
	expect(v.problems == 1 && found(PROBLEM_NO_HEAD, 0));
}

/* A liar with the files but not the key rewrites everything after a line, chain and all. */
static void rewritten(void)
{
	scope_end(buf_free) struct buf mem = buf_new(leaves.n);
	struct ledger_copy c = copy;
	struct merkle_hash last = {{0}};
	for (size_t i = 0; i < LEAVES; i++) {
		struct leaf l;
		bool read =
		    leaf_line_read(view_sub(copy.leaves, i * LEAF_LINE, LEAF_LINE), &l) == OK;
		assert(read);
		if (i == 7)
			l.item[3] ^= 1;
		memcpy(l.previous, last.b, HASH_LEN);
		last = leaf_hash(&l);
		leaf_line_write(&l, &mem);
	}
	c.leaves = buf_view(&mem);
	look(&c);
	expect(v.problems == 1 && v.problem[0].what == PROBLEM_HEAD_ROOT &&
	       v.problem[0].from == 6 && v.problem[0].to == 9 && v.problem[0].in_heads &&
	       v.problem[0].line == 13);
	expect(v.head_size == 6);
}

static void heads_too(void)
{
	scope_end(buf_free) struct buf mem = buf_new(heads.n);
	struct ledger_copy c = copy;
	struct signing_key other;
	for (size_t i = 0; i < heads.n; i += 7) {
		buf_clear(&mem);
		buf_put(&mem, copy.heads);
		mem.p[i] ^= 4;
		c.heads = buf_view(&mem);
		look(&c);
		if (v.problems == 0)
			tap_result(false, "a head can be changed", __FILE__, __LINE__);
	}
	c.heads = view_sub(copy.heads, 0, copy.heads.n - 30);
	look(&c);
	expect(v.problems == 1 && v.problem[0].what == PROBLEM_HEAD_BROKEN);
	expect_err(signing_key_new("ledger", false, &other), OK);
	expect(ledger_verify(&copy, &other.public, &v) == OK &&
	       v.problems == 6); /* heads, receipts */

	/* Two heads of one size with different roots: the ledger had two faces. */
	struct checkpoint twin = {.size = 10};
	buf_free(&mem);
	mem = buf_new((size_t)2 * heads.n);
	buf_put(&mem, copy.heads);
	expect_err(checkpoint_write(&key, &twin, &mem), OK);
	c.heads = buf_view(&mem);
	look(&c);
	expect(v.problems == 1 && v.problem[0].what == PROBLEM_HEAD_ORDER);
}

static void export_to(struct buf *b)
{
	scope_end(buf_free) struct buf pub = buf_new(KEY_TEXT_MAX);
	public_key_write(&key.public, &pub);
	copy.public = buf_view(&pub);
	ledger_copy_write(&copy, b);
	copy.public = view_of(NULL, 0);
	assert(b->err == OK);
}

static void one_file(void)
{
	scope_end(buf_free) struct buf b = buf_new((size_t)1 << 20);
	struct ledger_copy c;
	export_to(&b);
	expect_err(ledger_copy_read(buf_view(&b), &c), OK);
	expect(view_eq(c.leaves, copy.leaves) && view_eq(c.heads, copy.heads));
	expect(c.leaves_line == 4 && c.heads_line == 4 + LEAVES + 1);
	look(&c);
	expect(v.problems == 0 && v.leaves == LEAVES && v.receipts == 2 && v.heads == 3);
	bool survives = true;
	for (size_t n = 0; n < b.n; n += 101)
		if (ledger_copy_read(view_sub(buf_view(&b), 0, n), &c) == OK)
			survives &= ledger_verify(&c, &key.public, &v) == OK;
	expect(survives);
}

int main(int argc, char **argv)
{
	build();
	if (argc == 2 && view_eq(view_str(argv[1]), VIEW("export"))) {
		scope_end(buf_free) struct buf b = buf_new((size_t)1 << 20);
		export_to(&b);
		return fwrite(b.p, 1, b.n, stdout) == b.n ? 0 : 1;
	}
	look(&copy);
	expect(v.problems == 0 && v.head_size == 10 && v.first_time == NOW);
	edits();
	lines();
	rewritten();
	heads_too();
	one_file();
	buf_free(&leaves);
	buf_free(&heads);
	return tap_done();
}
