/* SPDX-License-Identifier: Apache-2.0
 * container.c: rebuilt files -> a zip. The last step of an archive: its members were rebuilt each
 * by a worker of its own; here they get their names, and what could not pass a line in a list.
 */
#include "form/container.h"
#include "form/name.h"
#include "rebuild/package.h"
#include "rebuild/preview.h"

#define NOTICE_MAX ((size_t)8 << 20)
#define SAME_NAME_MAX 10000

struct names {
	struct view *slots;
	uint32_t mask;
};

struct archive {
	struct rebuild *r;
	struct package zip;
	struct names names;
	struct buf notice;
	uint32_t files;
};

static bool outbound(const struct archive *a)
{
	return (a->r->limits->options & LIMITS_OUTBOUND) != 0;
}

/* --- names: no two that Windows takes for one --- */

static uint32_t hash_of(struct view name)
{
	uint32_t h = 2166136261u; /* FNV-1a */
	for (size_t i = 0; i < name.n; i++) {
		uint8_t c = name.p[i];
		h = (h ^ (uint32_t)(c >= 'A' && c <= 'Z' ? c + 32 : c)) * 16777619u;
	}
	return h ^ h >> 15;
}

static enum err make_names(struct archive *a, uint32_t n)
{
	uint32_t slots = 16;
	while (slots < (n + 1) * 2)
		slots *= 2;
	a->names.slots = arena_array(a->r->mem, slots, sizeof *a->names.slots);
	a->names.mask = slots - 1;
	return a->names.slots ? OK : E_NO_MEMORY;
}

/* E_NAME: it is there already. */
static enum err take_name(struct archive *a, struct view name)
{
	uint32_t slot = hash_of(name) & a->names.mask;
	for (; a->names.slots[slot].p; slot = (slot + 1) & a->names.mask)
		if (view_eq_nocase(a->names.slots[slot], name))
			return E_NAME;
	struct view kept = arena_copy(a->r->mem, name);
	if (!kept.p)
		return E_NO_MEMORY;
	a->names.slots[slot] = kept;
	return OK;
}

static struct view last_step(struct view path)
{
	size_t at = 0, end;
	while ((end = view_find(path, at, '/')) < path.n)
		at = end + 1;
	return view_sub(path, at, path.n - at);
}

static struct view without_ext(struct view name)
{
	for (size_t i = name.n; i > 1; i--)
		if (name.p[i - 1] == '.')
			return view_sub(name, 0, i - 1);
	return name;
}

/* `folders/name.ext`, or `folders/name (2).ext` and so on; into `out`. */
static enum err free_name(struct archive *a, const struct form_container_member *m, struct buf *out)
{
	struct view last = last_step(m->path), folders = view_sub(m->path, 0, m->path.n - last.n);
	scope_end(buf_free) struct buf plain = buf_new(NAME_MAX_BYTES + 1);
	char ext[9] = "";
	memcpy(ext, m->ext.p, m->ext.n);
	name_clean(last, ext, &plain, NULL);
	if (plain.err != OK)
		return E_FORM;
	for (unsigned k = 1; k < SAME_NAME_MAX; k++) {
		buf_clear(out);
		buf_put(out, folders);
		if (k == 1) {
			buf_put(out, buf_view(&plain));
		} else {
			buf_put(out, without_ext(buf_view(&plain)));
			buf_fmt(out, " (%u).%s", k, ext);
		}
		enum err e = out->err == OK ? take_name(a, buf_view(out)) : E_FORM;
		if (e != E_NAME)
			return e;
	}
	return E_LIMIT_COUNT;
}

/* --- members --- */

static bool packed_already(struct view ext)
{
	static const char *const exts[] = {"jpg",  "png",  "gif",  "pdf",
					   "docx", "xlsx", "pptx", "zip"};
	for (size_t i = 0; i < array_len(exts); i++)
		if (view_eq(ext, view_str(exts[i])))
			return true;
	return false;
}

