/* SPDX-License-Identifier: Apache-2.0
 * bundle.h: an archive on its way through the locks, one member after the other.
 *
 *   unpack   lock 1: the original, or what a worker found packed into it, member by member through
 *            disarm; the plain forms become one container of forms
 *   repack   lock 2: a container of forms, member by member through rebuild; the files become one
 *            container of files, which a last worker writes as a zip
 *
 * Whoever walks asks nobody: it says which errand is next, the caller sends it to a worker, and
 * hands the answer in. A file that is no archive is one errand. Nothing is on disk: after a crash
 * all begins again from the original. What is read here is our own frame (form/container.h) and
 * reports.
 *
 * Pages that no rule expresses are drawn by the converter on the way (convert.c), where
 * LIMITS_CONVERT says that there is one.
 */
#ifndef FLOW_BUNDLE_H
#define FLOW_BUNDLE_H

#include "form/container.h"
#include "form/report.h"
#include "sys/wire.h"

#define BUNDLE_DEPTH_MAX 8   /* archives within archives */
#define BUNDLE_PATH_MAX 2048 /* "outer.zip/inner.zip/name" */
#define BUNDLE_CPU_FACTOR 20 /* all members together: so many times what one worker may take */
#define BUNDLE_PREVIEW_MAX ((size_t)64 << 10)

/* What a worker is to be asked. The descriptors stay the walk's, or its caller's. */
struct errand {
	enum role to;
	struct body_work work;
	int fds[3]; /* input, output, report or preview */
	bool own_input;
};

/* A container being written to a memfd. */
struct bundle {
	int fd; /* -1: none */
	size_t length_at;
	uint64_t length; /* bytes written */
};

enum err bundle_begin(struct bundle *b, enum form_container_stage stage, uint32_t n) must_use;
enum err bundle_add(struct bundle *b, const struct form_container_member *m) must_use;
enum err bundle_end(struct bundle *b) must_use; /* its length, sealed */

struct unpack_level {
	struct view bytes; /* mapped: a worker's container of members */
	struct container from;
	struct bundle to;
	struct form_container_member member; /* with a worker, or an archive below */
	uint32_t number, files;
	enum err why; /* of the first that is missing; E_MEMBERS when there are several reasons */
	size_t path_from; /* where this archive's own paths begin in `path` */
};

/* A worker may ask for pages to be drawn first: then its input goes to the converter with the list
 * behind it, and back to disarm with the answer behind it; or alone, when nothing could be drawn.
 */
enum unpack_step { UNPACK_FIRST, UNPACK_DRAWING, UNPACK_AGAIN, UNPACK_INSPECTING };

struct unpack {
	struct errand next;
	struct limits limits;
	char password[PASSWORD_LEN];
	const bool *allowed; /* by format; NULL: every one */
	enum unpack_step step;
	enum err drawn; /* what the converter said of it */
	bool inspected; /* the form goes through inspect before it is given out */
	int erase;	/* its list of what goes (form/finds.h), ours; -1: nothing */
	int asked; /* what is being drawn or read again: the input of its first errand, ours; else
		      -1 */
	struct unpack_level levels[BUNDLE_DEPTH_MAX];
	unsigned depth;
	char path[BUNDLE_PATH_MAX];
	uint32_t members;
	struct report *report, *scratch;
	/* At the end: */
	enum err err;
	int form, report_fd, finds; /* sealed; -1 where there is none */
	struct body_work_done done; /* format of the whole, time and memory of all */
};

/* Nothing begun: may be closed. */
struct unpack unpack_none(void);
/* `input` is the caller's until the end. E_NO_MEMORY; `u` is to be closed either way. */
enum err unpack_begin(struct unpack *u, const struct body_work *work, int input,
		      const bool *allowed) must_use;
/* After unpack_begin: what comes out is inspected (送付前点検), and `erase`, the caller's, taken
 * out of it; -1: nothing. What inspect does not do well ends the walk, whatever it was. */
enum err unpack_inspect(struct unpack *u, int erase) must_use;
/* The answer to u->next, whose worker is dead. True: u->next is the next errand. False: over. */
bool unpack_take(struct unpack *u, const struct body_work_done *done) must_use;
void unpack_close(struct unpack *u); /* wipes the password, too */

struct repack_level {
	struct container from;
	struct bundle to;
	struct form_container_member member;
	bool closing; /* its files are with the worker that writes the zip */
};

struct repack {
	struct errand next;
	struct limits limits;
	struct view form; /* mapped */
	uint32_t members;
	struct repack_level levels[BUNDLE_DEPTH_MAX];
	unsigned depth;
	struct buf texts; /* beginnings of the members, for the approver */
	/* At the end: */
	enum err err;
	int out, preview; /* sealed; -1 where there is none */
	struct body_work_done done;
};

struct repack repack_none(void);
/* `form` is sealed and the caller's until the end. */
enum err repack_begin(struct repack *r, const struct limits *limits, int form) must_use;
bool repack_take(struct repack *r, const struct body_work_done *done) must_use;
void repack_close(struct repack *r);

/* convert.c: the answer to u->next, when it asks for the converter or comes from it; its outputs
 * are sealed. True: u->next is the next errand of the same file. */
bool unpack_convert(struct unpack *u, const struct body_work_done *done, enum err *ret) must_use;

/* inspect.c: the form is whole and goes to inspect; its answer. */
enum err unpack_inspect_send(struct unpack *u) must_use;
enum err unpack_inspect_take(struct unpack *u, const struct body_work_done *done) must_use;

/* convert.c: appends all of `from`; *ret_size: how much it was. */
enum err errand_copy(int from, int to, uint64_t *ret_size) must_use;
/* New descriptors for the outputs of the next errand. */
enum err errand_outputs(struct errand *e, const char *out, const char *extra) must_use;
/* Input of our own making. */
enum err errand_input(struct errand *e, struct view content) must_use;
void errand_take_input(struct errand *e, int fd); /* which is the errand's from now on */
int errand_give_input(struct errand *e); /* to be closed by the caller; -1: no descriptor left */
void errand_close(struct errand *e);

#endif
