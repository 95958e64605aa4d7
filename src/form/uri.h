/* SPDX-License-Identifier: Apache-2.0
 * uri.h: the only outside addresses a form may carry: http, https and mailto links (RFC 3986,
 * RFC 6068), in ASCII, at most 2,083 bytes, without user name, control, quote or backslash.
 */
#ifndef FORM_URI_H
#define FORM_URI_H

#include "base/view.h"

#define URI_MAX 2083

bool uri_ok(struct view uri);

#endif
