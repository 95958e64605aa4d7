/* SPDX-License-Identifier: Apache-2.0
 * belt.c: the belt with everybody else played by the test: uploads, work, faults, ends, restarts.
 */
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "belt_house.h"
#include "flow/item.h"
#include "flow/states.h"
#include "policy/policy.h"
#include "sys/file.h"
#include "sys/log.h"
#include "tap.h"

static void begin(void)
{
	expect_err(house_start(ROLE_bridge), OK);
	belt_meet();
}

static void restart(void)
{
	house_kill();
	begin();
}

static void hello(uint64_t nonce)
{
	struct body_hello h = {.nonce = nonce, .answer = belt.nonce};
	memcpy(h.policy, belt.policy, HASH_LEN);
	deliver(on_hello, ROLE_bridge, MSG_HELLO, 1, &h, -1, -1);
}

static enum err done_err(void)
{
	return (enum err)done_last().err;
}

static enum err open_upload(uint64_t hint, uint64_t *ret, int *ret_fd)
{
	struct body_open open = {.size_hint = hint};
	struct body_upload upload;
	sent_clear();
	deliver(on_item_open, ROLE_gate, MSG_ITEM_OPEN, 2, &open, -1, -1);
	struct sent *m = sent_last(ROLE_gate, MSG_ITEM_FD);
	if (!m)
		return done_err();
	memcpy(&upload, m->body, sizeof upload);
	*ret = upload.upload;
	*ret_fd = take_fd(&m->fds[0]);
	return OK;
}

static struct body_seal seal_of(uint64_t upload, uint64_t size, const char *name)
{
	struct body_seal seal = {.upload = upload, .size = size};
	seal.envelope.direction = DIRECTION_IN;
	seal.envelope.recipient_kind = RECIPIENT_UNIT;
	memset(seal.envelope.session, 7, HASH_LEN);
	expect(item_set_text(seal.envelope.name, NAME_MAX_, view_str(name)));
	expect(item_set_text(seal.envelope.recipient, TEXT_MAX_, VIEW("soumu")));
	return seal;
}

static enum err put(const char *name, struct view text, uint8_t ret_id[ID_LEN])
{
	uint64_t upload = 0;
	int fd = -1;
	expect_err(open_upload(text.n, &upload, &fd), OK);
	expect_err(file_write(fd, text), OK);
	struct body_seal seal = seal_of(upload, text.n, name);
	deliver(on_item_seal, ROLE_gate, MSG_ITEM_SEAL, 3, &seal, -1, -1);
	close_fd(&fd);
	struct body_done done = done_last();
	memcpy(ret_id, done.id, ID_LEN);
	return (enum err)done.err;
}

static void uploads(void)
{
	uint8_t id[ID_LEN];
	uint64_t upload;
	int fd = -1;
	expect_err(put("お知らせ.TXT", VIEW("hello"), id), OK);
	struct envelope e;
	expect_err(spool_envelope(&belt.spool, id, &e), OK);
	expect(view_eq(view_str(e.name), VIEW("お知らせ.txt")));
	expect_err(put("a.txt", VIEW(""), id), E_EMPTY);
	expect_err(put("noext", VIEW("x"), id), E_TYPE_UNKNOWN);
	expect_err(put("../../etc/passwd.txt", VIEW("x"), id), OK);
	expect_err(spool_envelope(&belt.spool, id, &e), OK);
	expect(view_find(view_str(e.name), 0, '/') == strlen(e.name));
	expect_err(put("a\xe2\x80\xae"
		       "b.txt",
		       VIEW("x"), id),
		   E_NAME);
	expect_err(open_upload((uint64_t)2 << 20, &upload, &fd), E_LIMIT_SIZE);

	/* another's upload, a forgotten one, the wrong size, the wrong direction */
	expect_err(open_upload(5, &upload, &fd), OK);
	struct body_seal seal = seal_of(upload, 5, "a.txt");
	there[ROLE_portal] = true;
	deliver(on_item_seal, ROLE_portal, MSG_ITEM_SEAL, 3, &seal, -1, -1);
	struct body_done done;
	memcpy(&done, sent_last(ROLE_portal, MSG_DONE)->body, sizeof done);
	expect(done.err == E_NOT_FOUND);
	expect_err(file_write(fd, VIEW("123")), OK);
	deliver(on_item_seal, ROLE_gate, MSG_ITEM_SEAL, 3, &seal, -1, -1);
	expect_err(done_err(), E_CHANGED);
	deliver(on_item_seal, ROLE_gate, MSG_ITEM_SEAL, 3, &seal, -1, -1);
	expect_err(done_err(), E_NOT_FOUND);
	close_fd(&fd);
	expect_err(open_upload(1, &upload, &fd), OK);
	expect_err(file_write(fd, VIEW("1")), OK);
	seal = seal_of(upload, 1, "a.txt");
	seal.envelope.direction = DIRECTION_OUT;
	deliver(on_item_seal, ROLE_gate, MSG_ITEM_SEAL, 3, &seal, -1, -1);
	expect_err(done_err(), E_PROTOCOL);
	close_fd(&fd);

	expect_err(open_upload(1, &upload, &fd), OK);
	close_fd(&fd);
	expect(belt.upload_count == 1);
	struct body_upload drop = {.upload = upload};
	deliver(on_item_drop, ROLE_gate, MSG_ITEM_DROP, 0, &drop, -1, -1);
	expect(belt.upload_count == 0);
	expect_err(open_upload(1, &upload, &fd), OK);
	close_fd(&fd);
	belt_drop_uploads(ROLE_gate, UINT64_MAX); /* the gate died */
	expect(belt.upload_count == 0);
	expect(belt.n == 2 && belt.journal.n == 2);
}

