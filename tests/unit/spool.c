/* SPDX-License-Identifier: Apache-2.0
 * spool.c: what must hold of acceptance: item files, spool, journal.
 */
#include <fcntl.h>
#include <openssl/rand.h>
#include <sys/stat.h>
#include <unistd.h>

#include "flow/item.h"
#include "flow/journal.h"
#include "flow/spool.h"
#include "flow/states.h"
#include "sys/file.h"
#include "sys/wire.h"
#include "tap.h"

static char place[] = "/tmp/sekisho-spool-XXXXXX";
static int root;

static struct envelope some(enum direction direction)
{
	struct envelope e = {.version = 1,
			     .direction = (uint8_t)direction,
			     .recipient_kind =
				 direction == DIRECTION_IN ? RECIPIENT_UNIT : RECIPIENT_OUTSIDE,
			     .grade = GRADE_1,
			     .size = 5,
			     .accepted = 1795219200}; /* 2026-11-21 09:00 in Japan */
	expect(RAND_bytes(e.id, ID_LEN) == 1);
	expect(item_set_text(e.name, sizeof e.name, VIEW("見積書.docx")));
	expect(item_set_text(e.recipient, sizeof e.recipient,
			     direction == DIRECTION_IN ? VIEW("soumu") : VIEW("a@example.jp")));
	if (direction == DIRECTION_OUT)
		expect(item_set_text(e.sender, sizeof e.sender, VIEW("1001")));
	return e;
}

static void numbers(void)
{
	const uint8_t id[ID_LEN] = {0x3a, 0x9c, 0x1b, 0xdd, 1};
	uint8_t back[ID_LEN];
	expect(view_starts(view_str(item_number(id, 1795219200).s), VIEW("R8-1121-")));
	expect(strlen(item_number(id, 1795219200).s) == 14);
	expect(view_starts(view_str(item_number(id, 1795186800).s), VIEW("R8-1121-"))); /* 00:00 */
	expect(
	    view_starts(view_str(item_number(id, 1795186799).s), VIEW("R8-1120-"))); /* 23:59:59 */
	expect(
	    view_starts(view_str(item_number(id, 951782400).s), VIEW("R0-0229-"))); /* leap day */
	expect_err(item_from_hex(item_hex(id).s, back), OK);
	expect(item_same(id, back));
	expect_err(item_from_hex("zz", back), E_BROKEN);
	expect_err(item_from_hex("3A9C1BDD010000000000000000000000", back), E_BROKEN);
}

static void item_files(void)
{
	struct envelope e = some(DIRECTION_OUT), back;
	struct body_state state = {.state = STATE_RELEASED, .changed = 17, .err = OK}, again;
	struct buf b = buf_new(ITEM_FILE_MAX);
	envelope_write(&e, &b);
	expect_err(envelope_read(buf_view(&b), &back), OK);
	expect(memcmp(&e, &back, sizeof e) == 0);
	bool refused = true;
	for (size_t i = 0; i < b.n; i++) {
		b.p[i] ^= 1;
		refused &= envelope_read(buf_view(&b), &back) == E_BROKEN;
		b.p[i] ^= 1;
		refused &= envelope_read(view_sub(buf_view(&b), 0, i), &back) == E_BROKEN;
	}
	expect(refused);
	buf_clear(&b);
	memcpy(state.id, e.id, ID_LEN);
	item_state_write(&state, &b);
	expect_err(item_state_read(buf_view(&b), &again), OK);
	expect(memcmp(&state, &again, sizeof state) == 0);
	expect_err(envelope_read(buf_view(&b), &back), E_BROKEN);
	buf_free(&b);
}

static void envelopes(void)
{
	struct envelope e = some(DIRECTION_IN);
	expect(envelope_ok(&e));
	e.sender[0] = '1'; /* the Internet side knows nobody */
	expect(!envelope_ok(&e));
	e = some(DIRECTION_OUT);
	expect(envelope_ok(&e));
	e.session[3] = 1;
	expect(!envelope_ok(&e));
	e = some(DIRECTION_OUT);
	e.recipient_kind = RECIPIENT_UNIT;
	expect(!envelope_ok(&e));
	e = some(DIRECTION_IN);
	e.name[sizeof e.name - 1] = 'x';
	expect(!envelope_ok(&e));
	e = some(DIRECTION_IN);
	memcpy(e.recipient, "a\0b", 3);
	expect(!envelope_ok(&e));
	e = some(DIRECTION_IN);
	e.grade = GRADE_COUNT;
	expect(!envelope_ok(&e));
}

