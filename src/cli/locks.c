/* SPDX-License-Identifier: Apache-2.0
 * locks.c: files through disarm and rebuild, pipelined.
 */
#include "cli/locks.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sys/file.h"
#include "sys/log.h"

#define LOCKS_WIRES 4u

static enum err open_one(const char *libexec, const char *name, enum role role,
			 struct zygote_client *ret)
{
	char path[4096];
	int n = snprintf(path, sizeof path, "%s/%s", libexec, name);
	if (n < 0 || (size_t)n >= sizeof path)
		return E_NAME;
	return zygote_spawn(path, role, ret);
}

enum err locks_open(struct locks *l, const char *libexec)
{
	const struct zygote_client none = {.wire = {.fd = -1}};
	*l = (struct locks){
	    .disarm = none, .rebuild = none, .converter = none, .inspect = none, .erase = -1};
	int n = snprintf(l->inspect_path, sizeof l->inspect_path, "%s/sekisho-inspect", libexec);
	if (n < 0 || (size_t)n >= sizeof l->inspect_path)
		return E_NAME;
	n = snprintf(l->converter_path, sizeof l->converter_path, "%s/sekisho-converter", libexec);
	if (n < 0 || (size_t)n >= sizeof l->converter_path || access(l->converter_path, X_OK) != 0)
		l->converter_path[0] = '\0';
	try(open_one(libexec, "sekisho-disarm", ROLE_disarm, &l->disarm));
	return open_one(libexec, "sekisho-rebuild", ROLE_rebuild, &l->rebuild);
}

void passage_close(struct passage *p)
{
	unpack_close(&p->unpack);
	repack_close(&p->repack);
	close_fd(&p->input);
	close_fd(&p->form);
	close_fd(&p->out);
	close_fd(&p->finds);
	free(p);
}

void locks_close(struct locks *l)
{
	zygote_stop(&l->disarm);
	zygote_stop(&l->rebuild);
	zygote_stop(&l->converter);
	zygote_stop(&l->inspect);
	for (; l->count; l->count--)
		passage_close(l->ring[l->first++ % LOCKS_AHEAD]);
	explicit_bzero(l->password, sizeof l->password);
}

static void end(struct passage *p, enum err e)
{
	p->err = e;
	p->ready = true;
	p->ended_us = clock_us();
	/* Of a failure nothing may be taken for a result. */
	if (e != OK)
		close_fd(&p->out);
}

