/* SPDX-License-Identifier: Apache-2.0
 * inspect_step.c: what goes out on its way over inspection: the form and the list it is given, and
 * that nothing comes out where inspection did not do well.
 */
#include <unistd.h>

#include "flow/bundle.h"
#include "sys/file.h"
#include "tap.h"

static int sealed(struct view content)
{
	int fd = memfd_new("test");
	bool ok = fd >= 0 && file_write(fd, content) == OK && memfd_seal(fd) == OK;
	return ok ? fd : -1;
}

static bool answer(struct unpack *u, struct view output, struct view extra, enum err e,
		   enum work_next next)
{
	struct body_work_done done = {
	    .err = (uint32_t)e, .next = next, .cpu_us = 1000, .format = 5, .output = output.n};
	expect_err(file_write(u->next.fds[1], output), OK);
	expect_err(file_write(u->next.fds[2], extra), OK);
	return unpack_take(u, &done);
}

static bool is(int fd, struct view want)
{
	struct buf b scope_end(buf_free) = buf_new(4096);
	return fd >= 0 && memfd_is_sealed(fd) && file_read(fd, b.cap, &b) == OK &&
	       view_eq(buf_view(&b), want);
}

static bool to_inspection(struct unpack *u, int input, int list)
{
	struct body_work work = {
	    .limits = limits_default, .ext = "docx", .input = 8, .password = "pw"};
	return unpack_begin(u, &work, input, NULL) == OK && unpack_inspect(u, list) == OK &&
	       u->next.to == ROLE_disarm && answer(u, VIEW("form"), VIEW(""), OK, WORK_OVER) &&
	       u->next.to == ROLE_inspect;
}

static void goes_over(void)
{
	struct unpack u = unpack_none();
	int input = sealed(VIEW("original")), list = sealed(VIEW("list"));
	expect(to_inspection(&u, input, list));
	expect(is(u.next.fds[0], VIEW("formlist")));
	expect(u.next.work.input == 8 && u.next.work.aside == 4);
	expect(u.next.work.password[0] == '\0');
	expect(!answer(&u, VIEW("less"), VIEW("finds"), OK, WORK_OVER));
	expect(u.err == OK && is(u.form, VIEW("less")) && is(u.finds, VIEW("finds")));
	expect(u.report_fd >= 0 && u.done.cpu_us == 2000 && u.done.format == 5);
	unpack_close(&u);
	expect(lseek(list, 0, SEEK_CUR) >= 0); /* still open: the caller's */
	expect(to_inspection(&u, input, -1));
	expect(is(u.next.fds[0], VIEW("form")) && u.next.work.aside == 0);
	unpack_close(&u);
	close_fd(&input);
	close_fd(&list);
}

static void or_not_at_all(void)
{
	static const enum err failures[] = {E_WORKER_DIED, E_LIMIT_TIME, E_ERASE, E_FORM,
					    E_NO_MEMORY};
	int input = sealed(VIEW("original"));
	for (size_t i = 0; i < array_len(failures); i++) {
		struct unpack u = unpack_none();
		expect(to_inspection(&u, input, -1));
		expect(!answer(&u, VIEW("form"), VIEW("finds"), failures[i], WORK_OVER));
		expect(u.err == failures[i] && u.form < 0 && u.finds < 0);
		unpack_close(&u);
	}
	struct unpack u = unpack_none();
	struct body_work work = {.limits = limits_default, .ext = "docx", .input = 8};
	expect(unpack_begin(&u, &work, input, NULL) == OK && unpack_inspect(&u, -1) == OK);
	expect(!answer(&u, VIEW(""), VIEW(""), E_BROKEN, WORK_OVER)); /* nothing to inspect */
	expect(u.err == E_BROKEN && u.finds < 0);
	unpack_close(&u);
	close_fd(&input);
}

int main(void)
{
	goes_over();
	or_not_at_all();
	return tap_done();
}
