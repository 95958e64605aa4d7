/* SPDX-License-Identifier: Apache-2.0
 * ledger.c: the ledger's files: opening with recovery, appending, finding, heads.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "notary/ledger.h"
#include "sys/file.h"

#define LINES_AT_ONCE 256
#define HEADS_TAIL ((size_t)2 * CHECKPOINT_MAX)
#define FIRST_SLOTS 4096

void ledger_close(struct ledger *l)
{
	if (l->leaves >= 0)
		(void)close(l->leaves);
	if (l->heads >= 0)
		(void)close(l->heads);
	free(l->slot);
	*l = (struct ledger){.leaves = -1, .heads = -1};
}

/* FNV-1a over what names a leaf. */
static uint64_t mix(uint64_t h, struct view v)
{
	for (size_t i = 0; i < v.n; i++)
		h = (h ^ v.p[i]) * 0x100000001b3U;
	return h;
}

static uint64_t key_of(const struct leaf *l)
{
	uint64_t h = mix(0xcbf29ce484222325U, view_of(&l->event, sizeof l->event));
	if (l->event == EVENT_RECEIPT) {
		h = mix(h, view_of(l->item, ID_LEN));
		return mix(h, view_of(l->destination, CODE_MAX));
	}
	return mix(h, view_of(&l->value, sizeof l->value));
}

static void place(uint64_t *slot, size_t slots, uint64_t key, uint64_t position)
{
	size_t i = (size_t)key & (slots - 1);
	while (slot[i] != 0)
		i = (i + 1) & (slots - 1);
	slot[i] = position + 1;
}

/* Doubles the table, reading the keys again from the file, when half of it is taken. */
static enum err make_room(struct ledger *l)
{
	if (l->tree.size < l->slots / 2)
		return OK;
	size_t slots = l->slots ? l->slots * 2 : FIRST_SLOTS;
	uint64_t *slot = calloc(slots, sizeof *slot);
	if (!slot)
		return E_NO_MEMORY;
	for (size_t i = 0; i < l->slots; i++) {
		struct leaf leaf;
		if (l->slot[i] == 0)
			continue;
		enum err e = ledger_read(l, l->slot[i] - 1, &leaf);
		if (e != OK) {
			free(slot);
			return e;
		}
		place(slot, slots, key_of(&leaf), leaf.position);
	}
	free(l->slot);
	l->slot = slot;
	l->slots = slots;
	return OK;
}

/* The leaf is in the file: from now on it counts. */
static void take_in(struct ledger *l, const struct leaf *leaf)
{
	struct merkle_hash h = leaf_hash(leaf);
	merkle_push(&l->tree, &h);
	place(l->slot, l->slots, key_of(leaf), leaf->position);
	l->last = h;
	l->epoch = leaf->epoch;
	l->time = leaf->time;
}

static bool follows(const struct ledger *l, const struct leaf *leaf)
{
	return leaf->position == l->tree.size && leaf->epoch >= l->epoch &&
	       (l->tree.size == 0 || leaf->time >= l->time) &&
	       memcmp(leaf->previous, l->last.b, TREE_HASH) == 0;
}

static enum err pread_all(int fd, uint8_t *p, size_t n, uint64_t at)
{
	while (n > 0) {
		ssize_t r = pread(fd, p, n, (off_t)at);
		if (r < 0 && errno == EINTR)
			continue;
		if (r <= 0)
			return E_IO;
		p += r;
		n -= (size_t)r;
		at += (uint64_t)r;
	}
	return OK;
}

enum err ledger_read(const struct ledger *l, uint64_t position, struct leaf *ret)
{
	uint8_t line[LEAF_LINE];
	struct leaf leaf;
	try(pread_all(l->leaves, line, sizeof line, position * LEAF_LINE));
	if (leaf_line_read(view_of(line, sizeof line), &leaf) != OK || leaf.position != position)
		return E_BROKEN;
	*ret = leaf;
	return OK;
}

static enum err file_length(int fd, uint64_t *ret)
{
	struct stat st;
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
		return E_IO;
	*ret = (uint64_t)st.st_size;
	return OK;
}

static enum err cut_off(int fd, uint64_t length)
{
	return ftruncate(fd, (off_t)length) == 0 && fsync(fd) == 0 ? OK : err_of_errno(errno);
}

/* Only the last line can be torn: there is one append at a time, and it is synced. */
static enum err read_leaves(struct ledger *l, const struct checkpoint *head)
{
	static uint8_t lines[LINES_AT_ONCE * LEAF_LINE];
	uint64_t length;
	try(file_length(l->leaves, &length));
	uint64_t count = length / LEAF_LINE;
	l->cut = length % LEAF_LINE;
	for (uint64_t at = 0; at < count; at++) {
		struct leaf leaf;
		size_t i = (size_t)(at % LINES_AT_ONCE);
		size_t here = (size_t)min_of(count - at, (uint64_t)LINES_AT_ONCE);
		if (i == 0)
			try(pread_all(l->leaves, lines, here * LEAF_LINE, at * LEAF_LINE));
		if (leaf_line_read(view_of(lines + i * LEAF_LINE, LEAF_LINE), &leaf) != OK) {
			/* Space that was given to the file but never written. */
			if (at + 1 != count || l->cut != 0 || at < head->size)
				return E_HASH;
			l->cut = LEAF_LINE;
			count--;
			break;
		}
		try(make_room(l));
		if (!follows(l, &leaf))
			return E_HASH;
		take_in(l, &leaf);
		if (l->tree.size == head->size) {
			struct merkle_hash root = merkle_root(&l->tree);
			if (!merkle_same(&root, &head->root))
				return E_HASH;
		}
	}
	if (l->tree.size < head->size)
		return E_HASH;
	return l->cut ? cut_off(l->leaves, count * LEAF_LINE) : OK;
}

