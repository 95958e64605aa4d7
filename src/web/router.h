/* SPDX-License-Identifier: Apache-2.0
 * router.h: which row of tbl/routes.h an address belongs to.
 */
#ifndef WEB_ROUTER_H
#define WEB_ROUTER_H

#include "tbl/bodies.h"

/* What stood for :id and :file in the pattern. */
struct route_match {
	uint8_t id[ID_LEN];
	char file[64];
};

/* Segments are fixed, `:id` (32 lower-case hex digits) or `:file` ([a-z0-9.-], not starting with a
 * dot). */
bool route_matches(const char *pattern, const char *path, struct route_match *ret);

#endif
