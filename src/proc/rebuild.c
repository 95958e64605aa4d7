/* SPDX-License-Identifier: Apache-2.0
 * rebuild.c: sekisho-rebuild: lock 2 in jailed workers, one item a life. Links no decoder.
 */
#include "rebuild/rebuild.h"
#include "sys/zygote.h"

static enum err run(struct worker *w)
{
	struct arena mem = arena_new((size_t)w->work->limits.memory);
	struct rebuild r = {
	    .limits = &w->work->limits, .mem = &mem, .out = w->out, .preview = w->extra};
	try(rebuild_run(w->in, &r));
	_Static_assert(sizeof r.ext <= sizeof w->done->ext, "the extension must fit");
	memcpy(w->done->ext, r.ext, sizeof r.ext);
	return OK;
}

int main(int argc, char **argv)
{
	static const struct zygote z = {.self = ROLE_rebuild, .run = run, .pool = 4};
	return zygote_main(&z, argc, argv);
}
