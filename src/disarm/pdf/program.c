/* SPDX-License-Identifier: Apache-2.0
 * pdf/program.c: font programs opened and asked.
 */
#include <ft2build.h>
#include <freetype/freetype.h>
#include <freetype/ftmodapi.h>

#include "disarm/pdf/program_parts.h"

#define TAG(a, b, c, d) ((uint32_t)(a) << 24 | (uint32_t)(b) << 16 | (uint32_t)(c) << 8 | (d))
#define ADOBE 7		 /* FreeType's platform for the encodings inside Type 1 and CFF */
#define CHARS_MAX 300000 /* characters listed of one program */

struct pdf_library {
	FT_Library ft;
	struct FT_MemoryRec_ memory;
	struct arena *mem;
	size_t used;
};

/* FreeType does not say how much it frees, so each block is told by the word before it. */
union block_head {
	size_t n;
	max_align_t align;
};

static void *memory_alloc(FT_Memory memory, long size)
{
	struct pdf_library *lib = memory->user;
	size_t n;
	if (size < 0 || ckd_add(&n, (size_t)size, sizeof(union block_head)) ||
	    n > PDF_PROGRAM_MEMORY - lib->used)
		return NULL;
	union block_head *head = malloc(n);
	if (!head)
		return NULL;
	head->n = n;
	lib->used += n;
	return head + 1;
}

static void memory_free(FT_Memory memory, void *block)
{
	struct pdf_library *lib = memory->user;
	if (!block)
		return;
	union block_head *head = (union block_head *)block - 1;
	lib->used -= head->n;
	free(head);
}

static void *memory_realloc(FT_Memory memory, long old unused_arg, long size, void *block)
{
	struct pdf_library *lib = memory->user;
	size_t n;
	if (!block)
		return memory_alloc(memory, size);
	union block_head *head = (union block_head *)block - 1;
	size_t others = lib->used - head->n;
	if (size < 0 || ckd_add(&n, (size_t)size, sizeof *head) || n > PDF_PROGRAM_MEMORY - others)
		return NULL;
	union block_head *moved = realloc(head, n);
	if (!moved)
		return NULL;
	moved->n = n;
	lib->used = others + n;
	return moved + 1;
}

struct pdf_library *pdf_library_open(struct arena *mem)
{
	struct pdf_library *lib = arena_alloc(mem, sizeof *lib);
	if (!lib)
		return NULL;
	lib->mem = mem;
	lib->memory = (struct FT_MemoryRec_){
	    .user = lib, .alloc = memory_alloc, .free = memory_free, .realloc = memory_realloc};
	if (FT_New_Library(&lib->memory, &lib->ft) != 0)
		return NULL;
	FT_Add_Default_Modules(lib->ft);
	return lib;
}

void pdf_library_close(struct pdf_library *lib)
{
	if (lib)
		(void)FT_Done_Library(lib->ft);
}

/* Type 1 programs may have rubbish before their first line. */
static struct view type1_start(struct view v)
{
	if (v.n > 6 && v.p[0] == 0x80 && v.p[1] == 1)
		return v;
	for (size_t i = 0; i + 2 < v.n && i < 1024; i++)
		if (v.p[i] == '%' && v.p[i + 1] == '!')
			return view_sub(v, i, v.n);
	return VIEW("");
}

/* Which of FreeType's drivers reads it; NULL: none of those we let near. */
static const char *driver_of(struct view *bytes, enum pdf_program_kind *ret)
{
	struct cursor c = cursor_of(*bytes);
	uint32_t tag = cursor_u32be(&c);
	if (tag == 0x00010000 || tag == TAG('t', 'r', 'u', 'e')) {
		*ret = PDF_PROGRAM_TRUETYPE;
		return "truetype";
	}
	if (tag == TAG('O', 'T', 'T', 'O'))
		*bytes = pdf_program_table(*bytes, "CFF ");
	if (bytes->n > 4 && bytes->p[0] == 1 && bytes->p[1] <= 1) {
		*ret = PDF_PROGRAM_CFF;
		return "cff";
	}
	*bytes = type1_start(*bytes);
	*ret = PDF_PROGRAM_TYPE1;
	return bytes->n > 0 ? "type1" : NULL;
}

enum err pdf_program_open(struct pdf_library *lib, struct view bytes, struct pdf_program **ret)
{
	enum pdf_program_kind kind = PDF_PROGRAM_TYPE1;
	if (bytes.n > PDF_PROGRAM_MAX)
		return E_LIMIT_SIZE;
	const char *driver = driver_of(&bytes, &kind);
	if (!driver)
		return E_BROKEN;
	FT_Open_Args args = {.flags = FT_OPEN_MEMORY | FT_OPEN_DRIVER,
			     .memory_base = bytes.p,
			     .memory_size = (FT_Long)bytes.n,
			     .driver = FT_Get_Module(lib->ft, driver)};
	FT_Face face = NULL;
	if (!args.driver || FT_Open_Face(lib->ft, &args, 0, &face) != 0)
		return E_BROKEN;
	struct pdf_program *p = arena_alloc(lib->mem, sizeof *p);
	if (!FT_IS_SCALABLE(face) || face->units_per_EM < 1 || face->num_glyphs < 1 ||
	    face->num_glyphs > 65536 || !p) {
		(void)FT_Done_Face(face);
		return p ? E_BROKEN : E_NO_MEMORY;
	}
	/* An em of ours is the program's own where the form can say it. */
	bool fits = face->units_per_EM >= 16 && face->units_per_EM <= 16384;
	*p = (struct pdf_program){.face = face,
				  .kind = kind,
				  .mem = lib->mem,
				  .own_units = face->units_per_EM,
				  .units = fits ? face->units_per_EM : 1000,
				  .tricky = kind == PDF_PROGRAM_TRUETYPE && FT_IS_TRICKY(face)};
	pdf_program_find_glyphs(p, kind == PDF_PROGRAM_TRUETYPE ? bytes : VIEW(""));
	if (p->tricky && FT_Set_Pixel_Sizes(face, 0, p->own_units) != 0)
		return E_BROKEN;
	*ret = p;
	return OK;
}

