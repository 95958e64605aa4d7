/* SPDX-License-Identifier: Apache-2.0
 * pages_parts.c: uploads in pieces (flow/part.h), on both sides.
 *
 *   POST /parts             name, size, where to      -> the number of a new one
 *   POST /parts/ID          offset, before, hash, one piece as a file -> what stands on disk now
 *   POST /parts/ID/finish   -> 受付番号, also when it is asked for again
 *   POST /parts/ID/drop     given up
 *   GET  /parts             what this browser, or this person, has not finished
 *
 * Nothing is remembered here: whose it is goes with every message, and belt compares; what a person
 * says is the ticket's to prove.
 */
#include <arpa/inet.h>
#include <sys/random.h>

#include "base/base64.h"
#include "sys/file.h"
#include "web/pages_both.h"

/* A browser on the Internet side; on the LGWAN side the person, at whatever screen. */
static void owner(const struct request *r, uint8_t ret_owner[HASH_LEN], struct ticket *ret_ticket)
{
	if (server->gate)
		memcpy(ret_owner, r->cookie_hash, HASH_LEN);
	else
		*ret_ticket = r->session->ticket;
}

/* One client, however many browsers it says it is: its address, of IPv6 the network it can choose
 * from. The salt is new at every start, so that the hash tells nobody an address. */
static void source_of(struct request *r, uint8_t ret[HASH_LEN])
{
	static struct {
		uint8_t salt[HASH_LEN], address[16];
	} from;
	static bool salted;
	const char *text = MHD_lookup_connection_value(r->connection, MHD_HEADER_KIND, "X-Real-IP");
	if (!salted && getrandom(from.salt, sizeof(from.salt), 0) != (ssize_t)sizeof(from.salt))
		log_fatal("no random bytes");
	salted = true;
	memset(from.address, 0, sizeof(from.address));
	if (text && inet_pton(AF_INET6, text, from.address) == 1)
		memset(from.address + 8, 0, 8);
	else if (text)
		(void)inet_pton(AF_INET, text, from.address);
	hash_bytes(view_of(&from, sizeof(from)), ret);
}

static unsigned status_of(enum err e)
{
	switch ((int)e) {
	case OK:
		return MHD_HTTP_OK;
	case E_NOT_FOUND:
		return MHD_HTTP_NOT_FOUND;
	case E_BUSY:
	case E_GONE:
	case E_NO_SPACE:
		return MHD_HTTP_SERVICE_UNAVAILABLE;
	case E_EXPIRED:
	case E_SIGNATURE:
		return MHD_HTTP_UNAUTHORIZED; /* the ticket is over: sign in, and go on */
	case E_LIMIT_SIZE:
		return MHD_HTTP_CONTENT_TOO_LARGE;
	default:
		return MHD_HTTP_CONFLICT;
	}
}

static void respond_part(struct request *r, const struct page_part *page)
{
	unsigned status = page->what != WORD_none ? MHD_HTTP_CONFLICT : status_of(page->err);
	respond_page(r, status, part, page);
}

static void respond_ask(struct request *r)
{
	const struct ask *a = r->ask_count ? r->asks[r->ask_count - 1] : NULL;
	enum err e = a ? a->err : E_GONE;
	struct page_part page = {.id = r->id,
				 .have = a ? a->end.count : 0,
				 .code = e ? err_text(e)->name : "",
				 .err = e};
	if (a && e == OK)
		page.id = a->end.id;
	respond_part(r, &page);
}

static bool number_field(struct request *r, const char *name, uint64_t *ret)
{
	int64_t n;
	if (view_int(view_str(request_field(r, name)), 0, INT64_MAX, &n) != OK)
		return false;
	*ret = (uint64_t)n;
	return true;
}

static bool hash_field(struct request *r, const char *name, uint8_t ret[HASH_LEN])
{
	struct view v = view_str(request_field(r, name));
	return v.n == 2 * (size_t)HASH_LEN && hex_read(v, ret, HASH_LEN) == OK;
}

static void refuse(struct request *r, enum err e)
{
	struct page_part page = {
	    .id = r->id, .err = e, .what = r->trouble.what, .todo = r->trouble.todo};
	page.code =
	    e ? err_text(e)->name : "SAID"; /* by `what`: none that upload.js tries again for */
	respond_part(r, &page);
}

