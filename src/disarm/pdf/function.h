/* SPDX-License-Identifier: Apache-2.0
 * pdf/function.h: PDF's functions (ISO 32000-2 7.10), evaluated here and never passed on: tints
 * become colours, shadings get sampled functions of ours.
 */
#ifndef DISARM_PDF_FUNCTION_H
#define DISARM_PDF_FUNCTION_H

#include "disarm/pdf/pdf.h"

#define FUNCTION_INPUTS 8
#define FUNCTION_OUTPUTS 32

struct function {
	uint32_t inputs, outputs; /* 1..FUNCTION_INPUTS, 1..FUNCTION_OUTPUTS */
	double domain[2 * FUNCTION_INPUTS];
	bool ranged;
	double range[2 * FUNCTION_OUTPUTS];
	void (*eval)(const struct function *f, const double *in, double *out);
	const void *data; /* of its kind */
};

/* A function, or an array of functions of one output each. NULL when it makes no sense or has no
 * rule (or pdf->err says why). In pdf->mem. */
const struct function *function_read(struct pdf *pdf, const struct pdf_obj *o) must_use;
/* Inputs are clipped to the domain, outputs to the range; every output is finite. */
void function_eval(const struct function *f, const double *in, double *out);

/* pdf/calculator.c: type 4. */
const void *calculator_read(struct pdf *pdf, struct view text) must_use;
void calculator_eval(const struct function *f, const double *in, double *out);

#endif
