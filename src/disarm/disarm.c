/* SPDX-License-Identifier: Apache-2.0
 * disarm.c: which format a file is, by its content; and whether its name tells the truth.
 */
#include "disarm/disarm.h"
#include "disarm/drawn.h"
#include "disarm/encoding.h"
#include "disarm/find.h"
#include "disarm/hash.h"
#include "disarm/office/office_crypt.h"

#define FORMAT(name, extensions, ja, en) extern const struct format format_##name;
#include "tbl/formats.h"
#undef FORMAT

const struct format *const disarm_formats[FORMAT_ID_COUNT] = {
#define FORMAT(name, extensions, ja, en) &format_##name,
#include "tbl/formats.h"
#undef FORMAT
};

static const char *const extensions_of[FORMAT_ID_COUNT] = {
#define FORMAT(name, extensions, ja, en) extensions,
#include "tbl/formats.h"
#undef FORMAT
};

/* Is `ext` one of the words of `list`? */
static bool listed(const char *list, struct view ext)
{
	struct view rest = view_str(list);
	while (rest.n > 0) {
		size_t end = view_find(rest, 0, ' ');
		if (view_eq(view_sub(rest, 0, end), ext))
			return true;
		rest = view_sub(rest, end + 1, rest.n);
	}
	return false;
}

static bool claimed(struct view ext)
{
	for (size_t i = 0; i < FORMAT_ID_COUNT; i++)
		if (listed(extensions_of[i], ext))
			return true;
	return false;
}

enum err disarm_run(struct disarm *d, const struct format **ret_format)
{
	if (d->in.n == 0)
		return E_EMPTY;
	if (d->in.n > d->limits->input)
		return E_LIMIT_SIZE;
	if (office_is_protected(d->in))
		try(office_open(d, &d->in));
	for (size_t i = 0; i < FORMAT_ID_COUNT; i++) {
		if (!disarm_formats[i]->probe(d->in, d->ext))
			continue;
		if (d->ext.n > 0 && !listed(extensions_of[i], d->ext))
			return E_TYPE_MISMATCH;
		*ret_format = disarm_formats[i];
		d->wanted = buf_new(DRAWN_LIST_MOST);
		try(disarm_formats[i]->disarm(d));
		return d->wanted.n > 0 ? drawn_list(d) : d->out->err;
	}
	return claimed(d->ext) ? E_TYPE_MISMATCH : E_TYPE_UNKNOWN;
}

void disarm_warm(void)
{
	encoding_warm();
}

bool disarm_password(const struct disarm *d, size_t *at, struct view *ret)
{
	while (*at < d->password.n) {
		size_t end = view_find(d->password, *at, '\n');
		*ret = view_sub(d->password, *at, end - *at);
		*at = end + 1;
		if (ret->n > 0)
			return true;
	}
	return false;
}

void disarm_found(struct disarm *d, enum finding_code code, const char *what, struct view removed)
{
	uint8_t hash[32];
	if (removed.n > 0)
		disarm_sha256(removed, hash);
	report_add(d->report, code, PLACE_FILE, 0, view_str(what), removed.n > 0 ? hash : NULL);
}