static void want(const uint8_t id[ID_LEN])
{
	struct body_item body;
	memcpy(body.id, id, ID_LEN);
	deliver(on_want, ROLE_bridge, MSG_WANT, 4, &body, -1, -1);
}

static void work_done(uint64_t tag, enum err err)
{
	struct body_work_done done = {.err = (uint32_t)err, .format = 0, .cpu_us = 3};
	deliver(on_work_done, ROLE_disarm, MSG_WORK_DONE, tag, &done, -1, -1);
}

static enum err form_err(const uint8_t id[ID_LEN], bool *ret_sealed)
{
	struct body_form form;
	struct sent *m = sent_last(ROLE_bridge, MSG_FORM);
	if (!m)
		return E_INTERNAL;
	memcpy(&form, m->body, sizeof form);
	*ret_sealed = memfd_is_sealed(m->fds[0]) && memfd_is_sealed(m->fds[1]);
	return item_same(form.id, id) ? (enum err)form.err : E_INTERNAL;
}

static void tell(const uint8_t id[ID_LEN], enum item_state state, enum err err)
{
	struct body_state s = {
	    .state = (uint32_t)state, .err = (uint32_t)err, .changed = clock_now()};
	memcpy(s.id, id, ID_LEN);
	deliver(on_item_state, ROLE_bridge, MSG_ITEM_STATE, 5, &s, -1, -1);
}

static void work(void)
{
	uint8_t id[ID_LEN];
	bool sealed = false;
	expect_err(put("a.txt", VIEW("hello"), id), OK);
	want(id); /* nobody to do it yet */
	expect(!sent_last(ROLE_disarm, MSG_WORK));
	there[ROLE_disarm] = true;
	belt_work();
	struct sent *m = sent_last(ROLE_disarm, MSG_WORK);
	if (!expect(m != NULL))
		return;
	expect((fcntl(m->fds[0], F_GETFL) & O_ACCMODE) == O_RDONLY);
	expect(!memfd_is_sealed(m->fds[1]));
	expect(vault_has(&belt.vault, id)); /* before anybody else saw it */
	want(id);			    /* asked twice: one worker */
	expect(sent_how_many(ROLE_disarm, MSG_WORK) == 1);
	int late = fcntl(m->fds[1], F_DUPFD_CLOEXEC, 0);
	expect_err(file_write(late, VIEW("form")), OK);
	struct body_work_done other = {.err = E_BROKEN};
	deliver(on_work_done, ROLE_converter, MSG_WORK_DONE, m->tag, &other, -1, -1);
	expect(!sent_last(ROLE_bridge, MSG_FORM)); /* not its errand */
	work_done(m->tag, OK);
	expect_err(form_err(id, &sealed), OK);
	expect(sealed && write(late, "x", 1) < 0); /* nobody can change it any more */
	close(late);
	work_done(m->tag, OK); /* said twice: nothing more */
	expect(sent_how_many(ROLE_bridge, MSG_FORM) == 1);

	want(id); /* the form got lost: again from the original */
	m = sent_last(ROLE_disarm, MSG_WORK);
	work_done(m->tag, E_WORKER_DIED);
	expect_err(form_err(id, &sealed), E_WORKER_DIED);
	expect(sealed);

	/* ours, not the file's: later again, and in the end told as such */
	want(id);
	for (int i = 0; i < BELT_TRIES; i++) {
		struct belt_item *item = belt_find(id);
		item->due = 0;
		sent_clear();
		belt_work();
		m = sent_last(ROLE_disarm, MSG_WORK);
		if (i == 0)
			belt_workers_died(ROLE_disarm);
		else if (m)
			work_done(m->tag, E_NO_MEMORY);
	}
	expect_err(form_err(id, &sealed), E_NO_MEMORY);
	uint8_t unknown[ID_LEN] = {1, 2, 3};
	want(unknown);
	expect_err(form_err(unknown, &sealed), E_NOT_FOUND);
}

