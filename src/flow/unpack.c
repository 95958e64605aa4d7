/* SPDX-License-Identifier: Apache-2.0
 * unpack.c: an original through lock 1, with everything that is packed into it.
 */
#include <unistd.h>

#include "flow/bundle.h"
#include "form/name.h"
#include "sys/file.h"
#include "sys/zygote.h"

#define TEXT_CODE_POINTS 80

enum format {
#define FORMAT(name, extensions, ja, en) FORMAT_##name,
#include "tbl/formats.h"
#undef FORMAT
	FORMAT_COUNT
};

static struct unpack_level *top(struct unpack *u)
{
	return &u->levels[u->depth - 1];
}

/* --- the end --- */

static bool finish(struct unpack *u, enum err e)
{
	u->err = e;
	u->done.err = (uint32_t)e;
	if (e != OK)
		close_fd(&u->form);
	return false;
}

/* Of an archive the report is ours: what every member's said. */
static enum err write_report(struct unpack *u)
{
	scope_end(buf_free) struct buf b = buf_new(ZYGOTE_EXTRA_MAX);
	report_write(u->report, &b);
	try(b.err);
	close_fd(&u->report_fd);
	u->report_fd = memfd_new("report");
	if (u->report_fd < 0)
		return E_NO_MEMORY;
	try(file_write(u->report_fd, buf_view(&b)));
	return memfd_seal(u->report_fd);
}

static bool finish_all(struct unpack *u, enum err e)
{
	enum err e_report = write_report(u);
	return finish(u, e_report == OK ? e : e_report);
}

struct unpack unpack_none(void)
{
	return (struct unpack){.form = -1,
			       .report_fd = -1,
			       .finds = -1,
			       .asked = -1,
			       .erase = -1,
			       .next = {.fds = {-1, -1, -1}}};
}

void unpack_close(struct unpack *u)
{
	errand_close(&u->next);
	for (unsigned i = 0; i < u->depth; i++) {
		close_fd(&u->levels[i].to.fd);
		memfd_unmap(&u->levels[i].bytes);
	}
	close_fd(&u->asked);
	close_fd(&u->form);
	close_fd(&u->report_fd);
	close_fd(&u->finds);
	close_fd(&u->erase);
	free(u->report);
	free(u->scratch);
	explicit_bzero(u->password, sizeof u->password);
	explicit_bzero(u->next.work.password, sizeof u->next.work.password);
	*u = unpack_none();
}

enum err unpack_begin(struct unpack *u, const struct body_work *work, int input,
		      const bool *allowed)
{
	*u = (struct unpack){
	    .next = {.to = ROLE_disarm, .work = *work, .fds = {input, -1, -1}},
	    .limits = work->limits,
	    .allowed = allowed,
	    .asked = -1,
	    .erase = -1,
	    .form = -1,
	    .report_fd = -1,
	    .finds = -1,
	};
	memcpy(u->password, work->password, sizeof u->password);
	u->report = calloc(1, sizeof *u->report);
	u->scratch = calloc(1, sizeof *u->scratch);
	if (!u->report || !u->scratch)
		return E_NO_MEMORY;
	u->limits.archive_depth = min_of(u->limits.archive_depth, (uint32_t)BUNDLE_DEPTH_MAX);
	u->next.work.limits.archive_depth = u->limits.archive_depth;
	return errand_outputs(&u->next, "form", "report");
}

/* --- what is said about members --- */

static struct view path_of(const struct unpack *u)
{
	return view_str(u->path);
}

/* "folder/name：why", short enough to keep the why. */
static void report_missing(struct unpack *u, enum err why)
{
	const char *reason = err_text(why)->ja;
	scope_end(buf_free) struct buf text = buf_new(BUNDLE_PATH_MAX + 512);
	struct cursor c = cursor_of(path_of(u));
	size_t room = TEXT_CODE_POINTS - 2 - min_of(utf8_count(view_str(reason)), (size_t)60);
	for (size_t n = 0; n < room && cursor_left(&c) > 0; n++)
		(void)utf8_next(&c);
	buf_put(&text, view_sub(path_of(u), 0, c.at));
	buf_str(&text, cursor_left(&c) > 0 ? "…：" : "：");
	buf_str(&text, reason);
	report_add(u->report, FINDING_LEFT_OUT, PLACE_PART, top(u)->number, buf_view(&text), NULL);
}

/* What a member's worker saw, under the member's name: of an archive within with the name there. */
static void merge(struct unpack *u, const struct report *r, bool archive)
{
	size_t n = strlen(u->path);
	for (uint32_t i = 0; i < r->n; i++) {
		const struct finding *f = &r->rows[i];
		scope_end(buf_free) struct buf text = buf_new(BUNDLE_PATH_MAX + FINDING_TEXT_MAX);
		buf_put(&text, view_of(u->path, n));
		if (archive && f->text_len) {
			buf_u8(&text, '/');
			buf_put(&text, view_of(f->text, f->text_len));
		}
		report_add_many(u->report, (enum finding_code)f->code, PLACE_PART, top(u)->number,
				buf_view(&text), f->has_hash ? f->hash : NULL, f->count);
	}
	u->report->full |= r->full;
}

