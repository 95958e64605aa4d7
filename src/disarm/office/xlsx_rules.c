/* SPDX-License-Identifier: Apache-2.0
 * xlsx_rules.c: rules of a sheet that hold formulas: data validation and conditional formats. A
 * rule whose formula cannot be said goes whole: without it it would ask for something else.
 *
 * Excel 2010 and later write a validation whose list stands on another sheet into an extension
 * (x14:dataValidations, MS-XLSX 2.3.5); the plain element can say it too, so it becomes one.
 */
#include "disarm/office/xlsx.h"

#define X14 "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"

static enum err text_of(struct ooxml *c, struct view *ret)
{
	*ret = VIEW("");
	do {
		try(xml_next(&c->x));
		if (c->x.kind == XML_TEXT && ret->n == 0)
			try(xml_text(&c->x, ret));
		else if (c->x.kind == XML_OPEN)
			try(xml_skip(&c->x));
	} while (c->x.kind == XML_TEXT || c->x.kind == XML_OPEN);
	return OK;
}

/* ---- rules where they stand ---- */

/* Looks at the formulas below the element just opened; the reader is where it was then. */
static enum err sayable(struct ooxml *c, bool *ret)
{
	struct xml_mark mark = xml_mark(&c->x);
	enum finding_code why;
	struct view text, tokens;
	*ret = true;
	while (true) {
		try(xml_next(&c->x));
		if (c->x.kind == XML_CLOSE && c->x.depth == mark.depth)
			break;
		if (c->x.kind != XML_OPEN || c->x.name.ns != DOC_NS_X ||
		    !view_starts(c->x.name.local, VIEW("formula")))
			continue;
		try(text_of(c, &text));
		try(xlsx_tokens(c, text, FORMULA_RULE, &tokens, &why));
		if (tokens.n > 0)
			continue;
		if (*ret)
			ooxml_count(c, why);
		*ret = false;
	}
	xml_rewind(&c->x, &mark);
	return OK;
}

/* Attributes of the element just opened, to be put later: looking ahead forgets them. */
static enum err take_attributes(struct ooxml *c, unsigned type, struct xlsx_rule *rule)
{
	for (uint32_t i = 0; i < c->x.n_attrs && rule->n_attrs < XLSX_RULE_ATTRS; i++) {
		const struct xml_attr *a = &c->x.attrs[i];
		int number = a->name.ns == XML_NS_NONE ? doc_attr_find(type, 255, a->name.local)
						       : DOC_NONE_FOUND;
		if (number == DOC_NONE_FOUND)
			continue;
		rule->attrs[rule->n_attrs].number = (uint8_t)number;
		try(xml_attr_value(&c->x, a, &rule->attrs[rule->n_attrs].value));
		rule->n_attrs++;
	}
	return OK;
}

static enum err put_attributes(struct ooxml *c, unsigned type, const struct xlsx_rule *rule)
{
	for (uint32_t i = 0; i < rule->n_attrs; i++)
		if (!ooxml_attribute(c, type, rule->attrs[i].number, rule->attrs[i].value))
			ooxml_count(c, FINDING_BAD_VALUE);
	return c->failed;
}

enum err xlsx_cf_rule(struct ooxml *c, unsigned type, bool *ret_done)
{
	struct xlsx_rule rule = {0};
	bool ok;
	*ret_done = true;
	try(take_attributes(c, type, &rule));
	try(sayable(c, &ok));
	if (!ok)
		return xml_skip(&c->x);
	document_open(c->w, type);
	try(put_attributes(c, type, &rule));
	try(ooxml_children(c));
	document_close(c->w);
	return OK;
}

/* ---- validations ---- */

static enum err formulas(struct ooxml *c, struct xlsx_rule *rule, uint32_t depth)
{
	while (true) {
		try(xml_next(&c->x));
		if (c->x.kind == XML_CLOSE && c->x.depth == depth)
			return OK;
		if (c->x.kind != XML_OPEN)
			continue;
		bool extended = ooxml_is(&c->x, NS_XM, "f");
		bool plain =
		    ooxml_is(&c->x, DOC_NS_X, "formula1") || ooxml_is(&c->x, DOC_NS_X, "formula2");
		if (ooxml_is(&c->x, NS_XM, "sqref"))
			try(text_of(c, &rule->places));
		else if ((extended || plain) && rule->n_formulas < 2)
			try(text_of(c, &rule->formulas[rule->n_formulas++]));
	}
}

