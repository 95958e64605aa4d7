/* SPDX-License-Identifier: Apache-2.0
 * pages_check.c: 送付前点検: what was found, each with its picture, and what its sender decides.
 */
#include <sys/stat.h>
#include <unistd.h>

#include "base/base64.h"
#include "form/finds.h"
#include "web/pages_both.h"

/* Of a picture as PNG: what its pixels cannot be packed to, and the chunks around them. */
#define PICTURE_MAX ((off_t)FIND_PIXELS_MAX + 8192)
#define NUMBER_MOST 100000 /* of a find among its item's rows, erased ones too */

/* --- rows --- */

static void word_set(struct find_word *w, const char *field, size_t size)
{
	w->n = (uint32_t)min_of(strnlen(field, size), sizeof(w->text));
	memcpy(w->text, field, w->n);
}

static const char *where(struct request *r, const struct body_row_find *b)
{
	struct buf text scope_end(buf_free) = buf_new(2048);
	struct find_place place = {.member = b->member,
				   .at = (enum find_at)b->at,
				   .number = b->place,
				   .row = b->row,
				   .column = b->column};
	word_set(&place.file, b->file, sizeof(b->file));
	word_set(&place.name, b->name, sizeof(b->name));
	find_where(&place, r->lang == LANG_EN, &text);
	return request_text(r, buf_view(&text));
}

static void row_of(struct request *r, const struct body_row_find *b, const uint8_t *item,
		   struct find_row *ret)
{
	const struct find_text *t = find_text((enum find_kind)b->kind);
	bool ja = r->lang == LANG_JA;
	char id[17];
	snprintf(id, sizeof(id), "%016llx", (unsigned long long)b->id);
	*ret = (struct find_row){.item = item,
				 .id = request_text(r, view_str(id)),
				 .number = b->number,
				 .what = ja ? t->ja : t->en,
				 .todo = ja ? t->todo_ja : t->todo_en,
				 .where = where(r, b),
				 .excerpt = TEXT(r, b->text),
				 .count = b->count,
				 .level = b->weight,
				 .erasable = b->erasable != 0,
				 .erased = b->erased != 0,
				 .picture = b->picture != 0,
				 .many = b->count > 1 && b->id,
				 .more = b->id == 0};
	/* What the policy wants decided is ticked: whoever means to keep it says so. */
	ret->ticked = ret->erasable && b->weight >= POLICY_FIND_ASK;
}

const struct find_row *rows_finds(struct request *r, const struct ask *a, const uint8_t *id,
				  bool erased, size_t *ret_n)
{
	size_t n = 0;
	struct find_row *rows = arena_array(&r->arena, a->count, sizeof(*rows));
	struct body_row_find b;
	for (const struct row *at = a->rows;
	     rows && a->err == OK && ask_row(&at, MSG_ROW_FIND, &b);) {
		if (b.kind < FIND_COUNT && b.at < FIND_AT_COUNT && (b.erased != 0) == erased)
			row_of(r, &b, id, &rows[n++]);
	}
	*ret_n = n;
	return rows;
}

/* --- the page --- */

void portal_check_form(struct request *r)
{
	if (r->step == 0) {
		(void)ask_store(r, QUERY_ITEM, r->id, 0, NULL);
		(void)ask_store(r, QUERY_FINDS, r->id, 0, NULL);
		return;
	}
	const struct body_row_item *row = ask_first(r->asks[0], MSG_ROW_ITEM);
	if (respond_if_failed(r, r->asks[0]) || respond_if_failed(r, r->asks[1]))
		return;
	if (!row) {
		respond_error(r, E_NOT_FOUND);
		return;
	}
	struct body_row_item b;
	struct page_check page = {.notice = rows_notice(r)};
	memcpy(&b, row, sizeof(b));
	rows_told(r, &page.trouble);
	rows_item(r, &b, &page.item);
	respond_head(r, &page.head, WORD_check_title, WORD_send_title);
	page.may = page.item.may_check;
	page.left = rows_finds(r, r->asks[1], page.item.id, false, &page.left_count);
	page.erased = rows_finds(r, r->asks[1], page.item.id, true, &page.erased_count);
	respond_page(r, MHD_HTTP_OK, check, &page);
}