/* Start of the block of lines that ends, with its empty line, at `end`. */
static size_t block_before(struct view v, size_t end)
{
	size_t i = end < 2 ? 0 : end - 2;
	while (i >= 2 && !(v.p[i - 1] == '\n' && v.p[i - 2] == '\n'))
		i--;
	return i < 2 ? 0 : i;
}

/* The newest whole note of a file of notes, and where it ends. A note is two blocks: text, and
 * signatures, which begin with a dash; a text block alone at the end is a torn note. */
static struct view newest_note(struct view v, size_t *ret_end)
{
	size_t end = v.n;
	while (end >= 2 && !(v.p[end - 1] == '\n' && v.p[end - 2] == '\n'))
		end--;
	size_t signatures = block_before(v, end);
	if (!view_starts(view_sub(v, signatures, SIZE_MAX), VIEW("\xe2\x80\x94 "))) {
		end = signatures;
		signatures = block_before(v, end);
	}
	size_t text = block_before(v, signatures);
	*ret_end = end < 2 ? 0 : end;
	return view_sub(v, text, *ret_end > text ? *ret_end - 1 - text : 0);
}

static enum err read_heads(struct ledger *l, const struct public_key *k, struct checkpoint *ret)
{
	uint64_t length;
	size_t end;
	try(file_length(l->heads, &length));
	size_t n = (size_t)min_of(length, (uint64_t)HEADS_TAIL);
	scope_end(buf_free) struct buf tail = buf_new(HEADS_TAIL);
	if (n > 0 && !buf_grow(&tail, n))
		return tail.err;
	try(pread_all(l->heads, tail.p, n, length - n));
	struct view note = newest_note(buf_view(&tail), &end);
	if (end == 0 ? n < length : checkpoint_read(note, k, ret) != OK)
		return E_HASH;
	if (end != n)
		try(cut_off(l->heads, length - n + end));
	l->head_size = ret->size;
	return OK;
}

enum err ledger_open(int dir, const struct public_key *k, struct ledger *ret)
{
	int flags = O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW;
	scope_end(ledger_close) struct ledger l = {.leaves = openat(dir, "leaves", flags, 0640),
						   .heads = openat(dir, "heads", flags, 0640)};
	struct checkpoint head = {0};
	if (l.leaves < 0 || l.heads < 0)
		return err_of_errno(errno);
	try(file_sync_dir(dir));
	try(make_room(&l));
	try(read_heads(&l, k, &head));
	try(read_leaves(&l, &head));
	*ret = l;
	l = (struct ledger){.leaves = -1, .heads = -1};
	return OK;
}

void ledger_next(const struct ledger *l, int64_t now, struct leaf *leaf)
{
	leaf->version = LEAF_VERSION;
	leaf->epoch = l->epoch;
	leaf->position = l->tree.size;
	leaf->time = l->tree.size == 0 ? now : max_of(now, l->time);
	memcpy(leaf->previous, l->last.b, TREE_HASH);
}

enum err ledger_append(struct ledger *l, const struct leaf *leaf)
{
	scope_end(buf_free) struct buf line = buf_new(LEAF_LINE);
	uint64_t length;
	assert(follows(l, leaf));
	try(make_room(l));
	try(file_length(l->leaves, &length));
	if (length !=
	    l->tree.size * LEAF_LINE) /* somebody else writes here, or half a line is left */
		return E_BROKEN;
	leaf_line_write(leaf, &line);
	if (line.err != OK)
		return line.err;
	try(file_append(l->leaves, buf_view(&line)));
	take_in(l, leaf);
	return OK;
}

enum err ledger_find(const struct ledger *l, const struct leaf *like,
		     bool (*same)(const struct leaf *found, const struct leaf *like),
		     struct leaf *ret)
{
	bool any = false;
	struct leaf newest = {0};
	size_t i = (size_t)key_of(like) & (l->slots - 1);
	for (; l->slot[i] != 0; i = (i + 1) & (l->slots - 1)) {
		struct leaf found;
		try(ledger_read(l, l->slot[i] - 1, &found));
		if (key_of(&found) != key_of(like) || !same(&found, like) ||
		    (any && found.position < newest.position))
			continue;
		newest = found;
		any = true;
	}
	if (!any)
		return E_NOT_FOUND;
	*ret = newest;
	return OK;
}

enum err ledger_head(struct ledger *l, const struct signing_key *k)
{
	struct checkpoint head = {.size = l->tree.size, .root = merkle_root(&l->tree)};
	if (l->head_size == l->tree.size)
		return OK;
	scope_end(buf_free) struct buf note = buf_new(CHECKPOINT_MAX);
	try(checkpoint_write(k, &head, &note));
	buf_u8(&note, '\n');
	if (note.err != OK)
		return note.err;
	try(file_append(l->heads, buf_view(&note)));
	l->head_size = head.size;
	return OK;
}
