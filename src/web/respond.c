/* SPDX-License-Identifier: Apache-2.0
 * respond.c: answers and their headers.
 */
#include <sys/stat.h>
#include <unistd.h>

#include "base/base64.h"
#include "sys/file.h"
#include "web/assets.h"
#include "web/http.h"

/* Nothing inline, nothing from elsewhere, nobody may frame us. */
#define PAGE_POLICY                                                                             \
	"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src " \
	"'self'; "                                                                              \
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
#define FILE_POLICY "default-src 'none'; sandbox; frame-ancestors 'none'"
#define FILE_BLOCK ((size_t)64 << 10)
#define COOKIE_DAYS 30 /* Internet side: how long a browser sees what it sent */

static void add(struct MHD_Response *m, const char *name, const char *value)
{
	if (MHD_add_response_header(m, name, value) != MHD_YES)
		log_warn("a header did not fit");
}

static void add_cookies(struct request *r, struct MHD_Response *m)
{
	char text[256];
	if (r->new_cookie) {
		snprintf(text, sizeof(text), "%ssekisho=%s; Path=/; HttpOnly; SameSite=Strict%s",
			 r->tls ? "__Host-" : "", r->cookie, r->tls ? "; Secure" : "");
		size_t n = strlen(text);
		if (server->gate)
			snprintf(text + n, sizeof(text) - n, "; Max-Age=%d", COOKIE_DAYS * 86400);
		add(m, "Set-Cookie", text);
	}
	if (r->set_lang) {
		snprintf(text, sizeof(text), "lang=%s; Path=/; Max-Age=31536000; SameSite=Lax%s",
			 r->lang == LANG_EN ? "en" : "ja", r->tls ? "; Secure" : "");
		add(m, "Set-Cookie", text);
	}
}

static void answer(struct request *r, unsigned status, struct MHD_Response *m, const char *policy)
{
	assert(!r->answered && m);
	add(m, "X-Content-Type-Options", "nosniff");
	add(m, "Referrer-Policy", "same-origin");
	add(m, "Content-Security-Policy", policy);
	add(m, "Cross-Origin-Opener-Policy", "same-origin");
	add(m, "Cross-Origin-Resource-Policy", "same-origin");
	add(m, "Permissions-Policy",
	    "camera=(), geolocation=(), microphone=(), payment=(), usb=()");
	add_cookies(r, m);
	if (MHD_queue_response(r->connection, status, m) != MHD_YES)
		log_warn("an answer could not be sent");
	MHD_destroy_response(m);
	r->answered = true;
}

static struct MHD_Response *from_memory(const void *p, size_t n, enum MHD_ResponseMemoryMode mode)
{
	struct MHD_Response *m = MHD_create_response_from_buffer(n, (void *)(uintptr_t)p, mode);
	if (!m)
		log_fatal("no memory for an answer");
	return m;
}

void respond_html(struct request *r, unsigned status, struct buf *html)
{
	if (html->err != OK) {
		status = MHD_HTTP_INTERNAL_SERVER_ERROR;
		buf_clear(html);
		buf_str(html, err_text(E_INTERNAL)->ja);
	}
	struct MHD_Response *m = from_memory(html->p, html->n, MHD_RESPMEM_MUST_COPY);
	buf_free(html);
	add(m, "Content-Type", "text/html; charset=utf-8");
	add(m, "Cache-Control", "no-store");
	answer(r, status, m, PAGE_POLICY);
}

void respond_sheet(struct request *r, const char *html, size_t n, const char *style, bool save)
{
	uint8_t hash[HASH_LEN];
	struct buf policy scope_end(buf_free) = buf_new(512);
	hash_bytes(view_str(style), hash);
	buf_str(&policy, "default-src 'none'; frame-ancestors 'none'; style-src 'sha256-");
	base64_put(&policy, view_of(hash, sizeof(hash)));
	buf_str(&policy, "'");
	buf_u8(&policy, 0);
	struct MHD_Response *m = from_memory(html, n, MHD_RESPMEM_MUST_COPY);
	add(m, "Content-Type", "text/html; charset=utf-8");
	add(m, "Cache-Control", "no-store");
	if (save)
		add(m, "Content-Disposition", "attachment; filename=\"sekisho-trial.html\"");
	answer(r, MHD_HTTP_OK, m, policy.err == OK ? (const char *)policy.p : FILE_POLICY);
}

void respond_redirect(struct request *r, const char *path)
{
	struct MHD_Response *m = from_memory("", 0, MHD_RESPMEM_PERSISTENT);
	add(m, "Location", path);
	add(m, "Cache-Control", "no-store");
	answer(r, MHD_HTTP_SEE_OTHER, m, PAGE_POLICY);
}

