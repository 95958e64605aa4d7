/* SPDX-License-Identifier: Apache-2.0
 * probe.c: a table of first bytes.
 */
#include "flow/probe.h"

#include <unistd.h>

#include "sys/file.h"

#define PIECE ((size_t)64 << 10)
#define OVERLAP 16

/* Longest and most telling first. Jw_cad: "JwwData." begins every file; SXF and STEP: ISO 10303-21;
 * DocuWorks: 60 0E 82 E4; OLE: MS-CFB; the others are of their own standards. */
static const struct {
	enum original_format format;
	size_t at, n;
	const char *bytes;
} heads[] = {
    {ORIGINAL_FORMAT_jww, 0, 8, "JwwData."},
    {ORIGINAL_FORMAT_step, 0, 13, "ISO-10303-21;"},
    {ORIGINAL_FORMAT_ole, 0, 8, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"},
    {ORIGINAL_FORMAT_png, 0, 8, "\x89PNG\r\n\x1a\n"},
    {ORIGINAL_FORMAT_pdf, 0, 5, "%PDF-"},
    {ORIGINAL_FORMAT_docuworks, 0, 4, "\x60\x0e\x82\xe4"},
    {ORIGINAL_FORMAT_package, 0, 4, "PK\x03\x04"},
    {ORIGINAL_FORMAT_tiff, 0, 4, "II*\0"},
    {ORIGINAL_FORMAT_tiff, 0, 4, "MM\0*"},
    {ORIGINAL_FORMAT_media, 4, 4, "ftyp"},
    {ORIGINAL_FORMAT_media, 0, 4, "RIFF"},
    {ORIGINAL_FORMAT_media, 0, 3, "ID3"},
    {ORIGINAL_FORMAT_dwg, 0, 4, "AC10"},
    {ORIGINAL_FORMAT_jpeg, 0, 3, "\xff\xd8\xff"},
    {ORIGINAL_FORMAT_program, 0, 4,
     "\x7f"
     "ELF"},
    {ORIGINAL_FORMAT_program, 0, 2, "MZ"},
};

enum original_format probe_head(struct view head)
{
	for (size_t i = 0; i < array_len(heads); i++) {
		struct view want = view_of(heads[i].bytes, heads[i].n);
		struct view found = view_sub(head, heads[i].at, heads[i].n);
		if (found.n == want.n && view_eq(found, want))
			return heads[i].format;
	}
	return ORIGINAL_FORMAT_unknown;
}

static bool holds(struct view in, struct view what)
{
	for (size_t i = 0; i + what.n <= in.n; i++)
		if (in.p[i] == what.p[0] && view_eq(view_sub(in, i, what.n), what))
			return true;
	return false;
}

static enum err signed_pdf(int fd, bool *ret)
{
	static uint8_t piece[PIECE + OVERLAP];
	size_t kept = 0;
	bool range = false, contents = false;
	for (off_t at = 0;;) {
		ssize_t n = pread(fd, piece + kept, PIECE, at);
		if (n < 0)
			return E_IO;
		if (n == 0)
			break;
		struct view v = view_of(piece, kept + (size_t)n);
		range = range || holds(v, VIEW("/ByteRange"));
		contents = contents || holds(v, VIEW("/Contents"));
		at += n;
		kept = min_of(v.n, (size_t)OVERLAP);
		memmove(piece, piece + v.n - kept, kept);
	}
	*ret = range && contents;
	return OK;
}

enum err probe_file(int fd, enum original_format *ret)
{
	uint8_t head[PROBE_HEAD];
	bool is_signed = false;
	ssize_t n = pread(fd, head, sizeof head, 0);
	if (n < 0)
		return E_IO;
	enum original_format f = probe_head(view_of(head, (size_t)n));
	if (f == ORIGINAL_FORMAT_pdf)
		try(signed_pdf(fd, &is_signed));
	*ret = is_signed ? ORIGINAL_FORMAT_pdf_signed : f;
	return OK;
}
