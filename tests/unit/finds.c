/* SPDX-License-Identifier: Apache-2.0
 * finds.c: finds and the list of what is erased, there and back; what a reader must not take.
 */
#include "form/finds.h"
#include "tap.h"

#define says(condition, what) tap_result((condition), what, __FILE__, __LINE__)

static struct finds some, back;
static uint8_t pixels[FIND_PIXELS_MAX];

static struct find row(uint64_t id, enum find_kind kind)
{
	struct find f = {.id = id,
			 .kind = kind,
			 .severity = find_text(kind)->severity,
			 .erasable = find_text(kind)->erased != FIND_NOT,
			 .count = 1,
			 .place = {.at = FIND_AT_SHEET, .number = 2, .row = 5, .column = 28}};
	find_word_set(&f.place.name, VIEW("名簿"));
	find_word_set(&f.excerpt, VIEW("  ●●●●\n\t 1234 "));
	return f;
}

static void there_and_back(void)
{
	scope_end(buf_free) struct buf b = buf_new(1 << 20), where = buf_new(1000);
	struct find f = row(77, FIND_PERSONAL_NUMBER);
	f.width = 20;
	f.height = 10;
	f.pixels = view_of(pixels, 200);
	finds_add(&some, &f);
	f = row(78, FIND_ADDRESS_LIST);
	finds_add(&some, &f);
	some.erased = 3;
	some.rest[FIND_COMMENTS] = 5;
	finds_write(&some, &b);
	expect_err(finds_read(buf_view(&b), &back), OK);
	says(back.n == 2 && back.pictures == 1 && back.erased == 3 && finds_total(&back) == 7 &&
		 back.rows[0].id == 77 && back.rows[1].id == 78 && back.rows[0].pixels.n == 200,
	     "two finds come back");
	says(view_eq(view_of(back.rows[0].excerpt.text, back.rows[0].excerpt.n), VIEW("●●●● 1234")),
	     "a word without line ends");
	find_where(&back.rows[0].place, false, &where);
	says(view_eq(buf_view(&where), VIEW("シート2「名簿」 AB5")), "the place in words");
	unsigned refused = 0;
	for (size_t n = 0; n < b.n; n++)
		refused += finds_read(view_of(b.p, n), &back) == E_FORM && back.n == 0;
	says(refused == b.n, "no shorter file is taken");
	b.p[b.n - 1] ^= 1;
	says(finds_read(buf_view(&b), &back) == E_FORM, "pixels that nobody counted");
}

static bool taken(const struct find *f, unsigned times)
{
	scope_end(buf_free) struct buf b = buf_new(1 << 20);
	memset(&some, 0, sizeof some);
	for (unsigned i = 0; i < times; i++)
		finds_add(&some, f);
	finds_write(&some, &b);
	return finds_read(buf_view(&b), &back) == OK;
}

static void not_taken(void)
{
	struct find f = row(1, FIND_COMMENTS);
	says(taken(&f, 1), "one is taken");
	says(!taken(&f, 2), "not the same id twice");
	f.id = 0;
	says(!taken(&f, 1), "not id 0");
	f = row(1, FIND_ADDRESS_LIST);
	f.erasable = true;
	says(!taken(&f, 1), "nothing erasable that the table does not erase");
	f = row(1, FIND_COMMENTS);
	f.place.number = 0;
	says(!taken(&f, 1), "no sheet without a number");
	f = row(1, FIND_COMMENTS);
	f.place.box[2] = 5;
	says(!taken(&f, 1), "no rectangle on a sheet");
	f = row(1, FIND_COMMENTS);
	f.excerpt.text[0] = '\n';
	says(!taken(&f, 1), "no line end in a word");
	f = row(1, FIND_COMMENTS);
	f.width = 3;
	f.height = 2;
	f.pixels = view_of(pixels, 5);
	says(!taken(&f, 1), "no picture with a pixel too few");
	f.pixels = view_of(pixels, 6);
	says(taken(&f, 1), "but with all of them");
}

static void full(void)
{
	memset(&some, 0, sizeof some);
	for (unsigned i = 0; i < FINDS_MAX + 10; i++) {
		struct find f = row(i + 1, FIND_COMMENTS);
		finds_add(&some, &f);
	}
	says(some.n == FINDS_MAX && some.rest[FIND_COMMENTS] == 10, "the rest is counted");
}

static void pictures(void)
{
	scope_end(buf_free) struct buf b = buf_new(1 << 20);
	struct find f = {.width = FIND_WIDTH_MAX,
			 .height = 200,
			 .pixels = view_of(pixels, FIND_WIDTH_MAX * 200)};
	unsigned same = 0;
	for (unsigned i = 0; i < 256; i++) {
		uint8_t near =
		    find_colour(find_palette[i][0], find_palette[i][1], find_palette[i][2]);
		same += memcmp(find_palette[near], find_palette[i], 3) == 0;
	}
	says(same == 256, "each colour is nearest to itself");
	find_png(&f, &b);
	says(b.err == OK && b.n < FIND_WIDTH_MAX * 200 + 3000 &&
		 view_starts(buf_view(&b), VIEW("\x89PNG")),
	     "a picture is a PNG");
	if (getenv("FINDS_PNG")) {
		FILE *file = fopen(getenv("FINDS_PNG"), "wb");
		says(file && fwrite(b.p, 1, b.n, file) == b.n && fclose(file) == 0, "for a look");
	}
}

static void erasing(void)
{
	scope_end(buf_free) struct buf b = buf_new(1 << 16);
	struct erase e = {0}, e2;
	says(erase_read(VIEW(""), &e2) == OK && e2.n == 0, "no bytes: nothing");
	says(erase_read(view_of("SKE1\0\0", 7), &e2) == E_FORM, "half a number is no list");
	says(erase_add(&e, 9) == OK && erase_add(&e, 3) == OK && erase_add(&e, 9) == OK &&
		 e.n == 2 && e.ids[0] == 3,
	     "each once, ascending");
	says(erase_add(&e, 0) == E_ERASE, "nothing is called 0");
	erase_write(&e, &b);
	says(erase_read(buf_view(&b), &e2) == OK && e2.n == 2 && erase_has(&e2, 9) &&
		 !erase_has(&e2, 4),
	     "there and back");
	says(erase_read(view_of(b.p, b.n - 1), &e2) == E_FORM, "nothing cut off");
	b.p[8] = 200;
	says(erase_read(buf_view(&b), &e2) == E_FORM, "nothing out of order");
	for (uint64_t i = 10; e.n < ERASE_MAX; i++)
		says(erase_add(&e, i) == OK, "as many as there can be");
	says(erase_add(&e, 100000) == E_LIMIT_COUNT, "and no more");
}

int main(void)
{
	there_and_back();
	not_taken();
	full();
	pictures();
	erasing();
	return tap_done();
}
