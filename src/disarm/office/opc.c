/* SPDX-License-Identifier: Apache-2.0
 * opc.c: content types, relationship lists, target resolution.
 */
#include "base/base64.h"
#include "disarm/hash.h"
#include "disarm/office/opc.h"
#include "disarm/office/xml.h"

#define TRANSITIONAL "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
#define STRICT "http://purl.oclc.org/ooxml/officeDocument/relationships/"

enum { NS_TYPES, NS_RELATIONS };

#define OPC_DEFAULTS_MAX 256u
#define HASHED_MAX (32u << 20) /* a bigger removed part is reported without its hash */

/* Most relationships of a list that nobody follows are alike: no finding means the reader knows. */
#define FINDING_NONE FINDING_COUNT
static const struct {
	const char *address;
	enum finding_code finding;
} kinds[REL_COUNT] = {
    [REL_UNKNOWN] = {"", FINDING_UNKNOWN_PART},
#define RELATION(name, address, finding) [REL_##name] = {address, FINDING_##finding},
#include "tbl/relations.h"
#undef RELATION
};

static uint16_t namespace_of(struct view address)
{
	if (view_eq(address, VIEW("http://schemas.openxmlformats.org/package/2006/content-types")))
		return NS_TYPES;
	if (view_eq(address, VIEW("http://schemas.openxmlformats.org/package/2006/relationships")))
		return NS_RELATIONS;
	return XML_NS_UNKNOWN;
}

static enum relation_kind kind_of(struct view type)
{
	struct view office = {NULL, 0};
	if (view_starts(type, VIEW(TRANSITIONAL)))
		office = view_sub(type, sizeof TRANSITIONAL - 1, type.n);
	else if (view_starts(type, VIEW(STRICT)))
		office = view_sub(type, sizeof STRICT - 1, type.n);
	for (size_t i = REL_UNKNOWN + 1; i < REL_COUNT; i++) {
		const char *address = kinds[i].address;
		if (address[0] == '=' ? office.p && view_eq(office, view_str(address + 1))
				      : view_eq(type, view_str(address)))
			return (enum relation_kind)i;
	}
	return REL_UNKNOWN;
}

/* ---- names ---- */

/* Percent escapes of a target become the bytes of the member's name; %00, %2F and %5C do not. */
static bool unescape(struct view target, uint8_t *to, size_t *ret_n)
{
	size_t n = 0;
	for (size_t i = 0; i < target.n; i++) {
		uint8_t b = target.p[i];
		if (b == '#' || b == '?')
			break;
		if (b == '%') {
			int high = i + 2 < target.n ? hex_digit(target.p[i + 1]) : -1;
			int low = high >= 0 ? hex_digit(target.p[i + 2]) : -1;
			if (low < 0)
				return false;
			b = (uint8_t)(high * 16 + low);
			if (b < ' ' || b == '/' || b == '\\')
				return false;
			i += 2;
		}
		to[n++] = b;
	}
	*ret_n = n;
	return true;
}

/* Length of the folder a part lies in, with its "/". */
static size_t folder_of(struct view name)
{
	size_t n = name.n;
	while (n > 0 && name.p[n - 1] != '/')
		n--;
	return n;
}

static bool append_segment(uint8_t *path, size_t *n, struct view segment)
{
	if (segment.n == 0 || view_eq(segment, VIEW(".")))
		return true;
	if (view_eq(segment, VIEW(".."))) {
		if (*n == 0)
			return false; /* above the package */
		*n = folder_of(view_of(path, *n - 1));
		return true;
	}
	memcpy(path + *n, segment.p, segment.n);
	*n += segment.n;
	path[(*n)++] = '/';
	return true;
}

/* RFC 3986 5.2 for paths: the member that a target means, seen from its source. */
static uint32_t resolve(const struct opc *o, struct view source, struct view target)
{
	uint8_t plain[ZIP_NAME_MAX], path[2 * ZIP_NAME_MAX + 2];
	size_t plain_n, n = 0;
	if (target.n > sizeof plain || !unescape(target, plain, &plain_n) || plain_n == 0)
		return OPC_NONE;
	if (plain[0] != '/') {
		n = folder_of(source);
		memcpy(path, source.p, n);
	}
	struct view rest = view_of(plain, plain_n);
	for (size_t from = 0, to; from < rest.n; from = to + 1) {
		to = view_find(rest, from, '/');
		if (!append_segment(path, &n, view_sub(rest, from, to - from)))
			return OPC_NONE;
	}
	uint32_t member = n ? zip_find(&o->zip, view_of(path, n - 1)) : ZIP_NONE;
	return member == ZIP_NONE || o->zip.members[member].folder ? OPC_NONE : member;
}

struct view opc_name(const struct opc *o, uint32_t part)
{
	return part < o->zip.n ? o->zip.members[part].name : VIEW("");
}

/* ---- content types ---- */

