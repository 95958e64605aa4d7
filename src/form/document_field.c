/* SPDX-License-Identifier: Apache-2.0
 * document_field.c: reading and writing the values of a field.
 */
#include "form/document_field.h"

bool doc_field_textual(unsigned kind)
{
	return kind == DOC_FIELD_TEXT || kind == DOC_FIELD_NAME || kind == DOC_FIELD_FONT ||
	       kind == DOC_FIELD_SEP || kind == DOC_FIELD_LETTER || kind == DOC_FIELD_EQ ||
	       kind == DOC_FIELD_PICTURE || kind == DOC_FIELD_NUMBER;
}

static int64_t words(const char *const *list)
{
	int64_t n = 0;
	while (list[n])
		n++;
	return n;
}

/* How many values a counted kind has; 0 for other kinds. */
static int64_t bound(unsigned kind, const struct doc_field_counts *counts)
{
	switch (kind) {
	case DOC_FIELD_BOOKMARK:
		return counts->bookmarks;
	case DOC_FIELD_LINK:
		return counts->links;
	case DOC_FIELD_FORMAT:
		return words(doc_field_formats);
	case DOC_FIELD_NUMFMT:
		return words(doc_field_numfmts);
	case DOC_FIELD_CALC:
		return words(doc_field_calcs);
	default:
		return 0;
	}
}

static bool item_ok(unsigned kind, const struct doc_field_item *v,
		    const struct doc_field_counts *counts)
{
	if (doc_field_textual(kind))
		return doc_field_text_ok(kind, v->text);
	if (kind == DOC_FIELD_INT)
		return v->n >= INT32_MIN && v->n <= INT32_MAX;
	if (kind == DOC_FIELD_LEVEL)
		return v->n / 16 >= 1 && v->n / 16 <= 9 && v->n % 16 >= v->n / 16 && v->n % 16 <= 9;
	return v->n >= 0 && v->n < bound(kind, counts);
}

static bool item_write(struct buf *b, unsigned kind, bool optional, const struct doc_field_item *v,
		       const struct doc_field_counts *counts)
{
	if (kind == DOC_FIELD_NONE)
		return !v->present;
	if (optional)
		buf_u8(b, v->present);
	if (!v->present)
		return optional;
	if (!item_ok(kind, v, counts))
		return false;
	if (doc_field_textual(kind)) {
		buf_varint(b, v->text.n);
		buf_put(b, v->text);
	} else if (kind == DOC_FIELD_INT) {
		buf_zigzag(b, v->n);
	} else {
		buf_varint(b, (uint64_t)v->n);
	}
	return true;
}

bool doc_field_write(struct buf *b, const struct doc_field *f,
		     const struct doc_field_counts *counts)
{
	if (f->code >= DOC_CODE_COUNT)
		return false;
	const struct doc_code *code = &doc_codes[f->code];
	size_t before = b->n;
	unsigned on = 0;
	bool ok = true;
	buf_varint(b, f->code);
	for (unsigned i = 0; i < code->n_args && ok; i++) {
		const struct doc_code_arg *a = &doc_code_args[code->first_arg + i];
		ok = item_write(b, a->value, a->optional, &f->args[i], counts);
	}
	for (unsigned i = 0; i < code->n_switches; i++)
		on += f->on[i];
	buf_varint(b, on);
	for (unsigned i = 0; i < code->n_switches && ok; i++) {
		const struct doc_code_switch *s = &doc_code_switches[code->first_switch + i];
		if (!f->on[i])
			continue;
		buf_varint(b, i);
		ok = item_write(b, s->value, s->optional, &f->values[i], counts);
	}
	if (!ok && b->err == OK)
		b->n = before;
	return ok;
}

static bool item_read(struct cursor *c, unsigned kind, bool optional, struct doc_field_item *v,
		      const struct doc_field_counts *counts)
{
	*v = (struct doc_field_item){.present = kind != DOC_FIELD_NONE};
	if (kind == DOC_FIELD_NONE)
		return true;
	if (optional) {
		uint8_t present = cursor_u8(c);
		v->present = present == 1;
		if (present != 1)
			return present == 0 && !c->bad;
	}
	if (doc_field_textual(kind)) {
		uint64_t n = cursor_varint(c);
		v->text = cursor_take(c, n > SIZE_MAX ? SIZE_MAX : (size_t)n);
	} else if (kind == DOC_FIELD_INT) {
		v->n = cursor_zigzag(c);
	} else {
		uint64_t n = cursor_varint(c);
		v->n = n > INT32_MAX ? -1 : (int64_t)n;
	}
	return !c->bad && item_ok(kind, v, counts);
}

bool doc_field_read(struct cursor *c, struct doc_field *ret, const struct doc_field_counts *counts)
{
	struct doc_field f = {0};
	uint64_t number = cursor_varint(c);
	if (c->bad || number >= DOC_CODE_COUNT)
		return false;
	const struct doc_code *code = &doc_codes[number];
	f.code = (uint16_t)number;
	for (unsigned i = 0; i < code->n_args; i++) {
		const struct doc_code_arg *a = &doc_code_args[code->first_arg + i];
		if (!item_read(c, a->value, a->optional, &f.args[i], counts))
			return false;
	}
	uint64_t on = cursor_varint(c), least = 0;
	if (on > code->n_switches)
		return false;
	for (uint64_t k = 0; k < on; k++) {
		uint64_t i = cursor_varint(c);
		if (c->bad || i < least || i >= code->n_switches)
			return false;
		const struct doc_code_switch *s = &doc_code_switches[code->first_switch + i];
		f.on[i] = true;
		least = i + 1;
		if (!item_read(c, s->value, s->optional, &f.values[i], counts))
			return false;
	}
	*ret = f;
	return !c->bad;
}
