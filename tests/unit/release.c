/* SPDX-License-Identifier: Apache-2.0
 * release.c: nothing is delivered without a receipt that fits, everything once, and a death between
 * any two steps changes nothing of that.
 */
#include <dirent.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "flow/item.h"
#include "flow/release.h"
#include "flow/release_place.h"
#include "sys/file.h"
#include "sys/wire.h"
#include "tap.h"

#define NOW 1795237445
#define CONTENT "the rebuilt file"

static struct signing_key notary_key;

static int fresh(const struct public_key *k)
{
	char name[] = "/tmp/sekisho-release-XXXXXX";
	int dir = mkdtemp(name) ? open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
	scope_end(buf_free) struct buf text = buf_new(KEY_TEXT_MAX);
	public_key_write(k, &text);
	bool made = dir >= 0 && file_replace(dir, "notary.pub", buf_view(&text)) == OK;
	assert(made);
	return dir;
}

static void empty(int dir)
{
	DIR *d = fdopendir(dup(dir));
	rewinddir(d);
	for (struct dirent *e = readdir(d); e; e = readdir(d)) {
		if (e->d_name[0] == '.' && (e->d_name[1] == '\0' || e->d_name[1] == '.'))
			continue;
		if (unlinkat(dir, e->d_name, 0) == 0)
			continue;
		scope_end(close_fd) int below = openat(dir, e->d_name, O_RDONLY | O_DIRECTORY);
		if (below >= 0)
			empty(below);
		(void)unlinkat(dir, e->d_name, AT_REMOVEDIR);
	}
	(void)closedir(d);
}

static void sweep(int dir)
{
	char path[64], name[128] = {0};
	empty(dir);
	(void)snprintf(path, sizeof path, "/proc/self/fd/%d", dir);
	if (readlink(path, name, sizeof name - 1) > 0)
		(void)rmdir(name);
	(void)close(dir);
}

static int sealed(const char *content)
{
	int fd = memfd_new("test");
	bool made = fd >= 0 && file_write(fd, view_str(content)) == OK && memfd_seal(fd) == OK;
	assert(made);
	return fd;
}

static struct receipt permit(uint8_t item, const char *destination)
{
	struct receipt r = {.version = RECEIPT_VERSION,
			    .type = RECEIPT_REBUILT,
			    .position = item,
			    .time = NOW,
			    .expires = NOW + 100};
	struct binding *b = &r.binding;
	memset(b->id, item, ID_LEN);
	hash_bytes(VIEW(CONTENT), b->output);
	b->length = sizeof CONTENT - 1;
	b->direction = destination[0] == 'i' ? DIRECTION_IN : DIRECTION_OUT;
	(void)snprintf(b->name, sizeof b->name, "report.docx");
	(void)snprintf(b->destination, sizeof b->destination, "%s", destination);
	(void)snprintf(b->recipient, sizeof b->recipient, "taro@example.jp");
	bool made = receipt_sign(&notary_key, &r) == OK;
	assert(made);
	return r;
}

static enum err stage(struct release *r, const struct receipt *p, const char *content)
{
	scope_end(close_fd) int fd = sealed(content);
	struct body_stage s = {.length = p->binding.length};
	memcpy(s.id, p->binding.id, ID_LEN);
	memcpy(s.output, p->binding.output, HASH_LEN);
	return release_stage(r, &s, fd);
}

static bool inbox_holds(const struct release *r, const struct receipt *p, const char *content)
{
	scope_end(close_fd) int fd = -1;
	scope_end(buf_free) struct buf b = buf_new(4096);
	if (release_fetch(r, p->binding.id, &fd) != OK || file_read(fd, 4096, &b) != OK)
		return false;
	return view_eq(buf_view(&b), view_str(content)) && write(fd, "x", 1) < 0;
}

static unsigned files_below(int dir)
{
	unsigned n = 0;
	DIR *d = fdopendir(openat(dir, ".", O_RDONLY | O_DIRECTORY));
	for (struct dirent *e = readdir(d); e; e = readdir(d)) {
		if (e->d_name[0] == '.')
			continue;
		int below = openat(dir, e->d_name, O_RDONLY | O_DIRECTORY);
		n += below >= 0 ? files_below(below) : 1;
		if (below >= 0)
			(void)close(below);
	}
	(void)closedir(d);
	return n;
}