static enum err attr(struct xml *x, struct view local, struct view *ret)
{
	const struct xml_attr *a = xml_find(x, XML_NS_NONE, local);
	*ret = VIEW("");
	return a ? xml_attr_value(x, a, ret) : OK;
}

static struct view extension_of(struct view name)
{
	struct view file = view_sub(name, folder_of(name), name.n);
	size_t n = file.n;
	while (n > 0 && file.p[n - 1] != '.')
		n--;
	return n ? view_sub(file, n, file.n) : VIEW("");
}

struct type_pass {
	bool overrides;
	uint32_t defaults;
};

static enum err content_type(struct opc *o, struct xml *x, struct type_pass *pass)
{
	struct view type, name;
	try(attr(x, VIEW("ContentType"), &type));
	if (view_eq(x->name.local, VIEW("Override"))) {
		try(attr(x, VIEW("PartName"), &name));
		uint32_t part = resolve(o, VIEW(""), name);
		if (part != OPC_NONE)
			o->parts[part].type = type;
		return OK;
	}
	if (!view_eq(x->name.local, VIEW("Default")))
		return OK;
	if (pass->defaults++ == OPC_DEFAULTS_MAX)
		return E_LIMIT_COUNT;
	try(attr(x, VIEW("Extension"), &name));
	for (uint32_t i = 0; i < o->zip.n; i++)
		if (!o->parts[i].type.p && view_eq_nocase(extension_of(opc_name(o, i)), name))
			o->parts[i].type = type;
	return OK;
}

/* Both kinds of list are one root with empty elements in it. */
static enum err read_list(struct opc *o, uint32_t member, uint16_t ns, struct view root,
			  enum err (*row)(struct opc *, struct xml *, void *), void *user)
{
	struct view bytes;
	struct xml *x = arena_alloc(o->mem, sizeof *x);
	if (!x)
		return E_LIMIT_MEMORY;
	try(zip_read(&o->zip, member, o->mem, &bytes));
	try(xml_open(x, bytes, namespace_of, o->mem));
	try(xml_next(x));
	if (x->kind != XML_OPEN || x->name.ns != ns || !view_eq(x->name.local, root))
		return E_BROKEN;
	while (true) {
		try(xml_next(x));
		if (x->kind == XML_END)
			return OK;
		if (x->kind != XML_OPEN)
			continue;
		if (x->name.ns == ns)
			try(row(o, x, user));
		if (x->kind == XML_OPEN)
			try(xml_skip(x));
	}
}

/* Overrides win over defaults wherever they stand, so they are read first. */
static enum err type_row(struct opc *o, struct xml *x, void *user)
{
	struct type_pass *pass = user;
	if (view_eq(x->name.local, VIEW("Override")) != pass->overrides)
		return OK;
	return content_type(o, x, pass);
}

static enum err read_types(struct opc *o)
{
	uint32_t member = zip_find(&o->zip, VIEW("[Content_Types].xml"));
	if (member == ZIP_NONE)
		return E_TYPE_MISMATCH;
	o->parts[member].reached = true;
	struct type_pass first = {.overrides = true}, second = {.overrides = false};
	try(read_list(o, member, NS_TYPES, VIEW("Types"), type_row, &first));
	return read_list(o, member, NS_TYPES, VIEW("Types"), type_row, &second);
}

/* ---- relationships ---- */

struct relation_list {
	struct view source;
	uint32_t n, room;
	struct opc_relation *rows;
};

static struct opc_relation *new_row(struct opc *o, struct relation_list *l)
{
	if (l->n == l->room) {
		uint32_t room = max_of(l->room * 2, 16u);
		struct opc_relation *rows = arena_array(o->mem, room, sizeof *rows);
		if (!rows)
			return NULL;
		if (l->n)
			memcpy(rows, l->rows, l->n * sizeof *rows);
		l->rows = rows;
		l->room = room;
	}
	return &l->rows[l->n++];
}

static enum err relation_row(struct opc *o, struct xml *x, void *user)
{
	struct relation_list *l = user;
	struct view type, mode;
	if (!view_eq(x->name.local, VIEW("Relationship")))
		return OK;
	if (l->n == OPC_RELATIONS_MAX)
		return E_LIMIT_COUNT;
	struct opc_relation *r = new_row(o, l);
	if (!r)
		return E_LIMIT_MEMORY;
	try(attr(x, VIEW("Id"), &r->id));
	try(attr(x, VIEW("Type"), &type));
	try(attr(x, VIEW("Target"), &r->target));
	try(attr(x, VIEW("TargetMode"), &mode));
	if (r->id.n == 0)
		return E_BROKEN;
	r->kind = kind_of(type);
	r->external = view_eq_nocase(mode, VIEW("External"));
	r->part = r->external ? OPC_NONE : resolve(o, l->source, r->target);
	return OK;
}

static int compare(struct view a, struct view b)
{
	size_t n = min_of(a.n, b.n);
	int order = n ? memcmp(a.p, b.p, n) : 0;
	return order ? order : (a.n > b.n) - (a.n < b.n);
}

