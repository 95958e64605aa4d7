/* SPDX-License-Identifier: Apache-2.0
 * pages.h: what the files of the pages target share.
 *
 * The form is read once, from front to back: every record is checked when it is read and its object
 * is written at once, because a ref names only what stands before it. What collects (page tree,
 * outline, labels, tags) is written at the end. When anything is wrong, nothing of `out` is used.
 */
#ifndef REBUILD_PAGES_H
#define REBUILD_PAGES_H

#include "form/pages.h"
#include "rebuild/pdf.h"
#include "rebuild/rebuild.h"

/* Places in the parent tree: pages by their place, tagged links behind all pages there can be. */
#define PAGES_LINK_PARENTS 1000000u

/* Items within items: a viewer goes down them by recursion. Lock 1 takes 32 groups, patterns and
 * glyphs within one another, each with a mask or shading of its own, and eight functions. */
#define PAGES_NESTED_MOST 120u
#define PAGES_TAGS_NESTED_MOST 128u /* lock 1: 64, and content below the last */

/* What later items may ask of an earlier one. */
struct pages_item {
	enum form_page_item_kind kind;
	bool joined;   /* a function */
	bool coloured; /* a tiling that has, or a group that sets, colours */
	bool stencil;  /* bits */
	bool content;  /* a tag without an element */
	enum form_page_group_blend blend;
	uint8_t inputs, outputs; /* of a function */
	int64_t domain[4];
	uint32_t object;
	uint32_t count; /* glyphs of a font; place among the pages, the tags; part of an image */
	uint32_t depth; /* items below it, one within the other */
	uint64_t cost;	/* operators drawn when it is used */
	const struct view *unicode; /* of a font's glyphs */
	const struct form_page_bits *bits;
};

struct pages_page {
	struct form_page_page page;
	uint32_t object, content, resources;
	uint32_t marks;	   /* marked pieces of content so far */
	struct buf annots; /* references */
};

/* A marked piece of a page's content, or a link, that a tag holds. */
struct pages_mark {
	uint32_t tag; /* place among the tags */
	uint32_t page, number;
	uint32_t link; /* object; 0: content */
};

struct pages_tag {
	struct form_page_tag tag;
	uint32_t parent, object;
};

struct pages_outline {
	struct form_page_outline outline;
	uint32_t object, last; /* its last child so far, as place + 1 */
	uint32_t first, next, parent, before, kids;
	struct view target; /* written entries */
};

struct pages {
	struct rebuild *r;
	struct pdf pdf;
	struct cursor c;
	struct form_pages head;
	struct pages_item *items;
	uint32_t n; /* items so far */
	struct pages_page *pages;
	uint32_t n_pages;
	struct pages_tag *tags;
	uint32_t n_tags;
	struct pages_outline *outlines;
	uint32_t n_outlines;
	struct buf marks, labels; /* struct pages_mark; entries of the number tree */
	uint32_t n_labels, last_label;
	uint32_t n_links;
	uint64_t cost;			  /* of all pages */
	const struct pages_item *picture; /* the first that a page draws */
	bool words;			  /* a page shows some */
	uint32_t tree, structure;	  /* objects; structure 0: no tag so far */
	struct buf entries, content;
	/* Of the list of operators being written: */
	uint32_t *stamps; /* by item: serial of the last list that used it */
	uint32_t serial;
	struct buf used, states; /* item numbers; struct pages_state */
	unsigned spaces;	 /* of uncoloured tilings: bits grey, rgb, cmyk */
};

/* A list of operators: what is asked of it, and what it turned out to be. */
struct pages_list {
	uint32_t count;
	bool marks;	 /* it is a page's */
	bool uncoloured; /* may set no colour */
	bool drawn;	 /* of a drawn font: shows none itself */
	struct pages_page *page;
	bool coloured;
	uint32_t depth; /* of the deepest item it uses */
	uint64_t cost;
};

/* The item that ref names, when it is of that kind; otherwise NULL. */
const struct pages_item *pages_ref(const struct pages *p, uint32_t ref,
				   enum form_page_item_kind kind);
bool pages_box_ok(const int64_t box[4]);
/* `part` is used by `item`: what it costs, and one level more. False: too deep. */
bool pages_within(struct pages_item *item, const struct pages_item *part) must_use;

/* pages_list.c: checks and writes a list to p->content. */
enum err pages_list(struct pages *p, struct pages_list *l) must_use;

/* pages_resource.c: forgets what the list before used; marks items and states as used by this one.
 */
enum pages_state_kind {
	PAGES_STATE_FILL_ALPHA,
	PAGES_STATE_STROKE_ALPHA,
	PAGES_STATE_BLEND,
	PAGES_STATE_MASK,
	PAGES_STATE_OVERPRINT,
};
void pages_list_begin(struct pages *p);
void pages_use(struct pages *p, uint32_t ref);
enum err pages_use_state(struct pages *p, enum pages_state_kind kind, uint32_t value) must_use;
/* Appends the dictionary of what the lists since pages_list_begin used. */
void pages_resources(struct pages *p, struct buf *b);

/* Each reads its record, checks it, and writes its object. */
enum err pages_function(struct pages *p, struct pages_item *item) must_use; /* pages_function.c */
enum err pages_shading(struct pages *p, struct pages_item *item) must_use;  /* pages_shading.c */
enum err pages_image(struct pages *p, struct pages_item *item) must_use;    /* pages_image.c */
enum err pages_bits(struct pages *p, struct pages_item *item) must_use;
enum err pages_font(struct pages *p, struct pages_item *item) must_use; /* pages_font.c */
enum err pages_drawn(struct pages *p, struct pages_item *item) must_use;
/* The stream that says what each glyph stands for; codes of `bytes` bytes. 0: none does. */
uint32_t pages_unicode(struct pages *p, const struct view *unicode, uint32_t n, unsigned bytes);
enum err pages_tag(struct pages *p, struct pages_item *item) must_use; /* pages_tag.c */
/* Structure tree; nothing without tags. Writes the pages' share of it into their dictionaries. */
void pages_tags_end(struct pages *p);
enum err pages_link(struct pages *p, struct pages_item *item) must_use; /* pages_nav.c */
enum err pages_outline(struct pages *p, struct pages_item *item) must_use;
enum err pages_label(struct pages *p, struct pages_item *item) must_use;
/* Outline; returns its root object, 0: there is none. */
uint32_t pages_outlines_end(struct pages *p);

#endif
