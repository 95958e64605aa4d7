/* SPDX-License-Identifier: Apache-2.0
 * pdf/unicode.c: glyph names and encodings, and text made fit for a form.
 */
#include "base/base64.h"
#include "base/utf8.h"
#include "disarm/pdf/names_table.h"
#include "disarm/pdf/unicode.h"

void pdf_text_add(struct pdf_text_of *t, uint32_t code_point)
{
	if (t->n < PDF_TEXT_MAX)
		t->c[t->n++] = code_point;
}

/* U+FB00 to U+FB06: they are drawn, not written. */
static const char *const ligatures[] = {"ff", "fi", "fl", "ffi", "ffl", "st", "st"};

struct view pdf_text_clean(const struct pdf_text_of *t, uint8_t out[4 * PDF_TEXT_MAX])
{
	uint32_t count = 0;
	size_t n = 0;
	for (uint32_t i = 0; i < t->n; i++) {
		uint32_t x = t->c[i];
		const char *letters = x >= 0xfb00 && x <= 0xfb06 ? ligatures[x - 0xfb00] : NULL;
		for (; letters && *letters && count < PDF_TEXT_MAX; count++)
			out[n++] = (uint8_t)*letters++;
		bool surrogate = x >= 0xd800 && x <= 0xdfff;
		if (letters || x > 0x10ffff || surrogate || x == '\t' || x == '\n' ||
		    utf8_forbidden(x) || count >= PDF_TEXT_MAX)
			continue;
		n += utf8_encode(out + n, x);
		count++;
	}
	return view_of(out, n);
}

static int compare_name(struct view a, const char *b)
{
	struct view v = view_str(b);
	int order = memcmp(a.p, v.p, min_of(a.n, v.n));
	return order != 0 ? order : (a.n > v.n) - (a.n < v.n);
}

static const struct pdf_name *listed(struct view name)
{
	size_t low = 0, high = pdf_names_n;
	while (low < high) {
		size_t mid = low + (high - low) / 2;
		int order = compare_name(name, pdf_names[mid].name);
		if (order == 0)
			return &pdf_names[mid];
		if (order < 0)
			high = mid;
		else
			low = mid + 1;
	}
	return NULL;
}

/* Upper-case hexadecimal digits only, as the names are defined. */
static bool hex_number(struct view v, uint32_t *ret)
{
	uint32_t x = 0;
	if (v.n < 4 || v.n > 6)
		return false;
	for (size_t i = 0; i < v.n; i++) {
		int digit = hex_digit(v.p[i]);
		if (digit < 0 || (v.p[i] >= 'a' && v.p[i] <= 'f'))
			return false;
		x = x << 4 | (uint32_t)digit;
	}
	*ret = x;
	return true;
}

/* TeX's mathematical fonts name the sizes of one character. */
static const struct pdf_name *listed_size(struct view part)
{
	static const char *const sizes[] = {"display", "text", "big", "Big", "bigg", "Bigg"};
	const struct pdf_name *row = listed(part);
	for (size_t i = 0; i < array_len(sizes) && !row; i++)
		if (view_ends(part, view_str(sizes[i])))
			row = listed(view_sub(part, 0, part.n - strlen(sizes[i])));
	return row;
}

static void add_part(struct pdf_text_of *t, struct view part)
{
	const struct pdf_name *row = listed_size(part);
	uint32_t x = 0;
	for (size_t i = 0; row && i < array_len(row->text) && row->text[i]; i++)
		pdf_text_add(t, row->text[i]);
	if (row)
		return;
	if (view_starts(part, VIEW("uni")) && part.n >= 7 && (part.n - 3) % 4 == 0) {
		for (size_t i = 3; i < part.n; i += 4)
			if (hex_number(view_sub(part, i, 4), &x))
				pdf_text_add(t, x);
	} else if (view_starts(part, VIEW("u")) && hex_number(view_sub(part, 1, part.n), &x)) {
		pdf_text_add(t, x);
	}
}

struct pdf_text_of pdf_name_text(struct view name)
{
	struct pdf_text_of t = {0};
	struct view rest = view_sub(name, 0, view_find(name, 0, '.'));
	while (rest.n > 0) {
		size_t end = view_find(rest, 0, '_');
		add_part(&t, view_sub(rest, 0, end));
		rest = view_sub(rest, end + 1, rest.n);
	}
	return t;
}

struct view pdf_encoding_name(enum pdf_encoding e, uint8_t code)
{
	const char *name = pdf_encodings[e][code];
	return name ? view_str(name) : VIEW("");
}

uint8_t pdf_mac_code(struct view name)
{
	for (unsigned code = 0x20; code < 0x100; code++)
		if (view_eq(pdf_encoding_name(PDF_ENCODING_MAC_OS, (uint8_t)code), name))
			return (uint8_t)code;
	return 0;
}
