/* SPDX-License-Identifier: Apache-2.0
 * belt.c: how the belt takes its state up again, and what it does about once a second.
 */
#include <fcntl.h>
#include <openssl/rand.h>
#include <sys/resource.h>
#include <unistd.h>

#include "flow/belt_door.h"
#include "flow/item.h"
#include "flow/states.h"
#include "notary/key_file.h"
#include "policy/policy.h"
#include "sys/file.h"
#include "sys/log.h"

#define UPLOAD_SECONDS (6 * 3600) /* an upload nobody finished or dropped */
#define DESCRIPTORS 8192

struct belt belt;

static const char *const formats[] = {
#define FORMAT(name, extensions, ja, en) #name,
#include "tbl/formats.h"
#undef FORMAT
};
_Static_assert(array_len(formats) <= BELT_FORMATS_MAX, "every format must have its place");

struct belt_item *belt_find(const uint8_t id[ID_LEN])
{
	for (size_t i = 0; i < belt.n; i++)
		if (item_same(belt.items[i].id, id))
			return &belt.items[i];
	return NULL;
}

enum err belt_add(const uint8_t id[ID_LEN])
{
	if (belt.n == belt.room) {
		size_t room = belt.room ? belt.room * 2 : 256;
		struct belt_item *items = reallocarray(belt.items, room, sizeof *items);
		if (!items)
			return E_NO_MEMORY;
		belt.items = items;
		belt.room = room;
	}
	belt.items[belt.n] = (struct belt_item){.stage = BELT_IDLE, .erase = -1};
	memcpy(belt.items[belt.n++].id, id, ID_LEN);
	return OK;
}

void belt_remove(struct belt_item *item)
{
	belt_forget_password(item);
	close_fd(&item->erase);
	*item = belt.items[--belt.n];
}

/* --- taking up what is on disk --- */

/* An item that ended before the crash goes on ending; every other one is open again. */
static enum err adopt_new(const uint8_t id[ID_LEN], void *context unused_arg)
{
	struct envelope e;
	struct body_state end;
	enum err err = spool_envelope(&belt.spool, id, &e);
	if (err != OK) {
		log_warn("item %s: its envelope does not read: %s", item_hex(id).s,
			 err_text(err)->name);
		return err == E_NO_MEMORY ? err : OK; /* it stays where it is, for a person */
	}
	if (!id_is_trial(id)) /* a trial is in no balance */
		try(journal_accepted(&belt.journal, &e));
	try(belt_add(id));
	if (spool_state(&belt.spool, id, &end) == OK) {
		belt.items[belt.n - 1].stage = BELT_ENDING;
		belt.items[belt.n - 1].end = end;
	}
	return OK;
}

/* Ended items: the journal may have missed them, their original may still be there. */
static enum err adopt_done(const uint8_t id[ID_LEN], void *context unused_arg)
{
	const struct journal_row *row = journal_find(&belt.journal, id);
	struct envelope e;
	struct body_state end;
	if (id_is_trial(id)) {
		try(spool_finish(&belt.spool, id));
		return spool_forget(&belt.spool, id);
	}
	if (!row || !state_final(row->state)) {
		if (spool_envelope(&belt.spool, id, &e) != OK ||
		    spool_state(&belt.spool, id, &end) != OK)
			return OK;
		try(journal_accepted(&belt.journal, &e));
		try(journal_ended(&belt.journal, &end));
	}
	return spool_finish(&belt.spool, id);
}

static enum err adopt_all(void)
{
	try(spool_walk(&belt.spool, true, adopt_done, NULL));
	try(spool_walk(&belt.spool, false, adopt_new, NULL));
	for (size_t i = belt.n; i > 0; i--)
		if (belt.items[i - 1].stage == BELT_ENDING)
			belt_end(&belt.items[i - 1]);
	log_info("%zu items open, %zu in the journal", belt.n, belt.journal.n);
	return OK;
}

