/* SPDX-License-Identifier: Apache-2.0
 * ooxml_chart_old.c: charts that Office 2007 wrote. What it did not write meant no; later programs
 * take the same for the default that ECMA-376 gives the element (yes, a cross). They look at the
 * version in docProps/app.xml, which does not cross: so what is absent is said outright.
 */
#include "disarm/office/ooxml_refer.h"

struct absent {
	uint16_t parent, child, attr;
	const char *word; /* NULL: no */
};

#define NO(parent, name)                                                      \
	{                                                                     \
		DOC_T_c_##parent, DOC_T_c_##name, DOC_A_c_##name##__val, NULL \
	}
#define WORD(parent, name, word)                                              \
	{                                                                     \
		DOC_T_c_##parent, DOC_T_c_##name, DOC_A_c_##name##__val, word \
	}
#define LABELS(parent)                                                           \
	NO(parent, showLegendKey), NO(parent, showVal), NO(parent, showCatName), \
	    NO(parent, showSerName), NO(parent, showPercent), NO(parent, showBubbleSize)
#define AXIS(parent) \
	NO(parent, delete), WORD(parent, majorTickMark, "out"), WORD(parent, minorTickMark, "none")

static const struct absent rows[] = {
    NO(chartSpace, roundedCorners),
    NO(CT_Chart_c_chart, autoTitleDeleted),
    WORD(CT_Chart_c_chart, dispBlanksAs, "gap"),
    NO(title, overlay),
    NO(legend, overlay),
    NO(CT_LineSer_c_ser, smooth),
    NO(CT_ScatterSer_c_ser, smooth),
    NO(CT_BarSer_c_ser, invertIfNegative),
    NO(CT_BubbleSer_c_ser, invertIfNegative),
    NO(CT_BubbleSer_c_ser, bubble3D),
    NO(areaChart, varyColors),
    NO(barChart, varyColors),
    NO(bar3DChart, varyColors),
    NO(lineChart, varyColors),
    NO(radarChart, varyColors),
    NO(scatterChart, varyColors),
    LABELS(dLbls),
    LABELS(dLbl),
    AXIS(valAx),
    AXIS(catAx),
    AXIS(dateAx),
    AXIS(serAx),
};

bool ooxml_chart_is_old(struct ooxml *c, const struct opc_relations *root)
{
	static const enum relation_kind kinds[] = {REL_EXTENDED, REL_EXTENDED_STRICT};
	for (size_t i = 0; i < array_len(kinds); i++) {
		const struct opc_relation *r = opc_by_kind(root, kinds[i]);
		struct view bytes;
		if (r && r->part != OPC_NONE && opc_read(&c->opc, r->part, &bytes) == OK &&
		    view_has(bytes, VIEW("<AppVersion>12.")))
			return true;
	}
	return false;
}

void ooxml_chart_absent(struct ooxml *c, unsigned type)
{
	for (size_t i = 0; i < array_len(rows); i++) {
		const struct absent *row = &rows[i];
		int value = 0;
		if (row->parent != type)
			continue;
		if (row->word)
			value = doc_enum_find(doc_attr_at(row->child, row->attr)->list,
					      view_str(row->word));
		/* One that is there already stays: the writer drops a second. */
		document_open(c->w, row->child);
		if (value != DOC_NONE_FOUND)
			(void)document_int(c->w, row->attr, value);
		document_close(c->w);
	}
}

/* Labels that are deleted say nothing else (c:delete excludes the rest). */
enum err ooxml_chart_labelled(struct ooxml *c, bool *ret)
{
	struct xml_mark mark = xml_mark(&c->x);
	*ret = true;
	while (true) {
		try(xml_next(&c->x));
		if (c->x.kind == XML_CLOSE && c->x.depth == mark.depth)
			break;
		if (c->x.kind != XML_OPEN)
			continue;
		*ret = *ret && !ooxml_is(&c->x, DOC_NS_C, "delete");
		try(xml_skip(&c->x));
	}
	xml_rewind(&c->x, &mark);
	return OK;
}
