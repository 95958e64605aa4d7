/* SPDX-License-Identifier: Apache-2.0
 * pages_trial.c: 試行: an operator's folder of real files through both locks; nothing is delivered
 * and nothing of the files is kept. The result is the sheet that `sekisho try` prints.
 */
#include <sys/random.h>

#include "base/base64.h"
#include "sheet/trial.h"
#include "sys/file.h"
#include "web/pages_both.h"

#define SHOWN_MOST 1000 /* rows of one page; the sheet counts all */

bool trial_envelope(struct request *r, const char *batch, struct envelope *ret)
{
	uint8_t id[ID_LEN];
	*ret = (struct envelope){.version = 1, .direction = DIRECTION_TRIAL};
	if (!request_may(r, WHO_OPERATOR)) {
		r->trouble = (struct trouble){.there = true, .err = E_FORBIDDEN};
		return false;
	}
	if (strlen(batch) != 2 * (size_t)ID_LEN || hex_read(view_str(batch), id, ID_LEN) != OK) {
		r->trouble = (struct trouble){
		    .there = true, .what = WORD_bad_request, .todo = WORD_bad_request_todo};
		return false;
	}
	memcpy(ret->recipient, batch, strlen(batch));
	memcpy(ret->sender, r->session->ticket.person, sizeof(ret->sender));
	memcpy(ret->unit, r->session->ticket.unit, sizeof(ret->unit));
	return true;
}

static const char *new_batch(struct request *r)
{
	uint8_t bytes[ID_LEN];
	struct buf hex scope_end(buf_free) = buf_new(2 * ID_LEN + 1);
	if (getrandom(bytes, sizeof(bytes), 0) != (ssize_t)sizeof(bytes))
		log_fatal("no random bytes");
	buf_hex(&hex, view_of(bytes, sizeof(bytes)));
	return request_text(r, buf_view(&hex));
}

static size_t trial_rows(struct request *r, const struct ask *a, struct page_trial *page)
{
	struct trial_row *rows = arena_array(&r->arena, a->count, sizeof(*rows));
	size_t n = 0;
	struct body_row_trial b;
	for (const struct row *at = a->rows; rows && ask_row(&at, MSG_ROW_TRIAL, &b);) {
		rows[n++] = (struct trial_row){
		    .id = request_bytes(r, b.id, ID_LEN),
		    .person = TEXT(r, b.person),
		    .started = b.started,
		    .until = b.until,
		    .files = b.files,
		    .open = b.open,
		    .passed = b.passed,
		    .refused = b.files - min_of(b.files, b.open + b.passed),
		};
		page->moving = page->moving || b.open > 0;
	}
	page->rows = rows;
	return n;
}

void portal_trial(struct request *r)
{
	if (r->step == 0) {
		(void)ask_store(r, QUERY_TRIALS, NULL, 0, NULL);
		return;
	}
	if (respond_if_failed(r, r->asks[0]))
		return;
	struct page_trial page = {.limit = server->site->limit,
				  .kinds = site_kinds(r),
				  .batch = new_batch(r),
				  .notice = rows_notice(r)};
	respond_head(r, &page.head, WORD_trial_title, WORD_none);
	page.head.live = true;
	page.rows_count = trial_rows(r, r->asks[0], &page);
	if (r->script) {
		struct page_trial_rows rows = {.head = page.head,
					       .rows = page.rows,
					       .rows_count = page.rows_count,
					       .moving = page.moving};
		respond_page(r, MHD_HTTP_OK, trial_rows, &rows);
		return;
	}
	respond_page(r, MHD_HTTP_OK, trial, &page);
}

/* Without a script: all in one request. */
void portal_trial_send(struct request *r)
{
	char path[2 * ID_LEN + 16];
	size_t good = 0;
	for (size_t i = 0; i < r->file_count; i++)
		good += r->files[i].number != NULL;
	if (good == 0 || good < r->file_count) {
		respond_sent(r, "/trial?sent=", true);
		return;
	}
	(void)snprintf(path, sizeof(path), "/trial/%s", request_field(r, "trial"));
	respond_redirect(r, path);
}

/* --- one batch --- */

/* When it began and by whom, then page after page of its files; false while it waits. */
static bool all_files(struct request *r)
{
	const struct ask *last = r->ask_count ? r->asks[r->ask_count - 1] : NULL;
	if (!last) {
		(void)ask_store(r, QUERY_TRIALS, NULL, 0, NULL);
		return false;
	}
	bool more = last->err == OK && (r->ask_count == 1 || last->count >= TRIAL_PAGE);
	if (!more || r->ask_count == ASKS_MAX)
		return true;
	(void)ask_store(r, QUERY_TRIAL_FILES, r->id, r->ask_count - 1, NULL);
	return false;
}