/* A picture of a find: pixels that the inspector drew from the plain form, as a PNG of our own
 * writer, served sandboxed and nosniff as exactly that. */
void portal_find(struct request *r)
{
	char head[8];
	struct stat st;
	int64_t number = 0;
	struct view name = view_str(r->file);
	if (r->step == 0) {
		struct view png = VIEW(".png");
		struct view digits = view_sub(name, 0, name.n - min_of(name.n, png.n));
		if (!view_ends(name, png) || view_int(digits, 1, NUMBER_MOST, &number) != OK)
			respond_error(r, E_NOT_FOUND);
		else
			(void)ask_store(r, QUERY_FIND_PICTURE, r->id, (uint64_t)number, NULL);
		return;
	}
	struct ask *a = r->asks[0];
	if (respond_if_failed(r, a))
		return;
	if (a->fd < 0 || fstat(a->fd, &st) != 0 || st.st_size > PICTURE_MAX ||
	    pread(a->fd, head, sizeof(head), 0) != (ssize_t)sizeof(head) ||
	    !rows_is_picture(head, sizeof(head)))
		respond_error(r, E_NOT_FOUND);
	else
		respond_file(r, take_fd(&a->fd), "", "image/png");
}

/* --- what is decided --- */

static enum choice choice_of(struct request *r, const char **ret_done)
{
	static const struct {
		const char *name, *done;
		enum choice choice;
	} choices[] = {{"erase", "erasing", CHOICE_ERASE},
		       {"erase-all", "erasing", CHOICE_ERASE_ALL},
		       {"as-is", "as-is", CHOICE_AS_IS},
		       {"withdraw", "withdrawn", CHOICE_WITHDRAW}};
	const char *name = request_field(r, "choice");
	*ret_done = "";
	for (size_t i = 0; i < array_len(choices); i++)
		if (!strcmp(name, choices[i].name)) {
			*ret_done = choices[i].done;
			return choices[i].choice;
		}
	return CHOICE_NONE;
}

static bool id_of(const char *text, uint64_t *ret)
{
	uint8_t bytes[8];
	if (strlen(text) != 16 || hex_read(view_str(text), bytes, sizeof(bytes)) != OK)
		return false;
	struct cursor c = cursor_of(view_of(bytes, sizeof(bytes)));
	*ret = cursor_u64be(&c);
	return true;
}

static void ask_check(struct request *r, enum choice choice)
{
	const char *reason = request_field(r, "reason");
	struct body_check body = {.ticket = r->session->ticket, .choice = choice};
	memcpy(body.id, r->id, ID_LEN);
	if (hex_read(view_str(request_field(r, "output")), body.output, HASH_LEN) != OK)
		memset(body.output, 0, HASH_LEN); /* the store finds that it does not match */
	for (size_t i = 0; i < r->field_count && body.n < CHECK_FINDS; i++)
		if (!strcmp(r->fields[i].name, "find") &&
		    id_of(r->fields[i].value, &body.finds[body.n]))
			body.n++;
	if (strlen(reason) < sizeof(body.reason))
		memcpy(body.reason, reason, strlen(reason));
	(void)ask_peer(r, ROLE_store, MSG_CHECK, &body);
}

/* Done: to the item, which says what happens now. Not done: back to the finds, with why. */
void portal_check(struct request *r)
{
	char path[64];
	const char *done;
	enum choice choice = choice_of(r, &done);
	if (r->step == 0 && choice == CHOICE_NONE) {
		respond_trouble(r, MHD_HTTP_BAD_REQUEST, WORD_bad_request, WORD_bad_request_todo);
		return;
	}
	if (r->step == 0) {
		ask_check(r, choice);
		return;
	}
	enum err e = r->asks[0]->err;
	snprintf(path, sizeof(path), "/items/%.32s%s", r->path + strlen("/items/"),
		 e == OK ? "" : "/check");
	respond_back(r, path, e, done);
}
