/* SPDX-License-Identifier: Apache-2.0
 * pages.c: fixed pages through lock 2: a form that uses every record, and what must be refused.
 *
 *   test-pages [FOLDER]      FOLDER: leave the PDFs there, of accepted mutations too
 */
#include "chance.h"
#include "rebuild/pages.h"
#include "rebuild/rebuild.h"
#include "pages_form.h"
#include "tap.h"
#include "whole.h"

static const char *out_folder;
static unsigned saved;

static void leave(const char *name, struct view bytes)
{
	char path[512];
	(void)snprintf(path, sizeof path, "%s/%s", out_folder, name);
	(void)whole_write(path, bytes);
}

static enum err run(struct view form, struct buf *out, struct buf *preview)
{
	struct arena mem scope_end(arena_free) = arena_new(256u << 20);
	struct rebuild r = {.limits = &limits_default, .mem = &mem, .out = out, .preview = preview};
	enum err e = rebuild_run(form, &r);
	if (e == OK && memcmp(r.ext, "pdf", 4) != 0)
		return E_INTERNAL;
	return e;
}

static enum err run_once(struct view form)
{
	struct buf out scope_end(buf_free) = buf_new(16u << 20);
	struct buf preview scope_end(buf_free) = buf_new(16384);
	return run(form, &out, &preview);
}

static bool has(const struct buf *b, const char *text)
{
	return view_has(buf_view(b), view_str(text));
}

static void whole(void)
{
	struct buf form scope_end(buf_free) = buf_new(1u << 20);
	struct buf out scope_end(buf_free) = buf_new(1u << 20);
	struct buf again scope_end(buf_free) = buf_new(1u << 20);
	struct buf preview scope_end(buf_free) = buf_new(4096);
	struct buf twice scope_end(buf_free) = buf_new(4096);
	pages_form(&form);
	expect(form.err == OK);
	expect_err(run(buf_view(&form), &out, &preview), OK);
	expect_err(run(buf_view(&form), &again, &twice), OK);
	expect(view_eq(buf_view(&out), buf_view(&again)));
	expect(view_starts(buf_view(&out), VIEW("%PDF-1.7\n")));
	expect(view_ends(buf_view(&out), VIEW("\n%%EOF\n")));
	expect(has(&preview, "関所 A") && has(&preview, "縦\n"));
	if (!out_folder)
		return;
	struct buf body scope_end(buf_free) = buf_new(1u << 20);
	pages_form_body(&body);
	leave("whole.pdf", buf_view(&out));
	leave("whole.pages",
	      buf_view(&body)); /* tests/samples/pages: seeds for fuzz/rebuild_pages */
}

/* One page of these operators, nothing else. */
static enum err list_of(struct pages_ops *o)
{
	struct buf form scope_end(buf_free) = buf_new(1u << 20);
	struct form_writer w = form_begin(&form);
	form_part_begin(&w, FORM_PAGES);
	PUT(&form, pages, .items = 2);
	PUT(&form, page_item, FORM_PAGE_ITEM_KIND_FONT);
	PUT(&form, page_font, .units = 1000, .glyphs = 1);
	PUT(&form, font_glyph, .width = 500 * 64);
	PUT(&form, page_item, FORM_PAGE_ITEM_KIND_PAGE);
	PUT(&form, page_page, .media = {0, 0, M(100), M(100)}, .crop = {0, 0, M(100), M(100)},
	    .unit = M(1), .operators = o->n);
	ops_take(&form, o);
	form_part_end(&w);
	return run_once(buf_view(&form));
}

