/* SPDX-License-Identifier: Apache-2.0
 * sheet_random.c: forms of workbooks spoilt at random, as a captured disarm might: lock 2 refuses
 * them, or what it writes is still a clean xlsx.
 *
 *   sheet-random [FOLDER [ROUNDS]]     FOLDER: some of what was rebuilt is left there, for
 *                                      tests/check/xlsx_check.py
 */
#include "chance.h"
#include "locks.h"
#include "tap.h"
#include "whole.h"

#define FRAME 60u /* of the form's file: magic, counts, the first part's head */
#define KEPT_MAX 300u

static struct locks *original(const char *name)
{
	char path[1024];
	struct buf in scope_end(buf_free) = buf_new(1u << 20);
	(void)snprintf(path, sizeof path, "%s/%s", SAMPLES, name);
	(void)whole_read(path, &in);
	return locks_run(buf_view(&in), "xlsx", NULL);
}

/* Same length, so that the frame still holds. */
static void spoil(struct buf *b)
{
	static const char *const pieces[] = {
	    "cmd|'/c calc'!A0", "javascript:alert(1)", "[1]x!A1", "\\\\h\\s",	"file:///c:/x",
	    "\"><f>1</f>",	"Auto_Open",	       "&Z&F",	  "WEBSERVICE("};
	struct view piece = view_str(pieces[any(array_len(pieces))]);
	size_t body = b->n - FRAME, at = FRAME + any((uint32_t)body);
	switch (any(4)) {
	case 0:
		b->p[at] ^= (uint8_t)(1u << any(8));
		break;
	case 1:
		b->p[at] = (uint8_t)any(256);
		break;
	case 2:
		for (size_t i = 0; i < piece.n && at + i < b->n; i++)
			b->p[at + i] = piece.p[i];
		break;
	default: {
		size_t from = FRAME + any((uint32_t)body), n = 1 + any(10);
		for (size_t i = 0; i < n && at + i < b->n && from + i < b->n; i++)
			b->p[at + i] = b->p[from + i];
	}
	}
}

static void leave(const char *folder, unsigned number, struct view bytes)
{
	char path[512];
	(void)snprintf(path, sizeof path, "%s/%04u.xlsx", folder, number);
	(void)whole_write(path, bytes);
}

static void rounds_of(const char *name, unsigned rounds, const char *folder, unsigned *kept,
		      unsigned *refused)
{
	struct locks *first = original(name), *l = calloc(1, sizeof *l);
	expect(first->rebuilt == OK && l != NULL);
	for (unsigned i = 0; l && first->rebuilt == OK && i < rounds; i++) {
		l->limits = first->limits;
		l->form = buf_new(first->form.n);
		buf_put(&l->form, buf_view(&first->form));
		for (unsigned k = 0; k <= any(2); k++)
			spoil(&l->form);
		locks_rebuild(l);
		*refused += l->rebuilt != OK;
		if (l->rebuilt == OK && ++*kept <= KEPT_MAX && folder)
			leave(folder, *kept, buf_view(&l->out));
		buf_free(&l->form);
	}
	if (l) {
		l->form = buf_new(1);
		locks_free(l);
	}
	locks_free(first);
}

int main(int argc, char **argv)
{
	chance = UINT64_C(0x9e3779b97f4a7c15);
	static const char *const names[] = {"good/everything.xlsx", "good/plain.xlsx",
					    "bad/names.xlsx"};
	const char *folder = argc > 1 ? argv[1] : NULL;
	unsigned rounds = argc > 2 ? (unsigned)strtoul(argv[2], NULL, 10) : 400, kept = 0,
		 refused = 0;
	for (size_t i = 0; i < array_len(names); i++)
		rounds_of(names[i], rounds, folder, &kept, &refused);
	printf("# %u refused, %u still whole\n", refused, kept);
	expect(refused > rounds);
	return tap_done();
}
