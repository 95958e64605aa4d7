/* SPDX-License-Identifier: Apache-2.0
 * parts.c: uploads in pieces, against a belt whose door is the test: going on after anything, and
 * everything that a captured door could say of somebody else's upload or of another place in it.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "belt_house.h"
#include "flow/item.h"
#include "policy/policy.h"
#include "sys/file.h"
#include "sys/log.h"
#include "tap.h"

#define SIZE (2 * PART_PIECE + 12345)

static uint8_t bytes[SIZE];
static const uint8_t mine[HASH_LEN] = {7}, other[HASH_LEN] = {8};

static void restart(void)
{
	house_kill();
	expect_err(house_start(ROLE_portal), OK);
}

static struct body_done answer(void)
{
	struct body_done d = done_last();
	sent_clear();
	return d;
}

static uint8_t source[HASH_LEN]; /* of what is opened next; zeros: not told */

static enum err open_part(const uint8_t owner[HASH_LEN], uint64_t size, uint8_t ret_id[ID_LEN])
{
	static struct body_part_open open;
	open = (struct body_part_open){.envelope = {.direction = DIRECTION_IN,
						    .recipient_kind = RECIPIENT_UNIT,
						    .size = size}};
	memcpy(open.envelope.session, owner, HASH_LEN);
	memcpy(open.source, source, HASH_LEN);
	expect(item_set_text(open.envelope.name, NAME_MAX_, VIEW("図面.TXT")));
	expect(item_set_text(open.envelope.recipient, TEXT_MAX_, VIEW("soumu")));
	deliver(on_part_open, ROLE_gate, MSG_PART_OPEN, 1, &open, -1, -1);
	struct body_done d = answer();
	memcpy(ret_id, d.id, ID_LEN);
	return (enum err)d.err;
}

/* The chain of our own file up to there. */
static void chain_to(uint64_t offset, uint8_t ret[HASH_LEN])
{
	uint8_t both[2 * HASH_LEN] = {0};
	for (uint64_t at = 0; at < min_of(offset, (uint64_t)SIZE); at += PART_PIECE) {
		hash_bytes(view_of(bytes + at, min_of((uint64_t)PART_PIECE, SIZE - at)),
			   both + HASH_LEN);
		hash_bytes(view_of(both, sizeof both), both);
	}
	memcpy(ret, both, HASH_LEN);
}

struct wrong {
	bool other_owner, other_chain, other_hash;
	uint64_t say_size;
};

static struct body_done send_piece(const uint8_t id[ID_LEN], uint64_t offset, uint64_t n,
				   struct wrong w)
{
	struct body_open open = {0};
	struct body_upload upload = {0};
	struct body_part_piece p = {.offset = offset, .size = w.say_size ? w.say_size : n};
	deliver(on_item_open, ROLE_gate, MSG_ITEM_OPEN, 2, &open, -1, -1);
	struct sent *m = sent_last(ROLE_gate, MSG_ITEM_FD);
	if (!expect(m != NULL))
		return answer();
	memcpy(&upload, m->body, sizeof upload);
	scope_end(close_fd) int fd = take_fd(&m->fds[0]);
	expect_err(file_write(fd, view_of(bytes + offset % SIZE, n)), OK);
	p.upload = upload.upload;
	memcpy(p.id, id, ID_LEN);
	memcpy(p.owner, w.other_owner ? other : mine, HASH_LEN);
	chain_to(offset, p.before);
	hash_bytes(view_of(bytes + offset % SIZE, n), p.hash);
	p.before[3] ^= w.other_chain;
	p.hash[3] ^= w.other_hash;
	deliver(on_part_piece, ROLE_gate, MSG_PART_PIECE, 3, &p, -1, -1);
	/* Whoever keeps the descriptor writes into nothing. */
	expect(pwrite(fd, "late", 4, 0) == 4);
	return answer();
}

