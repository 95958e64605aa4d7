/* SPDX-License-Identifier: Apache-2.0
 * ooxml_refer.h: what elements of office packages refer to: charts, addresses, pictures.
 */
#ifndef DISARM_OFFICE_OOXML_REFER_H
#define DISARM_OFFICE_OOXML_REFER_H

#include "disarm/office/ooxml.h"

/* ooxml_chart.c: c:numRef, c:strRef, c:multiLvlStrRef: the cached values as literals. */
enum err ooxml_chart_data(struct ooxml *c) must_use;
/* For hooks of the three: as literals. */
enum err ooxml_chart_literal(struct ooxml *c, unsigned type, bool *ret_done) must_use;
/* Reads ahead for the formula of the reference just opened. */
enum err ooxml_chart_formula(struct ooxml *c, struct view *ret) must_use;
/* Is this relationship a chart that was put? */
bool ooxml_chart_known(struct ooxml *c, struct view id);

/* ooxml_chart_old.c: did Office 2007 write the package? Its charts leave out what is no. */
bool ooxml_chart_is_old(struct ooxml *c, const struct opc_relations *root);
/* Before the element of that type is closed: puts what such a chart leaves out. */
void ooxml_chart_absent(struct ooxml *c, unsigned type);
/* At XML_OPEN of c:dLbls or c:dLbl: are there labels at all? */
enum err ooxml_chart_labelled(struct ooxml *c, bool *ret) must_use;

/* ooxml_link.c */
uint32_t ooxml_link(struct ooxml *c, struct view target); /* an address; DOC_NO when not allowed */
/* The address of a relationship, with a fragment put behind it; DOC_NO when not allowed. */
uint32_t ooxml_link_by_id(struct ooxml *c, struct view id, struct view fragment);

/* ooxml_picture.c: the blob of a picture relationship; a frame where there is none to show. */
enum err ooxml_blob(struct ooxml *c, struct view id, int64_t cx, int64_t cy,
		    uint32_t *ret) must_use;
/* For hooks: an a:blip whose attributes are put gets a frame where it names no picture. */
enum err ooxml_blip(struct ooxml *c, unsigned type) must_use;

#endif
