/* SPDX-License-Identifier: Apache-2.0
 * release.c: staging, checking, delivering, resuming.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/civil.h"
#include "flow/item.h"
#include "flow/release.h"
#include "flow/release_place.h"
#include "notary/key_file.h"
#include "sys/file.h"
#include "sys/names.h"
#include "sys/wire.h"

#define OPEN_DIR (O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW)
#define INBOX "inbox"
#define OUTBOX "outbox"
#define KEEP_LEAST DAY /* the least that limits.retention.inbox_days can say */

struct file_name {
	char s[2 * ID_LEN + 16];
};

static struct file_name receipt_name(const uint8_t id[ID_LEN])
{
	struct file_name n;
	(void)snprintf(n.s, sizeof n.s, "%s.receipt", item_hex(id).s);
	return n;
}

static void step(const struct release *r)
{
	if (r->step)
		r->step();
}

/* Gone is gone: not being there is no error. */
static enum err forget(int dir, const char *name)
{
	return unlinkat(dir, name, 0) == 0 || errno == ENOENT ? OK : err_of_errno(errno);
}

/* Our copy of the item, read again from its first byte to its last. */
static enum err open_staged(const struct release *r, const uint8_t id[ID_LEN],
			    const uint8_t output[HASH_LEN], uint64_t length, int *ret_fd)
{
	uint8_t hash[HASH_LEN];
	uint64_t size;
	scope_end(close_fd) int fd =
	    openat(r->staged, item_hex(id).s, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		return errno == ENOENT ? E_NOT_FOUND : err_of_errno(errno);
	try(file_hash(fd, hash, &size));
	if (size != length || memcmp(hash, output, HASH_LEN) != 0)
		return E_HASH;
	*ret_fd = take_fd(&fd);
	return OK;
}

static enum err copy_in(const struct release *r, const char *name, const struct body_stage *s,
			int from)
{
	uint8_t hash[HASH_LEN];
	uint64_t size;
	scope_end(close_fd) int fd =
	    openat(r->staged, name, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return err_of_errno(errno);
	try(file_copy(from, fd, &size));
	if (fchmod(fd, 0400) != 0 || fsync(fd) != 0)
		return err_of_errno(errno);
	try(file_hash(fd, hash, &size));
	return size == s->length && memcmp(hash, s->output, HASH_LEN) == 0 ? OK : E_HASH;
}

enum err release_stage(struct release *r, const struct body_stage *s, int from)
{
	struct item_hex id = item_hex(s->id);
	struct file_name fresh;
	if (release_journal_find(&r->journal, s->id))
		return OK;
	(void)snprintf(fresh.s, sizeof fresh.s, ".new.%s", id.s);
	if (id_is_trial(s->id))
		return E_PROTOCOL;
	try(forget(r->staged, fresh.s));
	enum err e = copy_in(r, fresh.s, s, from);
	if (e == OK && renameat(r->staged, fresh.s, r->staged, id.s) != 0)
		e = err_of_errno(errno);
	if (e != OK) {
		(void)forget(r->staged, fresh.s);
		return e;
	}
	return file_sync_dir(r->staged);
}

enum err release_unstage(struct release *r, const uint8_t id[ID_LEN])
{
	const struct release_row *row = release_journal_find(&r->journal, id);
	if (row && row->delivered == 0)
		return E_BUSY; /* promised: it will be delivered */
	if (r->forward >= 0)
		try(forget(r->forward, item_hex(id).s));
	return forget(r->staged, item_hex(id).s);
}

enum err release_clear(struct release *r, const uint8_t id[ID_LEN], int64_t now)
{
	const struct release_row *row = release_journal_find(&r->journal, id);
	if (r->half != 'L' || !row || row->delivered == 0)
		return E_NOT_FOUND;
	if (now - row->delivered < KEEP_LEAST)
		return E_POLICY;
	try(forget(r->delivered, item_hex(id).s));
	return file_sync_dir(r->delivered);
}

enum err release_check(struct release *r, const struct receipt *p, const char *destination,
		       int64_t now)
{
	scope_end(close_fd) int fd = -1;
	try(receipt_check(&r->key, p));
	if ((p->type & RECEIPT_EVALUATION) && !r->evaluation)
		return E_SIGNATURE;
	if (!view_eq(view_str(p->binding.destination), view_str(destination)))
		return E_DESTINATION;
	if (release_journal_find(&r->journal, p->binding.id))
		return E_REPLAY;
	if (p->expires <= now)
		return E_EXPIRED;
	return open_staged(r, p->binding.id, p->binding.output, p->binding.length, &fd);
}

static enum err write_receipt(int dir, const char *name, const struct receipt *p)
{
	scope_end(buf_free) struct buf b = buf_new(RECEIPT_BYTES_MAX);
	receipt_write(p, &b);
	return b.err != OK ? b.err : file_replace(dir, name, buf_view(&b));
}

static enum err read_receipt(int dir, const char *name, struct receipt *ret)
{
	scope_end(close_fd) int fd = openat(dir, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	scope_end(buf_free) struct buf b = buf_new(RECEIPT_BYTES_MAX);
	if (fd < 0)
		return errno == ENOENT ? E_NOT_FOUND : err_of_errno(errno);
	try(file_read(fd, RECEIPT_BYTES_MAX, &b));
	return receipt_read(buf_view(&b), ret);
}

static enum err move_to_outbox(struct release *r, const struct binding *b, int fd)
{
	struct place_name who = place_of_recipient(b->recipient);
	if (mkdirat(r->delivered, who.s, 0750) != 0 && errno != EEXIST)
		return err_of_errno(errno);
	scope_end(close_fd) int dir = openat(r->delivered, who.s, OPEN_DIR);
	if (dir < 0)
		return err_of_errno(errno);
	try(file_sync_dir(r->delivered));
	for (unsigned attempt = 1; attempt <= 100; attempt++) {
		struct place_name name = place_of_file(b->name, b->id, attempt);
		enum err e = place_move(r->staged, item_hex(b->id).s, dir, name.s, fd);
		if (e != E_REPLAY)
			return e;
	}
	return E_IO;
}

/* J is written: moves the file and writes D. Also after a crash, from wherever it happened. */
static enum err finish(struct release *r, struct release_row *row, int64_t now)
{
	struct file_name receipt = receipt_name(row->id);
	struct receipt p;
	uint8_t hash[HASH_LEN];
	uint64_t size;
	if (row->delivered != 0)
		return OK;
	scope_end(close_fd) int fd =
	    openat(r->staged, item_hex(row->id).s, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0 && errno != ENOENT)
		return err_of_errno(errno);
	if (fd >= 0) {
		try(read_receipt(r->staged, receipt.s, &p));
		try(file_hash(fd, hash, &size));
		if (memcmp(hash, row->output, HASH_LEN) != 0 || !item_same(p.binding.id, row->id))
			return E_HASH;
		if (r->half == 'L')
			try(place_move(r->staged, item_hex(row->id).s, r->delivered,
				       item_hex(row->id).s, fd));
		else
			try(move_to_outbox(r, &p.binding, fd));
		step(r);
	}
	/* Not in staged/ any more: only the move takes it away once J is written. */
	try(release_journal_done(&r->journal, row, now));
	step(r);
	return forget(r->staged, receipt.s);
}

static enum err journal_and_finish(struct release *r, const struct receipt *p, int64_t now)
{
	struct release_row row = {.position = p->position, .journaled = now};
	memcpy(row.id, p->binding.id, ID_LEN);
	memcpy(row.output, p->binding.output, HASH_LEN);
	memcpy(row.destination, p->binding.destination, CODE_MAX);
	try(write_receipt(r->staged, receipt_name(row.id).s, p));
	step(r);
	try(release_journal_will(&r->journal, &row));
	step(r);
	return finish(r, release_journal_find(&r->journal, row.id), now);
}

enum err release_deliver(struct release *r, const struct receipt *p, int64_t now,
			 struct body_delivered *ret)
{
	*ret = (struct body_delivered){.half = r->half, .position = p->position, .time = now};
	memcpy(ret->id, p->binding.id, ID_LEN);
	enum err e = release_check(r, p, r->half == 'L' ? INBOX : OUTBOX, now);
	if (e == OK)
		e = journal_and_finish(r, p, now);
	struct release_row *row = release_journal_find(&r->journal, p->binding.id);
	if (e == E_REPLAY && row) {
		/* A promise that failed half-way (a full disk) is kept first. */
		enum err finished = finish(r, row, now);
		e = finished == OK ? E_REPLAY : finished;
		ret->position = row->position;
		ret->time = row->delivered;
	}
	ret->err = (uint32_t)e;
	return e;
}

/* Said again, the receipt is the same: then the directory, which may just be walked, stays as it
 * is. */
static enum err keep_forward(struct release *r, const struct receipt *p)
{
	struct receipt old;
	struct item_hex id = item_hex(p->binding.id);
	if (read_receipt(r->forward, id.s, &old) == OK && memcmp(&old, p, sizeof old) == 0)
		return OK;
	return write_receipt(r->forward, id.s, p);
}

enum err release_forward(struct release *r, const struct receipt *p, int64_t now, int *ret_memfd)
{
	uint64_t size;
	scope_end(close_fd) int fd = -1, copy = -1;
	if (r->half != 'L')
		return E_DESTINATION;
	enum err e = release_check(r, p, OUTBOX, now);
	if (e == E_EXPIRED || e == E_NOT_FOUND || e == E_HASH) /* it never goes: not tried again */
		(void)forget(r->forward, item_hex(p->binding.id).s);
	try(e);
	try(open_staged(r, p->binding.id, p->binding.output, p->binding.length, &fd));
	try(keep_forward(r, p));
	copy = memfd_new("outbound");
	if (copy < 0)
		return err_of_errno(errno);
	try(file_copy(fd, copy, &size));
	try(memfd_seal(copy));
	*ret_memfd = take_fd(&copy);
	return OK;
}

/* Calls `each` with every well-named entry of a directory of ours. */
static enum err walk(int dir, void (*each)(struct release *r, const char *name, void *context),
		     struct release *r, void *context)
{
	scope_end(names_end) struct names in = names_in(dir);
	for (const char *name; (name = names_next(&in));)
		each(r, name, context);
	return in.err;
}

struct forward_walk {
	release_each each;
	void *context;
};

static void forward_one(struct release *r, const char *name, void *context)
{
	const struct forward_walk *w = context;
	struct receipt p;
	uint8_t id[ID_LEN];
	if (item_from_hex(name, id) == OK && read_receipt(r->forward, name, &p) == OK &&
	    item_same(id, p.binding.id))
		w->each(&p, w->context);
}

enum err release_forwards(struct release *r, release_each each, void *context)
{
	struct forward_walk w = {each, context};
	return r->forward < 0 ? OK : walk(r->forward, forward_one, r, &w);
}

enum err release_receive(struct release *r, const struct receipt *p, int from, int64_t now,
			 struct body_delivered *ret)
{
	struct body_stage s = {.length = p->binding.length};
	*ret = (struct body_delivered){.half = r->half, .position = p->position, .time = now};
	memcpy(ret->id, p->binding.id, ID_LEN);
	memcpy(s.id, p->binding.id, ID_LEN);
	memcpy(s.output, p->binding.output, HASH_LEN);
	enum err e = receipt_check(&r->key, p); /* nothing is written for an unsigned word */
	if (e == OK && !memfd_is_sealed(from))
		e = E_PROTOCOL;
	if (e == OK)
		e = release_stage(r, &s, from);
	if (e == OK)
		return release_deliver(r, p, now, ret);
	ret->err = (uint32_t)e;
	return e;
}

enum err release_fetch(const struct release *r, const uint8_t id[ID_LEN], int *ret_fd)
{
	const struct release_row *row = release_journal_find(&r->journal, id);
	if (r->half != 'L' || (row && row->delivered == 0))
		return E_NOT_FOUND;
	/* Staged: the store asks for it only for who decides about it and who sent it. */
	int fd = openat(row ? r->delivered : r->staged, item_hex(id).s,
			O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		return errno == ENOENT ? E_NOT_FOUND : err_of_errno(errno);
	*ret_fd = fd;
	return OK;
}

struct body_counts release_counts(const struct release *r, uint64_t day)
{
	return (struct body_counts){.released = release_journal_count(&r->journal, day),
				    .day = day};
}

static enum err make_dir(int root, const char *name, int *ret)
{
	if (mkdirat(root, name, 0750) != 0 && errno != EEXIST)
		return err_of_errno(errno);
	*ret = openat(root, name, OPEN_DIR);
	return *ret >= 0 ? OK : err_of_errno(errno);
}

/* What a death left in staged/: half a copy; the receipt of what is long delivered. */
static void drop_left_over(struct release *r, const char *name, void *context unused_arg)
{
	struct item_hex hex = {{0}};
	uint8_t id[ID_LEN];
	struct view v = view_str(name);
	if (view_starts(v, VIEW(".new."))) {
		(void)forget(r->staged, name);
		return;
	}
	memcpy(hex.s, name, min_of(v.n, sizeof hex.s - 1));
	if (!view_ends(v, VIEW(".receipt")) || item_from_hex(hex.s, id) != OK)
		return;
	const struct release_row *row = release_journal_find(&r->journal, id);
	if (row && row->delivered != 0)
		(void)forget(r->staged, name);
}

static enum err resume(struct release *r, int64_t now)
{
	for (size_t i = 0; i < r->journal.n; i++) {
		enum err e = finish(r, &r->journal.rows[i], now);
		/* A staged file that is not what was promised stays undelivered; asked for, it says
		 * so. Everything else of the half goes on. */
		if (e != OK && e != E_HASH && e != E_NOT_FOUND)
			return e;
	}
	return walk(r->staged, drop_left_over, r, NULL);
}

enum err release_open(int root, uint32_t half, bool evaluation, int64_t now, struct release *ret)
{
	scope_end(release_close) struct release r = {.half = half,
						     .evaluation = evaluation,
						     .root = root,
						     .staged = -1,
						     .delivered = -1,
						     .forward = -1,
						     .journal = {.fd = -1}};
	enum err key = public_key_file_read(root, "notary.pub", r.evaluation, &r.key);
	try(key == E_NOT_FOUND ? E_CONFIG : key);
	try(make_dir(root, "staged", &r.staged));
	try(make_dir(root, half == 'L' ? "delivered" : "outbox", &r.delivered));
	if (half == 'L')
		try(make_dir(root, "forward", &r.forward));
	int journal =
	    openat(root, "journal", O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0640);
	if (journal < 0)
		return err_of_errno(errno);
	try(file_sync_dir(root));
	try(release_journal_open(journal, &r.journal));
	try(resume(&r, now));
	*ret = r;
	r = (struct release){.staged = -1, .delivered = -1, .forward = -1, .journal = {.fd = -1}};
	return OK;
}

void release_close(struct release *r)
{
	close_fd(&r->staged);
	close_fd(&r->delivered);
	close_fd(&r->forward);
	release_journal_close(&r->journal);
}
