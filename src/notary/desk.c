/* SPDX-License-Identifier: Apache-2.0
 * desk.c: signing, logging, the clock: the notary's decisions.
 */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "notary/desk.h"
#include "notary/key_file.h"
#include "notary/votes.h"
#include "sys/file.h"
#include "sys/wire.h"

#define NUMBER_DIGITS 20
#define REBUILT_LINE (NUMBER_DIGITS + 1 + 2 * ID_LEN + 1 + 2 * HASH_LEN + 1 + NUMBER_DIGITS + 1)
#define REBUILT_MAX ((size_t)64 << 20) /* 450,000 files */

void desk_close(struct desk *d)
{
	ledger_close(&d->ledger);
	close_fd(&d->rebuilt_fd);
	free(d->rebuilt);
	signing_key_wipe(&d->key);
	d->rebuilt = NULL;
}

/* What every leaf says beside its own matter. */
static enum err append(struct desk *d, struct leaf *leaf, int64_t now)
{
	ledger_next(&d->ledger, now, leaf);
	memcpy(leaf->policy, d->policy, HASH_LEN);
	return ledger_append(&d->ledger, leaf);
}

/* Fixed columns, so that a line is found and checked without reading numbers of unknown length. */
static void rebuilt_line(const struct rebuilt_file *r, struct buf *b)
{
	buf_fmt(b, "%020lld ", (long long)r->time);
	buf_hex(b, view_of(r->item, ID_LEN));
	buf_u8(b, ' ');
	buf_hex(b, view_of(r->output, HASH_LEN));
	buf_fmt(b, " %020llu\n", (unsigned long long)r->length);
}

static enum err rebuilt_read(struct view line, struct rebuilt_file *ret)
{
	struct cursor c = cursor_of(line);
	struct rebuilt_file r = {0};
	int64_t length = 0;
	struct view time = cursor_take(&c, NUMBER_DIGITS + 1),
		    item = cursor_take(&c, (size_t)2 * ID_LEN + 1),
		    output = cursor_take(&c, (size_t)2 * HASH_LEN + 1),
		    size = cursor_take(&c, NUMBER_DIGITS + 1);
	if (!cursor_done(&c) || size.p[NUMBER_DIGITS] != '\n')
		return E_BROKEN;
	try(view_int(view_sub(time, 0, NUMBER_DIGITS), 0, INT64_MAX, &r.time));
	try(hex_read(view_sub(item, 0, item.n - 1), r.item, ID_LEN));
	try(hex_read(view_sub(output, 0, output.n - 1), r.output, HASH_LEN));
	try(view_int(view_sub(size, 0, NUMBER_DIGITS), 0, INT64_MAX, &length));
	r.length = (uint64_t)length;
	*ret = r;
	return OK;
}

static enum err remember(struct desk *d, const struct rebuilt_file *r)
{
	if (d->rebuilt_count == d->rebuilt_room) {
		size_t room = d->rebuilt_room ? d->rebuilt_room * 2 : 256;
		struct rebuilt_file *p = reallocarray(d->rebuilt, room, sizeof *p);
		if (!p)
			return E_NO_MEMORY;
		d->rebuilt = p;
		d->rebuilt_room = room;
	}
	d->rebuilt[d->rebuilt_count++] = *r;
	return OK;
}

