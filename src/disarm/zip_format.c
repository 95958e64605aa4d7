/* SPDX-License-Identifier: Apache-2.0
 * zip_format.c: zip archives that people send: names and members out, as hostile as they came.
 *
 * The result is no plain form but a container of stage `members`: whoever asked has each member
 * disarmed by a worker of its own.
 */
#include "disarm/zip_crypt.h"
#include "disarm/zip_names.h"
#include "form/container.h"
#include "form/name.h"

#define UNIX_HOST 3
#define UNIX_TYPE 0170000u
#define UNIX_LINK 0120000u

struct entry {
	struct view path;
	bool changed, litter;
};

/* Before the Office formats, which would see their own marks in an archive that merely stores
 * such a file; a file without any extension is theirs if it bears them. */
static bool probe(struct view in, struct view ext)
{
	bool starts = view_starts(in, VIEW("PK\x03\x04")) || view_starts(in, VIEW("PK\x05\x06"));
	struct view tail = view_sub(in, in.n > 65536 ? in.n - 65536 : 0, in.n);
	return starts && (view_eq(ext, VIEW("zip")) ||
			  (ext.n == 0 && !view_has(tail, VIEW("[Content_Types].xml"))));
}

static enum err read_names(struct disarm *d, const struct zip *z, struct entry *entries)
{
	bool utf8 = zip_names_utf8(z);
	for (uint32_t i = 0; i < z->n; i++) {
		scope_end(buf_free) struct buf path = buf_new(NAME_PATH_MAX * 2);
		try(zip_path(&z->members[i], utf8, &path, &entries[i].changed));
		entries[i].path = arena_copy(d->mem, buf_view(&path));
		if (!entries[i].path.p)
			return E_LIMIT_MEMORY;
		entries[i].litter = zip_litter(entries[i].path);
	}
	return OK;
}

/* What may not even be looked into. */
static enum err refused(const struct disarm *d, const struct zip_member *m)
{
	if (m->host == UNIX_HOST && (m->attributes >> 16 & UNIX_TYPE) == UNIX_LINK)
		return E_TYPE_UNKNOWN;
	return m->size > d->limits->input ? E_LIMIT_SIZE : OK;
}

static bool time_ok(uint32_t dos)
{
	uint32_t day = dos >> 16 & 31, month = dos >> 21 & 15;
	return day >= 1 && month >= 1 && month <= 12 && (dos >> 11 & 31) < 24 &&
	       (dos >> 5 & 63) < 60 && (dos & 31) < 30;
}

static enum err put_content(struct disarm *d, const struct zip_member *m,
			    const struct form_container_member *row)
{
	uint8_t nothing = 0;
	try(refused(d, m));
	container_member_begin(d->out, row, m->size);
	uint8_t *to = m->size ? buf_grow(d->out, m->size) : &nothing;
	return to && d->out->err == OK ? zip_content(d, m, to) : d->out->err;
}

/* May the rest go on without it? */
static bool may_miss(const struct disarm *d, enum err e)
{
	enum err_kind kind = err_text(e)->kind;
	if (kind == ERR_KIND_ASK)
		return (d->limits->options & LIMITS_LEAVE_LOCKED) != 0;
	return kind == ERR_KIND_REFUSE && d->out->err == OK;
}

static enum err put_member(struct disarm *d, const struct zip_member *m, const struct entry *entry,
			   uint32_t number)
{
	struct form_container_member row = {.path = entry->path,
					    .modified = time_ok(m->modified) ? m->modified : 0};
	size_t before = d->out->n;
	if (entry->changed)
		report_add(d->report, FINDING_NAME, PLACE_PART, number, entry->path, NULL);
	if (m->folder) {
		row.kind = FORM_CONTAINER_MEMBER_KIND_FOLDER;
		container_member_begin(d->out, &row, 0);
		return d->out->err;
	}
	row.kind = FORM_CONTAINER_MEMBER_KIND_FILE;
	enum err e = put_content(d, m, &row);
	if (m->flags & ZIP_ENCRYPTED && (e == OK || err_text(e)->kind == ERR_KIND_ASK))
		report_add(d->report, FINDING_LOCKED, PLACE_PART, number, entry->path, NULL);
	if (e == OK || !may_miss(d, e))
		return e;
	d->out->n = before;
	row.kind = FORM_CONTAINER_MEMBER_KIND_MISSING;
	row.reason = (uint32_t)e;
	container_member_begin(d->out, &row, 0);
	return d->out->err;
}

static enum err put_all(struct disarm *d, const struct zip *z, const struct entry *entries)
{
	uint32_t n = 0, number = 0;
	size_t length_at;
	for (uint32_t i = 0; i < z->n; i++)
		n += !entries[i].litter;
	container_begin(d->out, FORM_CONTAINER_STAGE_MEMBERS, n, &length_at);
	for (uint32_t i = 0; i < z->n; i++) {
		if (entries[i].litter)
			report_add(d->report, FINDING_METADATA, PLACE_FILE, 0, entries[i].path,
				   NULL);
		else
			try(put_member(d, &z->members[i], &entries[i], ++number));
	}
	uint64_t length = d->out->n - length_at - CONTAINER_PATCH_LENGTH;
	buf_set_u32(d->out, length_at, (uint32_t)length);
	buf_set_u32(d->out, length_at + 4, (uint32_t)(length >> 32));
	return d->out->err;
}

static enum err disarm(struct disarm *d)
{
	struct zip z;
	if (d->limits->archive_depth == 0)
		return E_LIMIT_DEPTH;
	try(zip_open_archive(d->in, d->limits, d->mem, &z));
	if (z.n == 0)
		return E_EMPTY;
	struct entry *entries = arena_array(d->mem, z.n, sizeof *entries);
	if (!entries)
		return E_LIMIT_MEMORY;
	try(read_names(d, &z, entries));
	zip_report(&z, d->report);
	try(put_all(d, &z, entries));
	d->members = true;
	return OK;
}

const struct format format_zip = {"zip", probe, disarm};
