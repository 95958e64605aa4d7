/* SPDX-License-Identifier: Apache-2.0
 * multipart.h: multipart/form-data (RFC 7578, RFC 2046 5.1.1) as browsers write it, read as it
 * arrives.
 *
 * A pull reader: hand it what has come, act on one event, hand it the rest. It holds no content: at
 * most one delimiter and one part's headers. Every form of ours is sent this way, so this is the
 * only kind of body we read. What no browser writes is refused: preambles, folded headers, nested
 * multiparts.
 */
#ifndef WEB_MULTIPART_H
#define WEB_MULTIPART_H

#include "base/view.h"

#define MULTIPART_HEADER_MAX 2048
#define MULTIPART_NAME_MAX 32	/* of a field: [a-z0-9_-] */
#define MULTIPART_FILE_MAX 1024 /* bytes of a file name as sent */

enum multipart_event {
	MULTIPART_MORE,	    /* everything was used: wait for more */
	MULTIPART_PART,	    /* a part begins: name, is_file and file_name are set */
	MULTIPART_DATA,	    /* some of its content */
	MULTIPART_PART_END, /* that was all of it */
	MULTIPART_END,	    /* the last delimiter; the rest is ignored */
	MULTIPART_BAD,	    /* not what a browser sends; stays so */
};

struct multipart {
	uint8_t delimiter[80]; /* CR LF - - boundary */
	size_t delimiter_n;
	size_t matched; /* bytes of it seen at the end of what came */
	int state;
	uint8_t header[MULTIPART_HEADER_MAX];
	size_t header_n;
	char name[MULTIPART_NAME_MAX];
	char file_name[MULTIPART_FILE_MAX];
	bool is_file;
};

/* E_USAGE unless the Content-Type is multipart/form-data with a boundary of at most 70 characters.
 */
enum err multipart_begin(struct multipart *m, struct view content_type) must_use;
/* `ret_used` bytes of `in` are done with. `ret_data` of a DATA event points into `in` or into `m`
 * and is valid until the next call. */
enum multipart_event multipart_next(struct multipart *m, struct view in, size_t *ret_used,
				    struct view *ret_data);

#endif