static void type(const uint8_t id[ID_LEN], const char *password, uint32_t leave_out)
{
	struct body_unlock body = {.leave_out = leave_out};
	memcpy(body.id, id, ID_LEN);
	(void)snprintf(body.password, sizeof body.password, "%s", password);
	sent_clear();
	deliver(on_unlock, ROLE_bridge, MSG_UNLOCK, 6, &body, -1, -1);
}

static bool worker_has(const char *password, bool leave_out)
{
	struct body_work work;
	struct sent *m = sent_last(ROLE_disarm, MSG_WORK);
	if (!m)
		return false;
	memcpy(&work, m->body, sizeof work);
	return !strcmp(work.password, password) &&
	       leave_out == ((work.limits.options & LIMITS_LEAVE_LOCKED) != 0);
}

/* What was typed is for one answer of disarm and nothing else. */
static void passwords(void)
{
	uint8_t id[ID_LEN];
	bool sealed = false;
	there[ROLE_disarm] = true;
	expect_err(put("locked.txt", VIEW("hello"), id), OK);
	sent_clear();
	want(id);
	expect(worker_has("", false));
	work_done(sent_last(ROLE_disarm, MSG_WORK)->tag, E_PASSWORD);
	expect_err(form_err(id, &sealed), E_PASSWORD);
	type(id, "nope", 0);
	expect(worker_has("nope", false));
	work_done(sent_last(ROLE_disarm, MSG_WORK)->tag, E_GONE); /* our fault: once more */
	belt_find(id)->due = 0;
	sent_clear();
	belt_work();
	expect(worker_has("nope", false));
	work_done(sent_last(ROLE_disarm, MSG_WORK)->tag, E_PASSWORD_WRONG);
	expect_err(form_err(id, &sealed), E_PASSWORD_WRONG);
	expect(!belt_find(id)->password);
	type(id, "kanri-2026", 1);
	expect(worker_has("kanri-2026", true));
	type(id, "too late", 0); /* it is with a worker already */
	expect(!sent_last(ROLE_disarm, MSG_WORK) && violated == ROLE_NONE);
	sent_clear();
	type(id, "x", 2);
	expect(violated == ROLE_bridge);
	violated = ROLE_NONE;
	there[ROLE_bridge] = true;
	belt_workers_died(ROLE_disarm);
	tell(id, STATE_REFUSED, E_PASSWORD_TRIES);
	expect(!belt_find(id));
	there[ROLE_disarm] = true;
}

static void workers_are_few(void)
{
	uint8_t ids[10][ID_LEN];
	for (size_t i = 0; i < 10; i++)
		expect_err(put("a.txt", VIEW("hello"), ids[i]), OK);
	sent_clear();
	for (size_t i = 0; i < 10; i++)
		want(ids[i]);
	expect(sent_how_many(ROLE_disarm, MSG_WORK) == BELT_WORKERS);
	uint64_t first = sent[0].tag;
	work_done(first, OK);
	expect(sent_how_many(ROLE_disarm, MSG_WORK) == BELT_WORKERS + 1);
	belt_workers_died(ROLE_disarm);
	there[ROLE_disarm] = false;
}

