/* SPDX-License-Identifier: Apache-2.0
 * pdf/cmap_parse.c: CMaps inside a PDF.
 */
#include "disarm/pdf/cmap.h"

static const struct {
	const char *name; /* after "begin" and "end" */
	uint8_t values;	  /* of a row */
} sections[PDF_SECTION_COUNT] = {
    [PDF_SECTION_NONE] = {"", 0},
    [PDF_SECTION_SPACE] = {"codespacerange", 2},
    [PDF_SECTION_CID_RANGE] = {"cidrange", 3},
    [PDF_SECTION_CID_CHAR] = {"cidchar", 2},
    [PDF_SECTION_NOTDEF_RANGE] = {"notdefrange", 3},
    [PDF_SECTION_NOTDEF_CHAR] = {"notdefchar", 2},
    [PDF_SECTION_BF_RANGE] = {"bfrange", 3},
    [PDF_SECTION_BF_CHAR] = {"bfchar", 2},
};

static enum pdf_section section_of(struct view name)
{
	for (enum pdf_section s = PDF_SECTION_SPACE; s < PDF_SECTION_COUNT; s++)
		if (view_eq(name, view_str(sections[s].name)))
			return s;
	return PDF_SECTION_NONE;
}

enum err pdf_cmap_scan(struct arena *mem, struct view text, void *context,
		       enum err (*take)(void *context, const struct pdf_cmap_row_seen *row))
{
	scope_end(buf_free) struct buf stack = buf_new(PDF_CMAP_TEXT_MAX);
	struct pdf_lex lex = {.in = text, .mem = mem};
	struct pdf_obj v[3] = {0}, o = {0};
	enum pdf_section section = PDF_SECTION_NONE;
	uint32_t n = 0;
	enum pdf_token token;
	while ((token = pdf_lex_operand(&lex, &stack, &o)) != PDF_TOKEN_END) {
		struct pdf_cmap_row_seen row = {.section = section, .v = v};
		if (token == PDF_TOKEN_WORD && view_starts(o.bytes, VIEW("end"))) {
			section = PDF_SECTION_NONE;
			n = 0;
		} else if (token == PDF_TOKEN_WORD && view_starts(o.bytes, VIEW("begin"))) {
			section = section_of(view_sub(o.bytes, 5, o.bytes.n));
			n = 0;
		} else if (token == PDF_TOKEN_WORD) {
			row.word = o.bytes;
			if (section == PDF_SECTION_NONE)
				try(take(context, &row));
		} else if (section == PDF_SECTION_NONE) {
			v[0] = v[1];
			v[1] = o;
		} else {
			v[n++] = o;
			if (n == sections[section].values) {
				n = 0;
				try(take(context, &row));
			}
		}
	}
	return lex.err == E_LIMIT_DEPTH ? OK : lex.err;
}

bool pdf_cmap_code(const struct pdf_obj *string, uint32_t *ret, uint8_t *ret_bytes)
{
	uint32_t code = 0;
	if (string->kind != PDF_STRING || string->bytes.n < 1 || string->bytes.n > 4)
		return false;
	for (size_t i = 0; i < string->bytes.n; i++)
		code = code << 8 | string->bytes.p[i];
	*ret = code;
	*ret_bytes = (uint8_t)string->bytes.n;
	return true;
}

struct reading {
	struct arena *mem;
	struct buf spaces, ranges;
	const struct pdf_cmap *use;
	bool vertical, mode_said;
};

static enum err take_outside(struct reading *r, const struct pdf_cmap_row_seen *row)
{
	if (view_eq(row->word, VIEW("usecmap")) && row->v[1].kind == PDF_NAME)
		r->use = pdf_cmap_named(r->mem, row->v[1].bytes);
	if (view_eq(row->word, VIEW("def")) && pdf_is(&row->v[0], "WMode") &&
	    row->v[1].kind == PDF_INT) {
		r->vertical = row->v[1].whole == 1;
		r->mode_said = true;
	}
	return OK;
}

static enum err take_row(void *context, const struct pdf_cmap_row_seen *row)
{
	struct reading *r = context;
	struct pdf_cid_range range = {0};
	uint8_t bytes = 0;
	if (row->section == PDF_SECTION_NONE)
		return take_outside(r, row);
	bool one = row->section == PDF_SECTION_CID_CHAR || row->section == PDF_SECTION_NOTDEF_CHAR;
	if (!pdf_cmap_code(&row->v[0], &range.low, &range.bytes) ||
	    !pdf_cmap_code(&row->v[one ? 0 : 1], &range.high, &bytes) || bytes != range.bytes ||
	    range.high < range.low)
		return OK;
	if (row->section == PDF_SECTION_SPACE) {
		struct pdf_code_space s = {bytes, range.low, range.high};
		buf_put(&r->spaces, view_of(&s, sizeof s));
	} else if (row->section == PDF_SECTION_CID_CHAR || row->section == PDF_SECTION_CID_RANGE) {
		const struct pdf_obj *cid = &row->v[one ? 1 : 2];
		if (cid->kind != PDF_INT || cid->whole < 0 || cid->whole > 0xffff)
			return OK;
		range.cid = (uint16_t)cid->whole;
		buf_put(&r->ranges, view_of(&range, sizeof range));
	}
	return r->ranges.err == OK ? r->spaces.err : E_LIMIT_COUNT;
}

static int by_code(const void *a, const void *b)
{
	const struct pdf_cid_range *x = a, *y = b;
	if (x->bytes != y->bytes)
		return x->bytes < y->bytes ? -1 : 1;
	if (x->low != y->low)
		return x->low < y->low ? -1 : 1;
	return x->high < y->high ? -1 : x->high > y->high;
}

static void reading_end(struct reading *r)
{
	buf_free(&r->spaces);
	buf_free(&r->ranges);
}

/* What was gathered, where it stays; never NULL but without memory. */
static void *keep(struct arena *mem, const struct buf *b)
{
	void *p = arena_alloc(mem, max_of(b->n, (size_t)1));
	if (p && b->n > 0)
		memcpy(p, b->p, b->n);
	return p;
}

enum err pdf_cmap_parse(struct arena *mem, struct view text, const struct pdf_cmap *use,
			struct pdf_cmap *ret)
{
	scope_end(reading_end) struct reading r = {
	    .mem = mem,
	    .spaces = buf_new(4096 * sizeof(struct pdf_code_space)),
	    .ranges = buf_new(PDF_CMAP_RANGES_MAX * sizeof(struct pdf_cid_range)),
	    .use = use};
	try(pdf_cmap_scan(mem, text, &r, take_row));
	struct pdf_code_space *spaces = keep(mem, &r.spaces);
	struct pdf_cid_range *ranges = keep(mem, &r.ranges);
	if (!spaces || !ranges)
		return E_NO_MEMORY;
	uint32_t n = (uint32_t)(r.ranges.n / sizeof *ranges);
	qsort(ranges, n, sizeof *ranges, by_code);
	*ret = (struct pdf_cmap){
	    .collection = r.use ? r.use->collection : PDF_COLLECTION_NONE,
	    .coding = r.use ? r.use->coding : PDF_CODING_SPACES,
	    .vertical = r.mode_said ? r.vertical : r.use && r.use->vertical,
	    .spaces_n = (uint32_t)(r.spaces.n / sizeof *spaces),
	    .ranges_n = n,
	    .spaces = spaces,
	    .ranges = ranges,
	    .use = r.use,
	};
	return OK;
}
