/* SPDX-License-Identifier: Apache-2.0
 * disarm_report.h: what happened to each file as JSON; the shape is docs/report.md.
 */
#ifndef CLI_DISARM_REPORT_H
#define CLI_DISARM_REPORT_H

#include <jansson.h>

#include "cli/locks.h"

struct disarm_report {
	json_t *items; /* NULL: none yet */
};

/* Name in tbl/formats.h, or NULL when it was not told. */
const char *disarm_report_format(const struct passage *p);
/* `output` NULL: there is none. False: no memory. */
bool disarm_report_add(struct disarm_report *r, const struct passage *p, const char *input,
		       const char *output);
bool disarm_report_print(const struct disarm_report *r, FILE *to);
void disarm_report_free(struct disarm_report *r);

#endif
