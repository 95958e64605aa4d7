/* SPDX-License-Identifier: Apache-2.0
 * belt_tickets.c: the belt of the LGWAN half: no file is anybody's without auth's word for it, and
 * an unfinished one is its owner's alone, after whatever new sign-in.
 */
#include "belt_house.h"
#include "flow/item.h"
#include "people/ticket.h"
#include "policy/policy.h"
#include "sys/file.h"
#include "sys/log.h"
#include "tap.h"

static struct signing_key auth;
static const struct ticket no_ticket;

static struct ticket ticket_of(const char *person, const char *unit, uint32_t roles, int64_t issued)
{
	struct ticket t = {.roles = roles, .issued = issued, .expires = issued + 3600};
	expect(item_set_text(t.person, sizeof t.person, view_str(person)));
	expect(item_set_text(t.unit, sizeof t.unit, view_str(unit)));
	expect_err(random_bytes(t.session, ID_LEN), OK);
	expect_err(ticket_sign(&auth, &t), OK);
	return t;
}

static struct envelope envelope_of(const char *sender, const char *unit)
{
	struct envelope e = {.version = 1,
			     .direction = DIRECTION_OUT,
			     .recipient_kind = RECIPIENT_OUTSIDE,
			     .grade = GRADE_1,
			     .size = 5,
			     .name = "回答.txt",
			     .recipient = "a@example.lg.jp",
			     .reason = "照会の回答"};
	expect(item_set_text(e.sender, sizeof e.sender, view_str(sender)));
	expect(item_set_text(e.unit, sizeof e.unit, view_str(unit)));
	return e;
}

static struct body_done answer(void)
{
	struct body_done d = {.err = E_INTERNAL};
	struct sent *m = sent_last(ROLE_portal, MSG_DONE);
	if (m)
		memcpy(&d, m->body, sizeof d);
	sent_clear();
	return d;
}

static uint64_t written(void)
{
	struct body_open open = {0};
	struct body_upload upload = {0};
	deliver(on_item_open, ROLE_portal, MSG_ITEM_OPEN, 2, &open, -1, -1);
	struct sent *m = sent_last(ROLE_portal, MSG_ITEM_FD);
	if (!expect(m != NULL))
		return 0;
	memcpy(&upload, m->body, sizeof upload);
	scope_end(close_fd) int fd = take_fd(&m->fds[0]);
	expect_err(file_write(fd, VIEW("hello")), OK);
	return upload.upload;
}

static enum err put(const struct envelope *e, const struct ticket *t)
{
	struct body_seal seal = {.upload = written(), .size = 5, .envelope = *e, .ticket = *t};
	size_t before = belt.n;
	deliver(on_item_seal, ROLE_portal, MSG_ITEM_SEAL, 3, &seal, -1, -1);
	struct body_done d = answer();
	expect(belt.n == before + (d.err == OK));
	expect(belt.upload_count == 0);
	return (enum err)d.err;
}

static void whole_files(void)
{
	int64_t now = clock_now();
	struct ticket own = ticket_of("2003", "kensetsu", 1u << PERSON_CLERK, now - 5);
	struct ticket over = ticket_of("2003", "kensetsu", 1u << PERSON_CLERK, now - 3601);
	struct ticket early = ticket_of("2003", "kensetsu", 1u << PERSON_CLERK, now + 600);
	struct ticket other = ticket_of("3002", "jumin", 1u << PERSON_CLERK, now - 5),
		      forged = other;
	struct envelope e = envelope_of("2003", "kensetsu");
	memcpy(forged.person, own.person, sizeof forged.person);
	memcpy(forged.unit, own.unit, sizeof forged.unit);
	expect_err(put(&e, &no_ticket), E_SIGNATURE);
	expect_err(put(&e, &forged), E_SIGNATURE);
	expect_err(put(&e, &other), E_FORBIDDEN);
	expect_err(put(&e, &over), E_EXPIRED);
	expect_err(put(&e, &early), E_EXPIRED);
	expect(belt.n == 0 && belt.journal.n == 0);
	expect_err(put(&e, &own), OK);
	e = envelope_of("2003", "soumu");
	expect_err(put(&e, &own), E_FORBIDDEN);
	e = envelope_of("", "");
	expect(put(&e, &own) != OK);
	struct signing_key mine;
	expect_err(signing_key_new("auth", true, &mine), OK);
	e = envelope_of("2003", "kensetsu");
	expect_err(ticket_sign(&mine, &own), OK); /* signed, but not by auth */
	expect_err(put(&e, &own), E_SIGNATURE);
	expect(belt.n == 1);
}

static void trials(void)
{
	int64_t now = clock_now();
	struct ticket clerk = ticket_of("2003", "kensetsu", 1u << PERSON_CLERK, now - 5);
	struct ticket boss = ticket_of("1002", "soumu", 1u << PERSON_OPERATOR, now - 5);
	struct envelope e = {.version = 1,
			     .direction = DIRECTION_TRIAL,
			     .name = "a.txt",
			     .recipient = "07070707070707070707070707070707",
			     .sender = "1002",
			     .unit = "soumu"};
	expect_err(put(&e, &no_ticket), E_SIGNATURE);
	expect_err(put(&e, &clerk), E_FORBIDDEN);
	expect_err(put(&e, &boss), OK);
	memcpy(e.sender, clerk.person, sizeof e.sender);
	memcpy(e.unit, clerk.unit, sizeof e.unit);
	expect_err(put(&e, &clerk), E_FORBIDDEN);
}

/* --- in pieces --- */

