/* SPDX-License-Identifier: Apache-2.0
 * inspect.c: a form, or every form of an archive, through reader and detectors; and what is chosen
 * out of it.
 *
 * After erasing, the new form is inspected like any other. What is found there and was not left on
 * purpose is a find of its own (two halves of a number that a deletion had kept apart), which may
 * be chosen in its turn; so what is said in the end is true of what comes out. A chosen find that
 * comes back is told as a find: nothing is said to be gone that is not.
 */
#include "inspect/inspect.h"
#include "form/container.h"
#include "inspect/paper.h"

#define ROUNDS 3u
#define DEPTH_MAX 8u

struct run {
	struct inspect *i;
	bool used[ERASE_MAX]; /* of the list: this one was found and erased */
	uint32_t members;
};

static void scan_free(struct scan *s)
{
	scan_pages_free(s);
	buf_free(&s->blocks);
	buf_free(&s->letters);
	buf_free(&s->pieces);
	buf_free(&s->edits);
	buf_free(&s->candidates);
}

static enum err scan_form(struct scan *s)
{
	switch (s->form.parts[0].kind) {
	case FORM_TEXT:
	case FORM_TABLE:
		try(scan_plain(s));
		break;
	case FORM_DOCUMENT:
	case FORM_SHEET:
	case FORM_SLIDES:
		try(scan_office(s));
		break;
	case FORM_PAGES:
		try(scan_pages(s));
		break;
	case FORM_IMAGE:
	case FORM_ANIMATION:
		return OK; /* nobody reads what a picture shows */
	case FORM_CONTAINER:
		return E_FORM;
	}
	scan_wraps(s);
	detect_numbers(s);
	detect_people(s);
	detect_marks(s);
	if (s->form.parts[0].kind == FORM_PAGES)
		scan_pages_note(s);
	return s->err;
}

static enum err scan_open(struct run *r, struct view form, uint32_t member, struct view path,
			  struct scan *s)
{
	size_t most = (size_t)r->i->limits->memory / 4;
	*s = (struct scan){.i = r->i,
			   .member = member,
			   .blocks = buf_new(most),
			   .letters =
			       buf_new(min_of(most, SCAN_LETTERS_MAX * sizeof(struct letter))),
			   .pieces = buf_new(most),
			   .edits = buf_new(most),
			   .candidates = buf_new(most)};
	find_word_set(&s->file, path);
	return form_open(form, r->i->mem, &s->form);
}

static enum err scan_begin(struct run *r, struct view form, uint32_t member, struct view path,
			   struct scan *s)
{
	try(scan_open(r, form, member, path, s));
	return scan_form(s);
}

/* What erasing leaves behind in a workbook: strings that only erased cells showed. */
static enum err tidied(struct run *r, const struct scan *s, struct buf *form)
{
	struct scan t;
	struct buf now = buf_new(form->cap);
	if (s->form.parts[0].kind != FORM_SHEET) {
		buf_free(&now);
		return OK;
	}
	enum err e = scan_open(r, buf_view(form), s->member, VIEW(""), &t);
	if (e == OK)
		e = sheet_tidy(&t, &now);
	scan_free(&t);
	buf_free(form);
	*form = now;
	return e;
}

/* --- what is chosen, what is left --- */

static uint32_t place_in(const struct erase *e, uint64_t id)
{
	for (uint32_t i = 0; e && i < e->n; i++)
		if (e->ids[i] == id)
			return i;
	return SCAN_NO;
}

/* E_ERASE: one that cannot be. *ret: how many. */
static enum err choose(struct run *r, const struct scan *s, bool *chosen, uint32_t *ret)
{
	*ret = 0;
	for (uint32_t i = 0; i < scan_candidates(s); i++) {
		uint32_t at = place_in(r->i->erase, scan_candidate(s, i)->find.id);
		chosen[i] = at != SCAN_NO && !r->used[at];
		if (!chosen[i])
			continue;
		if (!scan_candidate(s, i)->find.erasable)
			return E_ERASE;
		r->used[at] = true;
		r->i->finds->erased++;
		++*ret;
	}
	return OK;
}

static bool alike(const struct candidate *a, const struct candidate *b)
{
	return a->find.kind == b->find.kind && a->content == b->content;
}

/* Of the finds of the form after erasing, those that were left on purpose get the ids they had. */
static void keep_ids(const struct scan *before, const bool *chosen, struct scan *after)
{
	for (uint32_t i = 0; i < scan_candidates(before); i++) {
		const struct candidate *old = scan_candidate(before, i);
		for (uint32_t k = 0; k < scan_candidates(after) && !chosen[i]; k++) {
			struct candidate *now = scan_candidate(after, k);
			if (now->kept || !alike(old, now))
				continue;
			now->find.id = old->find.id;
			now->find.place = old->find.place;
			now->kept = true;
			break;
		}
	}
}