/* Reads the list, drops old and torn lines, writes it anew if anything was dropped. */
static enum err open_rebuilt(struct desk *d, int dir, int64_t now)
{
	scope_end(close_fd) int fd =
	    openat(dir, "rebuilt", O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	scope_end(buf_free) struct buf all = buf_new(REBUILT_MAX), kept = buf_new(REBUILT_MAX);
	if (fd < 0)
		return err_of_errno(errno);
	try(file_read(fd, REBUILT_MAX, &all));
	for (size_t at = 0; at < all.n; at += REBUILT_LINE) {
		struct rebuilt_file r;
		if (rebuilt_read(view_sub(buf_view(&all), at, REBUILT_LINE), &r) != OK ||
		    r.time < now - REBUILT_KEEP)
			continue;
		try(remember(d, &r));
		rebuilt_line(&r, &kept);
	}
	if (kept.n != all.n) {
		try(file_replace(dir, "rebuilt", buf_view(&kept)));
		close_fd(&fd);
		fd = openat(dir, "rebuilt", O_RDWR | O_APPEND | O_CLOEXEC | O_NOFOLLOW);
		if (fd < 0)
			return err_of_errno(errno);
	}
	d->rebuilt_fd = take_fd(&fd);
	return file_sync_dir(dir);
}

/* One START a start, and POLICY when another policy is in force than the newest leaf says. */
static enum err begin(struct desk *d, int64_t now)
{
	struct leaf newest = {0}, start = {.event = EVENT_START, .value = d->ledger.cut},
		    policy = {.event = EVENT_POLICY};
	bool first = d->ledger.tree.size == 0;
	if (!first)
		try(ledger_read(&d->ledger, d->ledger.tree.size - 1, &newest));
	d->ledger.epoch++;
	try(append(d, &start, now));
	if (first || memcmp(newest.policy, d->policy, HASH_LEN) != 0)
		try(append(d, &policy, now));
	return ledger_head(&d->ledger, &d->key);
}

/* Without auth's key no approval counts, and there are no orders for originals. */
static enum err read_auth(struct desk *d, int dir)
{
	enum err e = public_key_file_read(dir, "auth.pub", d->evaluation, &d->auth);
	d->has_auth = e == OK;
	if (e != OK && e != E_NOT_FOUND)
		return e;
	e = public_key_file_read(dir, "zone-auth.pub", d->evaluation, &d->zone_auth);
	d->has_zone_auth = e == OK;
	return e == E_NOT_FOUND ? OK : e;
}

enum err desk_open(int dir, bool evaluation, const struct policy *rules, int64_t wall,
		   uint64_t mono_us, struct desk *ret)
{
	scope_end(desk_close) struct desk d = {.evaluation = evaluation,
					       .rebuilt_fd = -1,
					       .ledger = {.leaves = -1, .heads = -1},
					       .rules = rules,
					       .wall = wall,
					       .mono_us = mono_us};
	memcpy(d.policy, rules->hash, HASH_LEN);
	try(key_file_read(dir, evaluation, &d.key));
	try(read_auth(&d, dir));
	scope_end(close_fd) int ledger =
	    openat(dir, "ledger", O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	if (ledger < 0)
		return errno == ENOENT ? E_CONFIG : err_of_errno(errno);
	try(ledger_open(ledger, &d.key.public, &d.ledger));
	try(open_rebuilt(&d, dir, wall));
	try(begin(&d, wall));
	*ret = d;
	d = (struct desk){.rebuilt_fd = -1, .ledger = {.leaves = -1, .heads = -1}};
	return OK;
}

enum err desk_clock(struct desk *d, int64_t wall, uint64_t mono_us)
{
	int64_t went = (int64_t)((mono_us - d->mono_us) / 1000000);
	int64_t moved = wall - d->wall - went;
	if (moved >= -CLOCK_JUMP && moved <= CLOCK_JUMP)
		return OK;
	d->wall = wall;
	d->mono_us = mono_us;
	struct leaf leaf = {.event = EVENT_CLOCK, .value = (uint64_t)moved};
	return append(d, &leaf, wall);
}

enum err desk_rebuilt(struct desk *d, const uint8_t item[ID_LEN], const uint8_t output[HASH_LEN],
		      uint64_t length, int64_t now)
{
	struct rebuilt_file r = {.time = max_of(now, (int64_t)0), .length = length};
	scope_end(buf_free) struct buf line = buf_new(REBUILT_LINE);
	memcpy(r.item, item, ID_LEN);
	memcpy(r.output, output, HASH_LEN);
	rebuilt_line(&r, &line);
	if (line.err != OK || length > INT64_MAX)
		return E_INTERNAL;
	try(file_append(d->rebuilt_fd, buf_view(&line)));
	return remember(d, &r);
}

static bool was_rebuilt(const struct desk *d, const struct binding *b)
{
	for (size_t i = d->rebuilt_count; i > 0; i--) {
		const struct rebuilt_file *r = &d->rebuilt[i - 1];
		if (r->length == b->length && memcmp(r->item, b->id, ID_LEN) == 0 &&
		    memcmp(r->output, b->output, HASH_LEN) == 0)
			return true;
	}
	return false;
}

/* Everything but number, time and signature. */
static bool same_binding(const struct leaf *found, const struct leaf *like)
{
	struct leaf a = *found;
	a.epoch = like->epoch;
	a.position = like->position;
	a.time = like->time;
	a.expires = like->expires;
	memcpy(a.signature, like->signature, SIG_LEN);
	memcpy(a.previous, like->previous, HASH_LEN);
	uint8_t x[LEAF_LEN], y[LEAF_LEN];
	leaf_write(&a, x);
	leaf_write(like, y);
	return memcmp(x, y, LEAF_LEN) == 0;
}

static enum err check_binding(const struct desk *d, const struct binding *b)
{
	static const struct {
		enum direction direction;
		const char *destination;
	} ways[] = {{DIRECTION_IN, "inbox"}, {DIRECTION_OUT, "outbox"}};
	bool found = false;
	if (!body_text_ok(b->name, sizeof b->name) || !body_text_ok(b->sender, sizeof b->sender) ||
	    !body_text_ok(b->destination, sizeof b->destination) ||
	    !body_text_ok(b->recipient, sizeof b->recipient) || b->name[0] == '\0' || b->zero != 0)
		return E_PROTOCOL;
	for (size_t i = 0; i < array_len(ways); i++)
		found |= b->direction == (uint8_t)ways[i].direction &&
			 view_eq(view_str(b->destination), view_str(ways[i].destination));
	if (!found)
		return E_DESTINATION;
	return was_rebuilt(d, b) ? OK : E_HASH;
}

/* A new receipt at the next position. */
static enum err sign_new(struct desk *d, struct receipt *r, const struct body_sign *ask,
			 int64_t now)
{
	struct leaf leaf = {0}, signed_leaf;
	uint32_t life = ask->life;
	if (memcmp(r->binding.policy, d->policy, HASH_LEN) != 0)
		return E_CHANGED;
	try(votes_count(d->rules, d->has_auth ? &d->auth : NULL, ask, now));
	ledger_next(&d->ledger, now, &leaf);
	r->epoch = leaf.epoch;
	r->position = leaf.position;
	r->time = leaf.time;
	r->expires = leaf.time + (life == 0 ? RECEIPT_LIFE_DEFAULT
					    : (int64_t)min_of(life, (uint32_t)RECEIPT_LIFE_MAX));
	try(receipt_sign(&d->key, r));
	try(receipt_check(&d->key.public, r)); /* nothing leaves here that release would not take */
	receipt_to_leaf(r, &signed_leaf);
	memcpy(signed_leaf.previous, leaf.previous, HASH_LEN);
	return ledger_append(&d->ledger, &signed_leaf);
}

enum err desk_sign(struct desk *d, const struct body_sign *ask, int64_t now,
		   struct body_signed *ret, struct receipt *ret_receipt)
{
	struct receipt r = {.version = RECEIPT_VERSION,
			    .type = RECEIPT_REBUILT | (d->evaluation ? RECEIPT_EVALUATION : 0),
			    .binding = ask->binding};
	struct leaf like, found;
	if (id_is_trial(ask->binding.id))
		return E_PROTOCOL;
	try(check_binding(d, &ask->binding));
	memcpy(r.salt, ask->salt, HASH_LEN);
	receipt_commitment(&r.binding, r.salt, r.commitment);
	receipt_to_leaf(&r, &like);
	enum err e = ledger_find(&d->ledger, &like, same_binding, &found);
	if (e == OK && found.expires > now) {
		uint8_t log[HASH_LEN];
		public_key_log_id(&d->key.public, log);
		try(receipt_of_leaf(&found, &ask->binding, ask->salt, log, &r));
	} else if (e == OK || e == E_NOT_FOUND) {
		try(sign_new(d, &r, ask, now));
	} else {
		return e;
	}
	struct merkle_hash root = merkle_root(&d->ledger.tree);
	*ret = (struct body_signed){
	    .position = r.position, .time = r.time, .tree_size = d->ledger.tree.size};
	memcpy(ret->id, ask->binding.id, ID_LEN);
	memcpy(ret->root, root.b, HASH_LEN);
	*ret_receipt = r;
	return OK;
}

static bool same_order(const struct leaf *found, const struct leaf *like)
{
	return found->event == like->event && memcmp(found->item, like->item, ID_LEN) == 0 &&
	       memcmp(found->commitment, like->commitment, HASH_LEN) == 0;
}

enum err desk_order(struct desk *d, const struct order *ask, int64_t now, struct order *ret)
{
	struct order o = *ask;
	struct leaf leaf = {.event = EVENT_ORIGINAL_ORDER}, found;
	if (!d->has_auth || policy_originals(d->rules, now) != OK)
		return E_POLICY;
	try(order_shape(&d->auth, &o));
	if (memcmp(o.policy, d->policy, HASH_LEN) != 0)
		return E_CHANGED;
	if (now >= o.expires)
		return E_EXPIRED;
	if (o.time > now + CLOCK_JUMP)
		return E_PROTOCOL;
	try(order_sign(&d->key, &o));
	if (o.kind == ORDER_GIVE) { /* looking hands nothing over: the store logs what was found */
		memcpy(leaf.item, o.item, ID_LEN);
		order_commitment(&o, leaf.commitment);
		enum err e = ledger_find(&d->ledger, &leaf, same_order, &found);
		if (e == E_NOT_FOUND)
			e = append(d, &leaf, now);
		try(e);
	}
	*ret = o;
	return OK;
}

static bool same_log(const struct leaf *found, const struct leaf *like)
{
	return found->event == like->event && found->value == like->value &&
	       memcmp(found->item, like->item, ID_LEN) == 0 &&
	       memcmp(found->commitment, like->commitment, HASH_LEN) == 0;
}

/* START, POLICY, RECEIPT, CLOCK, ORIGINAL_ORDER, ZONE_SET and reports are the notary's own words.
 */
static bool may_log(uint32_t event)
{
	const char *name, *ja, *en;
	return event != EVENT_START && event != EVENT_POLICY && event != EVENT_RECEIPT &&
	       event != EVENT_CLOCK && event != EVENT_ORIGINAL_ORDER && event != EVENT_ZONE_SET &&
	       event != EVENT_ZONE_PROVED && event != EVENT_ZONE_OBSERVED &&
	       event_text(event, &name, &ja, &en);
}

enum err desk_log(struct desk *d, const struct body_log *ask, int64_t now, struct body_logged *ret)
{
	struct leaf leaf = {.event = ask->event, .value = ask->row}, found;
	if (!may_log(ask->event))
		return E_PROTOCOL;
	memcpy(leaf.item, ask->id, ID_LEN);
	memcpy(leaf.commitment, ask->commitment, HASH_LEN);
	enum err e = ledger_find(&d->ledger, &leaf, same_log, &found);
	if (e == E_NOT_FOUND)
		try(append(d, &leaf, now));
	else if (e != OK)
		return e;
	else
		leaf = found;
	struct merkle_hash h = leaf_hash(&leaf), root = merkle_root(&d->ledger.tree);
	*ret = (struct body_logged){.row = ask->row,
				    .position = leaf.position,
				    .tree_size = d->ledger.tree.size,
				    .time = leaf.time};
	memcpy(ret->leaf, h.b, HASH_LEN);
	memcpy(ret->root, root.b, HASH_LEN);
	return OK;
}
