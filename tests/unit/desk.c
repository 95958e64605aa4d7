/* SPDX-License-Identifier: Apache-2.0
 * desk.c: the ledger's files and the notary's decisions: said once, found again after a crash, and
 * nothing signed that was not rebuilt here.
 */
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "notary/desk.h"
#include "sys/file.h"
#include "sys/wire.h"
#include "tap.h"

#define NOW 1795237445

static const uint8_t policy[HASH_LEN] = {9, 9, 9};
/* Nothing needs an approval; what does: tests/unit/votes.c. */
static const struct policy rules = {.hash = {9, 9, 9}}, other_rules = {.hash = {8}};

/* A directory as `sekisho init` makes it. */
static int fresh(bool evaluation)
{
	char name[] = "/tmp/sekisho-desk-XXXXXX";
	struct signing_key k;
	scope_end(buf_free) struct buf text = buf_new(KEY_TEXT_MAX);
	int dir = mkdtemp(name) ? open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
	bool made = dir >= 0 && mkdirat(dir, "ledger", 0700) == 0 &&
		    signing_key_new("ledger", evaluation, &k) == OK;
	signing_key_write(&k, &text);
	made = made && file_replace(dir, "key", buf_view(&text)) == OK;
	assert(made);
	return dir;
}

static void sweep(int dir)
{
	static const char *const names[] = {"key", "rebuilt", "ledger/leaves", "ledger/heads"};
	char path[64], name[128] = {0};
	(void)snprintf(path, sizeof path, "/proc/self/fd/%d", dir);
	ssize_t n = readlink(path, name, sizeof name - 1);
	for (size_t i = 0; i < array_len(names); i++)
		(void)unlinkat(dir, names[i], 0);
	(void)unlinkat(dir, "ledger", AT_REMOVEDIR);
	(void)close(dir);
	if (n > 0)
		(void)rmdir(name);
}

static struct body_sign wish(void)
{
	struct body_sign s = {.life = 3600};
	struct binding *b = &s.binding;
	memset(b->id, 1, ID_LEN);
	memset(b->original, 2, HASH_LEN);
	memset(b->output, 3, HASH_LEN);
	memset(s.salt, 4, HASH_LEN);
	memcpy(b->policy, policy, HASH_LEN);
	b->length = 77;
	b->form_version = 1;
	b->direction = DIRECTION_IN;
	b->recipient_kind = RECIPIENT_UNIT;
	(void)snprintf(b->name, sizeof b->name, "a.docx");
	(void)snprintf(b->destination, sizeof b->destination, "inbox");
	(void)snprintf(b->recipient, sizeof b->recipient, "soumu");
	return s;
}

static enum err rebuilt(struct desk *d, const struct body_sign *s)
{
	return desk_rebuilt(d, s->binding.id, s->binding.output, s->binding.length, NOW);
}