static void tell(struct run *r, struct scan *s)
{
	static const enum find_severity order[] = {FIND_STOP, FIND_ASK, FIND_TELL};
	for (size_t k = 0; k < array_len(order); k++)
		for (uint32_t i = 0; i < scan_candidates(s); i++) {
			struct candidate *c = scan_candidate(s, i);
			if (c->find.severity != order[k])
				continue;
			if (r->i->finds->pictures < FINDS_PICTURES_MAX &&
			    r->i->finds->n < FINDS_MAX)
				draw(s, i);
			finds_add(r->i->finds, &c->find);
		}
	for (unsigned k = 0; k < FIND_COUNT; k++)
		if (ckd_add(&r->i->finds->rest[k], r->i->finds->rest[k], s->rest[k]))
			r->i->finds->rest[k] = UINT32_MAX;
}

/* --- one form --- */

static enum err one_round(struct run *r, struct scan *s, unsigned round, struct buf *out,
			  bool *ret_again)
{
	uint32_t n = 0;
	bool *chosen = arena_array(r->i->mem, (size_t)scan_candidates(s) + 1, sizeof *chosen);
	if (!chosen)
		return E_NO_MEMORY;
	*ret_again = false;
	if (round < ROUNDS)
		try(choose(r, s, chosen, &n));
	if (n == 0)
		return OK;
	struct buf now = buf_new(out->cap);
	struct scan after;
	enum err e = apply(s, chosen, &now);
	if (e == OK)
		e = tidied(r, s, &now);
	struct view path = view_of(s->file.text, s->file.n);
	struct view kept = arena_copy(r->i->mem, buf_view(&now)); /* the scan points into it */
	buf_free(&now);
	if (e == OK && !kept.p)
		e = E_NO_MEMORY;
	if (e != OK)
		return e;
	e = scan_begin(r, kept, s->member, path, &after);
	if (e == OK)
		keep_ids(s, chosen, &after);
	scan_free(s);
	*s = after;
	if (scan_paper(s))
		scan_paper(s)->s = s; /* it has moved */
	s->bytes = kept;
	*ret_again = true;
	return e == E_FORM ? E_ERASE : e; /* what is left is no form: it cannot be erased so */
}

static enum err one_form(struct run *r, struct view form, uint32_t member, struct view path,
			 struct buf *out)
{
	struct scan s;
	bool again = true;
	enum err e = scan_begin(r, form, member, path, &s);
	s.bytes = form;
	for (unsigned round = 0; e == OK && again; round++)
		e = one_round(r, &s, round, out, &again);
	if (e == OK) {
		tell(r, &s);
		buf_put(out, s.bytes);
		e = out->err;
	}
	scan_free(&s);
	return e;
}

/* --- archives --- */

static enum err any_form(struct run *r, struct view form, uint32_t member, struct view path,
			 unsigned depth, struct buf *out);

static enum err members(struct run *r, struct container *c, struct view path, unsigned depth,
			struct buf *out)
{
	size_t length_at = 0;
	container_begin(out, FORM_CONTAINER_STAGE_FORMS, c->n, &length_at);
	size_t behind = length_at + CONTAINER_PATCH_LENGTH;
	for (uint32_t k = 0; k < c->n; k++) {
		struct form_container_member m;
		scope_end(buf_free) struct buf now = buf_new(out->cap), name = buf_new(4096);
		try(container_next(c, &m));
		r->members++;
		buf_put(&name, path);
		buf_str(&name, path.n ? "/" : "");
		buf_put(&name, m.path);
		if (m.kind == FORM_CONTAINER_MEMBER_KIND_FILE)
			try(any_form(r, m.content, r->members, buf_view(&name), depth + 1, &now));
		container_member_begin(out, &m, now.n);
		buf_put(out, buf_view(&now));
	}
	if (out->err != OK)
		return out->err;
	for (unsigned k = 0; k < CONTAINER_PATCH_LENGTH; k++)
		out->p[length_at + k] = (uint8_t)((uint64_t)(out->n - behind) >> (8 * k));
	return OK;
}

static enum err any_form(struct run *r, struct view form, uint32_t member, struct view path,
			 unsigned depth, struct buf *out)
{
	struct container c;
	if (!container_is(form))
		return one_form(r, form, member, path, out);
	if (depth == DEPTH_MAX)
		return E_LIMIT_DEPTH;
	try(container_open(form, FORM_CONTAINER_STAGE_FORMS, &c));
	return members(r, &c, path, depth, out);
}

enum err inspect_run(struct view form, struct inspect *i)
{
	struct run *r = arena_alloc(i->mem, sizeof *r);
	memset(i->finds, 0, sizeof *i->finds);
	if (!r)
		return E_NO_MEMORY;
	r->i = i;
	try(any_form(r, form, 0, VIEW(""), 0, i->out));
	for (uint32_t k = 0; i->erase && k < i->erase->n; k++)
		if (!r->used[k])
			return E_ERASE;
	return i->out->err;
}
