/* SPDX-License-Identifier: Apache-2.0
 * release_original.c: checked, copied, hashed again, journaled, kept; once for each request.
 */
#include "flow/release_original.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "flow/item.h"
#include "notary/key_file.h"
#include "sys/file.h"
#include "sys/log.h"
#include "sys/names.h"
#include "sys/wire.h"

#define OPEN_DIR (O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW)

static enum err open_dir(int root, int *ret)
{
	if (mkdirat(root, "handed", 0700) != 0 && errno != EEXIST)
		return err_of_errno(errno);
	*ret = openat(root, "handed", OPEN_DIR);
	return *ret >= 0 ? file_sync_dir(root) : err_of_errno(errno);
}

static void step(const struct release_original *o)
{
	if (o->step)
		o->step();
}

struct fresh_name {
	char s[2 * ID_LEN + 8];
};

static struct fresh_name fresh_name(const uint8_t id[ID_LEN])
{
	struct fresh_name n;
	(void)snprintf(n.s, sizeof n.s, ".new.%s", item_hex(id).s);
	return n;
}

/* J is written: the copy gets its name, D follows. Also after a crash. */
static enum err finish(struct release_original *o, struct release_row *row, int64_t now)
{
	uint8_t hash[HASH_LEN];
	uint64_t size;
	if (row->delivered != 0)
		return OK;
	scope_end(close_fd) int fd =
	    openat(o->dir, fresh_name(row->id).s, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0 && errno != ENOENT)
		return err_of_errno(errno);
	if (fd >= 0) {
		try(file_hash(fd, hash, &size));
		if (memcmp(hash, row->output, HASH_LEN) != 0)
			return E_HASH;
		if (renameat(o->dir, fresh_name(row->id).s, o->dir, item_hex(row->id).s) != 0)
			return err_of_errno(errno);
		try(file_sync_dir(o->dir));
		step(o);
	}
	return release_journal_done(&o->journal, row, now);
}

static enum err take_up(struct release_original *o, int64_t now)
{
	int fd =
	    openat(o->dir, "journal", O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return err_of_errno(errno);
	try(release_journal_open(fd, &o->journal));
	for (size_t i = 0; i < o->journal.n; i++) {
		enum err e = finish(o, &o->journal.rows[i], now);
		/* A copy that a disk spoiled is not handed over; the rest of the half goes on. */
		if (e == E_HASH)
			log_warn("an original kept for a request is not what came: it is dropped");
		else
			try(e);
	}
	/* Copies that no J stands for were promised to nobody. */
	try(names_remove(o->dir, VIEW(".new.")));
	return file_sync_dir(o->dir);
}

enum err release_original_open(const struct release *r, int64_t now, struct release_original *ret)
{
	*ret = (struct release_original){.dir = -1, .notary = r->key, .journal = {.fd = -1}};
	if (r->half != 'L')
		return OK;
	enum err e = public_key_file_read(r->root, "auth.pub", r->evaluation, &ret->auth);
	if (e == OK)
		e = public_key_file_read(r->root, "originals.pub", r->evaluation, &ret->program);
	if (e == E_NOT_FOUND)
		return OK;
	try(e);
	try(open_dir(r->root, &ret->dir));
	try(take_up(ret, now));
	ret->enabled = true;
	return OK;
}

void release_original_close(struct release_original *o)
{
	if (o->journal.fd >= 0)
		release_journal_close(&o->journal);
	close_fd(&o->dir);
	o->enabled = false;
}

static enum err check(const struct release_original *o, const struct body_original *b, int64_t now)
{
	try(order_check(&o->notary, &o->auth, &b->order, now));
	try(said_check(&o->program, &b->said));
	if (b->order.kind != ORDER_GIVE || b->said.err != OK || !said_of(&b->said, &b->order))
		return E_CHANGED;
	return OK;
}

static enum err copy_in(const struct release_original *o, const struct body_original *b, int from)
{
	uint8_t hash[HASH_LEN];
	uint64_t size;
	struct stat st;
	if (fstat(from, &st) != 0 || (uint64_t)st.st_size != b->order.length)
		return E_HASH;
	scope_end(close_fd) int fd =
	    openat(o->dir, fresh_name(b->order.id).s,
		   O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return err_of_errno(errno);
	try(file_copy(from, fd, &size));
	if (fchmod(fd, 0400) != 0 || fsync(fd) != 0)
		return err_of_errno(errno);
	try(file_hash(fd, hash, &size));
	if (size != b->order.length || memcmp(hash, b->order.original, HASH_LEN) != 0)
		return E_HASH;
	return file_sync_dir(o->dir);
}

enum err release_original_keep(struct release_original *o, const struct body_original *b, int from,
			       int64_t now)
{
	struct release_row row = {.journaled = now, .destination = ORDER_DESTINATION};
	if (!o->enabled)
		return E_POLICY;
	struct release_row *old = release_journal_find(&o->journal, b->order.id);
	if (old) {
		enum err e = finish(o, old, now);
		return e == OK ? E_REPLAY : e;
	}
	try(check(o, b, now));
	if (!memfd_is_sealed(from))
		return E_PROTOCOL;
	enum err e = copy_in(o, b, from);
	if (e != OK) {
		(void)unlinkat(o->dir, fresh_name(b->order.id).s, 0);
		return e;
	}
	step(o);
	memcpy(row.id, b->order.id, ID_LEN);
	memcpy(row.output, b->order.original, HASH_LEN);
	try(release_journal_will(&o->journal, &row));
	step(o);
	return finish(o, release_journal_find(&o->journal, row.id), now);
}

enum err release_original_fetch(const struct release_original *o, const uint8_t id[ID_LEN],
				int *ret_fd)
{
	const struct release_row *row = o->enabled ? release_journal_find(&o->journal, id) : NULL;
	if (!row || row->delivered == 0)
		return E_NOT_FOUND;
	int fd = openat(o->dir, item_hex(id).s, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		return errno == ENOENT ? E_NOT_FOUND : err_of_errno(errno);
	*ret_fd = fd;
	return OK;
}

enum err release_original_each(const struct release_original *o,
			       void (*say)(const uint8_t id[ID_LEN]))
{
	uint8_t id[ID_LEN];
	if (!o->enabled)
		return OK;
	scope_end(names_end) struct names in = names_in(o->dir);
	for (const char *name; (name = names_next(&in));)
		if (item_from_hex(name, id) == OK)
			say(id);
	return in.err;
}

enum err release_original_clear(struct release_original *o, const uint8_t id[ID_LEN])
{
	if (!o->enabled)
		return OK;
	if (unlinkat(o->dir, item_hex(id).s, 0) != 0)
		return errno == ENOENT ? OK : err_of_errno(errno);
	return file_sync_dir(o->dir);
}
