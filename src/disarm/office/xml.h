/* SPDX-License-Identifier: Apache-2.0
 * xml.h: a pull tokeniser for XML 1.0 with namespaces, without any DTD.
 *
 *   xml_open(&x, bytes, &names, mem) ... while (xml_next(&x) == OK && x.kind != XML_END) ...
 *
 * Bytes must be UTF-8 (UTF-16 with a byte order mark is turned into it first) and are checked whole
 * before the first token. There are five entities and character references; a DOCTYPE is refused,
 * so nothing can expand, nest or fetch. Names are views of the input; namespaces become numbers of
 * the caller's table, resolved where they are declared and not at every element.
 * Limits: XML_DEPTH_MAX, XML_ATTRS_MAX, XML_BINDINGS_MAX. Errors: E_BROKEN, E_LIMIT_*.
 */
#ifndef DISARM_OFFICE_XML_H
#define DISARM_OFFICE_XML_H

#include "base/arena.h"

#define XML_DEPTH_MAX 256
#define XML_ATTRS_MAX 128
#define XML_BINDINGS_MAX 512
#define XML_CACHE 16 /* a power of two */

/* Namespace numbers: the caller's own from 0 up, and these. */
#define XML_NS_NONE 0xffffu    /* no namespace */
#define XML_NS_XML 0xfffeu     /* the prefix xml */
#define XML_NS_UNKNOWN 0xfffdu /* declared, but not in the caller's table */

enum xml_kind { XML_OPEN, XML_CLOSE, XML_TEXT, XML_END };

/* What a namespace address means to the caller. */
typedef uint16_t xml_namespace(struct view address);

struct xml_name {
	uint16_t ns;
	struct view prefix, local;
};

struct xml_attr {
	struct xml_name name;
	struct view raw; /* between the quotes, not decoded */
	bool plain;	 /* nothing to decode: raw is the value */
};

struct xml_binding {
	struct view prefix, address;
	uint16_t ns, depth;
};

struct xml {
	struct cursor c;
	struct arena *mem;
	xml_namespace *namespace_of;
	enum xml_kind kind;
	struct xml_name name; /* XML_OPEN and XML_CLOSE */
	uint32_t depth;	      /* of the element just opened or closed, from 1 */
	uint32_t n_attrs;     /* XML_OPEN; without namespace declarations */
	struct xml_attr attrs[XML_ATTRS_MAX];
	struct view raw;  /* XML_TEXT */
	bool plain;	  /* XML_TEXT: raw is the text */
	bool cdata;	  /* XML_TEXT from a CDATA section: only line ends to decode */
	uint32_t skipped; /* comments and processing instructions */
	struct view first_skipped;
	/* inside */
	bool empty, rooted;
	struct xml_name open[XML_DEPTH_MAX];
	uint32_t n_bindings;
	struct xml_binding bindings[XML_BINDINGS_MAX];
	struct {
		struct view prefix;
		uint16_t ns;
		bool set;
	} cache[XML_CACHE];
};

enum err xml_open(struct xml *x, struct view bytes, xml_namespace *namespace_of,
		  struct arena *mem) must_use;
/* The next token. XML_END once the root is closed and nothing but blanks and comments followed. */
enum err xml_next(struct xml *x) must_use;
/* After XML_OPEN: goes past everything up to and including its XML_CLOSE. */
enum err xml_skip(struct xml *x) must_use;

/* Looking ahead: taken at an XML_OPEN and gone back to no later than at its XML_CLOSE. The
 * attributes of that element are gone then. */
struct xml_mark {
	size_t at;
	struct xml_name name;
	uint32_t depth, n_bindings, skipped;
	bool empty;
};
struct xml_mark xml_mark(const struct xml *x);
void xml_rewind(struct xml *x, const struct xml_mark *mark);

/* Values with references resolved, line ends made "\n" and, in attributes, blanks made spaces.
 * In x->mem unless plain. E_BROKEN for an unknown entity or a character XML does not allow. */
enum err xml_attr_value(struct xml *x, const struct xml_attr *a, struct view *ret) must_use;
enum err xml_text(struct xml *x, struct view *ret) must_use;

/* The attribute of that name, or NULL. */
const struct xml_attr *xml_find(const struct xml *x, uint16_t ns, struct view local);
/* The number of the namespace a prefix stands for here; XML_NS_UNKNOWN when undeclared. */
uint16_t xml_prefix(const struct xml *x, struct view prefix);

#endif