static void order(void)
{
	struct pages_ops o = {.b = buf_new(1u << 16)};
	expect_err(list_of(&o), OK);
	PLAIN(&o, SAVE);
	expect_err(list_of(&o), E_FORM);
	PLAIN(&o, RESTORE);
	expect_err(list_of(&o), E_FORM);
	PLAIN(&o, SAVE);
	PLAIN(&o, TEXT_BEGIN);
	PLAIN(&o, RESTORE);
	expect_err(list_of(&o), E_FORM);
	PLAIN(&o, TEXT_BEGIN);
	PLAIN(&o, TEXT_BEGIN);
	expect_err(list_of(&o), E_FORM);
	OP(&o, LINE, op_line, {0, 0});
	expect_err(list_of(&o), E_FORM);
	OP(&o, MOVE, op_move, {0, 0});
	expect_err(list_of(&o), E_FORM); /* a path that is never painted */
	OP(&o, MOVE, op_move, {0, 0});
	OP(&o, WIDTH, op_width, 0);
	OP(&o, PAINT, op_paint, .stroke = true);
	expect_err(list_of(&o), E_FORM);
	OP(&o, STEP, op_step, {0, 0});
	expect_err(list_of(&o), E_FORM);
	OP(&o, DASH, op_dash, 0, 1);
	PUT(&o.b, op_dash_length, 0);
	expect_err(list_of(&o), E_FORM);
	for (unsigned glyph = 1; glyph <= 2; glyph++) {
		PLAIN(&o, TEXT_BEGIN);
		OP(&o, SHOW, op_show, 1, M(9), 1);
		PUT(&o.b, op_glyph, FORM_OP_GLYPH_WHAT_NUMBER);
		PUT(&o.b, glyph_number, (uint16_t)glyph);
		PLAIN(&o, TEXT_END);
		expect_err(list_of(&o), glyph == 1 ? OK : E_FORM);
	}
	OP(&o, DRAW, op_draw, 1); /* a font is not drawn */
	expect_err(list_of(&o), E_FORM);
	OP(&o, DRAW, op_draw, 2); /* the page itself */
	expect_err(list_of(&o), E_FORM);
	for (unsigned depth = PAGES_DEPTH_MOST; depth <= PAGES_DEPTH_MOST + 1; depth++) {
		for (unsigned i = 0; i < depth; i++)
			PLAIN(&o, SAVE);
		for (unsigned i = 0; i < depth; i++)
			PLAIN(&o, RESTORE);
		expect_err(list_of(&o), depth == PAGES_DEPTH_MOST ? OK : E_FORM);
	}
	buf_free(&o.b);
}

static enum err nested(uint32_t groups)
{
	struct buf form scope_end(buf_free) = buf_new(1u << 20);
	struct pages_ops o = {.b = buf_new(1u << 16)};
	struct form_writer w = form_begin(&form);
	uint32_t items = 0;
	form_part_begin(&w, FORM_PAGES);
	PUT(&form, pages, .items = groups + 1);
	for (uint32_t i = 1; i <= groups; i++) {
		if (i > 1)
			OP(&o, DRAW, op_draw, i - 1);
		ITEM(&form, GROUP, page_group, .box = {0, 0, M(1), M(1)}, .matrix = {UNIT},
		     .operators = o.n);
		ops_take(&form, &o);
	}
	OP(&o, DRAW, op_draw, groups);
	ITEM(&form, PAGE, page_page, .media = {0, 0, M(9), M(9)}, .crop = {0, 0, M(9), M(9)},
	     .unit = M(1), .operators = o.n);
	ops_take(&form, &o);
	form_part_end(&w);
	buf_free(&o.b);
	return run_once(buf_view(&form));
}