static enum err read_policy(int fd)
{
	scope_end(arena_free) struct arena mem = arena_new(POLICY_ARENA);
	scope_end(buf_free) struct buf file = buf_new(POLICY_FILE_MAX);
	struct policy *policy = arena_alloc(&mem, sizeof *policy);
	struct policy_mistakes *mistakes = arena_alloc(&mem, sizeof *mistakes);
	if (!policy || !mistakes)
		return E_NO_MEMORY;
	try(file_read(fd, POLICY_FILE_MAX, &file));
	try(policy_load(buf_view(&file), &mem, policy, mistakes));
	policy_limits_of(policy, belt.half == 'I' ? DIRECTION_IN : DIRECTION_OUT, &belt.limits);
	for (size_t i = 0; i < array_len(formats); i++)
		belt.allowed[i] = policy_format_allowed(
		    policy, belt.half == 'I' ? DIRECTION_IN : DIRECTION_OUT, view_str(formats[i]));
	/* A trial asks what would happen to what comes in. */
	policy_limits_of(policy, DIRECTION_IN, &belt.trial_limits);
	for (size_t i = 0; i < array_len(formats); i++)
		belt.trial_allowed[i] =
		    policy_format_allowed(policy, DIRECTION_IN, view_str(formats[i]));
	memcpy(belt.policy, policy->hash, HASH_LEN);
	belt.keep_days = policy->limits.retention.original_days;
	belt.part_hours = policy->limits.unfinished_hours;
	belt.part_bytes = policy->limits.unfinished_mb * (uint64_t)1000000;
	return OK;
}

/* A thousand uploads at once are a thousand descriptors. */
static void raise_descriptors(void)
{
	struct rlimit r;
	if (getrlimit(RLIMIT_NOFILE, &r) != 0)
		return;
	if (r.rlim_cur >= DESCRIPTORS)
		return;
	r.rlim_cur = min_of(r.rlim_max, (rlim_t)DESCRIPTORS);
	(void)setrlimit(RLIMIT_NOFILE, &r);
}

enum err belt_prepare(const struct role_start *s unused_arg)
{
	uint8_t secret[VAULT_KEY_LEN], key[VAULT_KEY_LEN], hash[HASH_LEN];
	raise_descriptors();
	hash_bytes(VIEW("warm"), hash);
	if (RAND_priv_bytes(secret, sizeof secret) != 1)
		return E_INTERNAL;
	try(sign_warm());
	return vault_warm(key);
}

enum err belt_begin(const struct role_start *s)
{
	belt.half = s->half;
	belt.up = s->half == 'I' ? ROLE_bridge : ROLE_store;
	for (size_t i = 0; i < BELT_WORKERS; i++)
		belt.jobs[i] = (struct belt_job){.original = -1, .unpack = unpack_none()};
	if (RAND_bytes((unsigned char *)&belt.nonce, sizeof belt.nonce) != 1 || belt.nonce == 0)
		return E_INTERNAL;
	try(read_policy(s->policy_fd));
	if (belt.half == 'L') {
		enum err e =
		    public_key_file_read(s->root_fd, "auth.pub", s->evaluation, &belt.auth);
		try(e == E_NOT_FOUND ? E_CONFIG : e);
	}
	try(spool_open(s->root_fd, &belt.spool));
	try(parts_open(s->root_fd, &belt.parts));
	try(vault_open(s->root_fd, &belt.vault));
	int fd = openat(s->root_fd, "journal", O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW,
			0600);
	if (fd < 0)
		return E_IO;
	try(journal_open(fd, &belt.journal));
	try(file_sync_dir(s->root_fd));
	return adopt_all();
}

/* --- once a second --- */

void belt_tick(void)
{
	uint64_t now = clock_us(), limit = (uint64_t)UPLOAD_SECONDS * 1000000;
	if (now > limit)
		belt_drop_uploads(ROLE_NONE, now - limit);
	for (size_t i = belt.n; i > 0; i--)
		if (belt.items[i - 1].stage == BELT_ENDING)
			belt_end(&belt.items[i - 1]);
	belt_link_tick();
	belt_work_tick();
	belt_keep_tick();
	belt_part_tick();
}
