/* SPDX-License-Identifier: Apache-2.0
 * document_names.c: numbers for what elements refer to: links, pictures, styles, bookmarks, notes.
 */
#include "form/document_writer.h"
#include "form/uri.h"

/* The number of a key; a new one is entered when `add`. */
static uint32_t map_number(struct document_writer *w, uint32_t kind, struct view key, bool *ret_new)
{
	uint32_t hash = 2166136261u ^ kind;
	for (size_t i = 0; i < key.n; i++)
		hash = (hash ^ key.p[i]) * 16777619u;
	struct entry **slot = &w->map[hash % MAP_SLOTS];
	*ret_new = false;
	for (struct entry *e = *slot; e; e = e->next)
		if (e->kind == kind && view_eq(e->key, key))
			return e->number;
	struct entry *e = arena_alloc(w->mem, sizeof *e);
	struct view copy = arena_copy(w->mem, key);
	if (!e || !copy.p) {
		document_fail(w, E_LIMIT_MEMORY);
		return DOC_NO;
	}
	if (w->next[kind] == DOC_IDENTS_MAX - 1)
		document_fail(w, E_LIMIT_COUNT);
	*e = (struct entry){*slot, copy, kind, w->next[kind]++};
	*slot = e;
	*ret_new = true;
	return e->number;
}

uint32_t document_link(struct document_writer *w, struct view uri)
{
	bool new;
	if (!uri_ok(uri))
		return DOC_NO;
	uint32_t number = map_number(w, MAP_LINK, uri, &new);
	if (new) {
		buf_varint(&w->links, uri.n);
		buf_put(&w->links, uri);
	}
	return number;
}

uint32_t document_blob(struct document_writer *w, uint32_t part, int64_t cx, int64_t cy)
{
	bool new;
	int64_t key[3] = {part, max_of(1, min_of(cx, (int64_t)DOC_EMU_MAX)),
			  max_of(1, min_of(cy, (int64_t)DOC_EMU_MAX))};
	uint32_t number = map_number(w, MAP_BLOB, view_of(key, sizeof key), &new);
	for (size_t i = 0; new &&i < 3; i++)
		buf_varint(&w->blobs, (uint64_t)key[i]);
	return number;
}

/* A bookmark's name as the form allows it: other characters become "_", at most 40 of them. */
static struct view fit_name(struct view key, struct buf *out)
{
	struct cursor c = cursor_of(key);
	for (size_t count = 0; cursor_left(&c) > 0 && count < 40; count++) {
		size_t at = c.at;
		uint32_t code = utf8_next(&c);
		struct view one = view_sub(key, at, c.at - at);
		bool ok = code != UTF8_BAD &&
			  (doc_bookmark_ok(one) || (count > 0 && (code == '-' || code == '.')));
		buf_put(out, ok ? one : VIEW("_"));
	}
	if (out->n == 0)
		buf_u8(out, '_');
	return buf_view(out);
}

uint32_t document_ident(struct document_writer *w, enum doc_ident_dialect kind, struct view key)
{
	bool new;
	if (kind != DOC_IDENT_BOOKMARK)
		return map_number(w, kind, key, &new);
	struct buf fitted scope_end(buf_free) = buf_new(256);
	struct view name = fit_name(key, &fitted);
	uint32_t number = map_number(w, kind, name, &new);
	if (new) {
		buf_varint(&w->bookmarks, name.n);
		buf_put(&w->bookmarks, name);
	}
	return number;
}
