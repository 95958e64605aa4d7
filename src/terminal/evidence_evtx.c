/* SPDX-License-Identifier: Apache-2.0
 * evidence_evtx.c: a Windows event log as evidence: each event is a row as one of a table is.
 */
#include "terminal/evidence_parts.h"
#include "terminal/evtx.h"

static void tell(struct evidence *e, const struct evtx_report *r)
{
	const struct {
		bool is;
		enum evidence_remark_code code;
		uint32_t count;
	} rows[] = {
	    {r->dirty, EVIDENCE_EVTX_OPEN, 0},
	    {r->header_sum_bad, EVIDENCE_EVTX_HEADER_SUM, 0},
	    {r->sums_bad > 0, EVIDENCE_EVTX_CHUNK_SUM, r->sums_bad},
	    {r->sums_bad > 0 && r->first_bad > 0, EVIDENCE_EVTX_CHUNK_FIRST, r->first_bad},
	    {r->cut, EVIDENCE_EVTX_CUT, 0},
	    {r->unreadable > 0, EVIDENCE_EVTX_UNREADABLE, r->unreadable},
	    {r->steps_out, EVIDENCE_EVTX_STEPS, 0},
	};
	for (size_t i = 0; i < array_len(rows); i++)
		if (rows[i].is)
			evidence_remark(e, rows[i].code, rows[i].count);
}

static struct evidence_row row_of(const struct evtx_event *event)
{
	static const enum evidence_role roles[] = {[EVTX_PROVIDER] = ROLE_PROVIDER,
						   [EVTX_EVENT_ID] = ROLE_EVENT,
						   [EVTX_TASK] = ROLE_CATEGORY,
						   [EVTX_TIME] = ROLE_TIME,
						   [EVTX_COMPUTER] = ROLE_TERMINAL};
	struct evidence_row row = {.has = 1u << ROLE_EVENT | 1u << ROLE_TIME | 1u << ROLE_CATEGORY |
					  1u << ROLE_TERMINAL,
				   .unsound = !event->sound};
	for (unsigned i = 0; i < EVTX_FIELD_COUNT; i++)
		row.cell[roles[i]] = view_trim(event->field[i]);
	for (uint32_t i = 0; i < event->data_n; i++) {
		enum evidence_role role = evidence_data_role(event->data[i].name);
		if (role != ROLE_COUNT)
			row.cell[role] = view_trim(event->data[i].value);
	}
	return row;
}

enum err evidence_read_evtx(struct evidence *e, const struct evidence_file *f)
{
	scope_end(evtx_end) struct evtx log = {0};
	struct evtx_event event;
	uint32_t events = 0;
	try(evtx_begin(f->bytes, &log));
	while (evtx_next(&log, &event)) {
		struct evidence_row row = row_of(&event);
		if (++events > EVIDENCE_ROWS_MAX)
			return E_LIMIT_COUNT;
		enum err err = evidence_take_row(e, f, &row);
		if (err == E_NAME)
			log.report.unreadable++;
		else
			try(err);
	}
	tell(e, &log.report);
	if (log.text.err == E_NO_MEMORY)
		return E_NO_MEMORY;
	if (!events && (log.report.sums_bad || log.report.unreadable || log.report.cut))
		return E_BROKEN;
	if (!events)
		evidence_remark(e, EVIDENCE_EVTX_NONE, 0);
	return OK;
}