static enum err open_part(const struct envelope *e, const struct ticket *t, uint8_t ret_id[ID_LEN])
{
	struct body_part_open open = {.envelope = *e, .ticket = *t};
	deliver(on_part_open, ROLE_portal, MSG_PART_OPEN, 1, &open, -1, -1);
	struct body_done d = answer();
	memcpy(ret_id, d.id, ID_LEN);
	return (enum err)d.err;
}

/* The owner that the portal names is nobody's word. */
static void claim(uint8_t ret_owner[HASH_LEN], const char *person)
{
	part_owner_person(person, ret_owner);
}

static enum err piece(const uint8_t id[ID_LEN], const struct ticket *t)
{
	struct body_part_piece p = {.size = 5, .upload = written(), .ticket = *t};
	memcpy(p.id, id, ID_LEN);
	claim(p.owner, "2003");
	hash_bytes(VIEW("hello"), p.hash);
	deliver(on_part_piece, ROLE_portal, MSG_PART_PIECE, 3, &p, -1, -1);
	return (enum err)answer().err;
}

static enum err say(void (*handle)(struct incoming *), enum msg m, const uint8_t id[ID_LEN],
		    const struct ticket *t)
{
	struct body_part body = {.ticket = *t};
	memcpy(body.id, id, ID_LEN);
	claim(body.owner, "2003");
	deliver(handle, ROLE_portal, m, 4, &body, -1, -1);
	return (enum err)answer().err;
}

static size_t listed(const struct ticket *t, enum err want)
{
	struct body_part body = {.ticket = *t};
	claim(body.owner, "2003");
	deliver(on_part_list, ROLE_portal, MSG_PART_LIST, 5, &body, -1, -1);
	size_t n = sent_how_many(ROLE_portal, MSG_PART_ROW);
	expect_err((enum err)answer().err, want);
	return n;
}

static void in_pieces(void)
{
	uint8_t id[ID_LEN];
	int64_t now = clock_now();
	size_t before = belt.n;
	struct ticket later = ticket_of("2003", "kensetsu", 1u << PERSON_CLERK, now - 1);
	struct ticket over = ticket_of("2003", "kensetsu", 1u << PERSON_CLERK, now - 3600);
	struct ticket other = ticket_of("3002", "jumin", 1u << PERSON_CLERK, now - 1);
	struct ticket moved = ticket_of("2003", "soumu", 1u << PERSON_CLERK, now - 1);
	struct envelope e = envelope_of("2003", "kensetsu");
	expect_err(open_part(&e, &no_ticket, id), E_SIGNATURE);
	expect_err(open_part(&e, &other, id), E_FORBIDDEN);
	expect_err(open_part(&e, &over, id), E_EXPIRED);
	expect(belt.parts.n == 0);
	expect_err(open_part(&e, &later, id), OK);
	expect(listed(&other, OK) == 0 && listed(&no_ticket, E_SIGNATURE) == 0);
	expect(listed(&over, E_EXPIRED) == 0 && listed(&later, OK) == 1);
	expect_err(piece(id, &no_ticket), E_SIGNATURE);
	expect_err(piece(id, &other), E_NOT_FOUND);
	expect_err(piece(id, &over), E_EXPIRED); /* nothing is lost: signed in again, it goes on */
	expect(belt.parts.rows[0].have == 0);
	struct ticket again = ticket_of("2003", "kensetsu", 1u << PERSON_CLERK, now);
	expect_err(piece(id, &again), OK);
	expect_err(say(on_part_drop, MSG_PART_DROP, id, &other), E_NOT_FOUND);
	expect_err(say(on_part_drop, MSG_PART_DROP, id, &no_ticket), E_SIGNATURE);
	expect_err(say(on_part_finish, MSG_PART_FINISH, id, &other), E_NOT_FOUND);
	expect_err(say(on_part_finish, MSG_PART_FINISH, id, &no_ticket), E_SIGNATURE);
	expect_err(say(on_part_finish, MSG_PART_FINISH, id, &over), E_EXPIRED);
	expect_err(say(on_part_finish, MSG_PART_FINISH, id, &moved), E_FORBIDDEN);
	expect(belt.n == before && belt.parts.n == 1);
	expect_err(say(on_part_finish, MSG_PART_FINISH, id, &again), OK);
	expect(belt.n == before + 1 && belt.parts.n == 0);
	expect_err(say(on_part_finish, MSG_PART_FINISH, id, &later), OK); /* said again: that one */
	expect_err(say(on_part_finish, MSG_PART_FINISH, id, &other), E_NOT_FOUND);
	expect(belt.n == before + 1);
	struct envelope kept;
	expect_err(spool_envelope(&belt.spool, id, &kept), OK);
	expect(strcmp(kept.sender, "2003") == 0);
}

int main(void)
{
	scope_end(buf_free) struct buf text = buf_new(KEY_TEXT_MAX);
	if (!expect(house_new("file_mb: 1, unfinished_mb: 6, unfinished_hours: 2")))
		return tap_done();
	expect_err(house_start_lgwan(true), E_CONFIG); /* without auth's key no door opens */
	expect_err(signing_key_new("auth", true, &auth), OK);
	public_key_write(&auth.public, &text);
	expect_err(file_replace(root, "auth.pub", buf_view(&text)), OK);
	expect_err(house_start_lgwan(false), E_CONFIG); /* an evaluation's key in a production */
	expect_err(house_start_lgwan(true), OK);
	whole_files();
	trials();
	in_pieces();
	expect(house_end());
	return tap_done();
}
