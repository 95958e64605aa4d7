/* SPDX-License-Identifier: Apache-2.0
 * probe.h: what a file says it is by its own bytes. One look at fixed places, no parsing.
 */
#ifndef FLOW_PROBE_H
#define FLOW_PROBE_H

#include "base/view.h"
#include "tbl/bodies.h"

#define PROBE_HEAD 4096

/* From the first bytes; `pdf` stays `pdf` even where it is signed. */
enum original_format probe_head(struct view head);
/* The whole file, through a descriptor. PDF_SIGNED: a PDF in which a /ByteRange and a /Contents
 * stand (ISO 32000-1 12.8.1): it carries a signature; whether it is a good one is for its reader.
 * E_IO. */
enum err probe_file(int fd, enum original_format *ret) must_use;

#endif
