/* SPDX-License-Identifier: Apache-2.0
 * ooxml_value.c: the words and numbers of Word's XML as typed values (ECMA-376 part 1, 22.9; ISO
 * 29500 Strict writes lengths with units, percentages with a sign and booleans as words).
 */
#include "base/base64.h"
#include "base/civil.h"
#include "disarm/office/ooxml_refer.h"

/* A decimal number with up to six places behind the point, in millionths. */
#define MILLION 1000000

struct measure {
	int64_t millionths;
	struct view unit;
};

static bool take_measure(struct view v, struct measure *ret)
{
	bool negative = v.n && v.p[0] == '-';
	size_t i = negative || (v.n && v.p[0] == '+') ? 1 : 0, from = i;
	int64_t whole = 0, part = 0, scale = MILLION;
	for (; i < v.n && v.p[i] >= '0' && v.p[i] <= '9'; i++)
		if (ckd_mul(&whole, whole, (int64_t)10) || ckd_add(&whole, whole, v.p[i] - '0'))
			return false;
	size_t digits = i - from;
	if (i < v.n && v.p[i] == '.') {
		for (i++; i < v.n && v.p[i] >= '0' && v.p[i] <= '9'; i++, digits++) {
			scale /= 10;
			part += scale * (v.p[i] - '0');
		}
	}
	if (digits == 0 || ckd_mul(&whole, whole, (int64_t)MILLION) || ckd_add(&whole, whole, part))
		return false;
	ret->millionths = negative ? -whole : whole;
	ret->unit = view_sub(v, i, v.n);
	return true;
}

static bool scaled(int64_t millionths, int64_t factor, int64_t divisor, int64_t *ret)
{
	int64_t n;
	if (ckd_mul(&n, millionths, factor))
		return false;
	int64_t by = divisor * MILLION, half = n < 0 ? -by / 2 : by / 2;
	*ret = (n + half) / by;
	return true;
}

/* EMU of the units that Word and VML know. */
static bool unit_emu(struct view unit, int64_t plain_unit, int64_t *ret)
{
	static const struct {
		const char *unit;
		int64_t emu;
	} units[] = {{"pt", 12700},  {"in", 914400}, {"cm", 360000}, {"mm", 36000},
		     {"pc", 152400}, {"pi", 152400}, {"px", 9525},   {"emu", 1}};
	*ret = plain_unit;
	if (unit.n == 0)
		return true;
	for (size_t i = 0; i < array_len(units); i++) {
		if (view_eq_nocase(unit, view_str(units[i].unit))) {
			*ret = units[i].emu;
			return true;
		}
	}
	return false;
}

bool ooxml_parse_length(struct view v, int64_t plain_unit, int64_t *ret_emu)
{
	struct measure m;
	int64_t emu;
	return take_measure(view_trim(v), &m) && unit_emu(m.unit, plain_unit, &emu) &&
	       scaled(m.millionths, emu, 1, ret_emu);
}

bool ooxml_number(struct view v, int64_t min, int64_t max, int64_t *ret)
{
	return view_int(v, min, max, ret) == OK;
}

static bool parse_bool(struct view v, int64_t *ret)
{
	static const char *const words[] = {"0", "1", "false", "true", "off", "on", "f", "t"};
	for (size_t i = 0; i < array_len(words); i++) {
		if (view_eq(v, view_str(words[i]))) {
			*ret = i & 1;
			return true;
		}
	}
	return false;
}

/* Twelve binary digits: which conditional formats a cell takes. */
static bool parse_bits(struct view v, int64_t *ret)
{
	int64_t n = 0;
	if (v.n != 12)
		return false;
	for (size_t i = 0; i < v.n; i++) {
		if (v.p[i] != '0' && v.p[i] != '1')
			return false;
		n = n * 2 + (v.p[i] - '0');
	}
	*ret = n;
	return true;
}

/* What one per cent is: DrawingML counts thousandths, WordprocessingML fiftieths, and the zoom
 * and the width of letters whole ones. */
