/* SPDX-License-Identifier: Apache-2.0
 * sheet.c: a page, twice: for a terminal and as HTML that prints on A4.
 */
#include "sheet/sheet.h"

#include <inttypes.h>
#include <stdarg.h>

#include "base/html.h"
#include "base/utf8.h"

#define TEXT_MAX ((size_t)64 << 10)

const char sheet_style[] =
    "@page{size:A4;margin:15mm}"
    "body{font:14px/1.6 'Noto Sans CJK JP','BIZ UDPGothic','Yu Gothic UI',Meiryo,sans-serif;"
    "color:#1a1a1a;max-width:48rem;margin:1.5rem auto;padding:0 1rem}"
    "h1{font-size:1.4rem;border-bottom:3px solid #00118f;padding-bottom:.3rem}"
    "h2{font-size:1.05rem;margin:1.4rem 0 .3rem}"
    ".big{font-size:1.3rem;font-weight:700;margin:.6rem 0}.small{color:#4d4d4d;font-size:.85rem}"
    "p{margin:.3rem 0}"
    "table{border-collapse:collapse;width:100%}tr{break-inside:avoid}"
    "th,td{border:1px solid #ccc;padding:.25rem .5rem;text-align:left;vertical-align:top;"
    "overflow-wrap:anywhere}th{background:#f7f8fa;white-space:nowrap}"
    "td.n{text-align:right;white-space:nowrap}";

/* Names are anybody's bytes: one line, no control or direction characters. */
static void put(struct sheet *s, const char *text)
{
	scope_end(buf_free) struct buf out = buf_new(TEXT_MAX);
	struct cursor c = cursor_of(view_str(text));
	while (cursor_left(&c) > 0) {
		uint32_t x = utf8_shown_in_line(&c);
		if (s->html)
			html_put(&out, x);
		else
			utf8_put(&out, x);
	}
	fwrite(out.p, 1, out.n, s->to);
}

struct sheet sheet_begin(FILE *to, bool html, bool english, const char *title)
{
	struct sheet s = {.to = to, .html = html, .english = english};
	if (html) {
		fprintf(to,
			"<!DOCTYPE html>\n<html lang=\"%s\"><head><meta charset=\"utf-8\">\n"
			"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src "
			"'none'; style-src 'unsafe-inline'\">\n<title>",
			english ? "en" : "ja");
		put(&s, title);
		fprintf(to, "</title>\n<style>%s</style></head>\n<body>\n<h1>", sheet_style);
	}
	put(&s, title);
	fputs(html ? "</h1>\n" : "\n", to);
	return s;
}

void sheet_heading(struct sheet *s, const char *ja, const char *en)
{
	fputs(s->html ? "<h2>" : "\n■ ", s->to);
	put(s, s->english ? en : ja);
	fputs(s->html ? "</h2>\n" : "\n", s->to);
}

void sheet_say(struct sheet *s, enum sheet_weight weight, const char *ja, const char *en, ...)
{
	static const char *const classes[] = {"<p>", "<p class=\"big\">", "<p class=\"small\">"};
	char text[2048];
	va_list ap;
	va_start(ap, en);
	if (s->english)
		(void)vsnprintf(text, sizeof text, en, ap);
	else
		(void)vsnprintf(text, sizeof text, ja, ap);
	va_end(ap);
	if (s->html)
		fputs(classes[weight], s->to);
	put(s, text);
	fputs(s->html ? "</p>\n" : "\n", s->to);
}

void sheet_table(struct sheet *s, size_t columns)
{
	s->columns = columns;
	s->cells = 0;
	if (s->html)
		fputs("<table>\n", s->to);
	else
		s->table = cli_table_new(columns);
}

static void cell(struct sheet *s, const char *text, bool number)
{
	bool head = s->cells < s->columns, first = s->cells % s->columns == 0;
	bool last = s->cells % s->columns == s->columns - 1;
	s->cells++;
	if (!s->html) {
		cli_table_cell(&s->table, view_str(text));
		return;
	}
	if (first)
		fputs("<tr>", s->to);
	fputs(head ? "<th scope=\"col\">" : number ? "<td class=\"n\">" : "<td>", s->to);
	put(s, text);
	fputs(head ? "</th>" : "</td>", s->to);
	if (last)
		fputs("</tr>\n", s->to);
}

void sheet_cell(struct sheet *s, const char *ja, const char *en)
{
	cell(s, s->english ? en : ja, false);
}

/* "1,240" */
void sheet_number(struct sheet *s, uint64_t n)
{
	char digits[24], out[32];
	int len = snprintf(digits, sizeof digits, "%" PRIu64, n), at = 0;
	for (int i = 0; i < len; i++) {
		if (i > 0 && (len - i) % 3 == 0)
			out[at++] = ',';
		out[at++] = digits[i];
	}
	out[at] = 0;
	cell(s, out, true);
}

void sheet_table_end(struct sheet *s)
{
	assert(s->cells % s->columns == 0);
	if (s->html)
		fputs("</table>\n", s->to);
	else
		cli_table_print(&s->table, s->to);
}

bool sheet_end(struct sheet *s)
{
	if (s->html)
		fputs("</body></html>\n", s->to);
	return fflush(s->to) == 0 && !ferror(s->to);
}
