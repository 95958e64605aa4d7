/* SPDX-License-Identifier: Apache-2.0
 * evidence.h: what terminals and lists say, gathered, and a verdict for each terminal.
 *
 * A file is known by its content: Registry.pol, .reg, `manage-bde -status` (English, Japanese), and
 * tables (CSV, TSV, JSON) by their columns (tbl/evidence_columns.h): events, BitLocker volumes,
 * lists of computers; events as XML or as .evtx; `gpresult /x`. Text is UTF-8, UTF-16LE with its
 * mark, or Windows-31J (not JSON). Times without a zone are Japan's. A file that names no terminal
 * is about the one its own name begins with.
 *
 * Events used: 4663 of the category Removable Storage (read, written, executed), 6424 (let in), and
 * of 6416, 6423, 4624 that the terminal is at work and sends what it logs; others of a table are
 * counted as that, too. 技術的に担保 needs a read-back and a fresh event; a contrary event or value
 * is 不適合. Who can change the file can change the verdict: evidence is as good as the way it
 * came.
 */
#ifndef TERMINAL_EVIDENCE_H
#define TERMINAL_EVIDENCE_H

#include "terminal/terminal.h"
#include "terminal/text_file.h"

#define EVIDENCE_FILE_MAX ((size_t)64 << 20)
#define EVIDENCE_TEXT_MAX TEXT_FILE_MAX /* but for .evtx */
#define EVIDENCE_TERMINALS_MAX 8192u
#define EVIDENCE_NAME_MAX 63u
#define EVIDENCE_USER_MAX 104u /* of an account's name */
#define EVIDENCE_PEOPLE_MAX 16u
#define EVIDENCE_GPOS_MAX 512u /* bytes of their names */
#define EVIDENCE_COLUMNS_MAX 256u
#define EVIDENCE_ROWS_MAX 500000u

/* What 4663 says was done; UNKNOWN where the file leaves that out (tables have no AccessMask). */
enum evidence_use {
	EVIDENCE_READ,
	EVIDENCE_WRITTEN,
	EVIDENCE_EXECUTED,
	EVIDENCE_USE_UNKNOWN,
	EVIDENCE_USE_COUNT
};

struct evidence_person {
	struct view user;
	int64_t time;	/* last */
	uint32_t times; /* in what was read */
};

struct evidence_claim { /* what a list says */
	int64_t time;	/* 0: no date */
	bool there, yes, declared;
};

struct evidence_reading { /* values that were read back */
	struct registry values;
	bool there;
	int64_t time;
};

struct evidence_terminal {
	struct view name; /* upper case, without domain */
	bool listed;	  /* a list of terminals names it */
	/* The newest reading, and the newest but one: they may contradict one another. */
	struct evidence_reading part[TERMINAL_PART_COUNT], before[TERMINAL_PART_COUNT];
	bool has_volume, protected;
	int64_t volume_time;
	int64_t unprotected_time;	      /* newest that says it is not protected */
	int64_t seen;			      /* newest event */
	int64_t used[EVIDENCE_USE_COUNT];     /* newest 4663 of removable storage, by what it was */
	int64_t let_in, cleared;	      /* newest 6424, 1102 */
	uint32_t events, attached, forbidden; /* all, 6416, 6423 */
	struct evidence_person *people; /* who signed in at it (4624), the newest PEOPLE_MAX */
	uint32_t people_n;
	bool people_more; /* and others before them */
	struct view gpos; /* group policy objects that gpresult says were applied */
	int64_t gpos_time;
	struct evidence_claim claims[TERMINAL_WISH_COUNT];
};

/* What is to be said of a file that was read all the same. */
enum evidence_remark_code {
#define EVIDENCE_REMARK(symbol, ja, en) EVIDENCE_##symbol,
#include "tbl/evidence_remarks.h"
#undef EVIDENCE_REMARK
	EVIDENCE_REMARK_COUNT
};
struct evidence_remark {
	enum evidence_remark_code code;
	uint32_t count; /* of what it names, or 0 */
};
struct evidence_remark_text {
	const char *name, *ja, *en;
};
const struct evidence_remark_text *evidence_remark_text(enum evidence_remark_code code);

struct evidence {
	struct arena *mem;				       /* what stays */
	struct arena scratch;				       /* of the file that is being read */
	struct evidence_remark remarks[EVIDENCE_REMARK_COUNT]; /* of the file read last */
	uint32_t remarks_n;
	struct evidence_terminal *terminals;
	uint32_t n;
	uint32_t *slots; /* by name */
};

struct evidence_file {
	struct view name; /* without its folder */
	struct view bytes;
	int64_t time; /* when it was written */
};

enum err evidence_begin(struct arena *mem, struct evidence *ret) must_use;
/* Nothing of the file's bytes is needed afterwards. E_TYPE_UNKNOWN: none of the kinds above.
 * E_NAME: whose it is cannot be told. What a broken file said before its fault is kept: say that it
 * was broken. */
enum err evidence_add(struct evidence *e, const struct evidence_file *file) must_use;

enum verdict {
#define VERDICT(symbol, ja, en) VERDICT_##symbol,
#include "tbl/verdict_reasons.h"
#undef VERDICT
	VERDICT_COUNT
};
enum verdict_reason {
#define VERDICT_REASON(symbol, verdict, ja, en) REASON_##symbol,
#include "tbl/verdict_reasons.h"
#undef VERDICT_REASON
	REASON_COUNT
};
struct verdict_text {
	const char *name, *ja, *en;
};
const struct verdict_text *verdict_text(enum verdict v);
const struct verdict_text *verdict_reason_text(enum verdict_reason r);
enum verdict verdict_of(enum verdict_reason r);

struct evidence_verdict {
	enum verdict_reason reason;
	struct view detail; /* a value's name, or empty */
	bool said_else;	    /* a list says otherwise */
	int64_t time;	    /* of what decided, 0 where there is none */
};
/* Who signed in last; NULL: nobody that is known. */
const struct evidence_person *evidence_last_person(const struct evidence_terminal *t);
/* A list names it, and nothing else is known of it. */
bool evidence_is_silent(const struct evidence_terminal *t);
/* Of one thing the policy wishes. */
struct evidence_verdict evidence_judge(const struct evidence_terminal *t,
				       const struct policy_terminal *policy,
				       enum terminal_wish wish, int64_t now);

#endif
