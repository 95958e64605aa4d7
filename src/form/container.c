/* SPDX-License-Identifier: Apache-2.0
 * container.c: the frame of an archive, read strictly, written piece by piece.
 */
#include "form/container.h"
#include "form/name.h"

#define ARENA ((size_t)16 << 10)

static enum err body_of(struct view form, struct view *ret)
{
	scope_end(arena_free) struct arena mem = arena_new(ARENA);
	struct form f;
	try(form_open(form, &mem, &f));
	if (f.n != 1 || f.parts[0].kind != FORM_CONTAINER)
		return E_FORM;
	*ret = f.parts[0].body;
	return OK;
}

bool container_is(struct view form)
{
	struct view body;
	return body_of(form, &body) == OK;
}

enum err container_open(struct view form, enum form_container_stage stage, struct container *ret)
{
	struct view body;
	try(body_of(form, &body));
	return container_open_body(body, stage, ret);
}

enum err container_open_body(struct view body, enum form_container_stage stage,
			     struct container *ret)
{
	struct form_container head;
	struct container c = {.rest = cursor_of(body)};
	try(form_container_read(&c.rest, &head));
	if (head.stage != stage)
		return E_FORM;
	c.stage = head.stage;
	c.n = head.members;
	if (c.n == 0 && !cursor_done(&c.rest))
		return E_FORM;
	*ret = c;
	return OK;
}

/* What the table cannot say: which fields go with which kind and stage. */
static bool fields_ok(const struct form_container_member *m, enum form_container_stage stage)
{
	bool file = m->kind == FORM_CONTAINER_MEMBER_KIND_FILE;
	bool rebuilt = file && stage == FORM_CONTAINER_STAGE_FILES;
	bool missing = m->kind == FORM_CONTAINER_MEMBER_KIND_MISSING;
	if (missing != (m->reason != OK) || (!file && m->content.n > 0) ||
	    rebuilt != (m->ext.n > 0) || name_check_path(m->path) != OK)
		return false;
	if (rebuilt && !name_ext_written(m->ext))
		return false;
	/* Of hostile bytes an empty file is one; an empty form or file is none. */
	return !file || m->content.n > 0 || stage == FORM_CONTAINER_STAGE_MEMBERS;
}

enum err container_next(struct container *c, struct form_container_member *ret)
{
	assert(c->at < c->n);
	try(form_container_member_read(&c->rest, ret));
	if (!fields_ok(ret, c->stage))
		return E_FORM;
	c->at++;
	return c->at < c->n || cursor_done(&c->rest) ? OK : E_FORM;
}

void container_begin(struct buf *out, enum form_container_stage stage, uint32_t n,
		     size_t *ret_length_at)
{
	struct form_container head = {.stage = stage, .members = n};
	struct form_writer w = form_begin(out);
	form_part_begin(&w, FORM_CONTAINER);
	form_container_write(out, &head);
	form_part_end(&w);
	*ret_length_at = w.length_at;
}

void container_member_begin(struct buf *out, const struct form_container_member *m, uint64_t length)
{
	struct form_container_member row = *m;
	row.content = (struct view){NULL, 0};
	form_container_member_write(out, &row);
	if (out->err == OK)
		out->n--; /* the length of an empty content */
	buf_varint(out, length);
}
