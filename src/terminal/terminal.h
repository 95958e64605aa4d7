/* SPDX-License-Identifier: Apache-2.0
 * terminal.h: what a policy says of a zone's Windows terminals, as files that Windows takes.
 *
 *   POL     Registry.pol for the Machine part of a group policy object, or of LGPO
 *   REG     .reg for terminals outside a domain: what is not wished any more stays until removed
 *   SYNCML  commands for a device management server (ADMX-backed policies as OMA-URI)
 *
 * What is allowed is written as 0 or <disabled/>, so that an older denial does not stay. Two wishes
 * are not in every file: BitLocker for the drive itself has no group policy that makes it so
 * (SYNCML only; the others show it by evidence), and the lock on card removal is a security option,
 * not an administrative template (REG and SYNCML). docs/terminals.md has the table.
 * A right to removable storage takes effect when the terminal is restarted, not before.
 */
#ifndef TERMINAL_TERMINAL_H
#define TERMINAL_TERMINAL_H

#include "policy/policy.h"
#include "terminal/registry.h"

enum terminal_wish {
#define TERMINAL_WISH(symbol, ja, en) TERMINAL_##symbol,
#include "tbl/terminal_settings.h"
#undef TERMINAL_WISH
	TERMINAL_WISH_COUNT
};

struct terminal_wish_text {
	const char *name, *ja, *en;
};
const struct terminal_wish_text *terminal_wish_text(enum terminal_wish wish);

/* NULL: the policy says nothing of that zone's terminals, or has no such zone. */
const struct policy_terminal *terminal_of(const struct policy *p, struct view zone);
bool terminal_wishes(const struct policy_terminal *t, enum terminal_wish wish);

enum terminal_file { TERMINAL_POL, TERMINAL_REG, TERMINAL_SYNCML };
#define TERMINAL_FILE_MAX ((size_t)1 << 20)

/* The values as they should be read back; `file` decides about the lock on card removal. */
enum err terminal_registry(const struct policy_terminal *t, enum terminal_file file,
			   struct registry *ret) must_use;
enum err terminal_write(const struct policy_terminal *t, enum terminal_file file, struct arena *mem,
			struct buf *out) must_use;

/* Where the values of a wish stand: files may hold one part each. COUNT: nowhere. */
enum terminal_part {
	TERMINAL_PART_STORAGE,
	TERMINAL_PART_DEVICES,
	TERMINAL_PART_REMOVABLE,
	TERMINAL_PART_CARD,
	TERMINAL_PART_COUNT
};
enum terminal_part terminal_part(enum terminal_wish wish);
/* Does an exported .reg say what that part is? */
bool terminal_covers(const struct registry *read, enum terminal_part part);

/* What a terminal's values say of a wish. OPEN: at least one of its values is not as wished, which
 * is then in ret_name. UNKNOWN: this wish is none that the registry shows. */
enum terminal_state { TERMINAL_UNKNOWN, TERMINAL_OPEN, TERMINAL_HELD };
enum terminal_state terminal_compare(const struct policy_terminal *t, const struct registry *read,
				     enum terminal_wish wish, struct view *ret_name);

#endif