enum pdf_program_kind pdf_program_kind(const struct pdf_program *p)
{
	return p->kind;
}

bool pdf_program_cid_keyed(const struct pdf_program *p)
{
	return FT_IS_CID_KEYED(p->face);
}

uint16_t pdf_program_units(const struct pdf_program *p)
{
	return p->units;
}

uint32_t pdf_program_glyphs(const struct pdf_program *p)
{
	return (uint32_t)p->face->num_glyphs;
}

int32_t pdf_program_ascent(const struct pdf_program *p)
{
	return p->face->ascender * 1000 / p->own_units;
}

int32_t pdf_program_descent(const struct pdf_program *p)
{
	return p->face->descender * 1000 / p->own_units;
}

uint32_t pdf_program_by_name(struct pdf_program *p, struct view name)
{
	char text[128];
	if (name.n == 0 || name.n >= sizeof text || !FT_HAS_GLYPH_NAMES(p->face))
		return 0;
	memcpy(text, name.p, name.n);
	text[name.n] = 0;
	return FT_Get_Name_Index(p->face, text);
}

static FT_CharMap cmap_of(const struct pdf_program *p, uint16_t platform, uint16_t encoding)
{
	for (int i = 0; i < p->face->num_charmaps; i++) {
		FT_CharMap m = p->face->charmaps[i];
		if (m->platform_id == platform && m->encoding_id == encoding)
			return m;
	}
	return NULL;
}

bool pdf_program_has_cmap(const struct pdf_program *p, uint16_t platform, uint16_t encoding)
{
	return cmap_of(p, platform, encoding) != NULL;
}

bool pdf_program_has_any_cmap(const struct pdf_program *p)
{
	return p->face->num_charmaps > 0;
}

static uint32_t look(struct pdf_program *p, FT_CharMap m, uint32_t code)
{
	return m && FT_Set_Charmap(p->face, m) == 0 ? FT_Get_Char_Index(p->face, code) : 0;
}

uint32_t pdf_program_by_char(struct pdf_program *p, uint16_t platform, uint16_t encoding,
			     uint32_t code)
{
	return look(p, cmap_of(p, platform, encoding), code);
}

uint32_t pdf_program_built_in(struct pdf_program *p, uint32_t code)
{
	for (int i = 0; i < p->face->num_charmaps; i++)
		if (p->face->charmaps[i]->platform_id == ADOBE)
			return look(p, p->face->charmaps[i], code);
	return 0;
}

uint32_t pdf_program_by_unicode(struct pdf_program *p, uint32_t code_point)
{
	if (FT_Select_Charmap(p->face, FT_ENCODING_UNICODE) != 0)
		return 0;
	return FT_Get_Char_Index(p->face, code_point);
}

static void list_unicode(struct pdf_program *p)
{
	uint32_t n = pdf_program_glyphs(p);
	p->unicode = arena_array(p->mem, n, sizeof *p->unicode);
	p->listed = true;
	if (!p->unicode || FT_Select_Charmap(p->face, FT_ENCODING_UNICODE) != 0)
		return;
	FT_UInt glyph = 0;
	FT_ULong x = FT_Get_First_Char(p->face, &glyph);
	for (uint32_t i = 0; glyph != 0 && i < CHARS_MAX; i++) {
		if (glyph < n && p->unicode[glyph] == 0)
			p->unicode[glyph] = (uint32_t)x;
		x = FT_Get_Next_Char(p->face, x, &glyph);
	}
}

uint32_t pdf_program_unicode(struct pdf_program *p, uint32_t glyph)
{
	if (!p->listed)
		list_unicode(p);
	return p->unicode && glyph > 0 && glyph < pdf_program_glyphs(p) ? p->unicode[glyph] : 0;
}

struct view pdf_program_name(struct pdf_program *p, uint32_t glyph, char out[128])
{
	if (!FT_HAS_GLYPH_NAMES(p->face) || FT_Get_Glyph_Name(p->face, glyph, out, 128) != 0)
		return VIEW("");
	return view_str(out);
}

/* A CID without a glyph shows the glyph of CID 0. */
bool pdf_program_load(struct pdf_program *p, uint32_t glyph)
{
	FT_Int32 how = FT_LOAD_NO_BITMAP | (p->tricky ? FT_LOAD_NO_AUTOHINT : FT_LOAD_NO_SCALE);
	if (!pdf_program_affordable(p, glyph))
		return false;
	if (FT_Load_Glyph(p->face, glyph, how) == 0)
		return true;
	return pdf_program_cid_keyed(p) && FT_Load_Glyph(p->face, 0, how) == 0;
}

double pdf_program_width(struct pdf_program *p, uint32_t glyph)
{
	if (!pdf_program_load(p, glyph))
		return 0;
	double units = (double)p->own_units * (p->tricky ? 64 : 1);
	return (double)p->face->glyph->metrics.horiAdvance * 1000 / units;
}