/* Each of two pieces that are the one before: what it costs would not fit 64 bits. */
static enum err stitched(uint32_t functions)
{
	struct buf form scope_end(buf_free) = buf_new(1u << 20);
	struct form_writer w = form_begin(&form);
	uint32_t items = 0;
	form_part_begin(&w, FORM_PAGES);
	PUT(&form, pages, .items = functions + 1);
	ITEM(&form, FUNCTION, page_function, .inputs = 1, .outputs = 1, .domain = {0, M(1)},
	     .what = FORM_PAGE_FUNCTION_WHAT_POWER);
	PUT(&form, function_power, .exponent = M(1));
	for (uint32_t i = 1; i < functions; i++) {
		ITEM(&form, FUNCTION, page_function, .inputs = 1, .outputs = 1, .domain = {0, M(1)},
		     .what = FORM_PAGE_FUNCTION_WHAT_STITCHED);
		PUT(&form, function_stitched, .pieces = 2);
		PUT(&form, function_piece, .function = i, .end = M(1) / 2, .encode = {0, M(1)});
		PUT(&form, function_piece, .function = i, .end = M(1), .encode = {0, M(1)});
	}
	ITEM(&form, PAGE, page_page, .media = {0, 0, M(9), M(9)}, .crop = {0, 0, M(9), M(9)},
	     .unit = M(1));
	form_part_end(&w);
	return run_once(buf_view(&form));
}

static enum err tagged(uint32_t tags)
{
	struct buf form scope_end(buf_free) = buf_new(1u << 20);
	struct form_writer w = form_begin(&form);
	uint32_t items = 0;
	form_part_begin(&w, FORM_PAGES);
	PUT(&form, pages, .items = tags + 1);
	for (uint32_t i = 0; i < tags; i++)
		ITEM(&form, TAG, page_tag, .role = FORM_PAGE_TAG_ROLE_DIV, .parent = i, .across = 1,
		     .down = 1);
	ITEM(&form, PAGE, page_page, .media = {0, 0, M(9), M(9)}, .crop = {0, 0, M(9), M(9)},
	     .unit = M(1));
	form_part_end(&w);
	return run_once(buf_view(&form));
}

/* A viewer goes down by recursion: as deep as lock 1 takes it, and no deeper. */
static void deep(void)
{
	expect_err(nested(100), OK);
	expect_err(nested(PAGES_NESTED_MOST + 1), E_FORM);
	expect_err(stitched(60), OK);
	expect_err(stitched(PAGES_NESTED_MOST + 2), E_FORM);
	expect_err(tagged(65), OK);
	expect_err(tagged(PAGES_TAGS_NESTED_MOST + 2), E_FORM);
}

/* Groups that draw groups: small to say, endless to draw. */
static void bomb(void)
{
	struct buf form scope_end(buf_free) = buf_new(1u << 20);
	struct pages_ops o = {.b = buf_new(1u << 16)};
	struct form_writer w = form_begin(&form);
	uint32_t items = 0;
	form_part_begin(&w, FORM_PAGES);
	PUT(&form, pages, .items = 31);
	for (uint32_t i = 1; i <= 30; i++) {
		for (unsigned k = 0; i > 1 && k < 10; k++)
			OP(&o, DRAW, op_draw, i - 1);
		ITEM(&form, GROUP, page_group, .box = {0, 0, M(1), M(1)}, .matrix = {UNIT},
		     .operators = o.n);
		ops_take(&form, &o);
	}
	ITEM(&form, PAGE, page_page, .media = {0, 0, M(9), M(9)}, .crop = {0, 0, M(9), M(9)},
	     .unit = M(1));
	form_part_end(&w);
	expect_err(run_once(buf_view(&form)), E_LIMIT_COUNT);
	buf_free(&o.b);
}

