/* SPDX-License-Identifier: Apache-2.0
 * policy.h: the body's security policy as data, and the questions everybody asks of it.
 *
 * One file in, one struct out; everything in it lives in the arena it was loaded into and never
 * changes. Which keys there are: tbl/policy.h. References between entries are indices into the
 * arrays below (POLICY_NONE where there is none). Codes and staff numbers are NUL-terminated ASCII.
 */
#ifndef POLICY_POLICY_H
#define POLICY_POLICY_H

#include "policy/read/mistakes.h"
#include "policy/records/records.h"
#include "policy/records/records_approval.h"
#include "policy/records/records_document.h"
#include "policy/records/records_gates.h"
#include "policy/records/records_network.h"
#include "policy/records/records_notices.h"
#include "policy/records/records_originals.h"
#include "policy/records/records_register.h"
#include "policy/records/records_terminals.h"

#define POLICY_ARENA ((size_t)64 << 20) /* enough for the largest policy that is taken */
/* Read at most this; the loader itself refuses files over 1 MB. */
#define POLICY_FILE_MAX ((size_t)2 << 20)

struct policy {
	uint32_t schema;
	struct view public_of; /* 64 hex digits in the Internet half's file, else empty */
	struct policy_body body;
	const struct policy_organ *organs;
	const struct policy_unit *units;
	const struct policy_person *people;
	const struct policy_zone *zones;
	const struct policy_flow *flows;
	uint32_t organs_count, units_count, people_count, zones_count, flows_count;
	struct policy_formats formats;
	struct policy_limits limits;
	struct policy_approvals approvals;
	struct policy_inspection inspection;
	struct policy_reminders reminders;
	struct policy_notices notices;
	struct policy_classification classification;
	struct policy_originals originals;
	struct policy_boundary boundary;
	struct policy_document document;
	const struct policy_network *networks;
	const struct policy_traffic *traffic;
	uint32_t networks_count, traffic_count;
	const struct policy_terminal *terminals;
	uint32_t terminals_count;
	const struct policy_asset_kind *assets;
	const struct policy_gate *gates;
	uint32_t assets_count, gates_count;
	struct policy_host host;
	struct view joined_of; /* 64 hex digits: the host's sections stand in this file */

	/* Not keys of the file: */
	bool is_public; /* the Internet half's file: no people, no approvals. The LGWAN half refuses
			   it. */
	/* SHA-256 of the file without byte order mark and with LF line ends: what sha256sum prints
	 * for a file saved that way. In a public file: that of the policy it was made from. */
	uint8_t hash[HASH_LEN];
	const uint32_t *units_sorted, *people_sorted; /* by code: for the look-ups */
};

/* Reads the whole file. E_CONFIG: it has mistakes, which are in m, and *ret is untouched. OK: there
 * may be notes in m all the same. */
enum err policy_load(struct view file, struct arena *mem, struct policy *ret,
		     struct policy_mistakes *m) must_use;
/* The same for a policy that is about to be taken: what is over by then is a mistake. One that is
 * in use goes on without what is over. */
enum err policy_load_at(struct view file, int64_t now, struct arena *mem, struct policy *ret,
			struct policy_mistakes *m) must_use;
/* The same for a file that may name a host (join.h), which `from` finds; ret_text, unless NULL: the
 * file as it would run, in mem. */
struct policy_source;
enum err policy_load_from(struct view file, const struct policy_source *from, int64_t now,
			  struct arena *mem, struct policy *ret, struct policy_mistakes *m,
			  struct view *ret_text) must_use;
/* The file for the Internet half: body, organs, units, zones, flows, formats, limits; nobody's
 * name. It loads again, with the same hash. E_LIMIT_SIZE: with every default written out it would
 * be over 1 MB, which no loader takes. */
enum err policy_public(const struct policy *p, struct buf *out) must_use;

#include "policy/ask/ask.h"
#include "policy/ask/ask_approval.h"
#include "policy/ask/gates.h"

#endif