static bool exists(const char *dir, const uint8_t id[ID_LEN], const char *name)
{
	char path[160];
	struct stat st;
	(void)snprintf(path, sizeof path, "%s/%s/%s/%s", place, dir, item_hex(id).s, name);
	return stat(path, &st) == 0;
}

static int entries(const char *dir)
{
	char command[128];
	(void)snprintf(command, sizeof command, "%s/%s", place, dir);
	struct stat st;
	return stat(command, &st) == 0 ? (int)st.st_nlink - 2 : -1;
}

static enum err keep_id(const uint8_t id[ID_LEN], void *context)
{
	memcpy(context, id, ID_LEN);
	return OK;
}

static void acceptance(void)
{
	struct spool s;
	struct envelope e = some(DIRECTION_IN), back;
	struct body_state state = {.state = STATE_REFUSED, .err = E_BROKEN, .changed = 5}, again;
	uint8_t found[ID_LEN] = {0};
	int in = -1, out = -1, original = -1;
	expect_err(spool_open(root, &s), OK);
	expect_err(spool_upload(&s, &in, &out), OK);
	expect((fcntl(out, F_GETFL) & O_ACCMODE) == O_WRONLY);
	expect(read(out, found, 1) < 0);
	expect_err(file_write(out, VIEW("hello")), OK);
	expect_err(spool_accept(&s, in, 100, &e), OK);
	expect_err(file_write(out, VIEW(" late")), OK); /* reaches nothing */
	expect_err(spool_original(&s, e.id, &original), OK);
	struct buf b = buf_new(100);
	expect_err(file_read(original, 100, &b), OK);
	expect(view_eq(buf_view(&b), VIEW("hello")));
	uint8_t hash[HASH_LEN];
	hash_bytes(VIEW("hello"), hash);
	expect(memcmp(hash, e.hash, HASH_LEN) == 0);
	expect_err(spool_envelope(&s, e.id, &back), OK);
	expect(memcmp(&e, &back, sizeof e) == 0);
	expect_err(spool_walk(&s, false, keep_id, found), OK);
	expect(item_same(found, e.id));

	memcpy(state.id, e.id, ID_LEN);
	expect_err(spool_set_state(&s, &state), OK);
	expect_err(spool_finish(&s, e.id), OK);
	expect_err(spool_finish(&s, e.id), OK);
	expect(!exists("new", e.id, "") && !exists("done", e.id, "original"));
	expect(exists("done", e.id, "envelope"));
	expect_err(spool_state(&s, e.id, &again), OK);
	expect(memcmp(&state, &again, sizeof state) == 0);
	expect_err(spool_original(&s, e.id, &original), E_NOT_FOUND);
	expect_err(spool_forget(&s, e.id), OK);
	expect(!exists("done", e.id, ""));
	buf_free(&b);
	close_fd(&original);
	close_fd(&in);
	close_fd(&out);
	spool_close(&s);
}

static enum err accept_text(struct spool *s, struct view text, uint64_t most, struct envelope *e)
{
	int in = -1, out = -1;
	expect_err(spool_upload(s, &in, &out), OK);
	expect_err(file_write(out, text), OK);
	enum err err = spool_accept(s, in, most, e);
	close_fd(&in);
	close_fd(&out);
	return err;
}

static void refusals_leave_nothing(void)
{
	struct spool s;
	expect_err(spool_open(root, &s), OK);
	struct envelope e = some(DIRECTION_IN);
	expect_err(accept_text(&s, VIEW(""), 100, &e), E_EMPTY);
	expect_err(accept_text(&s, VIEW("hello"), 4, &e), E_LIMIT_SIZE);
	expect_err(accept_text(&s, VIEW("hell"), 100, &e), E_CHANGED);
	e.direction = 7;
	expect_err(accept_text(&s, VIEW("hello"), 100, &e), E_PROTOCOL);
	expect(entries("tmp") == 0 && entries("new") == 0);
	spool_close(&s);
}