static void signing(void)
{
	int dir = fresh(true);
	struct desk d;
	struct body_sign s = wish(), t;
	struct body_signed done, again;
	struct receipt r, r2;
	expect_err(desk_open(dir, false, &rules, NOW, 0, &d),
		   E_CONFIG); /* the key says evaluation */
	expect_err(desk_open(dir, true, &rules, NOW, 0, &d), OK);
	expect(d.ledger.tree.size == 2 && d.ledger.head_size == 2); /* START, POLICY */
	expect_err(desk_sign(&d, &s, NOW, &done, &r), E_HASH);	    /* never rebuilt */
	expect_err(rebuilt(&d, &s), OK);
	expect_err(desk_sign(&d, &s, NOW, &done, &r), OK);
	expect(done.position == 2 && done.tree_size == 3 && r.expires == NOW + 3600);
	expect(r.type == (RECEIPT_REBUILT | RECEIPT_EVALUATION));
	expect_err(receipt_check(&d.key.public, &r), OK);
	expect_err(desk_sign(&d, &s, NOW + 5, &again, &r2), OK);
	expect(again.position == 2 && memcmp(&r, &r2, sizeof r) == 0);

	t = s;
	t.binding.output[0] ^= 1;
	expect_err(desk_sign(&d, &t, NOW, &again, &r2), E_HASH);
	t = s;
	t.binding.id[0] ^= 1; /* another item with the same output */
	expect_err(desk_sign(&d, &t, NOW, &again, &r2), E_HASH);
	t = s;
	t.binding.length++;
	expect_err(desk_sign(&d, &t, NOW, &again, &r2), E_HASH);
	t = s;
	(void)snprintf(t.binding.destination, sizeof t.binding.destination, "outbox");
	expect_err(desk_sign(&d, &t, NOW, &again, &r2), E_DESTINATION);
	t = s;
	t.binding.policy[0] ^= 1;
	expect_err(desk_sign(&d, &t, NOW, &again, &r2), E_CHANGED);
	t = s;
	memset(t.binding.name, 'a', sizeof t.binding.name);
	expect_err(desk_sign(&d, &t, NOW, &again, &r2), E_PROTOCOL);
	expect(d.ledger.tree.size == 3);

	/* An expired receipt is not handed out again; the new one has its own position. */
	expect_err(desk_sign(&d, &s, NOW + 3600, &again, &r2), OK);
	expect(again.position == 3 && r2.expires == NOW + 7200);
	desk_close(&d);

	/* After a crash, and after the policy changed: what was signed stays signed, what was not
	 * has to be disarmed again. */
	expect_err(desk_open(dir, true, &other_rules, NOW + 3601, 0, &d), OK);
	expect(d.ledger.tree.size == 6);
	expect_err(desk_sign(&d, &s, NOW + 3602, &again, &r), OK);
	expect(again.position == 3 && memcmp(&r, &r2, sizeof r) == 0);
	t = s;
	t.binding.grade = GRADE_1;
	expect_err(desk_sign(&d, &t, NOW, &again, &r2), E_CHANGED);
	desk_close(&d);
	sweep(dir);
}

static void logging(void)
{
	int dir = fresh(false);
	struct desk d;
	struct body_log ask = {.row = 7, .event = EVENT_SIGNIN};
	struct body_logged got, again;
	struct leaf leaf;
	expect_err(desk_open(dir, false, &rules, NOW, 1000000, &d), OK);
	expect_err(desk_log(&d, &ask, NOW, &got), OK);
	expect_err(desk_log(&d, &ask, NOW + 9, &again), OK);
	expect(again.position == got.position && memcmp(again.leaf, got.leaf, HASH_LEN) == 0);
	ask.commitment[0] = 1; /* the same row with another content is another leaf */
	expect_err(desk_log(&d, &ask, NOW - 100, &again), OK);
	expect(again.position == got.position + 1 && again.time == got.time);
	static const uint32_t not_yours[] = {EVENT_NONE,  EVENT_START, EVENT_POLICY, EVENT_RECEIPT,
					     EVENT_CLOCK, EVENT_END,   999};
	for (size_t i = 0; i < array_len(not_yours); i++) {
		ask.event = not_yours[i];
		expect_err(desk_log(&d, &ask, NOW, &again), E_PROTOCOL);
	}
	uint64_t before = d.ledger.tree.size;
	expect_err(desk_clock(&d, NOW + 10, 11000000), OK);
	expect(d.ledger.tree.size == before);
	expect_err(desk_clock(&d, NOW - 500, 12000000), OK);
	expect(ledger_read(&d.ledger, before, &leaf) == OK && leaf.event == EVENT_CLOCK &&
	       (int64_t)leaf.value == -511);
	/* Many rows, so that the table of places has grown and is made again. */
	bool same = true;
	for (uint64_t row = 100; row < 3100; row++) {
		ask = (struct body_log){.row = row, .event = EVENT_FETCHED};
		same &= desk_log(&d, &ask, NOW, &got) == OK;
	}
	uint64_t size = d.ledger.tree.size;
	struct merkle_hash root = merkle_root(&d.ledger.tree), later;
	expect_err(ledger_head(&d.ledger, &d.key), OK);
	desk_close(&d);
	expect_err(desk_open(dir, false, &rules, NOW, 0, &d), OK);
	for (uint64_t row = 100; row < 3100; row += 97) {
		ask = (struct body_log){.row = row, .event = EVENT_FETCHED};
		same &= desk_log(&d, &ask, NOW, &got) == OK &&
			got.position == size - 3000 + (row - 100);
	}
	expect(same && d.ledger.tree.size == size + 1);
	later = merkle_root(&d.ledger.tree);
	expect(!merkle_same(&root, &later));
	desk_close(&d);
	sweep(dir);
}