static int by_id(const void *a, const void *b)
{
	const struct opc_relation *x = a, *y = b;
	return compare(x->id, y->id);
}

static enum err sort_rows(struct relation_list *l)
{
	if (l->n)
		qsort(l->rows, l->n, sizeof *l->rows, by_id);
	for (uint32_t i = 1; i < l->n; i++)
		if (view_eq(l->rows[i - 1].id, l->rows[i].id))
			return E_BROKEN; /* two targets for one name */
	return OK;
}

/* "a/b.xml" has its list in "a/_rels/b.xml.rels", the package in "_rels/.rels". */
static uint32_t list_of(const struct opc *o, struct view part)
{
	uint8_t name[ZIP_NAME_MAX + 16];
	size_t folder = folder_of(part);
	struct buf b = {.p = name, .room = sizeof name, .cap = sizeof name};
	buf_put(&b, view_sub(part, 0, folder));
	buf_put(&b, VIEW("_rels/"));
	buf_put(&b, view_sub(part, folder, part.n));
	buf_put(&b, VIEW(".rels"));
	return b.err == OK ? zip_find(&o->zip, buf_view(&b)) : ZIP_NONE;
}

enum err opc_relations(struct opc *o, uint32_t part, struct opc_relations *ret)
{
	struct opc_relations *kept = part == OPC_ROOT ? &o->root : &o->parts[part].relations;
	if (!kept->read) {
		struct relation_list l = {.source = opc_name(o, part)};
		uint32_t member = list_of(o, l.source);
		if (member != ZIP_NONE) {
			o->parts[member].reached = true;
			try(read_list(o, member, NS_RELATIONS, VIEW("Relationships"), relation_row,
				      &l));
			try(sort_rows(&l));
		}
		*kept = (struct opc_relations){true, l.n, l.rows};
	}
	*ret = *kept;
	return OK;
}

const struct opc_relation *opc_by_id(const struct opc_relations *r, struct view id)
{
	uint32_t low = 0, high = r->n;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		int order = compare(id, r->rows[middle].id);
		if (order == 0)
			return &r->rows[middle];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

const struct opc_relation *opc_by_kind(const struct opc_relations *r, enum relation_kind kind)
{
	for (uint32_t i = 0; i < r->n; i++)
		if (r->rows[i].kind == kind && r->rows[i].part != OPC_NONE)
			return &r->rows[i];
	return NULL;
}

enum err opc_open(struct view in, const struct limits *limits, struct arena *mem,
		  struct report *report, struct opc *ret)
{
	struct opc o = {.mem = mem, .report = report};
	struct opc_relations root;
	try(zip_open(in, limits, mem, &o.zip));
	o.parts = arena_array(mem, max_of(o.zip.n, 1u), sizeof *o.parts);
	if (!o.parts)
		return E_LIMIT_MEMORY;
	zip_report(&o.zip, report);
	try(read_types(&o));
	try(opc_relations(&o, OPC_ROOT, &root));
	*ret = o;
	return OK;
}

enum err opc_read(struct opc *o, uint32_t part, struct view *ret)
{
	assert(part < o->zip.n);
	o->parts[part].reached = true;
	return zip_read(&o->zip, part, o->mem, ret);
}

/* ---- reports ---- */

static enum finding_code finding_of(const struct opc_relation *r)
{
	enum finding_code code = kinds[r->kind].finding;
	bool own = code != FINDING_NONE && code != FINDING_UNKNOWN_PART;
	if (r->external && r->kind == REL_HYPERLINK)
		return FINDING_LINK_BAD;
	if (r->external)
		return own && r->kind == REL_TEMPLATE ? code : FINDING_EXTERNAL;
	return code == FINDING_NONE ? FINDING_UNKNOWN_PART : code;
}

void opc_report_dropped(struct opc *o, uint32_t source, const struct opc_relation *r)
{
	uint8_t hash[32];
	enum finding_code code = finding_of(r);
	struct view bytes = r->target, name = opc_name(o, source);
	bool known = true;
	uint32_t place = source < o->zip.n ? source + 1 : 0;
	if (r->part != OPC_NONE) {
		if (o->parts[r->part].reached)
			return; /* the same part by another relationship */
		o->parts[r->part].reached = true;
		name = opc_name(o, r->part);
		place = r->part + 1;
		/* Properties are about people: a hash of them would be a guess to check. */
		known = code != FINDING_METADATA && o->zip.members[r->part].size <= HASHED_MAX &&
			zip_read(&o->zip, r->part, o->mem, &bytes) == OK;
	}
	if (known)
		disarm_sha256(bytes, hash);
	report_add(o->report, code, place ? PLACE_PART : PLACE_FILE, place, name,
		   known ? hash : NULL);
}

void opc_report_unreached(struct opc *o)
{
	for (uint32_t i = 0; i < o->zip.n; i++)
		if (!o->parts[i].reached && !o->zip.members[i].folder)
			report_add(o->report, FINDING_UNKNOWN_PART, PLACE_FILE, 0, VIEW(""), NULL);
}
