/* SPDX-License-Identifier: Apache-2.0
 * faces.h: for tests that run lock 1 in their own process: the stand-in faces that are installed.
 */
#ifndef TESTS_FACES_H
#define TESTS_FACES_H

#include "disarm/pdf/face.h"
#include "whole.h"

/* How many were found. They stay in memory until the program ends. */
static inline unsigned faces_give(void)
{
	static struct buf bytes[PDF_FACE_COUNT];
	unsigned n = 0;
	for (enum pdf_face i = 0; i < PDF_FACE_COUNT; i++) {
		bytes[i] = buf_new((size_t)64 << 20);
		if (!whole_read(pdf_face_file(i), &bytes[i]))
			continue;
		pdf_face_give(i, buf_view(&bytes[i]));
		n++;
	}
	return n;
}

#endif