static int64_t per_cent(unsigned type, const struct doc_attr *a)
{
	bool whole = view_eq(view_str(a->local), VIEW("percent")) ||
		     view_eq(view_str(doc_types[type].local), VIEW("w"));
	if (doc_types[type].prefix != DOC_NS_W)
		return 1000;
	return whole ? 1 : 50;
}

static bool parse_int(unsigned type, const struct doc_attr *a, struct view v, int64_t *ret)
{
	static const int64_t emu_of[] = {
	    [DOC_INT_TWIP] = 635, [DOC_INT_HPS] = 6350, [DOC_INT_EMU] = 1};
	struct measure m;
	int64_t emu;
	if (a->dialect == DOC_INT_BITS12)
		return parse_bits(v, ret);
	if (!take_measure(v, &m))
		return false;
	if (m.unit.n == 0)
		return scaled(m.millionths, 1, 1, ret);
	if (view_eq(m.unit, VIEW("%")))
		return scaled(m.millionths, per_cent(type, a), 1, ret);
	if (a->dialect >= array_len(emu_of) || emu_of[a->dialect] == 0)
		return false;
	return unit_emu(m.unit, 0, &emu) && scaled(m.millionths, emu, emu_of[a->dialect], ret);
}

/* Big-endian bytes; leading zeros may be missing in the source. */
static bool parse_hex(struct view v, size_t bytes, uint8_t *to)
{
	memset(to, 0, bytes);
	if (v.n == 0 || v.n > bytes * 2)
		return false;
	for (size_t i = 0; i < v.n; i++) {
		int digit = hex_digit(v.p[v.n - 1 - i]);
		if (digit < 0)
			return false;
		to[bytes - 1 - i / 2] |= (uint8_t)(digit << (i % 2 * 4));
	}
	return true;
}

static bool parse_colour(struct view v, int64_t *ret)
{
	uint8_t rgb[3];
	*ret = -1;
	if (view_eq(v, VIEW("auto")))
		return true;
	if (v.n != 6 || !parse_hex(v, sizeof rgb, rgb))
		return false;
	*ret = (int64_t)rgb[0] << 16 | rgb[1] << 8 | rgb[2];
	return true;
}

static bool digits(struct cursor *c, size_t n, char then, int64_t *ret)
{
	bool ok = view_int(cursor_take(c, n), 0, 9999, ret) == OK;
	return ok && (then == 0 || cursor_u8(c) == (uint8_t)then) && !c->bad;
}

/* yyyy-mm-ddThh:mm:ss with an optional fraction and zone (XML Schema dateTime). */
static bool parse_date(struct view v, int64_t *ret)
{
	struct cursor c = cursor_of(v);
	int64_t y, mo, d, h = 0, mi = 0, s = 0, zh = 0, zm = 0;
	if (!digits(&c, 4, '-', &y) || !digits(&c, 2, '-', &mo) || !digits(&c, 2, 0, &d))
		return false;
	if (mo < 1 || mo > 12 || d < 1 || d > 31)
		return false;
	if (cursor_left(&c) > 0 && (cursor_u8(&c) != 'T' || !digits(&c, 2, ':', &h) ||
				    !digits(&c, 2, ':', &mi) || !digits(&c, 2, 0, &s)))
		return false;
	uint8_t next = cursor_left(&c) > 0 ? cursor_u8(&c) : 'Z';
	for (bool fraction = next == '.'; fraction && cursor_left(&c) > 0;) {
		next = cursor_u8(&c);
		fraction = next >= '0' && next <= '9';
	}
	bool zone = next == '+' || next == '-';
	if (zone && (!digits(&c, 2, ':', &zh) || !digits(&c, 2, 0, &zm)))
		return false;
	if (h > 24 || mi > 59 || s > 60 || cursor_left(&c) > 0)
		return false;
	int64_t shift = (zh * 60 + zm) * 60;
	*ret = civil_days(y, mo, d) * DAY + h * HOUR + mi * 60 + s - (next == '-' ? -shift : shift);
	return true;
}

