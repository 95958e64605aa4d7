/* SPDX-License-Identifier: Apache-2.0
 * put.h: how a value becomes HTML. The generated pages call nothing else, so whatever a page shows
 * went through one of these: escaped by where it stands, printed by what it is.
 *
 * Every string is read as UTF-8 here, whoever checked it before; malformed bytes and the characters
 * that disguise text (utf8_forbidden) appear as U+FFFD.
 */
#ifndef WEB_PUT_H
#define WEB_PUT_H

#include "sys/log.h"
#include "tbl/bodies.h"
#include "base/buf.h"

enum lang { LANG_JA, LANG_EN };

enum word {
	WORD_none, /* prints nothing */
#define WORD(key, ja, en) WORD_##key,
#include "tbl/words.h"
#undef WORD
	WORD_COUNT
};

struct put {
	struct buf *out;
	enum lang lang;
};

/* Where the value stands. The compiler of pages knows; it never has to be guessed at run time. */
enum put_context {
	PUT_TEXT, /* between tags */
	PUT_ATTR, /* in "..." */
	PUT_URL,  /* after a fixed "/path" in href, src, action: percent-encoded (RFC 3986 2.3) */
	PUT_PATH, /* a whole path of our own at the start of one */
};

const char *word_text(enum word w, enum lang lang);

void put_text(struct put *o, enum put_context c, const char *s); /* NULL prints nothing */
void put_path(struct put *o, enum put_context c,
	      const char *s); /* "/" unless it is plain and ours */
void put_number(struct put *o, enum put_context c, uint64_t n); /* 12,345; plain digits in a URL */
void put_plain(struct put *o, enum put_context c, uint64_t n);
void put_date(struct put *o, enum put_context c,
	      int64_t t); /* 令和8年11月21日 14:05; a dash for 0 */
void put_date_day(struct put *o, enum put_context c, int64_t t);
void put_date_iso(struct put *o, enum put_context c, int64_t t);  /* for datetime="" */
void put_size(struct put *o, enum put_context c, uint64_t bytes); /* 1.2 MB */
void put_hash(struct put *o, enum put_context c,
	      const uint8_t *h); /* 64 hex digits; a dash for NULL */
void put_id(struct put *o, enum put_context c, const uint8_t *id);
void put_word(struct put *o, enum put_context c, enum word w);
void put_err(struct put *o, enum put_context c, enum err e);
void put_err_todo(struct put *o, enum put_context c, enum err e);
void put_state(struct put *o, enum put_context c, enum item_state s);
void put_state_code(struct put *o, enum put_context c,
		    enum item_state s); /* "released": class names */
void put_finding(struct put *o, enum put_context c, enum finding_code f);
void put_event(struct put *o, enum put_context c, uint32_t event);
void put_direction(struct put *o, enum put_context c, uint32_t direction);

#endif
