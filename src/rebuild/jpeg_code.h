/* SPDX-License-Identifier: Apache-2.0
 * jpeg_code.h: the blocks of a form, checked and counted; and Huffman tables made for the counts.
 */
#ifndef REBUILD_JPEG_CODE_H
#define REBUILD_JPEG_CODE_H

#include "form/image.h"

/* How often each symbol of T.81 F.1.2 occurs: categories of DC differences; runs and sizes of AC.
 */
struct jpeg_counts {
	uint32_t dc[256], ac[256];
};

/* As DHT has it (T.81 B.2.4.2): number of codes of each length from 1 on, then the symbols. */
struct jpeg_table {
	uint8_t bits[17]; /* [0] unused */
	uint8_t symbols[256];
};

/* Reads `blocks` blocks, which must be all there is, and adds their symbols to `counts`. E_FORM on
 * any value outside docs/plain-forms.md. */
enum err jpeg_count(struct view coefficients, uint64_t blocks, struct jpeg_counts *counts) must_use;

/* Writes the next `n` blocks into `to` (zeroed by the caller, rows of 8), moving `c` past them. The
 * bytes have passed jpeg_count. */
void jpeg_fill(struct cursor *c, size_t n, int16_t (*to)[64]);

/* The best code of at most 16 bits in which no code is all ones (T.81 K.2). */
struct jpeg_table jpeg_best_table(const uint32_t counts[256]);

#endif