void parts_open(struct request *r)
{
	struct body_part_open body = {0};
	if (r->step > 0) {
		respond_ask(r);
		return;
	}
	uint64_t size;
	if (!server->envelope(r, &body.envelope)) {
		refuse(r, r->trouble.err);
		return;
	}
	enum err e = upload_name(request_field(r, "name"), &body.envelope);
	if (e == OK && !number_field(r, "size", &size))
		e = E_USAGE;
	if (e == OK && size > site_limit(server->site, &body.envelope))
		e = E_LIMIT_SIZE;
	if (e != OK) {
		refuse(r, e);
		return;
	}
	body.envelope.size = size;
	if (r->session)
		body.ticket = r->session->ticket;
	if (server->gate)
		source_of(r, body.source);
	(void)ask_peer(r, ROLE_belt, MSG_PART_OPEN, &body);
}

void parts_piece(struct request *r)
{
	struct body_part_piece body = {.upload = r->piece, .size = r->piece_size};
	if (r->step > 0) {
		respond_ask(r);
		return;
	}
	if (!r->piece || !number_field(r, "offset", &body.offset) ||
	    !hash_field(r, "before", body.before) || !hash_field(r, "hash", body.hash)) {
		refuse(r, r->trouble.err != OK ? r->trouble.err : E_USAGE);
		return;
	}
	owner(r, body.owner, &body.ticket);
	memcpy(body.id, r->id, ID_LEN);
	r->piece = 0; /* belt lets it go, whatever it says */
	(void)ask_peer(r, ROLE_belt, MSG_PART_PIECE, &body);
}

static void ask_part(struct request *r, enum msg m)
{
	struct body_part body = {0};
	owner(r, body.owner, &body.ticket);
	memcpy(body.id, r->id, ID_LEN);
	(void)ask_peer(r, ROLE_belt, m, &body);
}

void parts_finish(struct request *r)
{
	if (r->step == 0) {
		ask_part(r, MSG_PART_FINISH);
		return;
	}
	const struct ask *a = r->asks[0];
	struct page_upload_result page = {.result = {.err = a->err}};
	if (a->err == OK)
		page.result.number = TEXT(r, a->end.number);
	respond_page(r, status_of(a->err), upload_result, &page);
}

void parts_drop(struct request *r)
{
	if (r->step == 0)
		ask_part(r, MSG_PART_DROP);
	else if (r->script)
		respond_ask(r);
	else if (r->asks[0]->err != OK && r->asks[0]->err != E_NOT_FOUND)
		respond_error(r, r->asks[0]->err);
	else
		respond_redirect(r, "/parts");
}

static void part_row(struct request *r, const struct body_part_row *b, struct part_row *ret)
{
	*ret = (struct part_row){.id = request_bytes(r, b->id, ID_LEN),
				 .name = TEXT(r, b->name),
				 .recipient = TEXT(r, b->recipient),
				 .size = b->size,
				 .have = b->have,
				 .length = b->size,
				 .offset = b->have,
				 .percent = b->size ? b->have / (b->size / 100 + 1) : 0,
				 .chain = request_bytes(r, b->chain, HASH_LEN),
				 .expires = b->expires};
}

void parts_list(struct request *r)
{
	if (r->step == 0) {
		struct body_part body = {0};
		owner(r, body.owner, &body.ticket);
		(void)ask_peer(r, ROLE_belt, MSG_PART_LIST, &body);
		return;
	}
	const struct ask *a = r->asks[0];
	if (a->err != OK) {
		respond_error(r, a->err);
		return;
	}
	struct part_row *rows = arena_array(&r->arena, a->count, sizeof(*rows));
	struct page_parts page = {.out = !server->gate, .rows = rows};
	struct body_part_row b;
	for (const struct row *at = a->rows; rows && ask_row(&at, MSG_PART_ROW, &b);) {
		part_row(r, &b, &rows[page.rows_count++]);
	}
	respond_head(r, &page.head, WORD_parts_title, WORD_none);
	if (r->script) {
		struct page_parts_rows fragment = {
		    .head = page.head, .rows = rows, .rows_count = page.rows_count};
		respond_page(r, MHD_HTTP_OK, parts_rows, &fragment);
		return;
	}
	page.head.live = true;
	respond_page(r, MHD_HTTP_OK, parts, &page);
}
