/* SPDX-License-Identifier: Apache-2.0
 * converter.c: the converter draws a PDF that lock 2 wrote, and nothing else can be had from it.
 *
 *   test-converter PROGRAM
 */
#include <unistd.h>

#include "disarm/drawn.h"
#include "rebuild/rebuild.h"
#include "sys/file.h"
#include "sys/zygote.h"
#include "pages_form.h"
#include "tap.h"

#define PROGRAM "/usr/bin/pdftoppm"

static bool make_pdf(struct buf *out)
{
	struct arena mem scope_end(arena_free) = arena_new(64u << 20);
	struct buf form scope_end(buf_free) = buf_new(1u << 20);
	struct buf preview scope_end(buf_free) = buf_new(4096);
	struct rebuild r = {
	    .limits = &limits_default, .mem = &mem, .out = out, .preview = &preview};
	pages_form(&form);
	return rebuild_run(buf_view(&form), &r) == OK;
}

static void put_wish(struct buf *b, uint32_t page, uint16_t dpi, uint8_t depth)
{
	buf_u32(b, page);
	buf_u16(b, dpi);
	buf_u8(b, depth);
	buf_u8(b, 0);
}

/* One life of a worker: original and list in, its answer out. */
static enum err ask(struct zygote_client *z, struct view original, struct view list,
		    uint64_t output, struct buf *answer)
{
	struct body_work work = {.limits = limits_default, .aside = list.n};
	struct body_work_done done;
	scope_end(close_fd) int in = memfd_new("in"), out = memfd_new("out"),
				extra = memfd_new("x");
	work.input = original.n + list.n;
	work.limits.output = output;
	try(file_write(in, original));
	try(file_write(in, list));
	try(memfd_seal(in));
	try(zygote_run(z, &work, (const int[]){in, out, extra}, &done));
	try((enum err)done.err);
	return file_read(out, answer->cap, answer);
}

static void draws(struct zygote_client *z, struct view pdf)
{
	struct buf list scope_end(buf_free) = buf_new(256);
	struct buf answer scope_end(buf_free) = buf_new(64u << 20);
	struct arena mem scope_end(arena_free) = arena_new(64u << 20);
	struct disarm d = {.limits = &limits_default, .mem = &mem};
	struct drawn page;
	buf_str(&list, "SKL1");
	put_wish(&list, 1, 72, DRAWN_COLOUR);
	put_wish(&list, 2, 36, DRAWN_BITS);
	put_wish(&list, 9, 72, DRAWN_GREY); /* there is no such page */
	if (!expect_err(ask(z, pdf, buf_view(&list), 64u << 20, &answer), OK))
		return;
	d.aside = buf_view(&answer);
	expect(drawn_tried(&d) && !drawn_ask(&d, 1, DRAWN_GREY, 72));
	if (expect(drawn_find(&d, 1, &page))) {
		expect(page.depth == DRAWN_COLOUR && page.dpi == 72 && page.width == 596 &&
		       page.height == 842);
		bool white = true, coloured = false;
		for (size_t i = 0; i < page.samples.n; i++) {
			white &= page.samples.p[i] == 255;
			coloured |= page.samples.p[i] != page.samples.p[i / 3 * 3];
		}
		expect(!white && coloured);
	}
	/* Turned by a quarter, and of two units. */
	expect(drawn_find(&d, 2, &page) && page.depth == DRAWN_BITS && page.width > page.height);
	expect(!drawn_find(&d, 9, &page));
	buf_clear(&answer);
	if (expect_err(ask(z, pdf, buf_view(&list), 2400000, &answer), OK)) {
		d.aside = buf_view(&answer);
		expect(answer.n <= 2400000 && drawn_find(&d, 1, &page) && page.dpi < 72);
	}
}

static void refuses(struct zygote_client *z, struct view pdf)
{
	struct buf list scope_end(buf_free) = buf_new(256);
	struct buf answer scope_end(buf_free) = buf_new(1u << 20);
	struct arena mem scope_end(arena_free) = arena_new(1u << 20);
	struct disarm d = {.limits = &limits_default, .mem = &mem};
	struct drawn page;
	expect_err(ask(z, pdf, VIEW("SKL1"), 1u << 20, &answer), E_LIMIT_COUNT);
	expect_err(ask(z, pdf, VIEW("anything"), 1u << 20, &answer), E_PROTOCOL);
	buf_str(&list, "SKL1");
	put_wish(&list, 1, 9, DRAWN_COLOUR);
	expect_err(ask(z, pdf, buf_view(&list), 1u << 20, &answer), E_PROTOCOL);
	buf_clear(&list);
	buf_str(&list, "SKL1");
	put_wish(&list, 1, 72, DRAWN_COLOUR);
	buf_clear(&answer);
	expect_err(ask(z, VIEW("%PDF-1.7 no more than that"), buf_view(&list), 1u << 20, &answer),
		   OK);
	d.aside = buf_view(&answer);
	expect(drawn_tried(&d) && !drawn_find(&d, 1, &page));
}

int main(int argc, char **argv)
{
	struct buf pdf scope_end(buf_free) = buf_new(1u << 20);
	struct zygote_client z;
	if (access(PROGRAM, X_OK) != 0) {
		tap_skip("the converter", "poppler-utils is not installed");
		return tap_done();
	}
	if (argc != 2 || !expect(make_pdf(&pdf)) ||
	    !expect(zygote_spawn(argv[1], ROLE_converter, &z) == OK))
		return tap_done();
	draws(&z, buf_view(&pdf));
	refuses(&z, buf_view(&pdf));
	zygote_stop(&z);
	return tap_done();
}
