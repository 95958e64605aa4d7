/* SPDX-License-Identifier: Apache-2.0
 * pdf/face.h: the faces of ours (Debian's packages) that stand in for fonts a PDF only names.
 *
 * A jailed worker cannot open files: whoever starts it maps each face's file read-only before the
 * jail closes and gives it here (proc/disarm.c). A face that is not there is missing: the text it
 * should have shown makes the page one to be rasterised, never boxes without a word.
 */
#ifndef DISARM_PDF_FACE_H
#define DISARM_PDF_FACE_H

#include "base/view.h"

enum pdf_face {
#define FACE(name, file, package) PDF_FACE_##name,
#include "tbl/faces.h"
#undef FACE
	PDF_FACE_COUNT
};

const char *pdf_face_name(enum pdf_face face);
const char *pdf_face_file(enum pdf_face face); /* its absolute path in Debian */

/* The bytes stay the caller's and must live as long as the process. */
void pdf_face_give(enum pdf_face face, struct view bytes);
struct view pdf_face_bytes(enum pdf_face face); /* {NULL, 0}: missing */

/* Which face stands in for a font. */
struct pdf_stand_in {
	enum pdf_face face;
	bool bolder, slanted; /* the face has no such style: made by us */
};

enum pdf_collection { /* whose CIDs a composite font uses */
		      PDF_COLLECTION_NONE,
		      PDF_COLLECTION_JAPAN1,
		      PDF_COLLECTION_GB1,
		      PDF_COLLECTION_CNS1,
		      PDF_COLLECTION_KOREA1,
};

/* `flags` are those of the font descriptor (ISO 32000-2 table 121). */
struct pdf_stand_in pdf_face_for(struct view base_name, uint32_t flags,
				 enum pdf_collection collection);

#endif
