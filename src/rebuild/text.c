/* SPDX-License-Identifier: Apache-2.0
 * text.c: lines -> a UTF-8 text file without byte order mark.
 */
#include "form/class.h"
#include "form/forms_gen.h"
#include "rebuild/preview.h"

static enum err rebuild(struct rebuild *r)
{
	struct cursor c = cursor_of(r->form->parts[0].body);
	struct form_text head;
	struct form_text_line line = {0};
	if (r->form->n != 1)
		return E_FORM;
	try(form_text_read(&c, &head));
	struct view newline = head.newline == FORM_TEXT_NEWLINE_CRLF ? VIEW("\r\n") : VIEW("\n");
	if (head.lines == 0)
		return E_FORM;
	for (uint32_t i = 0; i < head.lines; i++) {
		try(form_text_line_read(&c, &line));
		if (i == 0 && class_foreign(line.line))
			return E_FORM;
		buf_put(r->out, line.line);
		if (i + 1 < head.lines || head.ended)
			buf_put(r->out, newline);
		preview_put(r, line.line);
		preview_put(r, VIEW("\n"));
	}
	if (line.line.n == 0 && !head.ended)
		return E_FORM; /* reads as if the line before it had its end: one spelling only */
	memcpy(r->ext, "txt", 4);
	return cursor_done(&c) ? r->out->err : E_FORM;
}

const struct target target_text = {"text", FORM_TEXT, rebuild};
