/* SPDX-License-Identifier: Apache-2.0
 * formats.h: source formats that disarm can read, in probe order.
 * FORMAT(name, extensions, Japanese, English): disarm/NAME.c holds `const struct format format_NAME`.
 */
FORMAT(zip, "zip", "zip 書庫", "zip archive")
FORMAT(docx, "docx docm dotx dotm", "Word 文書", "Word document")
FORMAT(pptx, "pptx pptm potx potm ppsx ppsm", "PowerPoint プレゼンテーション", "PowerPoint presentation")
FORMAT(xlsx, "xlsx xlsm xltx xltm", "Excel ブック", "Excel workbook")
FORMAT(pdf, "pdf", "PDF 文書", "PDF document")
FORMAT(png, "png", "PNG 画像", "PNG picture")
FORMAT(jpeg, "jpg jpeg jpe jfif", "JPEG 画像", "JPEG picture")
FORMAT(gif, "gif", "GIF 画像", "GIF picture")
FORMAT(csv, "csv tsv", "CSV 表", "CSV table")
FORMAT(text, "txt text log md", "テキスト", "plain text")