static struct body_done say(void (*handle)(struct incoming *), enum msg m,
			    const uint8_t owner[HASH_LEN], const uint8_t id[ID_LEN])
{
	struct body_part body = {0};
	memcpy(body.owner, owner, HASH_LEN);
	memcpy(body.id, id, ID_LEN);
	deliver(handle, ROLE_gate, m, 4, &body, -1, -1);
	return answer();
}

static size_t listed(const uint8_t owner[HASH_LEN], struct body_part_row *ret)
{
	struct body_part all = {0};
	memcpy(all.owner, owner, HASH_LEN);
	deliver(on_part_list, ROLE_gate, MSG_PART_LIST, 5, &all, -1, -1);
	size_t n = sent_how_many(ROLE_gate, MSG_PART_ROW);
	if (n && ret)
		memcpy(ret, sent_last(ROLE_gate, MSG_PART_ROW)->body, sizeof *ret);
	sent_clear();
	return n;
}

static void whole_file(void)
{
	uint8_t id[ID_LEN], hash[HASH_LEN], chain[HASH_LEN];
	struct body_part_row row;
	struct envelope e;
	expect_err(open_part(mine, SIZE, id), OK);
	struct body_done d = send_piece(id, 0, PART_PIECE, (struct wrong){0});
	expect(d.err == OK && d.count == PART_PIECE);

	restart(); /* the belt died between two pieces */
	expect(listed(mine, &row) == 1 && row.have == PART_PIECE && row.size == SIZE);
	chain_to(PART_PIECE, chain);
	expect(memcmp(row.chain, chain, HASH_LEN) == 0 && row.expires == row.touched + 7200);
	expect(listed(other, NULL) == 0);
	expect(belt.n == 0 && belt.journal.n == 0); /* no item yet */
	expect(say(on_part_finish, MSG_PART_FINISH, mine, id).err == E_EMPTY);

	/* Twice the same piece: its answer was lost on the way. The true place is in the answer. */
	d = send_piece(id, 0, PART_PIECE, (struct wrong){0});
	expect(d.err == E_CHANGED && d.count == PART_PIECE);
	expect(send_piece(id, PART_PIECE, PART_PIECE, (struct wrong){0}).err == OK);
	expect(send_piece(id, 2 * PART_PIECE, 12345, (struct wrong){0}).count == SIZE);
	expect(send_piece(id, SIZE, 5, (struct wrong){0}).err == E_LIMIT_SIZE);

	d = say(on_part_finish, MSG_PART_FINISH, mine, id);
	expect(d.err == OK && d.number[0] == 'R' && item_same(d.id, id));
	expect(belt.n == 1 && belt.journal.n == 1 && belt.parts.n == 0 && belt.parts.bytes == 0);
	expect_err(spool_envelope(&belt.spool, id, &e), OK);
	hash_bytes(view_of(bytes, SIZE), hash);
	expect(memcmp(hash, e.hash, HASH_LEN) == 0 && e.size == SIZE);

	/* By its link anybody is told number and state, and nothing else; not by the id. */
	struct body_own own = {.most = 5};
	struct body_own_row mine_row, found;
	struct body_item link;
	memcpy(own.session, mine, HASH_LEN);
	deliver(on_own_list, ROLE_gate, MSG_OWN_LIST, 6, &own, -1, -1);
	memcpy(&mine_row, sent_last(ROLE_gate, MSG_OWN_ROW)->body, sizeof mine_row);
	sent_clear();
	memcpy(link.id, mine_row.link, ID_LEN);
	deliver(on_own_find, ROLE_gate, MSG_OWN_FIND, 7, &link, -1, -1);
	memcpy(&found, sent_last(ROLE_gate, MSG_OWN_ROW)->body, sizeof found);
	expect(strcmp(found.number, d.number) == 0 && found.state == STATE_ACCEPTED);
	expect(!found.name[0] && !found.recipient[0] && !found.size && found.id[0] == 0);
	sent_clear();
	link.id[15] ^= 1;
	deliver(on_own_find, ROLE_gate, MSG_OWN_FIND, 8, &link, -1, -1);
	expect(sent_how_many(ROLE_gate, MSG_OWN_ROW) == 0);
	memcpy(link.id, id, ID_LEN);
	deliver(on_own_find, ROLE_gate, MSG_OWN_FIND, 9, &link, -1, -1);
	expect(sent_how_many(ROLE_gate, MSG_OWN_ROW) == 0);
	sent_clear();

	/* Again, as whoever lost the answer does; as somebody else; after a restart. */
	struct body_done again = say(on_part_finish, MSG_PART_FINISH, mine, id);
	expect(again.err == OK && strcmp(again.number, d.number) == 0 && belt.n == 1);
	expect(say(on_part_finish, MSG_PART_FINISH, other, id).err == E_NOT_FOUND);
	restart();
	again = say(on_part_finish, MSG_PART_FINISH, mine, id);
	expect(again.err == OK && strcmp(again.number, d.number) == 0 && belt.n == 1);
}

