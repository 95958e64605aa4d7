/* SPDX-License-Identifier: Apache-2.0
 * import_parts.h: between the files that read exports. Every function that fails with E_CONFIG has
 * said why in the problem, at the line that import.line holds.
 */
#ifndef ZONE_IMPORT_PARTS_H
#define ZONE_IMPORT_PARTS_H

#include "zone/import/import.h"

struct import {
	struct arena *mem;
	struct zone_problem *problem;
	const struct zone_allowed *allowed;
	const struct zone_aliases *aliases;
	char (*names)[ZONE_INTERFACE_MAX];
	bool *named; /* by names: the file speaks of it */
	uint32_t names_count, elements, rules, line;
	const char *place; /* beside the line: "config firewall policy, edit 7"; or NULL */
};

/* E_CONFIG, always. */
enum err import_refuse(struct import *m, enum zone_problem_code code, struct view what);

/* Room for one more in an array of the arena, which may move. NULL: no memory. */
void *import_grow(struct import *m, void *rows, uint32_t n, uint32_t *room, size_t size);

/* Things by name. */
struct import_index {
	struct import_entry *entries;
	uint32_t n, room;
};
/* E_CONFIG (TWICE): that name is there. Names are kept as views. */
enum err import_index_add(struct import *m, struct import_index *x, struct view name,
			  void *thing) must_use;
void *import_index_find(const struct import_index *x, struct view name); /* NULL: none */

/* Elements of one match; columns are set before the first. */
struct import_list {
	struct zone_range *rows;
	uint32_t n, room;
	uint8_t columns;
};
enum err import_add(struct import *m, struct import_list *l, const struct zone_range *row) must_use;

struct import_steps {
	struct zone_step *rows;
	uint32_t n, room;
};
/* A step under way: matches, then its outcome. */
struct import_step {
	struct zone_match *matches;
	uint32_t n, room;
};
enum err import_match(struct import *m, struct import_step *s,
		      const struct zone_match *match) must_use;
enum err import_match_list(struct import *m, struct import_step *s, enum zone_field field,
			   const struct import_list *l, bool negated) must_use;
enum err import_unknown(struct import *m, struct import_step *s) must_use;
enum err import_end_step(struct import *m, struct import_steps *steps, const struct import_step *s,
			 enum zone_verdict verdict, const struct zone_chain *to,
			 struct zone_step like) must_use;

/* --- values --- */

/* The interface of that name, or one more that the policy does not know. */
enum err import_interface(struct import *m, struct view name, uint8_t *ret) must_use;
/* One of the policy's: by alias or name. */
bool import_ours(const struct import *m, struct view name, uint8_t *ret);
/* One address; false: it is none. */
bool import_address(struct view text, uint8_t ret[16], bool *ret_v6);
/* "a", "a/bits", "a/mask", "a-b"; false: none of these. Host bits behind a prefix: only where
 * `loose`, then they are cleared. */
bool import_addresses(struct view text, bool loose, struct zone_range *ret, bool *ret_v6);
/* Network and mask as two words, IPv4. */
bool import_masked(struct view address, struct view mask, struct zone_range *ret);
/* "443", "8000-8010", with that byte between. */
bool import_ports(struct view text, uint8_t between, struct zone_range *ret);
/* A name or number of a protocol, as /etc/protocols has them. */
bool import_protocol(struct view text, uint8_t *ret);
struct zone_range import_byte(uint8_t first, uint8_t last);

/* The next line without its end; counts import.line. Longer than ZONE_IMPORT_LINE_MAX: refused. */
enum err import_line(struct import *m, struct view *rest, struct view *ret) must_use;

enum err import_iptables(struct import *m, struct view text, struct zone_ruleset *ret) must_use;
bool import_is_forti(struct view text);
enum err import_forti(struct import *m, struct view text, struct zone_ruleset *ret) must_use;
bool import_is_csv(struct view text);
enum err import_csv(struct import *m, struct view text, struct zone_ruleset *ret) must_use;

#endif
