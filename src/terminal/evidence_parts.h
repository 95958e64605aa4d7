/* SPDX-License-Identifier: Apache-2.0
 * evidence_parts.h: between the files that read evidence.
 */
#ifndef TERMINAL_EVIDENCE_PARTS_H
#define TERMINAL_EVIDENCE_PARTS_H

#include "terminal/evidence.h"

enum evidence_role {
	ROLE_TERMINAL,
	ROLE_TIME,
	ROLE_EVENT,
	ROLE_CATEGORY,
	ROLE_PROVIDER, /* who logged the event */
	ROLE_USER,     /* of EventData: TargetUserName */
	ROLE_LOGON,    /* LogonType */
	ROLE_ACCESS,   /* AccessMask */
	ROLE_MOUNT,
	ROLE_PROTECTION,
	ROLE_PERCENT,
	ROLE_ENCRYPTED,
	ROLE_STORAGE,
	ROLE_CARD,
	ROLE_DECLARED,
	ROLE_COUNT
};

/* A row of a table: its cells by role, empty where there is none. */
struct evidence_row {
	struct view cell[ROLE_COUNT];
	uint32_t has; /* a sum of 1u << role: the table has such a column */
	bool unsound; /* of a part of its file that is damaged: only what is against counts */
};

/* ROLE_COUNT: a column we do not know. */
enum evidence_role evidence_role(struct view column, uint32_t *ret_rank);
/* The terminal of that name, new if need be. E_NAME: it is no name; E_LIMIT_COUNT. */
enum err evidence_terminal(struct evidence *e, struct view name,
			   struct evidence_terminal **ret) must_use;
enum err evidence_take_row(struct evidence *e, const struct evidence_file *f,
			   const struct evidence_row *row) must_use;
/* Values of one part that were read back. */
void evidence_take_values(struct evidence_terminal *t, enum terminal_part part,
			  const struct registry *values, int64_t time);
/* The role of a word of EventData; ROLE_COUNT: none. */
enum evidence_role evidence_data_role(struct view name);
void evidence_remark(struct evidence *e, enum evidence_remark_code code, uint32_t count);
void evidence_take_volume(struct evidence_terminal *t, bool on, int64_t time);

/* Seconds since 1970. E_BROKEN: not a time we can read without guessing (12/11/2026). */
enum err evidence_time(struct view text, int64_t *ret) must_use;
/* 1 yes, 0 no, -1 neither. */
int evidence_yes(struct view text);

enum err evidence_read_table(struct evidence *e, const struct evidence_file *f,
			     struct view text) must_use;
enum err evidence_read_json(struct evidence *e, const struct evidence_file *f,
			    struct view text) must_use;
enum err evidence_read_events(struct evidence *e, const struct evidence_file *f,
			      struct view text) must_use;
/* `gpresult /x`. */
enum err evidence_read_rsop(struct evidence *e, const struct evidence_file *f,
			    struct view text) must_use;
enum err evidence_read_evtx(struct evidence *e, const struct evidence_file *f) must_use;
enum err evidence_read_manage_bde(struct evidence *e, const struct evidence_file *f,
				  struct view text) must_use;

#endif
