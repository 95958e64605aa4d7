/* SPDX-License-Identifier: Apache-2.0
 * rebuild.c: from a form to its target.
 */
#include "rebuild/rebuild.h"
#include "rebuild/preview.h"

#define TARGET(name, form) extern const struct target target_##name;
#include "tbl/targets.h"
#undef TARGET

static const struct target *const targets[] = {
#define TARGET(name, form) &target_##name,
#include "tbl/targets.h"
#undef TARGET
};

enum err rebuild_run(struct view form, struct rebuild *r)
{
	struct form *opened = arena_alloc(r->mem, sizeof *opened);
	if (!opened)
		return E_NO_MEMORY;
	try(form_open(form, r->mem, opened));
	r->form = opened;
	if (r->limits->refused >> opened->parts[0].kind & 1)
		return E_FORM; /* the policy takes nothing that becomes this */
	for (size_t i = 0; i < array_len(targets); i++) {
		if (targets[i]->kind != opened->parts[0].kind)
			continue;
		try(targets[i]->rebuild(r));
		return r->out->err;
	}
	return E_FORM;
}

void preview_put(struct rebuild *r, struct view text)
{
	struct buf *b = r->preview;
	size_t room = b->err == OK ? b->cap - b->n : 0;
	if (text.n > room) {
		text.n = room;
		while (text.n > 0 && (text.p[text.n] & 0xc0) == 0x80)
			text.n--; /* the cut must not split a character */
		buf_put(b, text);
		b->cap = b->n; /* full from here on */
		return;
	}
	buf_put(b, text);
}