static void meeting_and_ends(void)
{
	uint8_t id[ID_LEN];
	size_t open = belt.n;
	sent_clear();
	belt_meet();
	sent_clear();
	belt_link_tick(); /* nobody answered: said again */
	expect(sent_how_many(ROLE_bridge, MSG_HELLO) == 1 && !sent_last(ROLE_bridge, MSG_OFFER));
	hello(100);
	expect(sent_how_many(ROLE_bridge, MSG_OFFER) == open);
	hello(100); /* nothing new */
	expect(sent_how_many(ROLE_bridge, MSG_OFFER) == open);
	hello(101); /* the other end forgot everything */
	expect(sent_how_many(ROLE_bridge, MSG_OFFER) == 2 * open);
	expect_err(put("新しい.txt", VIEW("x"), id), OK);
	expect(sent_how_many(ROLE_bridge, MSG_OFFER) == 1);
	tell(id, STATE_HELD, E_RECIPIENT);
	expect(journal_find(&belt.journal, id)->state == STATE_HELD && belt_find(id));
	expect(journal_counts(&belt.journal, 0).held == 1);
	tell(id, STATE_REFUSED, E_RECIPIENT);
	tell(id, STATE_REFUSED, E_RECIPIENT);
	expect(!belt_find(id) && faccessat(belt.spool.fresh, item_hex(id).s, F_OK, 0) != 0 &&
	       vault_has(&belt.vault, id));
	struct body_state s;
	expect_err(spool_state(&belt.spool, id, &s), OK);
	expect(s.state == STATE_REFUSED && s.err == E_RECIPIENT);
	tell(id, STATE_RELEASED, OK); /* an end is an end */
	expect(journal_find(&belt.journal, id)->state == STATE_REFUSED);

	struct body_own own = {.most = 100};
	memset(own.session, 7, HASH_LEN);
	sent_clear();
	deliver(on_own_list, ROLE_gate, MSG_OWN_LIST, 6, &own, -1, -1);
	expect(sent_how_many(ROLE_gate, MSG_OWN_ROW) == belt.journal.n);
	own.session[31] = 8; /* same first bytes, another browser */
	sent_clear();
	deliver(on_own_list, ROLE_gate, MSG_OWN_LIST, 6, &own, -1, -1);
	expect(sent_how_many(ROLE_gate, MSG_OWN_ROW) == 0);
	struct body_state wrong = {.state = 77};
	deliver(on_item_state, ROLE_bridge, MSG_ITEM_STATE, 5, &wrong, -1, -1);
	expect(violated == ROLE_bridge);
}

static void after_a_crash(void)
{
	uint8_t id[ID_LEN], half[ID_LEN];
	expect_err(put("a.txt", VIEW("x"), id), OK);
	expect_err(put("b.txt", VIEW("y"), half), OK);
	/* killed between the final state and the rename */
	struct body_state end = {.state = STATE_RELEASED, .changed = 5};
	memcpy(end.id, half, ID_LEN);
	expect_err(spool_set_state(&belt.spool, &end), OK);
	size_t open = belt.n, counted = belt.journal.n;
	/* killed between the rename into new/ and the journal's line */
	expect(unlinkat(root, "journal", 0) == 0);
	restart();
	expect(belt.n == open - 1 && belt.journal.n == counted);
	expect(!belt_find(half) && journal_find(&belt.journal, half)->state == STATE_RELEASED);
	expect(sent_last(ROLE_bridge, MSG_HELLO) && !sent_last(ROLE_bridge, MSG_OFFER));
	hello(200);
	expect(sent_how_many(ROLE_bridge, MSG_OFFER) == belt.n);
	expect(belt_find(id) != NULL);
}

