/* SPDX-License-Identifier: Apache-2.0
 * opc.h: Open Packaging Conventions (ECMA-376 part 2): parts, content types, relationships.
 *
 * A part is a member of the zip, known by its member number. Parts are reached only by following
 * relationships from the package; what is not reached is never unpacked, only counted.
 * Types of relationships: tbl/relations.h, transitional and Strict addresses being one.
 */
#ifndef DISARM_OFFICE_OPC_H
#define DISARM_OFFICE_OPC_H

#include "disarm/zip.h"

#define OPC_ROOT UINT32_MAX	   /* as a source: the package itself */
#define OPC_NONE (UINT32_MAX - 1u) /* as a target: outside, missing or unusable */
#define OPC_RELATIONS_MAX 65536u   /* of one part */

enum relation_kind {
	REL_UNKNOWN,
#define RELATION(name, address, finding) REL_##name,
#include "tbl/relations.h"
#undef RELATION
	REL_COUNT
};

struct opc_relation {
	struct view id;
	enum relation_kind kind;
	bool external;
	struct view target; /* as written, references resolved */
	uint32_t part;	    /* of an internal target; OPC_NONE when there is no such member */
};

struct opc_relations {
	bool read;
	uint32_t n;
	struct opc_relation *rows; /* sorted by id */
};

struct opc_part {
	struct view type; /* content type */
	bool reached;
	struct opc_relations relations;
};

struct opc {
	struct zip zip;
	struct opc_part *parts; /* one a member, same numbers */
	struct opc_relations root;
	struct arena *mem;
	struct report *report;
};

/* Opens the zip, reads content types and the package's relationships. A zip without them is no
 * package: E_TYPE_MISMATCH. */
enum err opc_open(struct view in, const struct limits *limits, struct arena *mem,
		  struct report *report, struct opc *ret) must_use;

/* Relationships of a part (or OPC_ROOT), read once; none when the part has no list. */
enum err opc_relations(struct opc *o, uint32_t part, struct opc_relations *ret) must_use;
const struct opc_relation *opc_by_id(const struct opc_relations *r, struct view id);
/* The first of that kind with a part as target, or NULL. */
const struct opc_relation *opc_by_kind(const struct opc_relations *r, enum relation_kind kind);

enum err opc_read(struct opc *o, uint32_t part, struct view *ret) must_use;
struct view opc_name(const struct opc *o, uint32_t part);

/* Reports a relationship that is not followed: the finding of its kind, or EXTERNAL, with the
 * name of the source part as place and the hash of the target where there is one. */
void opc_report_dropped(struct opc *o, uint32_t source, const struct opc_relation *r);
/* At the end: everything never reached. */
void opc_report_unreached(struct opc *o);

#endif