/* MS-DOS date and time, as far as it can be one. */
static bool time_ok(uint32_t dos)
{
	uint32_t day = dos >> 16 & 31, month = dos >> 21 & 15;
	return dos == 0 || (day >= 1 && month >= 1 && month <= 12 && (dos >> 11 & 31) < 24 &&
			    (dos >> 5 & 63) < 60 && (dos & 31) < 30);
}

static void preview_line(struct archive *a, const char *mark, struct view path)
{
	preview_put(a->r, view_str(mark));
	preview_put(a->r, path);
	preview_put(a->r, VIEW("\n"));
}

static enum err add_file(struct archive *a, const struct form_container_member *m)
{
	scope_end(buf_free) struct buf name = buf_new(PACKAGE_NAME_MAX);
	try(free_name(a, m, &name));
	struct package_member member = {.name = buf_view(&name),
					.content = m->content,
					.modified = m->modified,
					.compress = !packed_already(m->ext)};
	package_put(&a->zip, &member);
	preview_line(a, "", buf_view(&name));
	a->files++;
	return OK;
}

static enum err add_folder(struct archive *a, const struct form_container_member *m)
{
	scope_end(buf_free) struct buf name = buf_new(PACKAGE_NAME_MAX);
	buf_put(&name, m->path);
	buf_u8(&name, '/');
	struct package_member member = {.name = buf_view(&name), .modified = m->modified};
	enum err e = take_name(a, member.name);
	if (e == OK)
		package_put(&a->zip, &member);
	return e == E_NAME ? OK : e; /* once is enough */
}

static void add_missing(struct archive *a, const struct form_container_member *m)
{
	const struct err_text *why = err_text((enum err)m->reason);
	buf_str(&a->notice, "・");
	buf_put(&a->notice, m->path);
	buf_fmt(&a->notice, "\r\n　理由：%s\r\n", why->ja);
	if (!outbound(a) && why->todo_ja[0])
		buf_fmt(&a->notice, "　対応：%s\r\n", why->todo_ja);
	preview_line(a, "× ", m->path);
}

static enum err add_notice(struct archive *a)
{
	bool out = outbound(a);
	struct package_member member = {.name = out ? VIEW("送付できなかったファイル.txt")
						    : VIEW("取込不可一覧.txt"),
					.compress = true};
	scope_end(buf_free) struct buf text = buf_new(NOTICE_MAX + 1024);
	if (a->notice.n == 0)
		return a->notice.err;
	buf_fmt(&text, "次のファイルは%s、この書庫に入っていません。\r\n\r\n",
		out ? "送付できなかったため" : "取り込めなかったため");
	buf_put(&text, buf_view(&a->notice));
	member.content = buf_view(&text);
	try(text.err);
	package_put(&a->zip, &member);
	return OK;
}

static enum err add_all(struct archive *a)
{
	struct container c;
	struct form_container_member m;

	if (a->r->form->n != 1)
		return E_FORM;
	try(container_open_body(a->r->form->parts[0].body, FORM_CONTAINER_STAGE_FILES, &c));
	try(make_names(a, c.n));
	try(take_name(a, outbound(a) ? VIEW("送付できなかったファイル.txt")
				     : VIEW("取込不可一覧.txt")));
	while (c.at < c.n) {
		try(container_next(&c, &m));
		if (!time_ok(m.modified))
			return E_FORM;
		if (m.kind == FORM_CONTAINER_MEMBER_KIND_FILE)
			try(add_file(a, &m));
		else if (m.kind == FORM_CONTAINER_MEMBER_KIND_FOLDER)
			try(add_folder(a, &m));
		else
			add_missing(a, &m);
	}
	if (a->files == 0)
		return E_FORM;
	return add_notice(a);
}

static enum err rebuild(struct rebuild *r)
{
	struct archive a = {.r = r, .notice = buf_new(NOTICE_MAX)};
	package_begin(&a.zip, r->out);
	enum err e = add_all(&a), ended = package_end(&a.zip);
	enum err notice = a.notice.err;
	buf_free(&a.notice);
	try(e);
	try(notice);
	memcpy(r->ext, "zip", 4);
	return ended;
}

const struct target target_container = {"container", FORM_CONTAINER, rebuild};
