/* SPDX-License-Identifier: Apache-2.0
 * convert.c: an item on its way over the converter: what each errand is given, and who may ask.
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

static bool begin(struct unpack *u, int input, uint32_t options)
{
	struct body_work work = {
	    .limits = limits_default, .ext = "pdf", .input = 8, .password = "pw"};
	work.limits.options |= options;
	return unpack_begin(u, &work, input, NULL) == OK;
}

/* A worker that writes this and says that. */
static bool answer(struct unpack *u, struct view output, enum err e, enum work_next next)
{
	struct body_work_done done = {.err = (uint32_t)e, .next = next, .cpu_us = 1000};
	expect_err(file_write(u->next.fds[1], output), OK);
	done.output = output.n;
	return unpack_take(u, &done);
}

static bool input_is(const struct unpack *u, struct view want, uint64_t aside)
{
	struct buf b scope_end(buf_free) = buf_new(4096);
	return file_read(u->next.fds[0], b.cap, &b) == OK && view_eq(buf_view(&b), want) &&
	       u->next.work.aside == aside && u->next.work.input == want.n &&
	       strcmp(u->next.work.ext, "pdf") == 0;
}

static void over_and_back(bool drawn)
{
	struct unpack u = unpack_none();
	int input = sealed(VIEW("original"));
	struct view twice = drawn ? VIEW("originalpages") : VIEW("original");
	expect(begin(&u, input, LIMITS_CONVERT) && u.next.to == ROLE_disarm);
	expect(answer(&u, VIEW("list"), OK, WORK_CONVERT));
	expect(u.next.to == ROLE_converter && input_is(&u, VIEW("originallist"), 4));
	expect(u.next.work.password[0] == '\0');
	expect(answer(&u, VIEW("pages"), drawn ? OK : E_WORKER_DIED, WORK_OVER));
	expect(u.next.to == ROLE_disarm && input_is(&u, twice, drawn ? 5 : 0));
	expect(!(u.next.work.limits.options & LIMITS_CONVERT));
	expect(strcmp(u.next.work.password, "pw") == 0);
	expect(!answer(&u, VIEW("form"), OK, WORK_OVER));
	expect(u.err == OK && u.form >= 0 && u.report_fd >= 0 && u.done.cpu_us == 3000);
	unpack_close(&u);
	close_fd(&input);
}

static void not_without_leave(void)
{
	struct unpack u = unpack_none();
	int input = sealed(VIEW("original"));
	expect(begin(&u, input, 0));
	expect(!answer(&u, VIEW("list"), OK, WORK_CONVERT));
	expect_err(u.err, E_PROTOCOL);
	unpack_close(&u);
	expect(begin(&u, input, LIMITS_CONVERT));
	expect(answer(&u, VIEW("list"), OK, WORK_CONVERT));
	expect(answer(&u, VIEW("pages"), OK, WORK_OVER));
	expect(!answer(&u, VIEW("list"), OK, WORK_CONVERT)); /* once is all there is */
	expect(u.err != OK && u.form < 0);
	unpack_close(&u);
	close_fd(&input);
}

int main(void)
{
	over_and_back(true);
	over_and_back(false);
	not_without_leave();
	return tap_done();
}