/* A page of one bit map (or of an image part): what an approver sees of it. */
static void scans(bool bits)
{
	struct buf form scope_end(buf_free) = buf_new(1u << 20);
	struct buf out scope_end(buf_free) = buf_new(1u << 20);
	struct buf preview scope_end(buf_free) = buf_new(1u << 20);
	struct arena mem scope_end(arena_free) = arena_new(64u << 20);
	struct limits limits = limits_default;
	struct rebuild r = {.limits = &limits, .mem = &mem, .out = &out, .preview = &preview};
	struct pages_ops o = {.b = buf_new(1u << 16)};
	struct form_writer w = form_begin(&form);
	form_part_begin(&w, FORM_PAGES);
	PUT(&form, pages, .items = 2);
	OP(&o, DRAW, op_draw, 1);
	PUT(&form, page_item, bits ? FORM_PAGE_ITEM_KIND_BITS : FORM_PAGE_ITEM_KIND_IMAGE);
	if (bits)
		PUT(&form, page_bits, 9, 2, false, false, {255, 255, 255, 0, 0, 0},
		    VIEW("\xaa\x80\x55\0"));
	else
		PUT(&form, page_image, .part = 1);
	PUT(&form, page_item, FORM_PAGE_ITEM_KIND_PAGE);
	PUT(&form, page_page, .media = {0, 0, M(100), M(100)}, .crop = {0, 0, M(100), M(100)},
	    .unit = M(1), .operators = o.n);
	ops_take(&form, &o);
	form_part_end(&w);
	if (!bits) {
		form_part_begin(&w, FORM_IMAGE);
		pages_form_part(&form, 2);
		form_part_end(&w);
	}
	limits.options |= LIMITS_PREVIEW;
	expect_err(rebuild_run(buf_view(&form), &r), OK);
	expect(view_starts(buf_view(&preview), VIEW("\x89PNG\r\n\x1a\n")));
	expect(view_sub(buf_view(&preview), 16, 8).p[3] == (bits ? 9 : 8)); /* as wide as it is */
	buf_free(&o.b);
}

/* Whatever is accepted is left for the checker, which must find it as inert as the rest. */
static void mutations(unsigned rounds)
{
	struct buf form scope_end(buf_free) = buf_new(1u << 20);
	struct buf out scope_end(buf_free) = buf_new(16u << 20);
	struct buf preview scope_end(buf_free) = buf_new(16384);
	static const char *const pieces[] = {"javascript:a", "file:///c:/", ")/JS(", "\x80\x80\x04",
					     "\xff\xff\xff\xff\x0f"};
	unsigned accepted = 0, crooked = 0;
	pages_form(&form);
	for (unsigned i = 0; i < rounds; i++) {
		uint8_t before[16];
		size_t at = 60 + any((uint32_t)form.n - 80);
		memcpy(before, form.p + at, sizeof before);
		struct view piece = view_str(pieces[any(array_len(pieces))]);
		unsigned how = any(3);
		if (how == 0)
			form.p[at] ^= (uint8_t)(1u << any(8));
		else if (how == 1)
			form.p[at] = (uint8_t)any(256);
		else
			memcpy(form.p + at, piece.p, piece.n);
		buf_clear(&out);
		buf_clear(&preview);
		if (run(buf_view(&form), &out, &preview) == OK) {
			accepted++;
			crooked += !view_ends(buf_view(&out), VIEW("\n%%EOF\n"));
			char name[32];
			(void)snprintf(name, sizeof name, "%04u.pdf", saved);
			if (out_folder && saved++ < 120)
				leave(name, buf_view(&out));
		}
		memcpy(form.p + at, before, sizeof before);
	}
	printf("# %u of %u mutations accepted\n", accepted, rounds);
	expect(accepted > rounds / 20 && accepted < rounds);
	expect(crooked == 0);
}

/* Every shorter form is refused. */
static void cut(void)
{
	struct buf form scope_end(buf_free) = buf_new(1u << 20);
	struct buf body scope_end(buf_free) = buf_new(1u << 20);
	unsigned accepted = 0;
	pages_form_body(&body);
	for (size_t n = 0; n < body.n; n++) {
		buf_clear(&form);
		struct form_writer w = form_begin(&form);
		form_part_begin(&w, FORM_PAGES);
		buf_put(&form, view_of(body.p, n));
		form_part_end(&w);
		accepted += run_once(buf_view(&form)) == OK;
	}
	expect(accepted == 0);
}

int main(int argc, char **argv)
{
	out_folder = argc > 1 ? argv[1] : NULL;
	whole();
	order();
	bomb();
	deep();
	scans(true);
	scans(false);
	cut();
	mutations(2000);
	return tap_done();
}