/* A pipe or a file, whole, into memory that cannot change any more. */
static enum err copy_in(int file, uint64_t most, struct passage *p)
{
	static uint8_t chunk[256 * 1024];
	ssize_t n;
	while ((n = read(file, chunk, sizeof chunk)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_of_errno(errno);
		p->size += (uint64_t)n;
		if (p->size > most)
			return E_LIMIT_SIZE;
		try(file_write(p->input, view_of(chunk, (size_t)n)));
	}
	try(memfd_seal(p->input));
	return file_hash(p->input, p->hash, &p->size);
}

static enum err send_errand(struct locks *l, uint64_t number, const struct errand *e)
{
	struct zygote_client *to = &l->disarm;
	if (e->to == ROLE_rebuild)
		to = &l->rebuild;
	if (e->to == ROLE_converter)
		to = &l->converter;
	if (e->to == ROLE_inspect)
		to = &l->inspect;
	if (to == &l->converter && to->pid <= 0)
		try(zygote_spawn(l->converter_path, ROLE_converter, to));
	if (to == &l->inspect && to->pid <= 0)
		try(zygote_spawn(l->inspect_path, ROLE_inspect, to));
	return zygote_send(to, number, &e->work, e->fds);
}

static enum err start(struct locks *l, struct passage *p, int file, struct view ext,
		      const struct limits *limits)
{
	struct body_work work = {.limits = *limits};
	memcpy(work.ext, ext.p, min_of(ext.n, sizeof work.ext - 1));
	p->input = memfd_new("input");
	if (p->input < 0)
		return E_NO_MEMORY;
	try(copy_in(file, limits->input, p));
	work.input = p->size;
	if (l->converter_path[0])
		work.limits.options |= LIMITS_CONVERT;
	memcpy(work.password, l->password, sizeof work.password);
	enum err e = unpack_begin(&p->unpack, &work, p->input, l->allowed);
	explicit_bzero(work.password, sizeof work.password);
	if (e == OK && l->inspected)
		e = unpack_inspect(&p->unpack, l->erase);
	return e == OK ? send_errand(l, p->number, &p->unpack.next) : e;
}

enum err locks_begin(struct locks *l, uint64_t number, int file, struct view ext,
		     const struct limits *limits)
{
	if (l->count == LOCKS_AHEAD)
		return E_BUSY;
	struct passage *p = calloc(1, sizeof *p);
	if (!p)
		return E_NO_MEMORY;
	*p = (struct passage){.number = number,
			      .begun_us = clock_us(),
			      .form = -1,
			      .out = -1,
			      .finds = -1,
			      .input = -1,
			      .unpack = unpack_none(),
			      .repack = repack_none()};
	l->ring[(l->first + l->count++) % LOCKS_AHEAD] = p;
	enum err e = start(l, p, file, ext, limits);
	if (e != OK)
		end(p, e);
	return OK;
}

static struct passage *find(struct locks *l, uint64_t number)
{
	for (size_t i = 0; i < l->count; i++) {
		struct passage *p = l->ring[(l->first + i) % LOCKS_AHEAD];
		if (p->number == number && !p->ready)
			return p;
	}
	return NULL;
}

/* The report is as little trusted as the form; one that does not hold to its rules is none. */
static enum err take_report(struct passage *p)
{
	scope_end(buf_free) struct buf b = buf_new(ZYGOTE_EXTRA_MAX);
	if (p->unpack.report_fd < 0)
		return OK;
	try(file_read(p->unpack.report_fd, b.cap, &b));
	return b.n ? report_read(buf_view(&b), &p->report) : OK;
}

static enum err after_disarm(struct locks *l, struct passage *p)
{
	struct limits limits = p->unpack.limits;
	enum err e_report = take_report(p);
	p->disarm = p->unpack.done;
	close_fd(&p->input);
	try(p->unpack.err);
	try(e_report);
	p->form = take_fd(&p->unpack.form);
	p->finds = take_fd(&p->unpack.finds);
	if (l->only_form) {
		end(p, OK);
		return OK;
	}
	try(repack_begin(&p->repack, &limits, p->form));
	return send_errand(l, p->number, &p->repack.next);
}

static enum err take_first(struct locks *l, struct passage *p, const struct body_work_done *done)
{
	if (unpack_take(&p->unpack, done))
		return send_errand(l, p->number, &p->unpack.next);
	return after_disarm(l, p);
}

static enum err take_second(struct locks *l, struct passage *p, const struct body_work_done *done)
{
	if (repack_take(&p->repack, done))
		return send_errand(l, p->number, &p->repack.next);
	p->rebuild = p->repack.done;
	p->out = take_fd(&p->repack.out);
	p->by_rebuild = p->repack.err != OK;
	end(p, p->repack.err);
	return OK;
}

/* One answer of one lock, or of the converter on the way. False: it is gone. */
static bool take_answer(struct locks *l, struct zygote_client *from)
{
	uint64_t number;
	struct body_work_done done;
	bool second = from == &l->rebuild;
	if (zygote_wait(from, &number, &done) != OK)
		return false;
	struct passage *p = find(l, number);
	if (!p)
		return false;
	enum err e = second ? take_second(l, p, &done) : take_first(l, p, &done);
	if (e != OK)
		end(p, e);
	return true;
}

struct passage *locks_next(struct locks *l)
{
	if (l->count == 0)
		return NULL;
	struct passage *p = l->ring[l->first];
	while (!p->ready) {
		struct zygote_client *from[LOCKS_WIRES] = {&l->disarm, &l->rebuild, &l->converter,
							   &l->inspect};
		struct pollfd fds[LOCKS_WIRES];
		for (size_t i = 0; i < LOCKS_WIRES; i++)
			fds[i] = (struct pollfd){.fd = from[i]->wire.fd, .events = POLLIN};
		int n = poll(fds, LOCKS_WIRES, -1);
		if (n < 0 && errno == EINTR)
			continue;
		bool ok = n > 0;
		for (size_t i = 0; i < LOCKS_WIRES; i++)
			ok = ok && (!fds[i].revents || take_answer(l, from[i]));
		if (!ok)
			end(p, E_GONE);
	}
	l->first = (l->first + 1) % LOCKS_AHEAD;
	l->count--;
	return p;
}
