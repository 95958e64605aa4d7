/* SPDX-License-Identifier: Apache-2.0
 * document_writer.h: what the files of the document writer share; nobody else includes it.
 */
#ifndef FORM_DOCUMENT_WRITER_H
#define FORM_DOCUMENT_WRITER_H

#include "form/document_field.h"
#include "form/document_write.h"

#define MAP_SLOTS 4096u

#define RELATIONS_MAX 8u

enum { MAP_LINK = DOC_IDENT_KINDS, MAP_BLOB, MAP_KINDS };

struct entry {
	struct entry *next;
	struct view key;
	uint32_t kind, number;
};

struct kid {
	size_t start, end; /* of its record in the stream; the end is known when they are sorted */
	const struct doc_child *row;
};

struct level {
	uint16_t type;
	uint8_t last_rank;
	uint8_t field_rank; /* of the last child with a field's begin or end in it */
	bool flushed, dead, disordered, has_text, has_fields;
	bool has_order, has_own; /* values of an attribute that ascends: */
	int64_t order, own;	 /* of its last child that has one; its own */
	size_t start, first_kid;
	uint32_t story, fields_before; /* open fields of the story when it began */
	const struct doc_child *row;   /* in the parent; NULL for a root */
};

struct span {
	size_t start, n;
	enum doc_part_kind kind;
	uint32_t n_relations;
	struct {
		uint8_t kind;
		uint32_t number;
	} relations[RELATIONS_MAX]; /* ascending kinds */
};

struct staged {
	uint16_t number;
	size_t at, n;
};

struct document_writer {
	struct arena *mem;
	const struct limits *limits;
	enum err err;
	enum form_kind form;
	unsigned form_bit;
	struct entry *map[MAP_SLOTS];
	uint32_t next[MAP_KINDS];
	struct buf defined[DOC_IDENT_KINDS]; /* one byte a number */
	struct buf links, blobs, bookmarks, stream, stage, scratch, kids, spans;
	uint32_t n_kids, n_spans, of_kind[DOC_PART_COUNT];
	uint32_t wanted[DOC_PART_COUNT]; /* parts referred to: one more than the greatest number */
	uint32_t promised[DOC_PART_COUNT];
	struct level levels[DOC_DEPTH_MAX];
	uint32_t depth, skip;
	uint32_t fields[DOC_DEPTH_MAX]; /* open fields of the story that began at that depth */
	struct staged staged[DOC_ATTRS_MAX];
	uint32_t n_staged;
	struct span open; /* the part being written */
	bool part_dropped;
	struct document_counts counts;
};

static inline void document_fail(struct document_writer *w, enum err e)
{
	if (w->err == OK)
		w->err = e;
}

static inline struct level *document_top(struct document_writer *w)
{
	return &w->levels[w->depth - 1];
}

/* May the part be an empty root? Then it can be referred to before it comes. */
static inline bool document_plain(unsigned kind)
{
	const struct doc_type *root = &doc_types[doc_parts[kind].root];
	return root->plain || root->flags == (DOC_END_WITH_P | DOC_STORY);
}

/* document_put.c: writes type and attributes of the open element once nothing more can come. */
void document_flush(struct document_writer *w);

#endif