/* Zeroes when it is not there. */
static struct body_row_trial batch_of(struct request *r)
{
	struct body_row_trial b;
	for (const struct row *at = r->asks[0]->rows; ask_row(&at, MSG_ROW_TRIAL, &b);)
		if (memcmp(b.id, r->id, ID_LEN) == 0)
			return b;
	return (struct body_row_trial){0};
}

/* Each file that came back, in order. */
static size_t each_file(struct request *r,
			void (*take)(struct request *r, const struct body_row_trial_file *b,
				     void *context),
			void *context)
{
	size_t n = 0;
	struct body_row_trial_file b;
	for (size_t i = 0; i < r->ask_count; i++)
		for (const struct row *at = r->asks[i]->rows; ask_row(&at, MSG_ROW_TRIAL_FILE, &b);
		     n++) {
			if (b.err >= ERR_COUNT)
				b.err = E_INTERNAL;
			take(r, &b, context);
		}
	return n;
}

/* A page that is being filled, and where its rows are. */
struct shown {
	struct page_trial_one page;
	struct trial_file_row rows[SHOWN_MOST];
};

static void show_file(struct request *r, const struct body_row_trial_file *b, void *context)
{
	struct shown *shown = context;
	struct page_trial_one *page = &shown->page;
	page->files++;
	page->open += !b->ended;
	page->passed += b->ended && b->err == OK;
	if (!b->ended || b->err == OK)
		return;
	page->refused++;
	if (page->rows_count == SHOWN_MOST) {
		page->more++;
		return;
	}
	shown->rows[page->rows_count++] = (struct trial_file_row){
	    .name = TEXT(r, b->name), .size = b->size, .err = (enum err)b->err};
}

void portal_trial_one(struct request *r)
{
	if (!all_files(r))
		return;
	if (respond_if_failed(r, r->asks[r->ask_count - 1]))
		return;
	struct shown *shown = arena_alloc(&r->arena, sizeof(*shown));
	if (!shown || each_file(r, show_file, shown) == 0) {
		respond_error(r, shown ? E_NOT_FOUND : E_NO_MEMORY);
		return;
	}
	struct page_trial_one *page = &shown->page;
	struct body_row_trial b = batch_of(r);
	page->id = r->id;
	page->started = b.started;
	page->until = b.until;
	page->person = TEXT(r, b.person);
	page->rows = shown->rows;
	respond_head(r, &page->head, WORD_trial_title, WORD_none);
	page->head.refresh = page->open > 0;
	respond_page(r, MHD_HTTP_OK, trial_one, page);
}

static void count_file(struct request *r, const struct body_row_trial_file *b, void *context)
{
	uint16_t codes[FINDING_COUNT];
	size_t n = 0;
	if (!b->ended)
		return;
	for (unsigned i = 0; i < FINDING_COUNT; i++)
		if (b->findings[i / 8] & 1u << i % 8)
			codes[n++] = (uint16_t)i;
	trial_take(
	    context,
	    &(struct trial_result){
		.err = (enum err)b->err, .size = b->size, .us = b->cpu_us, .codes = codes, .n = n},
	    TEXT(r, b->name));
}

static bool print(struct trial *t, struct request *r, FILE *to)
{
	bool english = r->lang == LANG_EN;
	struct sheet s = sheet_begin(to, true, english, word_text(WORD_trial_sheet_title, r->lang));
	trial_print(t, word_text(WORD_trial_source, r->lang), batch_of(r).started, 0, &s);
	return sheet_end(&s);
}

void portal_trial_sheet(struct request *r)
{
	if (!all_files(r))
		return;
	if (respond_if_failed(r, r->asks[r->ask_count - 1]))
		return;
	struct trial *t = calloc(1, sizeof(*t));
	char *text = NULL;
	size_t length = 0;
	FILE *to = t ? open_memstream(&text, &length) : NULL;
	size_t files = t ? each_file(r, count_file, t) : 0;
	bool ok = to && print(t, r, to);
	if (to)
		ok = fclose(to) == 0 && ok;
	if (ok && files)
		respond_sheet(r, text, length, sheet_style, *request_query(r, "save", "") != '\0');
	else
		respond_error(r, files ? E_NO_MEMORY : E_NOT_FOUND);
	free(text);
	if (t)
		trial_free(t);
	free(t);
}

void portal_trial_drop(struct request *r)
{
	struct body_query body = {.query = QUERY_TRIALS};
	if (r->step == 0) {
		body.ticket = r->session->ticket;
		memcpy(body.id, r->id, ID_LEN);
		(void)ask_peer(r, ROLE_store, MSG_TRIAL_DROP, &body);
		return;
	}
	if (!respond_if_failed(r, r->asks[0]))
		respond_redirect(r, "/trial?done=trial-dropped");
}