static void counts_and_outbound(void)
{
	struct body_day day = {0};
	there[ROLE_release] = true;
	sent_clear();
	deliver(on_cable_count, ROLE_bridge, MSG_CABLE_COUNT, 55, &day, -1, -1);
	struct sent *ask = sent_last(ROLE_release, MSG_RELEASE_COUNT);
	if (!expect(ask && !sent_last(ROLE_bridge, MSG_CABLE_COUNTS)))
		return;
	struct body_counts counts = {.released = 12};
	deliver(on_release_counts, ROLE_release, MSG_RELEASE_COUNTS, ask->tag, &counts, -1, -1);
	struct body_cable_counts both;
	struct sent *answer = sent_last(ROLE_bridge, MSG_CABLE_COUNTS);
	memcpy(&both, answer->body, sizeof both);
	expect(answer->tag == 55 && both.has_release && both.release.released == 12);
	expect(both.belt.accepted == belt.journal.n);
	there[ROLE_release] = false;
	deliver(on_cable_count, ROLE_bridge, MSG_CABLE_COUNT, 56, &day, -1, -1);
	memcpy(&both, sent_last(ROLE_bridge, MSG_CABLE_COUNTS)->body, sizeof both);
	expect(!both.has_release);
	struct body_receipt out = {0};
	int fd = memfd_new("out");
	expect_err(memfd_seal(fd), OK);
	deliver(on_out, ROLE_bridge, MSG_OUT, 57, &out, fd, -1);
	struct body_delivered done;
	memcpy(&done, sent_last(ROLE_bridge, MSG_OUT_DONE)->body, sizeof done);
	expect(done.err == E_GONE);
}

static void original(void (*handle)(struct incoming *), enum role from, const uint8_t id[ID_LEN])
{
	struct body_item body;
	memcpy(body.id, id, ID_LEN);
	enum msg m = handle == on_original_drop ? MSG_ORIGINAL_DROP : MSG_ORIGINAL_NOTED;
	sent_clear();
	deliver(handle, from, m, 9, &body, -1, -1);
}

static struct journal_row *row_of(const uint8_t id[ID_LEN])
{
	for (size_t i = 0; i < belt.journal.n; i++)
		if (item_same(belt.journal.rows[i].id, id))
			return &belt.journal.rows[i];
	return NULL;
}

/* Deleted on the store's word only, and only what is old; remembered until the store has it. */
static void originals_get_old(void)
{
	uint8_t id[ID_LEN], young[ID_LEN];
	expect_err(put("古い.txt", VIEW("x"), id), OK);
	expect_err(put("新しい.txt", VIEW("y"), young), OK);
	tell(id, STATE_RELEASED, OK);
	tell(young, STATE_RELEASED, OK);
	original(on_original_drop, ROLE_bridge, id);
	expect(vault_has(&belt.vault, id) && !sent_count);
	row_of(id)->accepted = 1000;
	belt_keep_tick(); /* the other end has said nothing yet: the first round begins now */
	expect(sent_how_many(ROLE_bridge, MSG_ORIGINAL_OLD) == 1 && vault_has(&belt.vault, id));
	expect(!memcmp(sent_last(ROLE_bridge, MSG_ORIGINAL_OLD)->body, id, ID_LEN));
	sent_clear();
	belt_keep_tick();
	expect(!sent_count); /* once a round */
	original(on_original_noted, ROLE_bridge, id);
	expect(spool_is_done(&belt.spool, id)); /* its key is still there */
	original(on_original_drop, ROLE_gate, id);
	expect(violated == ROLE_gate && vault_has(&belt.vault, id));
	original(on_original_drop, ROLE_bridge, id);
	expect(!vault_has_key(&belt.vault, id) && spool_is_done(&belt.spool, id));
	expect(sent_how_many(ROLE_bridge, MSG_ORIGINAL_GONE) == 1);
	restart(); /* killed before the store knew */
	hello(300);
	row_of(id)->accepted = 1000;
	sent_clear();
	belt_keep_again();
	belt_keep_tick();
	expect(sent_how_many(ROLE_bridge, MSG_ORIGINAL_GONE) == 1);
	expect(!sent_last(ROLE_bridge, MSG_ORIGINAL_OLD));
	original(on_original_noted, ROLE_bridge, id);
	expect(!spool_is_done(&belt.spool, id) && spool_is_done(&belt.spool, young));
	original(on_original_noted, ROLE_bridge, id); /* twice */
	belt_keep_again();
	belt_keep_tick();
	expect(!sent_count && vault_has(&belt.vault, young));
	struct body_state end = {.state = STATE_RELEASED};
	memcpy(end.id, young, ID_LEN);
	deliver(on_item_state, ROLE_gate, MSG_ITEM_STATE, 5, &end, -1, -1);
	expect(violated == ROLE_gate);
}

int main(void)
{
	if (!expect(house_new("file_mb: 1")))
		return tap_done();
	begin();
	uploads();
	work();
	passwords();
	workers_are_few();
	meeting_and_ends();
	after_a_crash();
	originals_get_old();
	counts_and_outbound();
	expect(house_end());
	return tap_done();
}
