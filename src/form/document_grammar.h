/* SPDX-License-Identifier: Apache-2.0
 * document_grammar.h: grammars of text that a program evaluates: numbers, times, animations, number
 * formats. Each says what may stand there; anything else has no place in a form. For document.c.
 */
#ifndef FORM_DOCUMENT_GRAMMAR_H
#define FORM_DOCUMENT_GRAMMAR_H

#include "base/utf8.h"

/* XML Schema double without INF and NaN. */
bool doc_decimal_ok(struct view v);
/* Milliseconds or a count in thousandths, 32 bits, or the word indefinite. */
bool doc_time_ok(struct view v);
/* A value of the timeline (ECMA-376 part 1, 19.5): numbers, operators, the properties of the shape
 * (#ppt_x), functions, words like visible, colours. No other name, so nothing can be called. */
bool doc_animation_ok(struct view v);
/* A path of the timeline: M L C Z E and numbers. */
bool doc_motion_ok(struct view v);
/* A number format (ECMA-376 part 1, 18.8.31): at most four sections, quotes and brackets closed,
 * in brackets only colours, conditions, elapsed time, currencies and numeral shapes. */
bool doc_numfmt_ok(struct view v);
/* "{5C22544A-7EE6-4342-B048-85BDC9FD1C3A}" */
bool doc_guid_ok(struct view v);

#endif