static void delivers_once(void)
{
	int dir = fresh(&notary_key.public);
	struct release r;
	struct body_delivered d;
	struct receipt p = permit(1, "inbox"), q;
	int fd = -1;
	expect_err(release_open(dir, 'L', false, NOW, &r), OK);
	expect_err(release_deliver(&r, &p, NOW, &d), E_NOT_FOUND); /* nothing staged */
	expect_err(stage(&r, &p, "something else...."), E_HASH);
	expect_err(stage(&r, &p, CONTENT), OK);
	expect_err(release_fetch(&r, p.binding.id, &fd), OK); /* by who decides about it */
	close_fd(&fd);
	expect_err(release_deliver(&r, &p, NOW, &d), OK);
	expect(d.err == OK && d.half == 'L' && d.position == 1 && d.time == NOW);
	expect(inbox_holds(&r, &p, CONTENT));
	expect_err(release_deliver(&r, &p, NOW + 5, &d), E_REPLAY);
	expect(d.err == E_REPLAY && d.time == NOW && d.position == 1);
	/* Not by another receipt of the same item either, however good. */
	q = permit(1, "inbox");
	q.position = 77;
	expect_err(receipt_sign(&notary_key, &q), OK);
	expect_err(stage(&r, &q, CONTENT), OK);
	expect_err(release_deliver(&r, &q, NOW, &d), E_REPLAY);
	expect(files_below(r.staged) == 0 && files_below(r.delivered) == 1);
	expect(release_counts(&r, 0).released == 1);
	expect(release_counts(&r, item_day(NOW)).released == 1);
	expect(release_counts(&r, item_day(NOW) + 1).released == 0);
	release_close(&r);
	expect_err(release_open(dir, 'L', false, NOW, &r), OK);
	expect(release_counts(&r, 0).released == 1);
	expect_err(release_deliver(&r, &p, NOW, &d), E_REPLAY);
	/* Its time in the inbox is over: the file goes, that it was delivered stays. */
	q = permit(2, "inbox");
	expect_err(release_clear(&r, q.binding.id, NOW + 99999), E_NOT_FOUND);
	expect_err(release_clear(&r, p.binding.id, NOW + 86399), E_POLICY);
	expect(files_below(r.delivered) == 1);
	expect_err(release_clear(&r, p.binding.id, NOW + 86400), OK);
	expect_err(release_clear(&r, p.binding.id, NOW + 86400), OK);
	expect(files_below(r.delivered) == 0 && release_counts(&r, 0).released == 1);
	expect_err(release_fetch(&r, p.binding.id, &fd), E_NOT_FOUND);
	expect_err(release_deliver(&r, &p, NOW, &d), E_REPLAY);
	release_close(&r);
	sweep(dir);
}

