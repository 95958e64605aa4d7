/* SPDX-License-Identifier: Apache-2.0
 * container.h: a container (docs/plain-forms.md, CONTAINER): files that travel as one.
 *
 * Reading: container_open, then container_next for each of n members, in order; contents are views
 * into the bytes given. Writing goes piece by piece, because contents may be too large to hold:
 * container_begin, for each member container_member_begin and then exactly its content, and at the
 * end the length of the body where container_begin said, by whoever holds the bytes.
 */
#ifndef FORM_CONTAINER_H
#define FORM_CONTAINER_H

#include "form/forms_gen.h"

struct container {
	enum form_container_stage stage;
	uint32_t n, at; /* members; how many were read */
	struct cursor rest;
};

/* Is this a form whose only part is a container? Looks at the frame alone. */
bool container_is(struct view form);
/* E_FORM unless it is one, of that stage. */
enum err container_open(struct view form, enum form_container_stage stage,
			struct container *ret) must_use;
/* The same of a part that form_open found. */
enum err container_open_body(struct view body, enum form_container_stage stage,
			     struct container *ret) must_use;
/* The next of the n members, E_FORM when it breaks a rule; the last one must end the bytes. */
enum err container_next(struct container *c, struct form_container_member *ret) must_use;

#define CONTAINER_PATCH_LENGTH 8

/* Appends frame and head of a container of n members. The u64 at *ret_length_at counts the bytes of
 * everything behind it. */
void container_begin(struct buf *out, enum form_container_stage stage, uint32_t n,
		     size_t *ret_length_at);
/* Appends a member up to its content of `length` bytes (m->content is not looked at). */
void container_member_begin(struct buf *out, const struct form_container_member *m,
			    uint64_t length);

#endif