/* What a captured door could try. Each is refused, and the upload goes on as if nothing was. */
static void attacks(void)
{
	uint8_t id[ID_LEN], guess[ID_LEN] = {1};
	struct wrong right = {0};
	expect_err(open_part(mine, SIZE, id), OK);
	expect(send_piece(id, 0, PART_PIECE, (struct wrong){.other_owner = true}).err ==
	       E_NOT_FOUND);
	expect(send_piece(guess, 0, PART_PIECE, right).err == E_NOT_FOUND);
	expect(say(on_part_finish, MSG_PART_FINISH, other, id).err == E_NOT_FOUND);
	expect(say(on_part_drop, MSG_PART_DROP, other, id).err == E_NOT_FOUND);
	expect(send_piece(id, PART_PIECE, PART_PIECE, right).err == E_CHANGED); /* a gap */
	expect(send_piece(id, 0, PART_PIECE, right).err == OK);
	expect(send_piece(id, 100, PART_PIECE, right).err == E_CHANGED); /* an overlap */
	expect(send_piece(id, (uint64_t)1 << 60, 5, (struct wrong){.say_size = 5}).err ==
	       E_CHANGED);
	expect(send_piece(id, PART_PIECE, 100, right).err == E_PROTOCOL); /* no whole piece */
	expect(send_piece(id, PART_PIECE, 100, (struct wrong){.say_size = PART_PIECE}).err ==
	       E_HASH);
	expect(send_piece(id, PART_PIECE, 100, (struct wrong){.say_size = UINT64_MAX}).err != OK);
	expect(send_piece(id, PART_PIECE, PART_PIECE, (struct wrong){.other_chain = true}).err ==
	       E_CHANGED); /* another file goes on from here */
	expect(send_piece(id, PART_PIECE, PART_PIECE, (struct wrong){.other_hash = true}).err ==
	       E_HASH);
	expect(send_piece(id, PART_PIECE, PART_PIECE, right).err == OK);
	expect(say(on_part_drop, MSG_PART_DROP, mine, id).err == OK);
	expect(listed(mine, NULL) == 0 && belt.parts.bytes == 0);
	expect(say(on_part_finish, MSG_PART_FINISH, mine, id).err == E_NOT_FOUND);
	expect_err(open_part(mine, (uint64_t)4 << 20, id), E_LIMIT_SIZE);
	expect_err(open_part(mine, 0, id), E_EMPTY);
	violated = ROLE_NONE;
	struct body_part body = {0};
	deliver(on_part_finish, ROLE_disarm, MSG_PART_FINISH, 6, &body, -1, -1);
	expect(violated == ROLE_disarm);
	violated = ROLE_NONE;
	expect(belt.upload_count == 0);
}

