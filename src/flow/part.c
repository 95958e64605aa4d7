/* SPDX-License-Identifier: Apache-2.0
 * part.c: see part.h. The order of the steps is what makes a resumed file the same file.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "flow/item.h"
#include "flow/part.h"
#include "sys/file.h"
#include "sys/log.h"
#include "sys/names.h"
#include "sys/wire.h"

static uint8_t piece_bytes[PART_PIECE]; /* one at a time */

void part_owner_person(const char *person, uint8_t ret[HASH_LEN])
{
	hash_bytes(view_str(person), ret);
}

void part_owner(const struct envelope *e, uint8_t ret[HASH_LEN])
{
	if (e->direction == DIRECTION_IN)
		memcpy(ret, e->session, HASH_LEN);
	else
		part_owner_person(e->sender, ret);
}

static int open_dir(int at, const char *name)
{
	return openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

static int open_member(const struct parts *ps, const struct part *p, const char *name, int flags)
{
	scope_end(close_fd) int dir = open_dir(ps->dir, item_hex(p->id).s);
	return dir < 0 ? -1 : openat(dir, name, flags | O_NOFOLLOW | O_CLOEXEC, 0600);
}

static void remove_dir(int at, const char *name)
{
	static const char *const members[] = {"envelope", "bytes", "hashes"};
	scope_end(close_fd) int dir = open_dir(at, name);
	for (size_t i = 0; dir >= 0 && i < array_len(members); i++)
		(void)unlinkat(dir, members[i], 0);
	if (unlinkat(at, name, AT_REMOVEDIR) != 0 && unlinkat(at, name, 0) != 0)
		log_warn("incoming/%s cannot be deleted", name);
}

static void chain_on(uint8_t chain[HASH_LEN], const uint8_t hash[HASH_LEN])
{
	uint8_t both[2 * HASH_LEN];
	memcpy(both, chain, HASH_LEN);
	memcpy(both + HASH_LEN, hash, HASH_LEN);
	hash_bytes(view_of(both, sizeof both), chain);
}

static uint64_t next_piece(const struct part *p)
{
	return min_of(p->size - p->have, (uint64_t)PART_PIECE);
}

static struct part *add(struct parts *ps, const struct part *p)
{
	if (ps->n == ps->room) {
		size_t room = ps->room ? ps->room * 2 : 64;
		struct part *rows = reallocarray(ps->rows, room, sizeof *rows);
		if (!rows)
			return NULL;
		ps->rows = rows;
		ps->room = room;
	}
	ps->rows[ps->n] = *p;
	ps->bytes += p->have;
	return &ps->rows[ps->n++];
}

enum err part_envelope(const struct parts *ps, const struct part *p, struct envelope *ret)
{
	scope_end(buf_free) struct buf b = buf_new(ITEM_FILE_MAX);
	struct envelope e;
	scope_end(close_fd) int fd = open_member(ps, p, "envelope", O_RDONLY);
	if (fd < 0)
		return errno == ENOENT ? E_NOT_FOUND : err_of_errno(errno);
	try(file_read(fd, ITEM_FILE_MAX, &b));
	try(envelope_read(buf_view(&b), &e));
	if (!item_same(e.id, p->id))
		return E_BROKEN;
	*ret = e;
	return OK;
}

/* One directory as it was left: the whole hashes say how much of it there is. */
static enum err take_up(struct parts *ps, const char *name)
{
	struct part p = {.have = 0};
	struct envelope e;
	struct stat st, bytes;
	uint8_t hash[HASH_LEN];
	try(item_from_hex(name, p.id));
	try(part_envelope(ps, &p, &e));
	part_owner(&e, p.owner);
	memcpy(p.source, p.owner, HASH_LEN);
	p.size = e.size;
	scope_end(close_fd) int hashes = open_member(ps, &p, "hashes", O_RDWR);
	scope_end(close_fd) int fd = open_member(ps, &p, "bytes", O_RDONLY);
	if (hashes < 0 || fd < 0 || fstat(hashes, &st) != 0 || fstat(fd, &bytes) != 0)
		return E_BROKEN;
	off_t whole = st.st_size - st.st_size % HASH_LEN;
	if (whole != st.st_size && ftruncate(hashes, whole) != 0)
		return err_of_errno(errno);
	p.touched = st.st_mtime;
	for (off_t at = 0; at < whole; at += HASH_LEN) {
		if (pread(hashes, hash, HASH_LEN, at) != HASH_LEN || p.have >= p.size)
			return E_BROKEN;
		chain_on(p.chain, hash);
		p.have += next_piece(&p);
	}
	if ((uint64_t)bytes.st_size < p.have)
		return E_BROKEN;
	return add(ps, &p) ? OK : E_NO_MEMORY;
}

enum err parts_open(int root, struct parts *ret)
{
	struct parts ps = {.dir = -1};
	if (mkdirat(root, "incoming", 0700) != 0 && errno != EEXIST)
		return err_of_errno(errno);
	ps.dir = open_dir(root, "incoming");
	if (ps.dir < 0)
		return err_of_errno(errno);
	scope_end(names_end) struct names in = names_in(ps.dir);
	for (const char *name; (name = names_next(&in));) {
		if (name[0] == '.')
			continue;
		enum err e = take_up(&ps, name);
		if (e == OK)
			continue;
		log_warn("incoming/%s: %s: deleted", name, err_text(e)->name);
		remove_dir(ps.dir, name);
	}
	if (in.err != OK) {
		parts_close(&ps);
		return in.err;
	}
	*ret = ps;
	return OK;
}

void parts_close(struct parts *ps)
{
	close_fd(&ps->dir);
	free(ps->rows);
	*ps = (struct parts){.dir = -1};
}

struct part *parts_find(struct parts *ps, const uint8_t owner[HASH_LEN], const uint8_t id[ID_LEN])
{
	for (size_t i = 0; i < ps->n; i++)
		if (item_same(ps->rows[i].id, id))
			return memcmp(ps->rows[i].owner, owner, HASH_LEN) == 0 ? &ps->rows[i]
									       : NULL;
	return NULL;
}

void part_drop(struct parts *ps, struct part *p)
{
	remove_dir(ps->dir, item_hex(p->id).s);
	ps->bytes -= p->have;
	*p = ps->rows[--ps->n];
}

size_t parts_expire(struct parts *ps, int64_t before)
{
	size_t gone = 0;
	for (size_t i = ps->n; i > 0; i--) {
		if (ps->rows[i - 1].touched >= before)
			continue;
		part_drop(ps, &ps->rows[i - 1]);
		gone++;
	}
	return gone;
}

bool parts_evict(struct parts *ps, int64_t now)
{
	struct part *oldest = NULL;
	for (size_t i = 0; i < ps->n; i++)
		if (!oldest || ps->rows[i].touched < oldest->touched)
			oldest = &ps->rows[i];
	if (!oldest || now - oldest->touched < PART_IDLE)
		return false;
	part_drop(ps, oldest);
	return true;
}

/* Nothing is synced: nobody is promised a file without a byte, and what a crash leaves of it
 * `take_up` deletes. The first piece's fsync brings the rest along. */
static enum err make(int dir, const struct envelope *e)
{
	scope_end(buf_free) struct buf b = buf_new(ITEM_FILE_MAX);
	envelope_write(e, &b);
	if (b.err != OK)
		return b.err;
	const int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
	scope_end(close_fd) int bytes = openat(dir, "bytes", flags, 0600);
	scope_end(close_fd) int hashes = openat(dir, "hashes", flags, 0600);
	scope_end(close_fd) int envelope = openat(dir, "envelope", flags, 0600);
	if (bytes < 0 || hashes < 0 || envelope < 0)
		return err_of_errno(errno);
	return file_write(envelope, buf_view(&b));
}

uint64_t parts_of_source(const struct parts *ps, const struct part *p)
{
	uint64_t bytes = 0;
	for (size_t i = 0; i < ps->n; i++)
		if (memcmp(ps->rows[i].source, p->source, HASH_LEN) == 0)
			bytes += ps->rows[i].have;
	return bytes;
}

enum err parts_new(struct parts *ps, const struct envelope *e, const uint8_t source[HASH_LEN],
		   int64_t now)
{
	struct part p = {.size = e->size, .touched = now};
	struct item_hex name = item_hex(e->id);
	size_t own = 0, from = 0;
	memcpy(p.id, e->id, ID_LEN);
	part_owner(e, p.owner);
	memcpy(p.source, view_is_zero(view_of(source, HASH_LEN)) ? p.owner : source, HASH_LEN);
	for (size_t i = 0; i < ps->n; i++) {
		own += memcmp(ps->rows[i].owner, p.owner, HASH_LEN) == 0;
		from += memcmp(ps->rows[i].source, p.source, HASH_LEN) == 0;
	}
	if (own >= PARTS_OWN || from >= PARTS_SOURCE ||
	    (ps->n >= PARTS_MAX && !parts_evict(ps, now)))
		return E_BUSY;
	if (mkdirat(ps->dir, name.s, 0700) != 0)
		return err_of_errno(errno);
	scope_end(close_fd) int dir = open_dir(ps->dir, name.s);
	enum err err = dir < 0 ? E_IO : make(dir, e);
	if (err == OK && !add(ps, &p))
		err = E_NO_MEMORY;
	if (err != OK)
		remove_dir(ps->dir, name.s);
	return err;
}

static enum err read_at(int fd, uint64_t at, uint64_t n)
{
	uint64_t got = 0;
	while (got < n) {
		ssize_t r = pread(fd, piece_bytes + got, n - got, (off_t)(at + got));
		if (r < 0 && errno == EINTR)
			continue;
		if (r < 0)
			return err_of_errno(errno);
		if (r == 0)
			return E_CHANGED;
		got += (uint64_t)r;
	}
	return OK;
}

static enum err write_at(int fd, uint64_t at, uint64_t n)
{
	uint64_t done = 0;
	while (done < n) {
		ssize_t w = pwrite(fd, piece_bytes + done, n - done, (off_t)(at + done));
		if (w < 0 && errno == EINTR)
			continue;
		if (w <= 0)
			return err_of_errno(w < 0 ? errno : ENOSPC);
		done += (uint64_t)w;
	}
	return fsync(fd) == 0 ? OK : err_of_errno(errno);
}

/* Into our own memory first: whoever still has the descriptor changes nothing after this. */
static enum err take_piece(const struct part *p, const struct piece *piece)
{
	struct stat st;
	uint8_t hash[HASH_LEN];
	if (piece->offset != p->have || memcmp(piece->before, p->chain, HASH_LEN) != 0)
		return E_CHANGED;
	if (piece->size > p->size - p->have)
		return E_LIMIT_SIZE;
	if (piece->size == 0 || piece->size != next_piece(p))
		return E_PROTOCOL;
	if (fstat(piece->from, &st) != 0)
		return err_of_errno(errno);
	if ((uint64_t)st.st_size != piece->size)
		return E_HASH;
	try(read_at(piece->from, 0, piece->size));
	hash_bytes(view_of(piece_bytes, piece->size), hash);
	return memcmp(hash, piece->hash, HASH_LEN) == 0 ? OK : E_HASH;
}

enum err part_append(struct parts *ps, struct part *p, const struct piece *piece, int64_t now)
{
	try(take_piece(p, piece));
	scope_end(close_fd) int bytes = open_member(ps, p, "bytes", O_WRONLY);
	scope_end(close_fd) int hashes = open_member(ps, p, "hashes", O_RDWR);
	if (bytes < 0 || hashes < 0)
		return err_of_errno(errno);
	try(write_at(bytes, p->have, piece->size));
	try(file_append(hashes, view_of(piece->hash, HASH_LEN)));
	chain_on(p->chain, piece->hash);
	p->have += piece->size;
	ps->bytes += piece->size;
	p->touched = now;
	return OK;
}

/* What stands on disk is what each piece was when it came. */
static enum err check_pieces(const struct part *p, int bytes, int hashes)
{
	uint8_t want[HASH_LEN], have[HASH_LEN];
	off_t at_hash = 0;
	for (uint64_t at = 0; at < p->size; at += PART_PIECE, at_hash += HASH_LEN) {
		uint64_t n = min_of(p->size - at, (uint64_t)PART_PIECE);
		if (pread(hashes, want, HASH_LEN, at_hash) != HASH_LEN)
			return E_IO;
		try(read_at(bytes, at, n));
		hash_bytes(view_of(piece_bytes, n), have);
		if (memcmp(want, have, HASH_LEN) != 0)
			return E_HASH;
	}
	return OK;
}

enum err part_whole(const struct parts *ps, const struct part *p, int *ret_fd, struct envelope *ret)
{
	if (p->have != p->size)
		return E_EMPTY;
	try(part_envelope(ps, p, ret));
	scope_end(close_fd) int bytes = open_member(ps, p, "bytes", O_RDONLY);
	scope_end(close_fd) int hashes = open_member(ps, p, "hashes", O_RDONLY);
	if (bytes < 0 || hashes < 0)
		return err_of_errno(errno);
	try(check_pieces(p, bytes, hashes));
	*ret_fd = take_fd(&bytes);
	return OK;
}