/* Strict says start and end where the transitional list has left and right, and the other way. */
static int find_word(unsigned list, struct view word)
{
	static const char *const twins[][2] = {{"start", "left"}, {"end", "right"}};
	int found = doc_enum_find(list, word);
	for (size_t i = 0; i < array_len(twins) && found == DOC_NONE_FOUND; i++) {
		if (view_eq(word, view_str(twins[i][0])))
			found = doc_enum_find(list, view_str(twins[i][1]));
		else if (view_eq(word, view_str(twins[i][1])))
			found = doc_enum_find(list, view_str(twins[i][0]));
	}
	return found;
}

struct view ooxml_clean(struct ooxml *c, struct view text, bool lines)
{
	if (utf8_clean(text) && (lines || text.n == 0 || !memchr(text.p, '\n', text.n)))
		return text;
	uint8_t *to = arena_alloc(c->d->mem, max_of(text.n, (size_t)1));
	size_t n = 0;
	struct cursor at = cursor_of(text);
	while (to && cursor_left(&at) > 0) {
		uint32_t code = utf8_next(&at);
		if (code == UTF8_BAD || utf8_forbidden(code))
			ooxml_count(c, FINDING_FORBIDDEN_CHAR);
		else
			n += utf8_encode(to + n, code == '\n' && !lines ? ' ' : code);
	}
	return view_of(to, n);
}

static bool put_text(struct ooxml *c, unsigned number, const struct doc_attr *a, struct view value)
{
	if (a->dialect == DOC_TEXT_LANG && value.n == 0)
		return true; /* some writers say "no language" so */
	bool lines = a->dialect == DOC_TEXT_LONG || a->dialect == DOC_TEXT_RUN ||
		     a->dialect == DOC_TEXT_XSTRING;
	struct view text = ooxml_clean(c, value, lines);
	if (a->dialect == DOC_TEXT_PERSON && (c->d->limits->options & LIMITS_DROP_PERSON)) {
		ooxml_count(c, FINDING_METADATA);
		text = view_eq(view_str(a->local), VIEW("initials")) ? VIEW("") : VIEW("作成者");
	}
	return document_view(c->w, number, text);
}

/* Shapes are numbered within their part, and some programs give a number twice: the second shape
 * gets another one, and what refers to that number means the first. */
static bool put_shape(struct ooxml *c, unsigned number, const struct doc_attr *a, struct view id)
{
	char key[64];
	for (unsigned twice = 0; twice < 2; twice++) {
		int n = snprintf(key, sizeof key, "%u:%.*s:%u", c->part, (int)min_of(id.n, 24u),
				 (const char *)id.p, twice ? ++c->shapes : 0);
		struct view copy = arena_copy(c->d->mem, view_of(key, (size_t)n));
		if (!copy.p) {
			c->failed = E_LIMIT_MEMORY;
			return false;
		}
		uint32_t ident = document_ident(c->w, DOC_IDENT_SHAPE, copy);
		/* The timeline comes after all shapes: what it moves must be there. */
		if (view_eq(view_str(a->local), VIEW("spid")) &&
		    !document_defined(c->w, DOC_IDENT_SHAPE, ident))
			return false;
		if (document_int(c->w, number, ident))
			return true;
		if (!(a->flags & DOC_DEFINES))
			return false;
	}
	return false;
}

static bool put_ident(struct ooxml *c, unsigned type, unsigned number, const struct doc_attr *a,
		      struct view value)
{
	/* A link out with a mark carries it in its address. */
	if (a->dialect == DOC_IDENT_BOOKMARK && ooxml_plain(c, DOC_NS_R, "id").n > 0 &&
	    doc_attr_find(type, DOC_NS_R, VIEW("id")) != DOC_NONE_FOUND)
		return true;
	if (a->dialect == DOC_IDENT_NUM && view_eq(value, VIEW("0")))
		return document_int(c->w, number, 0);
	int64_t place;
	if (doc_ident_placed[a->dialect])
		return ooxml_number(value, 0, DOC_IDENTS_MAX, &place) &&
		       document_int(c->w, number, place);
	if (value.n == 0)
		return false;
	if (a->dialect == DOC_IDENT_SHAPE)
		return put_shape(c, number, a, value);
	return document_int(c->w, number,
			    document_ident(c->w, (enum doc_ident_dialect)a->dialect, value));
}

