/* SPDX-License-Identifier: Apache-2.0
 * records_notices.h: the check before sending, reminders and notices; included by policy.h.
 */
#ifndef POLICY_RECORDS_NOTICES_H
#define POLICY_RECORDS_NOTICES_H

#include "policy/records/records.h"

/* Keys are the kinds of tbl/finds.h. */
struct policy_inspection {
	uint32_t personal_number_grade;
	enum policy_find covered, personal_number, number_like, hidden_sheet, hidden_cells,
	    hidden_slide, hidden_text, off_page, invisible_text, tracked, comments, notes, author,
	    hidden_data, cropped, address_list, grade_mark;
};

struct policy_reminders {
	uint32_t approval_minutes, inbox_days, password_minutes; /* 0: never */
};

struct policy_notices {
	struct view relay, from, portal; /* no relay: no mail */
	bool names;
};

#endif