/* Bytes that a disk lost or changed are no file; a torn list of hashes is one piece less. */
static void torn(void)
{
	uint8_t id[ID_LEN];
	char path[160];
	struct body_part_row row;
	expect_err(open_part(mine, PART_PIECE + 5, id), OK);
	expect(send_piece(id, 0, PART_PIECE, (struct wrong){0}).err == OK);
	(void)snprintf(path, sizeof path, "incoming/%s/hashes", item_hex(id).s);
	scope_end(close_fd) int hashes = openat(root, path, O_WRONLY | O_APPEND | O_CLOEXEC);
	expect_err(file_write(hashes, VIEW("half of a hash")), OK);
	restart();
	expect(listed(mine, &row) == 1 && row.have == PART_PIECE);
	(void)snprintf(path, sizeof path, "incoming/%s/bytes", item_hex(id).s);
	scope_end(close_fd) int fd = openat(root, path, O_WRONLY | O_CLOEXEC);
	expect(pwrite(fd, "changed", 7, 1000) == 7);
	struct body_done d = send_piece(id, PART_PIECE, 5, (struct wrong){0});
	expect(d.err == OK && d.count == PART_PIECE + 5);
	expect(say(on_part_finish, MSG_PART_FINISH, mine, id).err == E_HASH);
	expect(listed(mine, NULL) == 0); /* from the beginning, then */

	expect_err(open_part(mine, PART_PIECE + 5, id), OK);
	expect(send_piece(id, 0, PART_PIECE, (struct wrong){0}).err == OK);
	(void)snprintf(path, sizeof path, "incoming/%s/bytes", item_hex(id).s);
	scope_end(close_fd) int cut = openat(root, path, O_WRONLY | O_CLOEXEC);
	expect(ftruncate(cut, 7) == 0);
	expect(mkdirat(root, "incoming/nonsense", 0700) == 0);
	restart();
	expect(belt.parts.n == 0);
}

static void quotas(void)
{
	uint8_t id[ID_LEN], last[ID_LEN];
	enum err e = OK;
	size_t opened = 0;
	for (; opened < PARTS_OWN + 1 && e == OK; opened += e == OK)
		e = open_part(mine, 5, last);
	expect(opened == PARTS_OWN && e == E_BUSY);
	expect_err(open_part(other, 5, id), OK); /* others are not in its way */
	int64_t now = clock_now();
	expect(belt.parts.n == PARTS_OWN + 1);
	/* Thousands, under as many names: the ones nobody touches give way to new ones. */
	while (belt.parts.n < PARTS_MAX && e != E_IO) {
		uint8_t owner[HASH_LEN] = {9, (uint8_t)belt.parts.n, (uint8_t)(belt.parts.n >> 8)};
		struct envelope env = {.version = 1,
				       .direction = DIRECTION_IN,
				       .recipient_kind = RECIPIENT_UNIT,
				       .name = "a.txt",
				       .recipient = "soumu"};
		memcpy(env.session, owner, HASH_LEN);
		if (belt_complete(&env, 5, NULL) != OK ||
		    parts_new(&belt.parts, &env, source, now) != OK)
			e = E_IO;
	}
	expect(e != E_IO && belt.parts.n == PARTS_MAX);
	expect_err(open_part(other, 5, id), E_BUSY);
	belt.parts.rows[100].touched = now - PART_IDLE - 1;
	expect_err(open_part(other, 5, id), OK);
	expect(belt.parts.n == PARTS_MAX);
	expect(parts_expire(&belt.parts, now + 1) >= PARTS_MAX - 2);
	expect(parts_expire(&belt.parts, now + 100) + belt.parts.n < 3);

	/* All together no more than the policy lets them have: 6 MB here, and one not all of it. */
	uint8_t ids[3][ID_LEN];
	for (size_t i = 0; i < 3; i++) {
		expect_err(open_part(i == 2 ? other : mine, SIZE, ids[i]), OK);
		expect(
		    send_piece(ids[i], 0, PART_PIECE, (struct wrong){.other_owner = i == 2}).err ==
		    OK);
	}
	expect(send_piece(ids[0], PART_PIECE, PART_PIECE, (struct wrong){0}).err == OK);
	expect(send_piece(ids[1], PART_PIECE, PART_PIECE, (struct wrong){0}).err == OK);
	expect(send_piece(ids[1], 2 * PART_PIECE, SIZE - 2 * PART_PIECE, (struct wrong){0}).err ==
	       OK);
	expect_err(open_part(mine, SIZE, id), OK);
	expect(send_piece(id, 0, PART_PIECE, (struct wrong){0}).err == E_BUSY);
	expect(say(on_part_drop, MSG_PART_DROP, mine, id).err == OK);
	expect(
	    send_piece(ids[2], PART_PIECE, PART_PIECE, (struct wrong){.other_owner = true}).err ==
	    E_BUSY);
	for (size_t i = 0; i < belt.parts.n; i++)
		if (item_same(belt.parts.rows[i].id, ids[0]))
			belt.parts.rows[i].touched -= PART_IDLE + 1;
	expect(
	    send_piece(ids[2], PART_PIECE, PART_PIECE, (struct wrong){.other_owner = true}).err ==
	    OK);
	expect(belt.parts.n == 2);
	expect(parts_expire(&belt.parts, now + 100) == 2);
}

