/* SPDX-License-Identifier: Apache-2.0
 * pdf/face.c: which of our faces stands in for a font that a PDF only names.
 */
#include "disarm/pdf/face.h"

static const struct {
	const char *name, *file;
} faces[PDF_FACE_COUNT] = {
#define FACE(name, file, package) {#name, file},
#include "tbl/faces.h"
#undef FACE
};

static struct view given[PDF_FACE_COUNT];

const char *pdf_face_name(enum pdf_face face)
{
	return faces[face].name;
}

const char *pdf_face_file(enum pdf_face face)
{
	return faces[face].file;
}

void pdf_face_give(enum pdf_face face, struct view bytes)
{
	given[face] = bytes;
}

struct view pdf_face_bytes(enum pdf_face face)
{
	return given[face];
}

/* Parts of names, the first that occurs decides. Latin ones are compared in lower case without
 * spaces, hyphens and commas; Japanese ones as UTF-8 or Shift_JIS bytes, as producers write them.
 */
static const struct {
	const char *part;
	enum pdf_face face;
	bool latin; /* not for a font with Japanese CIDs */
} families[] = {
    {"zapfdingbats", PDF_FACE_DINGBATS, true},
    {"dingbats", PDF_FACE_DINGBATS, true},
    {"monotypesorts", PDF_FACE_DINGBATS, true},
    {"symbol", PDF_FACE_SYMBOL, true},
    {"monotype", PDF_FACE_SERIF, true},
    {"centurygothic", PDF_FACE_SANS, true},
    {"franklingothic", PDF_FACE_SANS, true},
    {"lettergothic", PDF_FACE_MONO, true},
    {"newsgothic", PDF_FACE_SANS, true},
    {"tradegothic", PDF_FACE_SANS, true},
    {"pmincho", PDF_FACE_PMINCHO, false},
    {"mincho", PDF_FACE_MINCHO, false},
    {"heiseimin", PDF_FACE_MINCHO, false},
    {"ryumin", PDF_FACE_MINCHO, false},
    {"kozmin", PDF_FACE_MINCHO, false},
    {"futomin", PDF_FACE_MINCHO, false},
    {"midashimin", PDF_FACE_MINCHO, false},
    {"hiramin", PDF_FACE_MINCHO, false},
    {"hiraginomin", PDF_FACE_MINCHO, false},
    {"yumin", PDF_FACE_MINCHO, false},
    {"\xef\xbc\xb0\xe6\x98\x8e\xe6\x9c\x9d", PDF_FACE_PMINCHO, false}, /* Ｐ明朝 */
    {"\x82\x6f\x96\xbe\x92\xa9", PDF_FACE_PMINCHO, false},
    {"\xe6\x98\x8e\xe6\x9c\x9d", PDF_FACE_MINCHO, false}, /* 明朝 */
    {"\x96\xbe\x92\xa9", PDF_FACE_MINCHO, false},
    {"mspgothic", PDF_FACE_PGOTHIC, false},
    {"msuigothic", PDF_FACE_PGOTHIC, false},
    {"msgothic", PDF_FACE_GOTHIC, false},
    {"ipapgothic", PDF_FACE_PGOTHIC, false},
    {"meiryo", PDF_FACE_PGOTHIC, false},
    {"yugoth", PDF_FACE_PGOTHIC, false},
    {"gothicbbb", PDF_FACE_GOTHIC, false},
    {"gothicmb101", PDF_FACE_GOTHIC, false},
    {"kakugo", PDF_FACE_GOTHIC, false},
    {"marugo", PDF_FACE_GOTHIC, false},
    {"kozgo", PDF_FACE_GOTHIC, false},
    {"futogo", PDF_FACE_GOTHIC, false},
    {"midashigo", PDF_FACE_GOTHIC, false},
    {"jun101", PDF_FACE_GOTHIC, false},
    {"hirakaku", PDF_FACE_GOTHIC, false},
    {"hiraginokaku", PDF_FACE_GOTHIC, false},
    {"osaka", PDF_FACE_GOTHIC, false},
    {"ipaexgothic", PDF_FACE_GOTHIC, false},
    {"ipagothic", PDF_FACE_GOTHIC, false},
    {"takao", PDF_FACE_GOTHIC, false},
    {"\xef\xbc\xb0\xe3\x82\xb4\xe3\x82\xb7\xe3\x83\x83\xe3\x82\xaf", PDF_FACE_PGOTHIC,
     false}, /* Ｐゴシック */
    {"\x82\x6f\x83\x53\x83\x56\x83\x62\x83\x4e", PDF_FACE_PGOTHIC, false},
    {"\xe3\x82\xb4\xe3\x82\xb7\xe3\x83\x83\xe3\x82\xaf", PDF_FACE_GOTHIC, false}, /* ゴシック */
    {"\x83\x53\x83\x56\x83\x62\x83\x4e", PDF_FACE_GOTHIC, false},
    {"\xe3\x83\xa1\xe3\x82\xa4\xe3\x83\xaa\xe3\x82\xaa", PDF_FACE_PGOTHIC, false}, /* メイリオ */
    {"\x83\x81\x83\x43\x83\x8a\x83\x49", PDF_FACE_PGOTHIC, false},
    {"courier", PDF_FACE_MONO, true},
    {"consolas", PDF_FACE_MONO, true},
    {"mono", PDF_FACE_MONO, true},
    {"console", PDF_FACE_MONO, true},
    {"helvetica", PDF_FACE_SANS, true},
    {"arial", PDF_FACE_SANS, true},
    {"sans", PDF_FACE_SANS, true},
    {"verdana", PDF_FACE_SANS, true},
    {"tahoma", PDF_FACE_SANS, true},
    {"calibri", PDF_FACE_SANS, true},
    {"segoe", PDF_FACE_SANS, true},
    {"univers", PDF_FACE_SANS, true},
    {"gothic", PDF_FACE_SANS, true},
    {"times", PDF_FACE_SERIF, true},
    {"georgia", PDF_FACE_SERIF, true},
    {"garamond", PDF_FACE_SERIF, true},
    {"palatino", PDF_FACE_SERIF, true},
    {"bookman", PDF_FACE_SERIF, true},
    {"century", PDF_FACE_SERIF, true},
    {"cambria", PDF_FACE_SERIF, true},
    {"minion", PDF_FACE_SERIF, true},
    {"roman", PDF_FACE_SERIF, true},
    {"serif", PDF_FACE_SERIF, true},
};