/* None at all is fine: a worker that died wrote none. */
static enum err read_report(const struct unpack *u, struct report *ret)
{
	scope_end(buf_free) struct buf b = buf_new(ZYGOTE_EXTRA_MAX);
	ret->n = 0;
	try(file_read(u->next.fds[2], b.cap, &b));
	return b.n ? report_read(buf_view(&b), ret) : OK;
}

/* --- composing --- */

static enum err add(struct unpack *u, struct unpack_level *l, const struct form_container_member *m)
{
	try(bundle_add(&l->to, m));
	return l->to.length > u->limits.archive ? E_LIMIT_SIZE : OK;
}

static enum err add_form(struct unpack *u, struct unpack_level *l, int form)
{
	scope_end(memfd_unmap) struct view v = {NULL, 0};
	struct form_container_member m = {.kind = FORM_CONTAINER_MEMBER_KIND_FILE,
					  .path = l->member.path,
					  .modified = l->member.modified};
	enum err e = memfd_map(form, &v);
	if (e != OK)
		return e == E_EMPTY ? E_FORM : e;
	m.content = v;
	l->files++;
	return add(u, l, &m);
}

/* It cannot cross. OK: the rest goes on without it. */
static enum err miss(struct unpack *u, enum err why)
{
	struct unpack_level *l = top(u);
	struct form_container_member m = {.kind = FORM_CONTAINER_MEMBER_KIND_MISSING,
					  .reason = (uint32_t)why,
					  .path = l->member.path,
					  .modified = l->member.modified};
	report_missing(u, why);
	if (u->limits.options & LIMITS_WHOLE_ARCHIVE)
		return why;
	l->why = l->why == OK || l->why == why ? why : E_MEMBERS;
	return add(u, l, &m);
}

/* --- down and up --- */

static enum err push(struct unpack *u, int members)
{
	if (u->depth >= u->limits.archive_depth)
		return E_LIMIT_DEPTH;
	struct unpack_level *l = &u->levels[u->depth];
	*l = (struct unpack_level){.to = {.fd = -1}};
	enum err e = memfd_map(members, &l->bytes);
	if (e != OK)
		return e == E_EMPTY ? E_FORM : e;
	u->depth++;
	try(container_open(l->bytes, FORM_CONTAINER_STAGE_MEMBERS, &l->from));
	if (l->from.n > u->limits.archive_members - min_of(u->members, u->limits.archive_members))
		return E_LIMIT_COUNT;
	l->path_from = strlen(u->path);
	return bundle_begin(&l->to, FORM_CONTAINER_STAGE_FORMS, l->from.n);
}

/* Every member of the archive on top is done. */
static enum err pop(struct unpack *u)
{
	struct unpack_level *l = top(u);
	enum err why = l->files > 0 ? OK : l->why != OK ? l->why : E_MEMBERS;
	if (why == OK)
		why = bundle_end(&l->to);
	struct bundle done = l->to;
	l->to.fd = -1;
	u->path[l->path_from] = '\0';
	memfd_unmap(&l->bytes);
	u->depth--;
	scope_end(close_fd) int fd = done.fd;
	if (err_text(why)->kind == ERR_KIND_FAULT)
		return why;
	if (u->depth > 0)
		return why == OK ? add_form(u, top(u), fd) : miss(u, why);
	if (why == OK)
		u->form = take_fd(&fd);
	return why;
}

static enum err take_path(struct unpack *u, struct unpack_level *l)
{
	size_t at = l->path_from, n = l->member.path.n;
	if (at > 0 && at + 1 < sizeof u->path)
		u->path[at++] = '/';
	if (at + n >= sizeof u->path)
		return E_NAME;
	memcpy(u->path + at, l->member.path.p, n);
	u->path[at + n] = '\0';
	return OK;
}

static enum err ask(struct unpack *u, const struct form_container_member *m)
{
	struct errand *e = &u->next;
	char ext[9];
	name_ext(m->path, ext);
	e->work = (struct body_work){.limits = u->limits};
	e->work.limits.archive_depth = u->limits.archive_depth - u->depth;
	e->work.limits.archive_members =
	    u->limits.archive_members - min_of(u->members, u->limits.archive_members);
	memcpy(e->work.ext, ext, sizeof ext);
	memcpy(e->work.password, u->password, sizeof e->work.password);
	try(errand_input(e, m->content));
	return errand_outputs(e, "form", "report");
}

/* A reason comes from a jailed worker: one that a file can have. */
static bool reason_ok(uint32_t reason)
{
	enum err_kind kind = err_text((enum err)reason)->kind;
	return kind == ERR_KIND_REFUSE || kind == ERR_KIND_ASK;
}

