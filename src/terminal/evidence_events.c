/* SPDX-License-Identifier: Apache-2.0
 * evidence_events.c: events as XML: `wevtutil qe /f:xml` (one <Event> after another) and Event
 * Viewer's file (<Events> around them).
 *
 * Of each Event/System we take EventID, Task, Computer, the Provider's Name and TimeCreated's
 * SystemTime, and of EventData what evidence_data_role knows.
 */
#include "terminal/evidence_parts.h"
#include "terminal/evidence_xml.h"

/* Where a word of the row stands: directly below Event/System or Event/EventData. */
static bool below(const struct xml_reader *x, struct view part)
{
	return xml_at(x, 1, part) && xml_at(x, 2, VIEW("Event"));
}

static enum err take_start(const struct xml_reader *x, struct evidence_row *row,
			   enum evidence_role *ret_data)
{
	struct view name;
	*ret_data = ROLE_COUNT;
	if (xml_at(x, 0, VIEW("Event")))
		memset(row->cell, 0, sizeof row->cell);
	if (below(x, VIEW("System")) && xml_at(x, 0, VIEW("TimeCreated")))
		return xml_attribute(x, VIEW("SystemTime"), &row->cell[ROLE_TIME]);
	if (below(x, VIEW("System")) && xml_at(x, 0, VIEW("Provider")))
		return xml_attribute(x, VIEW("Name"), &row->cell[ROLE_PROVIDER]);
	if (!below(x, VIEW("EventData")) || !xml_at(x, 0, VIEW("Data")))
		return OK;
	try(xml_attribute(x, VIEW("Name"), &name));
	*ret_data = evidence_data_role(name);
	return OK;
}

static void take_text(const struct xml_reader *x, struct evidence_row *row, enum evidence_role data)
{
	static const struct {
		const char *name;
		enum evidence_role role;
	} words[] = {{"EventID", ROLE_EVENT}, {"Task", ROLE_CATEGORY}, {"Computer", ROLE_TERMINAL}};
	for (size_t i = 0; i < array_len(words); i++)
		if (below(x, VIEW("System")) && xml_at(x, 0, view_str(words[i].name)) && x->text.n)
			row->cell[words[i].role] = x->text;
	if (data != ROLE_COUNT && below(x, VIEW("EventData")))
		row->cell[data] = x->text;
}

enum err evidence_read_events(struct evidence *e, const struct evidence_file *f, struct view text)
{
	struct xml_reader x = xml_reader(text, &e->scratch);
	struct evidence_row row = {.has = 1u << ROLE_EVENT | 1u << ROLE_TIME | 1u << ROLE_CATEGORY |
					  1u << ROLE_TERMINAL};
	enum evidence_role data = ROLE_COUNT;
	uint32_t events = 0;
	for (;;) {
		try(xml_next(&x));
		if (x.kind == XML_END_OF_FILE)
			return events ? OK : E_TYPE_UNKNOWN;
		if (x.kind == XML_START) {
			try(take_start(&x, &row, &data));
			continue;
		}
		take_text(&x, &row, data);
		data = ROLE_COUNT;
		if (!xml_at(&x, 0, VIEW("Event")))
			continue;
		if (++events > EVIDENCE_ROWS_MAX)
			return E_LIMIT_COUNT;
		try(evidence_take_row(e, f, &row));
	}
}