/* Opens after `spoil` did its work on the files; says what desk_open answered. */
static enum err after(void (*spoil)(int dir), uint64_t *ret_cut)
{
	int dir = fresh(true);
	struct desk d;
	struct body_logged got;
	enum err e = desk_open(dir, true, &rules, NOW, 0, &d);
	for (uint64_t row = 1; row <= 5 && e == OK; row++) {
		struct body_log ask = {.row = row, .event = EVENT_RELEASED};
		e = desk_log(&d, &ask, NOW, &got);
		if (row == 3 && e == OK)
			e = ledger_head(&d.ledger, &d.key);
	}
	assert(e == OK && d.ledger.head_size == 5 && d.ledger.tree.size == 7);
	desk_close(&d);
	spoil(dir);
	e = desk_open(dir, true, &rules, NOW, 0, &d);
	if (e == OK) {
		struct leaf start;
		bool read = ledger_read(&d.ledger, d.ledger.tree.size - 1, &start) == OK;
		assert(read && start.event == EVENT_START);
		*ret_cut = start.value;
		desk_close(&d);
	}
	sweep(dir);
	return e;
}

static void write_at(int dir, const char *name, off_t at, const void *p, size_t n)
{
	scope_end(close_fd) int fd = openat(dir, name, O_WRONLY | O_CLOEXEC);
	bool done = fd >= 0 && pwrite(fd, p, n, at) == (ssize_t)n;
	assert(done);
}

static void shorten(int dir, const char *name, off_t by)
{
	struct stat st;
	scope_end(close_fd) int fd = openat(dir, name, O_WRONLY | O_CLOEXEC);
	bool done = fd >= 0 && fstat(fd, &st) == 0 && ftruncate(fd, st.st_size - by) == 0;
	assert(done);
}

static void nothing(int dir unused_arg)
{
}

static void half_a_line(int dir)
{
	write_at(dir, "ledger/leaves", 7 * (off_t)LEAF_LINE, "AAAA", 4);
}

static void a_line_of_zeros(int dir)
{
	static const uint8_t zeros[LEAF_LINE];
	write_at(dir, "ledger/leaves", 7 * (off_t)LEAF_LINE, zeros, sizeof zeros);
}

static void edited_under_the_head(int dir)
{
	write_at(dir, "ledger/leaves", 3 * (off_t)LEAF_LINE + 350, "BBBB", 4);
}

static void edited_after_the_head(int dir)
{
	write_at(dir, "ledger/leaves", 5 * (off_t)LEAF_LINE + 350, "BBBB", 4);
}

static void removed_under_the_head(int dir)
{
	shorten(dir, "ledger/leaves", 3 * (off_t)LEAF_LINE);
}

static void torn_head(int dir)
{
	shorten(dir, "ledger/heads", 40);
}

static void head_without_signature(int dir)
{
	shorten(dir, "ledger/heads", 120);
}

static void forged_head(int dir)
{
	struct stat st;
	bool there = fstatat(dir, "ledger/heads", &st, 0) == 0;
	assert(there);
	write_at(dir, "ledger/heads", st.st_size - 20, "AAAA", 4);
}

static void recovery(void)
{
	uint64_t cut = 99;
	expect(after(nothing, &cut) == OK && cut == 0);
	expect(after(half_a_line, &cut) == OK && cut == 4);
	expect(after(a_line_of_zeros, &cut) == OK && cut == LEAF_LINE);
	expect_err(after(edited_under_the_head, &cut), E_HASH);
	expect_err(after(edited_after_the_head, &cut), E_HASH);
	expect_err(after(removed_under_the_head, &cut), E_HASH);
	expect(after(torn_head, &cut) == OK && cut == 0);
	expect(after(head_without_signature, &cut) == OK && cut == 0);
	expect_err(after(forged_head, &cut), E_HASH);
}

int main(void)
{
	signing();
	logging();
	recovery();
	return tap_done();
}
