/* SPDX-License-Identifier: Apache-2.0
 * text_file.h: text as Windows, asset tools and equipment save it, as UTF-8.
 *
 * Which encoding a file has is told by its mark, else by what its bytes can be: there is no other
 * sign. Results are in the arena, or views of the file itself where nothing had to be changed.
 */
#ifndef TERMINAL_TEXT_FILE_H
#define TERMINAL_TEXT_FILE_H

#include "base/arena.h"
#include "base/buf.h"

#define TEXT_FILE_MAX ((size_t)32 << 20)

/* E_BROKEN: half a unit; E_ENCODING: half a surrogate pair. */
enum err utf16le_read(struct view units, struct arena *mem, struct view *ret) must_use;
enum err utf16le_write(struct view text, struct buf *out) must_use;

/* UTF-16LE where its mark says so, else it must be UTF-8 (E_ENCODING); without its mark. */
enum err text_file_read(struct view file, struct arena *mem, struct view *ret) must_use;
/* The same, or else Windows-31J (Shift_JIS as Windows has it). E_TYPE_UNKNOWN: a NUL, which is in
 * no text and would end words early. E_LIMIT_SIZE: over TEXT_FILE_MAX. */
enum err text_file_read_any(struct view file, struct arena *mem, struct view *ret) must_use;

#endif