void respond_head(struct request *r, struct head *ret, enum word title, enum word here)
{
	char token[2 * HASH_LEN + 1];
	const struct session *s = r->session;
	*ret = (struct head){.title = title,
			     .here = here,
			     .path = r->path,
			     .evaluation = server->site->evaluation,
			     .gate = server->gate,
			     .english = r->lang == LANG_EN,
			     .signed_in = s != NULL,
			     .approver = request_may(r, WHO_APPROVER),
			     .operator= request_may(r, WHO_OPERATOR),
			     .auditor = request_may(r, WHO_AUDITOR),
			     .originals = !server->gate && r->session &&
					  server->site->policy.originals.enabled,
			     .csrf = ""};
	if (r->has_cookie) {
		request_csrf(r, token);
		ret->csrf = request_text(r, view_str(token));
	}
	if (!s)
		return;
	ret->person = s->name;
	const struct policy_unit *u = policy_unit(&server->site->policy, view_str(s->ticket.unit));
	if (u)
		ret->unit = request_text(r, u->name);
}

static void message(struct request *r, unsigned status, const struct trouble *t)
{
	if (r->script) {
		struct page_upload_result page = {
		    .result = {.err = t->err, .what = t->what, .todo = t->todo}};
		respond_page(r, status, upload_result, &page);
		return;
	}
	struct page_message page = {.trouble = *t, .status = status};
	respond_head(r, &page.head, WORD_error_title, WORD_none);
	respond_page(r, status, message, &page);
}

void respond_trouble(struct request *r, unsigned status, enum word what, enum word todo)
{
	message(r, status, &(struct trouble){.there = true, .what = what, .todo = todo});
}

void respond_error(struct request *r, enum err e)
{
	unsigned status = MHD_HTTP_INTERNAL_SERVER_ERROR;
	if (e == E_NOT_FOUND)
		status = MHD_HTTP_NOT_FOUND;
	else if (e == E_FORBIDDEN)
		status = MHD_HTTP_FORBIDDEN;
	else if (err_text(e)->kind != ERR_KIND_FAULT)
		status = MHD_HTTP_CONFLICT;
	else if (e == E_GONE || e == E_BUSY || e == E_NO_SPACE)
		status = MHD_HTTP_SERVICE_UNAVAILABLE;
	message(r, status, &(struct trouble){.there = true, .err = e});
}

void respond_asset(struct request *r)
{
	const struct asset *a = assets;
	while (a->name && strcmp(a->name, r->file) != 0)
		a++;
	if (!a->name) {
		respond_trouble(r, MHD_HTTP_NOT_FOUND, WORD_not_found, WORD_not_found_todo);
		return;
	}
	struct MHD_Response *m = from_memory(a->bytes.p, a->bytes.n, MHD_RESPMEM_PERSISTENT);
	add(m, "Content-Type", a->type);
	add(m, "Cache-Control", "public, max-age=31536000, immutable");
	answer(r, MHD_HTTP_OK, m, FILE_POLICY);
}

static ssize_t read_block(void *context, uint64_t at, char *out, size_t max)
{
	ssize_t n = pread(*(int *)context, out, max, (off_t)at);
	return n > 0	? n
	       : n == 0 ? MHD_CONTENT_READER_END_OF_STREAM
			: MHD_CONTENT_READER_END_WITH_ERROR;
}

static void close_block(void *context)
{
	close_fd(context);
	free(context);
}

/* RFC 6266 with RFC 8187: an ASCII name for old browsers and the real one for all others. */
static void disposition(const char *name, struct buf *out)
{
	struct put put = {out, LANG_JA};
	struct view v = view_str(name);
	buf_str(out, "attachment; filename=\"");
	for (size_t i = 0; i < v.n; i++) {
		uint8_t c = v.p[i];
		if (c < 0x80 || (c & 0xC0) == 0xC0)
			buf_u8(out, c < 0x20 || c >= 0x7F || strchr("\"\\%/;", c) ? '_' : c);
	}
	buf_str(out, "\"; filename*=UTF-8''");
	put_text(&put, PUT_URL, name);
	buf_u8(out, 0);
}

void respond_bytes(struct request *r, struct view bytes, const char *name)
{
	struct buf header scope_end(buf_free) = buf_new(4096);
	struct MHD_Response *m = from_memory(bytes.p, bytes.n, MHD_RESPMEM_MUST_COPY);
	disposition(name, &header);
	add(m, "Content-Disposition", header.err == OK ? (const char *)header.p : "attachment");
	add(m, "Content-Type", "application/octet-stream");
	add(m, "Cache-Control", "no-store");
	answer(r, MHD_HTTP_OK, m, FILE_POLICY);
}

void respond_file(struct request *r, int fd, const char *name, const char *type)
{
	struct stat st;
	struct buf header scope_end(buf_free) = buf_new(4096);
	int *context = malloc(sizeof(*context));
	if (!context || fstat(fd, &st) != 0) {
		free(context);
		close_fd(&fd);
		respond_error(r, E_IO);
		return;
	}
	*context = fd;
	struct MHD_Response *m = MHD_create_response_from_callback(
	    (uint64_t)st.st_size, FILE_BLOCK, read_block, context, close_block);
	if (!m)
		log_fatal("no memory for an answer");
	if (!type) {
		disposition(name, &header);
		add(m, "Content-Disposition",
		    header.err == OK ? (const char *)header.p : "attachment");
	}
	add(m, "Content-Type", type ? type : "application/octet-stream");
	add(m, "Cache-Control", "no-store");
	answer(r, MHD_HTTP_OK, m, FILE_POLICY);
}
