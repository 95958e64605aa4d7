/* SPDX-License-Identifier: Apache-2.0
 * yaml.h: YAML as a small ordered tree that knows the line and column of every node.
 *
 * libyaml scans; we keep only its events. A policy is plain data, so what makes YAML surprising is
 * refused by line and column: duplicate keys, anchors, aliases, tags, a second document, more than
 * 32 levels, files over 1 MB, bytes that are not UTF-8. The tree lives in the arena and its texts
 * are copies, valid UTF-8.
 */
#ifndef POLICY_YAML_H
#define POLICY_YAML_H

#include "base/buf.h"
#include "policy/read/mistakes.h"

#define YAML_FILE_MAX ((size_t)1 << 20)
#define YAML_DEPTH_MAX 32
#define YAML_NODES_MAX 200000
#define YAML_KEYS_MAX 1000 /* of one map: duplicates are looked for pair by pair */

enum yaml_kind { YAML_SCALAR, YAML_LIST, YAML_MAP };

struct yaml_node {
	enum yaml_kind kind;
	bool plain;  /* scalar without quotes: may be a number, true, false or nothing at all */
	bool absent; /* an alias stood here: complained about, and its value is unknown */
	uint32_t line, column;
	uint32_t index;	  /* its place among its parent's children, from 0 */
	uint32_t count;	  /* of children */
	struct view text; /* of a scalar */
	struct view key;  /* when its parent is a map; {NULL, 0} otherwise */
	uint32_t key_line, key_column;
	struct yaml_node *parent, *first, *last, *next;
};

/* The file as it is hashed and read: without a byte order mark, line ends as one LF; {NULL, 0}
 * when out of memory. The same policy saved on another system stays the same policy. */
struct view yaml_canonical(struct view file, struct arena *mem) must_use;

/* The tree of a canonical file. E_CONFIG when it could not be read to its end (why: in m); with OK
 * there may be mistakes in m all the same. */
enum err yaml_read(struct view file, struct arena *mem, struct policy_mistakes *m,
		   struct yaml_node **ret) must_use;

/* The member of a map, or NULL. */
const struct yaml_node *yaml_member(const struct yaml_node *map, const char *key);
/* "people[2].deputy", in the arena; "" for the root. */
const char *yaml_path(const struct yaml_node *node, struct arena *mem);
/* A node that holds no mistake as YAML again, in block style, below a key that has just been
 * written; `indent` spaces before its lines. */
void yaml_write(const struct yaml_node *node, unsigned indent, struct buf *out);
/* A plain scalar that says nothing: empty, ~ or null. */
bool yaml_is_null(const struct yaml_node *node);

#endif
