/* SPDX-License-Identifier: Apache-2.0
 * limits.h: how much of anything one item may ask for. Filled from the policy; the defaults are
 * limits_default. Crosses wires inside struct body_work, so it has fixed-width fields only.
 */
#ifndef FORM_LIMITS_H
#define FORM_LIMITS_H

#include "base/base.h"

struct limits {
	uint64_t input;		  /* bytes of the original */
	uint64_t output;	  /* bytes of the form, and of the rebuilt file */
	uint64_t memory;	  /* bytes of address space of a worker (RLIMIT_AS) */
	uint64_t pixels;	  /* of one picture */
	uint64_t archive;	  /* bytes of the forms of everything in an archive, together */
	uint32_t seconds;	  /* CPU seconds of a worker; wall time is four times that */
	uint32_t parts;		  /* members of a package */
	uint32_t elements;	  /* of one document, in units of 1,000 */
	uint32_t depth;		  /* of nesting */
	uint32_t ratio;		  /* unpacked : packed, of one member */
	uint32_t options;	  /* LIMITS_* bits */
	uint32_t archive_members; /* files in an archive, those of archives in it too */
	uint32_t archive_depth;	  /* archives within archives: 1 is none within another */
	uint32_t refused;	  /* forms (tbl/forms.h) no allowed format becomes: 1 << number */
	uint32_t zero;		  /* crosses wires: no byte of it is left to chance */
};

#define LIMITS_CSV_GUARD 1u	 /* neutralise text cells that would start a formula */
#define LIMITS_DROP_COMMENTS 2u	 /* leave out comments */
#define LIMITS_DROP_PERSON 4u	 /* replace personal names in comments and revisions */
#define LIMITS_PREVIEW 8u	 /* draw a small picture of a picture: an approver will look */
#define LIMITS_WHOLE_ARCHIVE 16u /* an archive passes only if everything in it does */
#define LIMITS_LEAVE_LOCKED 32u	 /* what no password opened is left out: its owner said so */
#define LIMITS_OUTBOUND 64u	 /* it goes out: notices are worded for the recipient outside */
#define LIMITS_DROP_HIDDEN 128u	 /* leave out hidden sheets and slides */
#define LIMITS_DROP_NOTES 256u	 /* leave out speaker notes */
#define LIMITS_CONVERT 512u /* a converter is at hand: pages may be asked for (disarm/drawn.h) */

extern const struct limits limits_default;

#endif
