/* SPDX-License-Identifier: Apache-2.0
 * evidence_xml.h: XML as Windows writes it, tag by tag: events, and what gpresult reports.
 *
 *   struct xml_reader x = xml_reader(text, mem);
 *   do try(xml_next(&x)); while (x.kind != XML_END_OF_FILE && ...);
 *
 * A small strict reader: elements close in order, no document type, at most XML_DEPTH_MAX deep. An
 * empty element is a start and an end. Names are without their prefix. Of an element's text the
 * last piece that is more than space is kept, which for an element without children is its text.
 */
#ifndef TERMINAL_EVIDENCE_XML_H
#define TERMINAL_EVIDENCE_XML_H

#include "base/arena.h"

#define XML_DEPTH_MAX 48u

enum xml_kind { XML_START, XML_END, XML_END_OF_FILE };

struct xml_reader {
	struct cursor c;
	struct arena *mem; /* for text with entities */
	struct view open[XML_DEPTH_MAX];
	struct view whole[XML_DEPTH_MAX]; /* the same names with their prefixes */
	uint32_t depth;			  /* with the element that this tag starts or ends */
	enum xml_kind kind;
	bool empty;
	struct view attributes; /* of the start tag, as they stand */
	struct view text;	/* before the end tag, entities resolved, trimmed */
};

struct xml_reader xml_reader(struct view text, struct arena *mem);
/* E_BROKEN, E_LIMIT_DEPTH, E_NO_MEMORY. */
enum err xml_next(struct xml_reader *x) must_use;
/* The n-th element from the innermost (0) has that name. */
bool xml_at(const struct xml_reader *x, uint32_t n, struct view name);
/* An attribute of the start tag, entities resolved; empty where there is none. E_NO_MEMORY. */
enum err xml_attribute(const struct xml_reader *x, struct view name, struct view *ret) must_use;

#endif
