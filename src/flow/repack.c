/* SPDX-License-Identifier: Apache-2.0
 * repack.c: a form through lock 2; an archive's forms one by one, and what they became as one file.
 *
 * All or nothing: what could not pass was left out by lock 1, and a form that rebuild does not take
 * means that lock 1 did not keep to its rules.
 */
#include <unistd.h>

#include "base/utf8.h"
#include "flow/bundle.h"
#include "form/name.h"
#include "sys/file.h"
#include "sys/zygote.h"

#define TEXT_MOST 2048 /* bytes of each member's beginning */

static struct repack_level *top(struct repack *r)
{
	return &r->levels[r->depth - 1];
}

struct repack repack_none(void)
{
	return (struct repack){.out = -1, .preview = -1, .next = {.fds = {-1, -1, -1}}};
}

void repack_close(struct repack *r)
{
	errand_close(&r->next);
	for (unsigned i = 0; i < r->depth; i++)
		close_fd(&r->levels[i].to.fd);
	memfd_unmap(&r->form);
	buf_free(&r->texts);
	close_fd(&r->out);
	close_fd(&r->preview);
	*r = repack_none();
}

static bool finish(struct repack *r, enum err e)
{
	r->err = e;
	r->done.err = (uint32_t)e;
	if (e != OK)
		close_fd(&r->out);
	return false;
}

/* --- down --- */

static enum err push(struct repack *r, struct view form)
{
	if (r->depth >= min_of(r->limits.archive_depth, (uint32_t)BUNDLE_DEPTH_MAX))
		return E_LIMIT_DEPTH;
	struct repack_level *l = &r->levels[r->depth];
	*l = (struct repack_level){.to = {.fd = -1}};
	try(container_open(form, FORM_CONTAINER_STAGE_FORMS, &l->from));
	if (l->from.n > r->limits.archive_members - min_of(r->members, r->limits.archive_members))
		return E_LIMIT_COUNT;
	r->depth++;
	return bundle_begin(&l->to, FORM_CONTAINER_STAGE_FILES, l->from.n);
}

static void set_work(struct repack *r)
{
	r->next.work = (struct body_work){.limits = r->limits};
	/* Its input is a form, or files that were rebuilt: as large as an output may be. */
	r->next.work.limits.input = max_of(r->limits.input, r->limits.output);
}

static enum err ask(struct repack *r, struct view form)
{
	set_work(r);
	try(errand_input(&r->next, form));
	return errand_outputs(&r->next, "output", "preview");
}

/* All files of the archive on top are there: the worker that makes one file of them. */
static enum err close_archive(struct repack *r)
{
	struct repack_level *l = top(r);
	try(bundle_end(&l->to));
	errand_close(&r->next);
	set_work(r);
	r->next.work.input = l->to.length;
	r->next.fds[0] = take_fd(&l->to.fd);
	l->closing = true;
	return errand_outputs(&r->next, "output", "preview");
}

static enum err add(struct repack *r, struct repack_level *l, const struct form_container_member *m)
{
	try(bundle_add(&l->to, m));
	return l->to.length > r->limits.output ? E_LIMIT_SIZE : OK;
}

/* On to the next errand; there always is one while an archive is open. */
static enum err advance(struct repack *r)
{
	for (;;) {
		struct repack_level *l = top(r);
		if (l->from.at == l->from.n)
			return close_archive(r);
		try(container_next(&l->from, &l->member));
		if (++r->members > r->limits.archive_members)
			return E_LIMIT_COUNT;
		if (l->member.kind != FORM_CONTAINER_MEMBER_KIND_FILE)
			try(add(r, l, &l->member));
		else if (container_is(l->member.content))
			try(push(r, l->member.content));
		else
			return ask(r, l->member.content);
	}
}

/* --- answers --- */

/* The beginning of a member's text; a picture has none here. */
static enum err keep_text(struct repack *r, struct view path)
{
	scope_end(buf_free) struct buf b = buf_new(ZYGOTE_EXTRA_MAX);
	try(file_read(r->next.fds[2], b.cap, &b));
	struct view text = view_sub(buf_view(&b), 0, TEXT_MOST);
	while (text.n > 0 && text.n < b.n && (b.p[text.n] & 0xc0) == 0x80)
		text.n--; /* not through the middle of a character */
	if (text.n == 0 || !utf8_clean(text) || r->texts.n + path.n + text.n + 16 > r->texts.cap)
		return OK;
	buf_str(&r->texts, "\n【");
	buf_put(&r->texts, path);
	buf_str(&r->texts, "】\n");
	buf_put(&r->texts, text);
	return r->texts.err;
}

/* The list of names, then the beginnings. */
static enum err write_preview(struct repack *r)
{
	r->preview = take_fd(&r->next.fds[2]);
	if (r->texts.n > 0)
		try(file_write(r->preview, buf_view(&r->texts)));
	return OK;
}

static enum err take_file(struct repack *r, const struct body_work_done *d)
{
	struct repack_level *l = top(r);
	scope_end(memfd_unmap) struct view v = {NULL, 0};
	struct form_container_member m = {.kind = FORM_CONTAINER_MEMBER_KIND_FILE,
					  .path = l->member.path,
					  .modified = l->member.modified,
					  .ext = view_str(d->ext)};
	if (!body_text_ok(d->ext, sizeof d->ext) || !name_ext_written(m.ext))
		return E_FORM;
	try(keep_text(r, m.path));
	enum err e = memfd_map(r->next.fds[1], &v);
	if (e != OK)
		return e == E_EMPTY ? E_FORM : e;
	m.content = v;
	return add(r, l, &m);
}

static enum err take_answer(struct repack *r, const struct body_work_done *d, bool *ret_more)
{
	*ret_more = false;
	if (r->depth > 0 && top(r)->closing)
		r->depth--;
	if (r->depth > 0) {
		*ret_more = true;
		try(take_file(r, d));
		return advance(r);
	}
	try(write_preview(r));
	try(memfd_seal(r->preview));
	r->out = take_fd(&r->next.fds[1]);
	memcpy(r->done.ext, d->ext, sizeof r->done.ext);
	r->done.output = d->output;
	return OK;
}

enum err repack_begin(struct repack *r, const struct limits *limits, int form)
{
	*r = (struct repack){.next = {.to = ROLE_rebuild, .fds = {form, -1, -1}},
			     .limits = *limits,
			     .out = -1,
			     .preview = -1,
			     .texts = buf_new(BUNDLE_PREVIEW_MAX)};
	enum err e = memfd_map(form, &r->form);
	if (e != OK)
		return e == E_EMPTY ? E_FORM : e;
	if (container_is(r->form)) {
		r->next.fds[0] = -1;
		try(push(r, r->form));
		return advance(r);
	}
	set_work(r);
	r->next.work.input = r->form.n;
	return errand_outputs(&r->next, "output", "preview");
}

bool repack_take(struct repack *r, const struct body_work_done *done)
{
	enum err e = done->err < ERR_COUNT ? (enum err)done->err : E_PROTOCOL;
	bool more = false;
	r->done.cpu_us += done->cpu_us;
	r->done.wall_us += done->wall_us;
	r->done.memory_kb = max_of(r->done.memory_kb, done->memory_kb);
	if (e == OK)
		e = memfd_seal(r->next.fds[1]);
	if (e == OK && r->done.cpu_us > (uint64_t)r->limits.seconds * BUNDLE_CPU_FACTOR * 1000000)
		e = E_LIMIT_TIME;
	if (e == OK)
		e = take_answer(r, done, &more);
	return e == OK && more ? true : finish(r, e);
}
