/* SPDX-License-Identifier: Apache-2.0
 * pages_both.c: the route tables, and the pages both sides have.
 */
#include "web/pages_both.h"

#define GATE(method, pattern, who, handler, upload) \
	{METHOD_##method, pattern, WHO_##who, handler, upload},
#define PORTAL(method, pattern, who, handler, upload)
const struct route gate_routes[] = {
#include "tbl/routes.h"
    {METHOD_GET, NULL, WHO_ANYONE, NULL, false}};
#undef GATE
#undef PORTAL
#define GATE(method, pattern, who, handler, upload)
#define PORTAL(method, pattern, who, handler, upload) \
	{METHOD_##method, pattern, WHO_##who, handler, upload},
const struct route portal_routes[] = {
#include "tbl/routes.h"
    {METHOD_GET, NULL, WHO_ANYONE, NULL, false}};
#undef GATE
#undef PORTAL

void both_about(struct request *r)
{
	struct page_about page = {0};
	respond_head(r, &page.head, WORD_about_title, WORD_none);
	respond_page(r, MHD_HTTP_OK, about, &page);
}

/* nginx sends a body over its limit here (error_page 413). */
void both_too_large(struct request *r)
{
	respond_trouble(r, MHD_HTTP_CONTENT_TOO_LARGE, WORD_too_large, WORD_too_large_todo);
}

void both_asset(struct request *r)
{
	respond_asset(r);
}

const char *site_kinds(struct request *r)
{
	static const struct {
		const char *name, *text[2];
	} formats[] = {
#define FORMAT(name, extensions, ja, en) {#name, {ja, en}},
#include "tbl/formats.h"
#undef FORMAT
	};
	struct buf all scope_end(buf_free) = buf_new(1024);
	for (size_t i = 0; i < array_len(formats); i++) {
		if (!policy_format_allowed(&server->site->policy, server->site->direction,
					   view_str(formats[i].name)))
			continue;
		if (all.n)
			buf_str(&all, word_text(WORD_and_next, r->lang));
		buf_str(&all, formats[i].text[r->lang]);
	}
	return request_text(r, buf_view(&all));
}

bool respond_if_failed(struct request *r, const struct ask *a)
{
	if (a->err == OK)
		return false;
	if (a->err == E_EXPIRED || a->err == E_SIGNATURE || a->err == E_SIGNIN)
		respond_redirect(r, "/signin?again=1"); /* the ticket is over */
	else
		respond_error(r, a->err);
	return true;
}

void respond_sent(struct request *r, const char *list, bool out)
{
	char path[64];
	size_t good = 0;
	for (size_t i = 0; i < r->file_count; i++)
		good += r->files[i].number != NULL;
	if (r->script) {
		struct page_upload_result page = {.result = {.what = WORD_result_none}};
		if (r->file_count > 0)
			page.result = r->files[0];
		respond_page(r, good ? MHD_HTTP_OK : MHD_HTTP_CONFLICT, upload_result, &page);
		return;
	}
	if (good > 0 && good == r->file_count) {
		snprintf(path, sizeof(path), "%s%zu", list, good);
		respond_redirect(r, path);
		return;
	}
	struct page_results page = {
	    .out = out, .results = r->files, .results_count = r->file_count};
	respond_head(r, &page.head, WORD_result_title, out ? WORD_send_title : WORD_none);
	respond_page(r, MHD_HTTP_OK, results, &page);
}