static void refuses(void)
{
	int dir = fresh(&notary_key.public);
	struct release r;
	struct body_delivered d;
	struct receipt good = permit(2, "inbox"), p;
	struct signing_key other;
	expect_err(signing_key_new("ledger", false, &other), OK);
	expect_err(release_open(dir, 'L', false, NOW, &r), OK);
	expect_err(stage(&r, &good, CONTENT), OK);

	p = good; /* forged: signed by somebody else */
	expect_err(receipt_sign(&other, &p), OK);
	expect_err(release_deliver(&r, &p, NOW, &d), E_SIGNATURE);
	p = good; /* another recipient, after signing */
	(void)snprintf(p.binding.recipient, sizeof p.binding.recipient, "mallory@example.com");
	expect_err(release_deliver(&r, &p, NOW, &d), E_SIGNATURE);
	p = good; /* another name, after signing */
	p.binding.name[0] = 'R';
	expect_err(release_deliver(&r, &p, NOW, &d), E_SIGNATURE);
	p = good; /* a longer life, after signing */
	p.expires += 1000;
	expect_err(release_deliver(&r, &p, NOW, &d), E_SIGNATURE);
	p = good;
	p.version = 2;
	expect_err(release_deliver(&r, &p, NOW, &d), E_PROTOCOL);
	expect_err(release_deliver(&r, &good, NOW + 100, &d), E_EXPIRED);
	expect(d.err == E_EXPIRED);
	p = permit(2, "outbox"); /* signed by us, for the other half */
	expect_err(release_deliver(&r, &p, NOW, &d), E_DESTINATION);
	p = good; /* a receipt of evaluation mode in production */
	p.type |= RECEIPT_EVALUATION;
	expect_err(receipt_sign(&notary_key, &p), OK);
	expect_err(release_deliver(&r, &p, NOW, &d), E_SIGNATURE);

	/* The staged file is swapped behind our back. */
	expect(unlinkat(r.staged, item_hex(good.binding.id).s, 0) == 0);
	expect_err(file_replace(r.staged, item_hex(good.binding.id).s, VIEW("another content!")),
		   OK);
	expect_err(release_deliver(&r, &good, NOW, &d), E_HASH);
	expect(release_counts(&r, 0).released == 0 && files_below(r.delivered) == 0);

	/* And after all that the good one still passes. */
	expect_err(stage(&r, &good, CONTENT), OK);
	expect_err(release_deliver(&r, &good, NOW, &d), OK);
	release_close(&r);

	/* Swapped between journal and move: seen at the next start, not delivered. */
	sweep(dir);
	expect_err(signing_key_new("ledger", true, &other), OK);
	dir = fresh(&other.public);
	expect_err(release_open(dir, 'L', false, NOW, &r), E_CONFIG);
	expect_err(release_open(dir, 'L', true, NOW, &r), OK);
	release_close(&r);
	sweep(dir);
}

static void outbound(void)
{
	int there = fresh(&notary_key.public), here = fresh(&notary_key.public), fd = -1;
	struct release l, i;
	struct body_delivered d;
	struct receipt p = permit(3, "outbox"), q = permit(4, "outbox"), in = permit(5, "inbox");
	expect_err(release_open(here, 'L', false, NOW, &l), OK);
	expect_err(release_open(there, 'I', false, NOW, &i), OK);
	expect_err(stage(&l, &p, CONTENT), OK);
	expect_err(release_forward(&l, &p, NOW, &fd), OK);
	expect(memfd_is_sealed(fd) && files_below(l.forward) == 1);
	expect_err(release_receive(&i, &p, fd, NOW, &d), OK);
	expect(d.half == 'I' && d.err == OK);
	expect(faccessat(there, "outbox/taro@example.jp/report.docx", R_OK, 0) == 0);
	expect_err(release_receive(&i, &p, fd, NOW, &d), E_REPLAY);
	expect_err(release_receive(&i, &q, fd, NOW, &d), OK); /* same name, same recipient */
	expect(faccessat(there, "outbox/taro@example.jp/report (2).docx", R_OK, 0) == 0);
	expect(release_counts(&i, 0).released == 2 && release_counts(&l, 0).released == 0);
	expect_err(release_unstage(&l, p.binding.id), OK);
	expect(files_below(l.forward) == 0 && files_below(l.staged) == 0);
	expect_err(release_receive(&i, &in, fd, NOW, &d), E_DESTINATION);
	expect_err(release_fetch(&i, p.binding.id, &fd), E_NOT_FOUND);
	q = permit(6, "outbox");
	scope_end(close_fd) int swapped = sealed("the_rebuilt_file");
	expect_err(release_receive(&i, &q, swapped, NOW, &d), E_HASH);
	scope_end(close_fd) int open_fd = memfd_new("unsealed");
	expect_err(file_write(open_fd, VIEW(CONTENT)), OK);
	expect_err(release_receive(&i, &q, open_fd, NOW, &d), E_PROTOCOL);
	q.expires++;
	expect_err(release_receive(&i, &q, fd, NOW, &d), E_SIGNATURE);
	expect(release_counts(&i, 0).released == 2);
	release_close(&l);
	release_close(&i);
	(void)close(fd);
	sweep(here);
	sweep(there);
}