/* A validation as it stands, to be put later. */
static enum err collect(struct ooxml *c, struct xlsx_rule *ret)
{
	struct xlsx_rule rule = {.places = ooxml_plain(c, XML_NS_NONE, "sqref")};
	try(take_attributes(c, DOC_T_x_dataValidation, &rule));
	try(formulas(c, &rule, c->x.depth));
	*ret = rule;
	return OK;
}

static enum err put_rule(struct ooxml *c, const struct xlsx_rule *rule)
{
	static const uint16_t types[2] = {DOC_T_x_formula1, DOC_T_x_formula2};
	struct view tokens[2] = {VIEW(""), VIEW("")};
	enum finding_code why;
	uint32_t n = min_of(rule->n_formulas, 2u);
	for (uint32_t i = 0; i < n; i++) {
		try(xlsx_tokens(c, rule->formulas[i], FORMULA_RULE, &tokens[i], &why));
		if (tokens[i].n == 0) {
			ooxml_count(c, why);
			return OK;
		}
	}
	document_open(c->w, DOC_T_x_dataValidation);
	try(put_attributes(c, DOC_T_x_dataValidation, rule));
	(void)document_view(c->w, DOC_A_x_dataValidation__sqref, view_trim(rule->places));
	for (uint32_t i = 0; i < n; i++) {
		document_open(c->w, types[i]);
		(void)document_text(c->w, tokens[i]);
		document_close(c->w);
	}
	document_close(c->w);
	return OK;
}

enum err xlsx_validation(struct ooxml *c, unsigned type unused_arg, bool *ret_done)
{
	struct xlsx_rule rule;
	*ret_done = true;
	try(collect(c, &rule));
	return put_rule(c, &rule);
}

static enum err put_extended(struct ooxml *c)
{
	struct xlsx *s = c->own;
	for (uint32_t i = 0; i < s->n_rules; i++)
		try(put_rule(c, &s->rules[i]));
	s->n_rules = 0;
	return OK;
}

enum err xlsx_validations(struct ooxml *c, unsigned type, bool *ret_done)
{
	*ret_done = true;
	document_open(c->w, type);
	try(ooxml_attributes(c, type));
	try(ooxml_children(c));
	try(put_extended(c));
	document_close(c->w);
	return OK;
}

enum err xlsx_validations_alone(struct ooxml *c)
{
	const struct xlsx *s = c->own;
	if (s->plain_rules || s->n_rules == 0)
		return OK;
	document_open(c->w, DOC_T_x_dataValidations);
	try(put_extended(c));
	document_close(c->w);
	return OK;
}

/* Reads the sheet that c->x was just opened on to its end, but only where its bytes name the
 * extension. */
enum err xlsx_extended(struct ooxml *c, struct view bytes)
{
	struct xlsx *s = c->own;
	s->n_rules = 0;
	s->plain_rules = false;
	if (!view_has(bytes, VIEW(X14)))
		return OK;
	while (true) {
		try(xml_next(&c->x));
		if (c->x.kind == XML_END)
			return OK;
		if (c->x.kind != XML_OPEN)
			continue;
		if (ooxml_is(&c->x, DOC_NS_X, "sheetData"))
			try(xml_skip(&c->x));
		else if (ooxml_is(&c->x, DOC_NS_X, "dataValidations"))
			s->plain_rules = true;
		else if (ooxml_is(&c->x, NS_X14, "dataValidation")) {
			s->rules =
			    xlsx_more(c, s->rules, &s->n_rules, &s->room_rules, sizeof *s->rules);
			if (!s->rules)
				return E_LIMIT_MEMORY;
			try(collect(c, &s->rules[s->n_rules - 1]));
		}
	}
}