/* Workers and the others have a wire to the belt, too: none of them takes files in, and only
 * release says that something was delivered. */
static void no_doors(void)
{
	static const enum role others[] = {ROLE_disarm, ROLE_converter, ROLE_originals,
					   ROLE_bridge};
	struct body_open open = {.size_hint = 5};
	static struct body_seal seal;
	struct body_upload upload = {.upload = 1};
	struct body_delivered done = {.half = 'I'};
	there[ROLE_bridge] = true;
	sent_clear();
	for (size_t i = 0; i < array_len(others); i++) {
		deliver(on_item_open, others[i], MSG_ITEM_OPEN, 9, &open, -1, -1);
		expect(violated == others[i] && !sent_last(others[i], MSG_ITEM_FD));
		violated = ROLE_NONE;
		deliver(on_item_seal, others[i], MSG_ITEM_SEAL, 9, &seal, -1, -1);
		expect(violated == others[i]);
		violated = ROLE_NONE;
		deliver(on_item_drop, others[i], MSG_ITEM_DROP, 9, &upload, -1, -1);
		expect(violated == others[i]);
		violated = ROLE_NONE;
		deliver(on_out_done, others[i], MSG_OUT_DONE, 9, &done, -1, -1);
		expect(violated == others[i] && !sent_last(ROLE_bridge, MSG_OUT_DONE));
		violated = ROLE_NONE;
	}
	deliver(on_out_done, ROLE_gate, MSG_OUT_DONE, 9, &done, -1, -1);
	expect(violated == ROLE_gate && !sent_last(ROLE_bridge, MSG_OUT_DONE));
	violated = ROLE_NONE;
	there[ROLE_bridge] = false;
}

/* One address with a session for each upload, as a script makes itself. */
static void one_address(void)
{
	uint8_t id[ID_LEN];
	enum err e = OK;
	size_t opened = 0;
	source[0] = 1;
	for (; e == OK && opened < PARTS_MAX; opened += e == OK) {
		uint8_t owner[HASH_LEN] = {5, (uint8_t)opened, (uint8_t)(opened >> 8)};
		e = open_part(owner, 5, id);
	}
	expect(e == E_BUSY && opened == PARTS_SOURCE);
	source[0] = 2; /* others are served */
	expect_err(open_part(mine, 5, id), OK);
	source[0] = 0;
	expect_err(open_part(other, 5, id), OK);
	expect(parts_expire(&belt.parts, clock_now() + 100) == PARTS_SOURCE + 2);
}

int main(void)
{
	if (!expect(house_new("file_mb: 3, unfinished_mb: 6, unfinished_hours: 2")))
		return tap_done();
	for (size_t i = 0; i < SIZE; i++)
		bytes[i] = (uint8_t)(i * 2654435761u >> 13);
	expect_err(house_start(ROLE_portal), OK);
	whole_file();
	attacks();
	torn();
	quotas();
	one_address();
	no_doors();
	expect(house_end());
	return tap_done();
}