static bool put_reference(struct ooxml *c, unsigned number, const struct doc_attr *a,
			  struct view value)
{
	uint32_t target = DOC_NO;
	const struct opc_relation *r;
	switch (a->dialect) {
	case DOC_REF_BLOB:
		c->failed = ooxml_blob(c, value, c->cx, c->cy, &target);
		break;
	case DOC_REF_LINK:
		target = ooxml_link_by_id(c, value, ooxml_plain(c, DOC_NS_W, "anchor"));
		if (target == DOC_NO)
			return true; /* counted already, as what it is */
		break;
	default: /* another part */
		r = opc_by_id(&c->relations, value);
		target = r && r->part != OPC_NONE ? c->numbers[r->part] : DOC_NO;
		break;
	}
	return target != DOC_NO && document_int(c->w, number, target);
}

static bool put_number(struct ooxml *c, unsigned type, unsigned number, const struct doc_attr *a,
		       struct view value)
{
	int64_t n = 0;
	bool ok = false;
	if (a->class == DOC_BOOL)
		ok = parse_bool(value, &n);
	else if (a->class == DOC_INT)
		ok = parse_int(type, a, value, &n);
	else if (a->class == DOC_COLOUR)
		ok = parse_colour(value, &n);
	else if (a->class == DOC_DATE)
		ok = parse_date(value, &n);
	else
		ok = (n = find_word(a->list, value)) != DOC_NONE_FOUND;
	return ok && document_int(c->w, number, n);
}

bool ooxml_attribute(struct ooxml *c, unsigned type, unsigned number, struct view value)
{
	const struct doc_attr *a = doc_attr_at(type, number);
	uint8_t bytes[32];
	switch ((enum doc_class)a->class) {
	case DOC_BOOL:
	case DOC_ENUM:
	case DOC_INT:
	case DOC_COLOUR:
	case DOC_DATE:
		return put_number(c, type, number, a, view_trim(value));
	case DOC_HEX:
		return a->dialect <= sizeof bytes &&
		       parse_hex(view_trim(value), a->dialect, bytes) &&
		       document_view(c->w, number, view_of(bytes, a->dialect));
	case DOC_IDENT:
		return put_ident(c, type, number, a, view_trim(value));
	case DOC_REF:
		return put_reference(c, number, a, value);
	case DOC_TEXT:
		return put_text(c, number, a, value);
	case DOC_FORMULA:
		return c->format->formula && c->format->formula(c, a, value, number);
	case DOC_NONE:
	case DOC_FIELD:
	case DOC_AUTO: /* numbered by rebuild */
		return true;
	}
	return false;
}

bool ooxml_word_or_number(struct ooxml *c, unsigned type, struct view value)
{
	const struct doc_attr *a = &doc_types[type].text;
	int64_t n;
	if (a->class == DOC_ENUM) {
		n = find_word(a->list, value);
		return n != DOC_NONE_FOUND && document_text_int(c->w, n);
	}
	/* The rule of a type's own text has no name of its own to ask for the kind of per cent. */
	struct doc_attr named = *a;
	named.local = doc_types[type].local;
	return a->class == DOC_INT && parse_int(type, &named, value, &n) &&
	       document_text_int(c->w, n);
}

struct view ooxml_plain(struct ooxml *c, unsigned ns, const char *local)
{
	const struct xml_attr *a = xml_find(&c->x, (uint16_t)ns, view_str(local));
	struct view v;
	return a && xml_attr_value(&c->x, a, &v) == OK ? v : VIEW("");
}
