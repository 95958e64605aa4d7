/* SPDX-License-Identifier: Apache-2.0
 * xml_text.h: the characters of XML: encodings in, references resolved. Used by xml.c.
 */
#ifndef DISARM_OFFICE_XML_TEXT_H
#define DISARM_OFFICE_XML_TEXT_H

#include "base/arena.h"

#define XML_DECODE_ATTR 1u  /* blanks become spaces */
#define XML_DECODE_CDATA 2u /* no references */

/* The document in UTF-8 without byte order mark and declaration. UTF-16 is transcoded into `mem`,
 * UTF-8 stays where it is. E_BROKEN for any other encoding, and for malformed bytes. */
enum err xml_to_utf8(struct view bytes, struct arena *mem, struct view *ret) must_use;

/* Resolves the five entities and character references (XML 1.0, 4.1 and 4.6) and line ends. */
enum err xml_decode(struct arena *mem, struct view raw, unsigned how, struct view *ret) must_use;

#endif
