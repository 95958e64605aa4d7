/* SPDX-License-Identifier: Apache-2.0
 * docx_code.c: field instructions, printed from values (ECMA-376 part 1, 17.16).
 */
#include "rebuild/ooxml.h"
#include "rebuild/markup.h"

static void item(const struct ooxml *x, unsigned kind, const struct doc_field_item *v,
		 struct buf *out)
{
	bool bare = kind == DOC_FIELD_EQ || kind == DOC_FIELD_LETTER || kind == DOC_FIELD_NAME;
	if (doc_field_textual(kind)) {
		buf_u8(out, ' ');
		buf_str(out, bare ? "" : "\"");
		buf_put(out, v->text);
		buf_str(out, bare ? "" : "\"");
		return;
	}
	buf_u8(out, ' ');
	switch (kind) {
	case DOC_FIELD_INT:
		markup_int(out, v->n);
		break;
	case DOC_FIELD_LEVEL:
		buf_fmt(out, "\"%d-%d\"", (int)(v->n / 16), (int)(v->n % 16));
		break;
	case DOC_FIELD_BOOKMARK:
		buf_put(out, x->d.bookmarks[v->n]);
		break;
	case DOC_FIELD_LINK:
		buf_u8(out, '"');
		buf_put(out, x->d.links[v->n]);
		buf_u8(out, '"');
		break;
	case DOC_FIELD_CALC:
		buf_str(out, doc_field_calcs[v->n]);
		break;
	case DOC_FIELD_FORMAT:
		buf_str(out, doc_field_formats[v->n]);
		break;
	case DOC_FIELD_NUMFMT:
		buf_str(out, doc_field_numfmts[v->n]);
		break;
	default:
		break;
	}
}

void docx_instruction(const struct ooxml *x, const struct doc_field *f, struct buf *out)
{
	const struct doc_code *code = &doc_codes[f->code];
	struct buf plain scope_end(buf_free) = buf_new(1u << 20);
	buf_fmt(&plain, " %s", code->name);
	for (unsigned i = 0; i < code->n_args; i++)
		if (f->args[i].present)
			item(x, doc_code_args[code->first_arg + i].value, &f->args[i], &plain);
	for (unsigned i = 0; i < code->n_switches; i++) {
		const struct doc_code_switch *s = &doc_code_switches[code->first_switch + i];
		if (!f->on[i])
			continue;
		buf_fmt(&plain, " \\%c", s->letter[0]);
		if (f->values[i].present)
			item(x, s->value, &f->values[i], &plain);
	}
	buf_u8(&plain, ' ');
	if (plain.err != OK && out->err == OK)
		out->err = plain.err;
	markup_text(out, buf_view(&plain));
}
