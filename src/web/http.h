/* SPDX-License-Identifier: Apache-2.0
 * http.h: one request, from its first header to its answer.
 *
 * libmicrohttpd runs without threads of its own, inside the loop of sys/role.h. A handler never
 * waits: it asks (ask_store, ask_auth) and returns; when every answer is there it is called again
 * with `step` one higher; a handler that asked nothing must have answered. Everything a request
 * needs lives in its arena and goes with it.
 *
 * Uploads are not held here: multipart content goes as it arrives to the descriptor belt gave
 * (gate/upload.h), and a browser that hangs up drops it.
 */
#ifndef WEB_HTTP_H
#define WEB_HTTP_H

#include <microhttpd.h>

#include "pages.h"
#include "web/ask.h"
#include "web/multipart.h"
#include "web/server.h"
#include "web/session.h"

#define COOKIE_HEX 64
#define FIELDS_MAX 256 /* 送付前点検: a tick for each find */
#define FIELD_VALUE_MAX 1024
#define ASKS_MAX 128
#define FILES_MAX 2000 /* in one request; scripts send one each */

enum method { METHOD_GET, METHOD_POST };
enum who { WHO_ANYONE, WHO_SIGNED, WHO_APPROVER, WHO_OPERATOR, WHO_AUDITOR };

enum takes { TAKES_NONE, TAKES_FILES, TAKES_PIECE }; /* in tbl/routes.h: false, true, TAKES_PIECE */
struct request;

struct route {
	enum method method;
	const char *pattern; /* "/items/:id/file": `:id` is 32 hex digits, `:file` one plain name */
	enum who who;
	void (*handle)(struct request *r);
	unsigned upload; /* enum takes */
};

struct field {
	char name[MULTIPART_NAME_MAX];
	char *value;
};

struct request {
	struct MHD_Connection *connection;
	const struct route *route;
	char path[128], file[64];
	uint8_t id[ID_LEN];
	enum lang lang;
	bool set_lang, tls, script; /* script: asked by our app.js, which wants a fragment */
	bool has_cookie, new_cookie, bounce;
	char cookie[COOKIE_HEX + 1];
	uint8_t cookie_hash[HASH_LEN]; /* names the browser; the cookie itself never leaves */
	const struct session *session; /* a copy of its own: the table may change between steps */
	struct arena arena;

	struct field fields[FIELDS_MAX];
	size_t field_count;
	struct multipart *multipart;
	struct buf value; /* of the field being read */
	bool csrf_ok, in_file;
	unsigned refused; /* a status decided early: the body is read and dropped */
	struct trouble trouble;
	struct upload *upload;
	struct sent_file *files;
	size_t file_count;
	struct ask **seals;	    /* of each file, or NULL */
	uint64_t piece, piece_size; /* one that belt has whole; 0: none, or told on already */

	unsigned step, waiting;
	bool suspended, answered;
	struct ask *asks[ASKS_MAX]; /* in the order asked, over all steps */
	size_t ask_count;
	void *state; /* the handler's own, between steps */
};

/* request.c */
const char *request_query(struct request *r, const char *name, const char *otherwise);
uint64_t request_page(struct request *r);
const char *request_field(struct request *r, const char *name); /* "" when not there */
/* Copies in the request's arena, for a page; NULL when that is exhausted. */
const char *request_text(struct request *r, struct view text);
const uint8_t *request_bytes(struct request *r, const uint8_t *p, size_t n);
/* The same of a body's text field, whether or not its sender ended it. */
#define TEXT(r, field) request_text((r), view_of((field), strnlen((field), sizeof(field))))
void request_csrf(const struct request *r, char ret[2 * HASH_LEN + 1]);
void request_new_cookie(struct request *r); /* when who is at the browser changes */
bool request_may(const struct request *r, enum who who);
struct request *request_new(struct MHD_Connection *c, const char *url, const char *method);
void request_free(struct request *r);

/* body.c: content as it arrives; returns how much was used. */
size_t body_read(struct request *r, struct view in);
void body_end(struct request *r);
void body_hang_up(struct request *r);

/* respond.c: exactly one of these answers a request. */
void respond_html(struct request *r, unsigned status, struct buf *html);
void respond_redirect(struct request *r, const char *path); /* 303, a path of ours */
void respond_error(struct request *r, enum err e);
void respond_trouble(struct request *r, unsigned status, enum word what, enum word todo);
void respond_asset(struct request *r);
/* The descriptor becomes the response's; an attachment of that name unless `type` is given. */
void respond_file(struct request *r, int fd, const char *name, const char *type);
void respond_head(struct request *r, struct head *ret, enum word title, enum word here);

/* An attachment from memory; copied. */
void respond_bytes(struct request *r, struct view bytes, const char *name);

/* A sheet of sheet/sheet.h with its own style; `save`: as an attachment. */
void respond_sheet(struct request *r, const char *html, size_t n, const char *style, bool save);

/* respond_page(r, 200, inbox, &page): page_inbox into a response */
#define respond_page(r, status, name, page)            \
	do {                                           \
		struct buf html_ = buf_new(PAGE_MAX);  \
		struct put put_ = {&html_, (r)->lang}; \
		page_##name(&put_, (page));            \
		respond_html((r), (status), &html_);   \
	} while (0)
#define PAGE_MAX ((size_t)16 << 20)

#endif
