/* SPDX-License-Identifier: Apache-2.0
 * ooxml.h: what the files of the three office targets share: one part of the package being written.
 *
 * The form is read twice. The first reading checks every record to the last byte and learns which
 * idents are defined and which namespaces, links and pictures each part uses; only then does the
 * second one write. A reference to something nowhere defined (a style, a note) is left out.
 * Names, relations and content types of parts: tbl/ooxml_parts.h.
 */
#ifndef REBUILD_OOXML_H
#define REBUILD_OOXML_H

#include "form/document_read.h"
#include "rebuild/package.h"
#include "rebuild/rebuild.h"

struct ooxml;

/* What is special about one target; each of the functions may be NULL. */
struct ooxml_target {
	const char *folder, *ext;	   /* "word", "docx" */
	const char *program;		   /* that made it, as readers want to hear it */
	uint64_t (*uses)(unsigned type);   /* namespaces that a record's template writes */
	void (*own_open)(struct ooxml *x); /* a record of ours (sk:...) */
	void (*own_close)(struct ooxml *x);
	void (*own_string)(struct ooxml *x); /* the text of one */
	/* The relationship that an attribute stands for, when it is not the plain one; else 0. */
	uint32_t (*ref)(struct ooxml *x, const struct doc_value *v);
	/* Prints a formula, escaped; E_NOT_FOUND when it names what is not there. */
	enum err (*formula)(const struct ooxml *x, const struct doc_value *v,
			    struct buf *out) must_use;
	void (*opened)(struct ooxml *x);		/* an element's attributes are written */
	void (*show)(struct ooxml *x);			/* the preview of an event */
	enum err (*read)(struct ooxml *x) must_use;	/* every event of the first reading */
	enum err (*part_end)(struct ooxml *x) must_use; /* the part is whole */
	void (*types)(struct ooxml *x, struct buf *b);	/* content types of parts it adds */
};

/* A drawing being written: where it began, and the namespace that a reader must know for it. */
struct drawing {
	size_t start;
	const char *requires;
};

struct ooxml_file {
	uint32_t number; /* of the media file; 0: not written yet */
	const char *ext;
};

struct ooxml {
	struct rebuild *r;
	const struct ooxml_target *target;
	struct document d;
	struct document_reader in;
	const uint8_t *resolved[DOC_IDENT_KINDS]; /* what the first reading found defined */
	struct package package;
	struct buf xml, rels; /* of the part being written */
	uint32_t n_rels;
	uint32_t *blob_rel, *link_rel, *part_rel;  /* relationship of this part, 0: none yet */
	struct ooxml_file *part_file, *frame_file; /* by part of the form; by neutral picture */
	uint32_t n_files;
	enum err picture_err;
	uint32_t number;	/* of the last shape, revision or control */
	bool tag_open;		/* the last start tag still lacks its ">" */
	struct doc_field field; /* of the sk:field being written */
	uint32_t n_drawings;
	struct drawing drawings[DOC_DEPTH_MAX];
	uint64_t *namespaces_of, namespaces; /* one bit each; of every part in order, of this one */
	uint8_t *left_out;		     /* one a part: the policy does not want it */
	void *own;			     /* of the target */
};

/* Rebuilds r->form, whose first part must be of that kind. */
enum err ooxml_rebuild(struct rebuild *r, enum form_kind form, const struct ooxml_target *target,
		       void *own) must_use;

/* ooxml.c: the media file of a picture, written at first use. */
const struct ooxml_file *ooxml_media(struct ooxml *x, uint32_t blob);
/* Is there such a kind of part, and does the policy want it? */
bool ooxml_wanted(const struct ooxml *x, unsigned kind);
/* The same of one part; what `read` of the target has left out is not. */
bool ooxml_wanted_part(const struct ooxml *x, unsigned kind, uint32_t number);
void ooxml_leave_out(struct ooxml *x, unsigned kind, uint32_t number);
/* Its place among all parts of the form. */
uint32_t ooxml_part_at(const struct ooxml *x, unsigned kind, uint32_t number);
/* Kinds of parts that the main one refers to one by one. */
extern const uint8_t ooxml_main_refers[];
extern const size_t ooxml_n_main_refers;

/* ooxml_reach.c: what the record just read refers to; then, a part that nothing leads to from the
 * main one is left out. */
void ooxml_find_edges(struct ooxml *x, struct buf *edges);
enum err ooxml_leave_unreached(struct ooxml *x, struct buf *edges) must_use;

/* Relationship ids of this part, made at first use. */
uint32_t ooxml_blob_rel(struct ooxml *x, uint32_t blob);
uint32_t ooxml_link_rel(struct ooxml *x, uint32_t link);
uint32_t ooxml_part_rel(struct ooxml *x, unsigned kind, uint32_t number);
/* A relationship of this part that no form names: "drawings/vmlDrawing", 1, "vml", seen from the
 * form's own folder. */
uint32_t ooxml_own_rel(struct ooxml *x, const char *relation, const char *target, uint32_t number,
		       const char *ext);

/* ooxml_xml.c: reads the next part and, when wanted, writes it into `xml`, its references into
 * `rels`. */
enum err ooxml_part_xml(struct ooxml *x, bool wanted) must_use;
/* Text in which a spreadsheet takes _xHHHH_ for a character (ECMA-376 part 1, 22.9.2.19). */
void ooxml_xstring(struct buf *b, struct view v);
/* Ends the start tag that is still open. */
void ooxml_tag_end(struct ooxml *x);
/* Is the thing that an ident or a reference names defined anywhere, and still wanted? */
bool ooxml_resolves(const struct ooxml *x, const struct doc_value *v);
/* A value of the record just read, for own records: a number or `otherwise`. */
int64_t ooxml_given(const struct ooxml *x, unsigned attr, int64_t otherwise);

/* docx_code.c: the instruction of a field, quoted for XML. */
void docx_instruction(const struct ooxml *x, const struct doc_field *f, struct buf *out);

/* docx_shape.c: our own records sk:picture, sk:textBox, sk:textPath. */
void docx_shape_open(struct ooxml *x);
void docx_shape_close(struct ooxml *x, unsigned type);

#endif
