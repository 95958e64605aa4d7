/* SPDX-License-Identifier: Apache-2.0
 * pdf.c: PDFs through both locks. Bytes that start as a PDF are taken as one; any others are one
 * piece of a PDF that is otherwise in order, chosen by the first byte: its content, a form, a
 * function, a picture, an annotation, the catalog.
 */
#include "passage.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

/* What an object is made of: text, and where its stream or the bytes at hand go. */
static const struct {
	const char *before, *after;
	bool stream; /* the bytes are the stream's; else they stand between the texts */
} pieces[] = {
    {"<< >>", "", true},
    {"<< /Type /XObject /Subtype /Form /BBox [0 0 99 99] /Group << /S /Transparency >> >>", "",
     true},
    {"<< /FunctionType 4 /Domain [0 1] /Range [0 1 0 1 0 1] >>", "", true},
    {"<< /Subtype /Image /Width 9 /Height 9 /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter "
     "/DCTDecode >>",
     "", true},
    {"<< /Subtype /Image /Width 9 /Height 9 /Filter /JPXDecode >>", "", true},
    {"<< /Subtype /Image /Width 9 /Height 9 /ColorSpace /DeviceGray /BitsPerComponent 1 /Filter "
     "/CCITTFaxDecode /DecodeParms << /K -1 /Columns 9 >> >>",
     "", true},
    {"<< /Subtype /Image /Width 9 /Height 9 /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter "
     "[/ASCIIHexDecode /LZWDecode /RunLengthDecode /FlateDecode] >>",
     "", true},
    {"<< /ShadingType 6 /ColorSpace /DeviceRGB /BitsPerCoordinate 8 /BitsPerComponent 8 "
     "/BitsPerFlag 8 /Decode [0 99 0 99 0 1 0 1 0 1] >>",
     "", true},
    {"<< /Type /Annot /Rect [0 0 50 50] ", " >>", false},
    {"<< /Type /Catalog /Pages 12 0 R ", " >>", false},
    {"<< ", " >>", false}, /* resources */
};
#define PIECES array_len(pieces)

/* The others, when they are not the one that is fuzzed. */
static const char *const plain[PIECES] = {
    [0] = "q /G gs /A cs 0 scn /P scn 0 0 9 9 re B /S sh /X Do /I Do /J Do /K Do /L Do Q BT /F 9 "
	  "Tf (a) Tj ET",
    [1] = "0 0 9 9 re f",
    [2] = "{ dup dup }",
    [8] = "/Subtype /Square /C [1 0 0]",
    [10] = "/XObject << /X 2 0 R /I 4 0 R /J 5 0 R /K 6 0 R /L 7 0 R >> /Shading << /S 8 0 R >> "
	   "/ColorSpace << /A [/Separation /B /DeviceRGB 3 0 R] >> /Font << /F << /Type /Font "
	   "/Subtype /Type1 /BaseFont /Helvetica >> >> /ExtGState << /G << /SMask << /S "
	   "/Luminosity /G 2 0 R >> >> >>",
};

static void put_pdf(struct buf *b, size_t chosen, struct view bytes)
{
	buf_str(b, "%PDF-1.7\n");
	for (size_t i = 0; i < PIECES; i++) {
		struct view v = i == chosen ? bytes : view_str(plain[i] ? plain[i] : "");
		buf_fmt(b, "%zu 0 obj\n%s", i + 1, pieces[i].before);
		if (pieces[i].stream) {
			b->n -= 2; /* the >> */
			buf_fmt(b, "/Length %zu >>\nstream\n", v.n);
		}
		buf_put(b, v);
		buf_fmt(b, "%s%s\nendobj\n", pieces[i].stream ? "\nendstream" : "",
			pieces[i].after);
	}
	buf_str(b, "12 0 obj\n<< /Type /Pages /Kids [13 0 R] /Count 1 >>\nendobj\n"
		   "13 0 obj\n<< /Type /Page /Parent 12 0 R /MediaBox [0 0 99 99] /Contents 1 0 R "
		   "/Resources 11 0 R /Annots [9 0 R] >>\nendobj\n"
		   "trailer\n<< /Size 14 /Root 10 0 R >>\n");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	if (n < 2 || n > 1 << 19 || view_starts(view_of(data, n), VIEW("%PDF-")))
		return passage(data, n, "pdf");
	struct buf b = buf_new(2 << 20);
	put_pdf(&b, data[0] % PIECES, view_of(data + 1, n - 1));
	int result = passage(b.p, b.n, "pdf");
	buf_free(&b);
	return result;
}
