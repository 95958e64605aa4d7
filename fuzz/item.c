/* SPDX-License-Identifier: Apache-2.0
 * item.c: what belt and store read back from disk or take from disarm. The first byte says as what:
 * e envelope, s state file, j intake's journal, r report. Hashes and heads are put on here, or
 * nothing would get past them. What reads is written back the same: one spelling.
 */
#include <unistd.h>

#include "flow/item.h"
#include "flow/journal.h"
#include "form/report.h"
#include "sys/file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void with_hash(struct view body, struct buf *ret)
{
	uint8_t hash[HASH_LEN];
	hash_bytes(body, hash);
	buf_put(ret, body);
	buf_put(ret, view_of(hash, sizeof hash));
}

static void envelope(struct view body)
{
	struct envelope e;
	struct buf file = buf_new(8192), back = buf_new(8192);
	with_hash(body, &file);
	if (file.err == OK && envelope_read(buf_view(&file), &e) == OK) {
		assert(envelope_ok(&e));
		envelope_write(&e, &back);
		assert(view_eq(buf_view(&file), buf_view(&back)));
	}
	buf_free(&file);
	buf_free(&back);
}

static void state(struct view body)
{
	struct body_state s;
	struct buf file = buf_new(8192), back = buf_new(8192);
	with_hash(body, &file);
	if (file.err == OK && item_state_read(buf_view(&file), &s) == OK) {
		item_state_write(&s, &back);
		assert(view_eq(buf_view(&file), buf_view(&back)));
	}
	buf_free(&file);
	buf_free(&back);
}

static void journal(struct view text)
{
	struct journal j, again;
	int fd = memfd_new("journal");
	if (fd < 0)
		return;
	if (file_write(fd, text) != OK) {
		close(fd);
		return;
	}
	int copy = dup(fd);
	if (journal_open(fd, &j) == OK) {
		struct body_counts c = journal_counts(&j, 0);
		assert(c.accepted == j.n && c.open <= j.n && c.held == 0);
		/* opened once, it opens again: nothing torn is left */
		int third = dup(copy);
		enum err e = journal_open(third, &again);
		assert(e == OK && again.n == j.n);
		journal_close(&again);
		journal_close(&j);
	}
	close(copy);
}

static void report(struct view body)
{
	static struct report r;
	struct buf file = buf_new(1 << 20), back = buf_new(1 << 20);
	r.n = 0;
	r.full = false;
	report_write(&r, &file);
	file.n = 4 + 32; /* magic and table hash */
	buf_put(&file, body);
	if (file.err == OK && report_read(buf_view(&file), &r) == OK) {
		report_write(&r, &back);
		assert(view_eq(buf_view(&file), buf_view(&back)));
		for (uint32_t i = 0; i < r.n; i++)
			assert(finding_text((enum finding_code)r.rows[i].code)->name);
	}
	buf_free(&file);
	buf_free(&back);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct view rest = view_sub(view_of(data, n), 1, SIZE_MAX);
	uint8_t as = n ? data[0] : 0;
	if (as == 'e')
		envelope(rest);
	else if (as == 's')
		state(rest);
	else if (as == 'j')
		journal(rest);
	else if (as == 'r')
		report(rest);
	return 0;
}