static void a_crash_leaves_nothing_half(void)
{
	struct spool s;
	char path[128];
	(void)snprintf(path, sizeof path, "%s/tmp/17", place);
	expect(mkdir(path, 0700) == 0);
	(void)snprintf(path, sizeof path, "%s/tmp/17/original", place);
	expect(close(open(path, O_CREAT | O_WRONLY, 0600)) == 0);
	(void)snprintf(path, sizeof path, "%s/tmp/18", place);
	expect(close(open(path, O_CREAT | O_WRONLY, 0600)) == 0);
	expect_err(spool_open(root, &s), OK);
	expect(access(path, F_OK) != 0 && entries("tmp") == 0);
	spool_close(&s);
}

static struct journal journal(void)
{
	struct journal j = {.fd = -1};
	int fd = openat(root, "journal", O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	expect_err(journal_open(fd, &j), OK);
	return j;
}

static void counters(void)
{
	struct journal j = journal();
	static struct envelope e[3000];
	bool all = true;
	for (size_t i = 0; i < array_len(e); i++) {
		e[i] = e[0];
		if (i == 0)
			e[0] = some(DIRECTION_IN);
		memcpy(e[i].id, &i, sizeof i);
		e[i].id[15] = 1;
		e[i].session[0] = (uint8_t)i;
		all &= journal_accepted(&j, &e[i]) == OK;
	}
	all &= journal_accepted(&j, &e[7]) == OK; /* told twice, counts once */
	expect(all);
	struct body_state end = {.state = STATE_RELEASED, .changed = 9};
	memcpy(end.id, e[3].id, ID_LEN);
	expect_err(journal_ended(&j, &end), OK);
	expect_err(journal_ended(&j, &end), OK);
	end.state = STATE_HELD;
	expect_err(journal_ended(&j, &end), E_NOT_FOUND);
	memcpy(end.id, e[4].id, ID_LEN);
	journal_note(&j, &end);
	end.state = STATE_REFUSED;
	end.id[15] = 99;
	expect_err(journal_ended(&j, &end), E_NOT_FOUND);
	struct body_counts c = journal_counts(&j, 0);
	expect(c.accepted == 3000 && c.released == 1 && c.held == 1 && c.open == 2999);
	journal_close(&j);

	j = journal();
	c = journal_counts(&j, item_day(e[0].accepted));
	expect(c.accepted == 3000 && c.released == 1 && c.open == 2999);
	expect(journal_counts(&j, 1).accepted == 0);
	expect(journal_find(&j, e[3].id)->state == STATE_RELEASED);
	expect(journal_find(&j, e[9].id)->owner == journal_owner(e[9].session));
	journal_close(&j);
}

static void a_torn_line_is_cut(void)
{
	int fd = openat(root, "journal", O_RDWR | O_APPEND | O_CLOEXEC);
	struct stat before, after;
	expect(fstat(fd, &before) == 0);
	expect(write(fd, "A 0011", 6) == 6);
	struct journal j;
	expect_err(journal_open(fd, &j), OK);
	expect(fstat(fd, &after) == 0 && before.st_size == after.st_size);
	expect(j.n == 3000);
	expect(write(fd, "A rubbish\n", 10) == 10);
	journal_close(&j);
	fd = openat(root, "journal", O_RDWR | O_APPEND | O_CLOEXEC);
	expect_err(journal_open(fd, &j), E_BROKEN);
}

int main(void)
{
	if (!expect(mkdtemp(place) != NULL))
		return tap_done();
	root = open(place, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	numbers();
	item_files();
	envelopes();
	acceptance();
	refusals_leave_nothing();
	a_crash_leaves_nothing_half();
	counters();
	a_torn_line_is_cut();
	expect(unlinkat(root, "journal", 0) == 0 && unlinkat(root, "tmp", AT_REMOVEDIR) == 0 &&
	       unlinkat(root, "new", AT_REMOVEDIR) == 0 &&
	       unlinkat(root, "done", AT_REMOVEDIR) == 0);
	expect(rmdir(place) == 0);
	return tap_done();
}
