/* SPDX-License-Identifier: Apache-2.0
 * document.h: what the files of the document target share: one part of the package being written.
 *
 * The form is read twice. The first reading checks every record to the last byte and learns which
 * idents are defined and which namespaces, links and pictures each part uses; only then does the
 * second one write. A reference to something nowhere defined (a style, a note) is left out.
 */
#ifndef REBUILD_DOCUMENT_H
#define REBUILD_DOCUMENT_H

#include "form/document_read.h"
#include "rebuild/package.h"
#include "rebuild/rebuild.h"

/* A drawing being written: where it began, and the namespace that a reader must know for it. */
struct drawing {
	size_t start;
	const char *requires;
};

struct docx_file {
	uint32_t number; /* of the media file; 0: not written yet */
	const char *ext;
};

struct docx {
	struct rebuild *r;
	struct document d;
	struct document_reader in;
	const uint8_t *resolved[DOC_IDENT_KINDS]; /* what the first reading found defined */
	struct package package;
	struct buf xml, rels; /* of the part being written */
	uint32_t n_rels;
	uint32_t *blob_rel, *link_rel;		  /* relationship of this part, 0: none yet */
	struct docx_file *part_file, *frame_file; /* by part of the form; by neutral picture */
	uint32_t n_files;
	enum err picture_err;
	uint32_t number;	/* of the last shape, revision or control */
	bool tag_open;		/* the last start tag still lacks its ">" */
	struct doc_field field; /* of the sk:field being written */
	uint32_t n_drawings;
	struct drawing drawings[DOC_DEPTH_MAX];
	uint32_t *namespaces_of, namespaces; /* one bit each; of every part in order, of this one */
	uint32_t kinds;			     /* part kinds there are, one bit each */
};

/* document.c: the media file of a picture, written at first use. */
const struct docx_file *document_media(struct docx *x, uint32_t blob);

/* document_xml.c: reads the next part and, when wanted, writes it into `xml`, its references into
 * `rels`. */
enum err document_part_xml(struct docx *x, bool wanted) must_use;
/* Ends the start tag that is still open. */
void document_tag_end(struct docx *x);
/* Relationship ids of this part, made at first use. */
uint32_t document_blob_rel(struct docx *x, uint32_t blob);
uint32_t document_link_rel(struct docx *x, uint32_t link);

/* document_code.c: the instruction of a field, quoted for XML. */
void document_code(const struct docx *x, const struct doc_field *f, struct buf *out);

/* document_shape.c: our own records sk:picture, sk:textBox, sk:textPath. */
void document_shape_open(struct docx *x);
void document_shape_close(struct docx *x, unsigned type);

#endif