static int steps_left;

static void die_at_step(void)
{
	if (--steps_left == 0)
		_exit(9);
}

/* A child dies at its n-th step; the next one finds what it left and ends it. */
static bool survives(uint32_t half, int n, bool *ret_more)
{
	int dir = fresh(&notary_key.public), status = 0;
	struct receipt p = permit(7, half == 'L' ? "inbox" : "outbox");
	struct release r;
	struct body_delivered d;
	pid_t pid = fork();
	if (pid == 0) {
		if (release_open(dir, half, false, NOW, &r) != OK || stage(&r, &p, CONTENT) != OK)
			_exit(1);
		steps_left = n;
		r.step = die_at_step;
		_exit(release_deliver(&r, &p, NOW, &d) == OK ? 0 : 1);
	}
	bool ok = pid > 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status) &&
		  WEXITSTATUS(status) != 1;
	*ret_more = WEXITSTATUS(status) == 9;
	ok = ok && release_open(dir, half, false, NOW + 1, &r) == OK;
	if (ok) {
		bool promised = release_journal_find(&r.journal, p.binding.id) != NULL;
		enum err e = release_deliver(&r, &p, NOW + 2, &d);
		ok = e == (promised ? E_REPLAY : OK) && release_counts(&r, 0).released == 1 &&
		     files_below(r.delivered) == 1 && files_below(r.staged) == 0;
		release_close(&r);
	}
	sweep(dir);
	return ok;
}

static void dies_anywhere(void)
{
	static const uint32_t halves[] = {'L', 'I'};
	for (size_t h = 0; h < array_len(halves); h++) {
		bool more = true, all = true;
		int n = 1;
		for (; more && n < 20; n++)
			all &= survives(halves[h], n, &more);
		expect(all);
		expect(n == 6); /* four steps, and once to the end */
	}
}

static void torn_journal(void)
{
	int dir = fresh(&notary_key.public);
	struct release r;
	struct body_delivered d;
	struct receipt p = permit(8, "inbox");
	expect_err(release_open(dir, 'L', false, NOW, &r), OK);
	expect_err(stage(&r, &p, CONTENT), OK);
	expect_err(release_deliver(&r, &p, NOW, &d), OK);
	release_close(&r);
	scope_end(close_fd) int fd = openat(dir, "journal", O_WRONLY | O_APPEND);
	expect_err(file_append(fd, VIEW("J 0808")), OK);
	expect_err(release_open(dir, 'L', false, NOW, &r), OK);
	expect(release_counts(&r, 0).released == 1);
	release_close(&r);
	expect_err(file_append(fd, VIEW("D nonsense\n")), OK);
	expect(release_open(dir, 'L', false, NOW, &r) != OK);
	sweep(dir);
}

static void names(void)
{
	static const struct {
		const char *given, *want;
	} rows[] = {{"a.docx", "a.docx"}, {"../a", NULL}, {".a", NULL}, {"a/b", NULL},
		    {"a\nb", NULL},	  {"", NULL},	  {"x", "x"}};
	uint8_t id[ID_LEN] = {0xab};
	char name[NAME_MAX_] = {0}, who[TEXT_MAX_] = "../../etc";
	for (size_t i = 0; i < array_len(rows); i++) {
		memset(name, 0, sizeof name);
		(void)snprintf(name, sizeof name, "%s", rows[i].given);
		struct place_name got = place_of_file(name, id, 1);
		expect(view_eq(view_str(got.s),
			       view_str(rows[i].want ? rows[i].want : item_hex(id).s)));
	}
	struct place_name a = place_of_recipient(who), b;
	expect(a.s[0] == '_' && view_find(view_str(a.s), 0, '/') == strlen(a.s));
	who[0] = '_';
	b = place_of_recipient(who);
	expect(!view_eq(view_str(a.s), view_str(b.s)));
}

int main(void)
{
	bool made = signing_key_new("ledger", false, &notary_key) == OK;
	assert(made);
	delivers_once();
	refuses();
	outbound();
	dies_anywhere();
	torn_journal();
	names();
	return tap_done();
}