/* On to the next errand; *ret_more false when the whole is done. */
static enum err advance(struct unpack *u, bool *ret_more)
{
	while (u->depth > 0) {
		struct unpack_level *l = top(u);
		if (l->from.at == l->from.n) {
			try(pop(u));
			continue;
		}
		try(container_next(&l->from, &l->member));
		l->number = ++u->members;
		if (u->members > u->limits.archive_members)
			return E_LIMIT_COUNT;
		try(take_path(u, l));
		switch (l->member.kind) {
		case FORM_CONTAINER_MEMBER_KIND_FILE:
			*ret_more = true;
			return ask(u, &l->member);
		case FORM_CONTAINER_MEMBER_KIND_FOLDER:
			try(add(u, l, &l->member));
			break;
		case FORM_CONTAINER_MEMBER_KIND_MISSING:
		case FORM_CONTAINER_MEMBER_KIND_COUNT:
			if (!reason_ok(l->member.reason))
				return E_FORM;
			try(miss(u, (enum err)l->member.reason));
			break;
		}
	}
	*ret_more = false;
	return OK;
}

/* --- answers --- */

static void count(struct unpack *u, const struct body_work_done *d)
{
	u->done.cpu_us += d->cpu_us;
	u->done.wall_us += d->wall_us;
	u->done.memory_kb = max_of(u->done.memory_kb, d->memory_kb);
}

static bool is_limit(enum err e)
{
	return view_starts(view_str(err_text(e)->name), VIEW("E_LIMIT_"));
}

/* What became of a member. OK: go on. */
static enum err take_member(struct unpack *u, const struct body_work_done *d, enum err why)
{
	bool archive = d->format == FORMAT_zip;
	enum err seen = read_report(u, u->scratch);
	if (seen == OK)
		merge(u, u->scratch, archive);
	if (why == OK && seen != OK)
		why = seen == E_LIMIT_SIZE ? E_FORM : seen;
	if (why == OK && d->next == WORK_MEMBERS)
		return push(u, u->next.fds[1]);
	if (why == OK && u->allowed && (d->format >= FORMAT_COUNT || !u->allowed[d->format]))
		why = E_POLICY;
	if (why == OK)
		return add_form(u, top(u), u->next.fds[1]);
	if (err_text(why)->kind == ERR_KIND_ASK) {
		report_add(u->report, FINDING_LOCKED, PLACE_PART, top(u)->number, path_of(u), NULL);
		if (!(u->limits.options & LIMITS_LEAVE_LOCKED))
			return why;
	}
	/* A limit of archives is one of the whole; a bomb within is no reason to go on. */
	if (archive && is_limit(why))
		return why;
	return err_text(why)->kind == ERR_KIND_FAULT ? why : miss(u, why);
}

/* The original itself. OK: it is an archive, and its members are next. */
static enum err take_original(struct unpack *u)
{
	u->report_fd = take_fd(&u->next.fds[2]);
	u->next.fds[2] = dup(u->report_fd);
	if (u->next.fds[2] < 0)
		return E_NO_MEMORY;
	try(read_report(u, u->report));
	return push(u, u->next.fds[1]);
}

static bool finish_plain(struct unpack *u, enum err e)
{
	u->form = take_fd(&u->next.fds[1]);
	u->report_fd = take_fd(&u->next.fds[2]);
	return finish(u, e);
}

static bool take(struct unpack *u, const struct body_work_done *done)
{
	enum err e = done->err < ERR_COUNT ? (enum err)done->err : E_PROTOCOL;
	bool more = false, first = u->members == 0;
	explicit_bzero(u->next.work.password, sizeof u->next.work.password);
	count(u, done);
	if (first) {
		u->done.format = done->format;
		u->done.output = done->output;
		u->done.extra = done->extra;
	}
	enum err sealed = memfd_seal(u->next.fds[1]);
	if (sealed == OK)
		sealed = memfd_seal(u->next.fds[2]);
	if (sealed == OK && unpack_convert(u, done, &sealed))
		return true;
	/* Pages that only the converter could have drawn: it was too much for it. */
	if (e == E_TYPE_UNKNOWN && is_limit(u->drawn))
		e = u->drawn;
	u->drawn = OK;
	if (sealed != OK || err_text(e)->kind == ERR_KIND_FAULT)
		return finish(u, sealed != OK ? sealed : e);
	if (first && (e != OK || done->next == WORK_OVER))
		return finish_plain(u, e);
	e = first ? take_original(u) : take_member(u, done, e);
	if (e == OK && u->done.cpu_us > (uint64_t)u->limits.seconds * BUNDLE_CPU_FACTOR * 1000000)
		e = E_LIMIT_TIME;
	if (e == OK)
		e = advance(u, &more);
	return e == OK && more ? true : finish_all(u, e);
}

/* The form is whole: the last errand is inspect's. */
bool unpack_take(struct unpack *u, const struct body_work_done *done)
{
	if (u->step == UNPACK_INSPECTING)
		return finish(u, unpack_inspect_take(u, done));
	if (take(u, done))
		return true;
	if (!u->inspected || u->err != OK)
		return false;
	enum err e = unpack_inspect_send(u);
	return e == OK ? true : finish(u, e);
}
