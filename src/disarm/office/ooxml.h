/* SPDX-License-Identifier: Apache-2.0
 * ooxml.h: inside the readers of office packages (ooxml*.c, docx*.c, xlsx*.c, pptx*.c): one package
 * being turned into a form.
 *
 * Each XML part is read once, token by token, and put into the form's writer as it comes. Only
 * what the form's table names is put; everything else goes one of the ways of ooxml_outside.c and
 * is counted. Fields need to be known before they are reached: docx_field.c reads ahead for them.
 */
#ifndef DISARM_OFFICE_OOXML_H
#define DISARM_OFFICE_OOXML_H

#include "disarm/disarm.h"
#include "disarm/office/docx.h"
#include "disarm/office/opc.h"
#include "disarm/office/xml.h"
#include "form/document_write.h"

/* Namespaces that the form does not have but the reader must know; below DOC_NS_COUNT the form's
 * own (enum doc_prefix). */
enum ooxml_namespace {
	NS_MC = 64,
	NS_VML,
	NS_OFFICE,
	NS_VML_WORD,
	NS_CHART_EX,
	NS_DIAGRAM,
	NS_INK,
	NS_X14, /* of Excel 2010 */
	NS_XM,
};

/* What became of a picture part. */
struct ooxml_picture {
	bool tried;
	uint32_t image; /* its part in the form; 0: a frame takes its place */
};

#define OOXML_NESTED_MAX 16 /* parts that hang on parts */

struct ooxml;

/* An element that needs more than the table says. `before` stands at XML_OPEN and may do it all
 * (then it has gone past its XML_CLOSE); `after` when its attributes are put. */
struct ooxml_hook {
	enum err (*before)(struct ooxml *c, unsigned type, bool *ret_done) must_use;
	enum err (*after)(struct ooxml *c, unsigned type) must_use;
	void (*closed)(struct ooxml *c);
};

/* Parts of kind `to` hang on a part of kind `from` by that relation, and are read before it. */
struct ooxml_hang {
	enum doc_part_kind from;
	enum relation_kind relation;
	enum doc_part_kind to;
};

/* One of the three formats. */
struct ooxml_format {
	enum form_kind form;
	const char *folder; /* "word/" */
	const char *extensions[8];
	const struct ooxml_hang *hangs;
	size_t n_hangs;
	const struct ooxml_hook *hooks;				    /* by type */
	enum err (*begin)(struct ooxml *c, uint32_t main) must_use; /* before any part, or NULL */
	enum err (*look)(struct ooxml *c) must_use; /* a part is read ahead, just opened; or NULL */
	/* The text of an element before it is cleaned, or NULL. */
	enum err (*text)(struct ooxml *c, unsigned type, struct view *text) must_use;
	/* Puts a formula as attribute `number`, or as the text of the open element (OOXML_TEXT).
	 * False: it cannot be said, and has been counted. */
	bool (*formula)(struct ooxml *c, const struct doc_attr *a, struct view text,
			unsigned number);
	/* A part that nobody wants, or NULL. */
	bool (*left_out)(struct ooxml *c, uint32_t part, enum doc_part_kind kind);
};

#define OOXML_TEXT 0xffffu

struct ooxml {
	struct disarm *d;
	const struct ooxml_format *format;
	void *own; /* of the format */
	struct opc opc;
	struct document_writer *w;
	struct form_writer form;
	uint32_t nested;
	bool old_charts;   /* written by Office 2007 */
	uint32_t *numbers; /* of parts among their kind, one a member; DOC_NO until written */
	struct ooxml_picture *pictures; /* one a member */

	/* The part that is being read. */
	struct xml x;
	uint32_t part;
	enum doc_part_kind kind;
	struct opc_relations relations;
	struct docx_fields fields;
	uint32_t code;	  /* inside the code of so many fields: nothing there is text */
	uint32_t deleted; /* inside so many w:del */
	int64_t cx, cy;	  /* extent of the drawing around, EMU */
	struct docx_bookmark *bookmarks; /* begun and not yet ended */
	uint32_t n_bookmarks, room_bookmarks;
	uint32_t shapes;       /* numbers given to shapes whose own was taken */
	enum place_kind place; /* what the part is to a person: a slide... */
	uint32_t at;	       /* ...and which, from 1; 0: a part is a part */
	uint32_t counts[FINDING_COUNT];
	enum err failed; /* what a value could not report itself: memory, limits */
};

/* ooxml.c */
enum err ooxml_disarm(struct disarm *d, const struct ooxml_format *format) must_use;
bool ooxml_probe(const struct ooxml_format *format, struct view in, struct view ext);
/* Puts a part, and before it what hangs on it; c->numbers says its number then. */
enum err ooxml_part(struct ooxml *c, uint32_t part, enum doc_part_kind kind) must_use;

/* ooxml_element.c: at XML_OPEN, puts the element and all below it, up to its XML_CLOSE. */
enum err ooxml_element(struct ooxml *c) must_use;
/* Puts everything below the element just opened, as children of the writer's open element. */
enum err ooxml_children(struct ooxml *c) must_use;
/* Puts the attributes of the element just opened to the writer's open element of that type. */
enum err ooxml_attributes(struct ooxml *c, unsigned type) must_use;
void ooxml_count(struct ooxml *c, enum finding_code code);
/* A record of our own that can stand here: opens it. */
bool ooxml_can_hold(const struct ooxml *c, unsigned type);

/* ooxml_outside.c: an element that the form does not have at this place. */
enum err ooxml_outside(struct ooxml *c) must_use;
/* Is this mc:Choice one that we can read whole? */
bool ooxml_choice_ok(struct ooxml *c);
bool ooxml_is(const struct xml *x, unsigned ns, const char *local);

/* ooxml_value.c: one attribute, or the value of an element that holds a number or a word. False:
 * not a value of its class; nothing was put. */
bool ooxml_attribute(struct ooxml *c, unsigned type, unsigned number, struct view value);
bool ooxml_word_or_number(struct ooxml *c, unsigned type, struct view value);
/* Text without what the form forbids; counts what it took out. `trim`: blanks at the ends go. */
struct view ooxml_clean(struct ooxml *c, struct view text, bool lines) must_use;
bool ooxml_parse_length(struct view v, int64_t plain_unit, int64_t *ret_emu);
/* False, and *ret as it was, for anything but a decimal number within the range. */
bool ooxml_number(struct view v, int64_t min, int64_t max, int64_t *ret);
/* An attribute of the element just opened, decoded; empty when absent or malformed. */
struct view ooxml_plain(struct ooxml *c, unsigned ns, const char *local);

/* ooxml.c: as xml_open wants it. */
uint16_t ooxml_namespace_of(struct view address);

#endif