enum { FLAG_FIXED = 1, FLAG_SERIF = 2, FLAG_ITALIC = 64, FLAG_BOLD = 1 << 18 };

/* Lower case, without what spellings differ in; Japanese bytes as they are. */
static struct view simplify(struct view name, uint8_t out[128])
{
	size_t n = 0;
	for (size_t i = 0; i < name.n && n < 128; i++) {
		uint8_t c = name.p[i];
		if (c >= 'A' && c <= 'Z')
			c = (uint8_t)(c - 'A' + 'a');
		if (c != ' ' && c != '-' && c != ',' && c != '_')
			out[n++] = c;
	}
	return view_of(out, n);
}

static bool has_any(struct view name, const char *const *words)
{
	for (; *words; words++)
		if (view_has(name, view_str(*words)))
			return true;
	return false;
}

static enum pdf_face family_of(struct view raw, struct view simple, uint32_t flags,
			       enum pdf_collection collection)
{
	bool cids = collection != PDF_COLLECTION_NONE;
	for (size_t i = 0; i < array_len(families); i++) {
		struct view part = view_str(families[i].part);
		if ((!families[i].latin || !cids) &&
		    (view_has(simple, part) || view_has(raw, part)))
			return families[i].face;
	}
	if (cids)
		return flags & FLAG_SERIF ? PDF_FACE_MINCHO : PDF_FACE_GOTHIC;
	if (flags & FLAG_FIXED)
		return PDF_FACE_MONO;
	return flags & FLAG_SERIF ? PDF_FACE_SERIF : PDF_FACE_SANS;
}

struct pdf_stand_in pdf_face_for(struct view base_name, uint32_t flags,
				 enum pdf_collection collection)
{
	static const char *const bold_words[] = {"bold", "black", "heavy", "demi", "midashi", NULL};
	static const char *const slant_words[] = {"italic", "oblique", NULL};
	uint8_t room[128];
	struct view name = simplify(base_name, room);
	struct pdf_stand_in s = {.face = family_of(base_name, name, flags, collection)};
	bool bold = has_any(name, bold_words) || (flags & FLAG_BOLD);
	bool slant = has_any(name, slant_words) || (flags & FLAG_ITALIC);
	if (s.face == PDF_FACE_SANS || s.face == PDF_FACE_SERIF || s.face == PDF_FACE_MONO)
		s.face = (enum pdf_face)((int)s.face + (bold ? 1 : 0) + (slant ? 2 : 0));
	else if (s.face >= PDF_FACE_MINCHO)
		s = (struct pdf_stand_in){s.face, bold, slant};
	return s;
}
