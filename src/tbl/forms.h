/* SPDX-License-Identifier: Apache-2.0
 * forms.h: the plain forms (素形). Defined field by field in docs/plain-forms.md.
 * FORM(name, number, Japanese, English). Numbers travel; never reuse one.
 */
FORM(TEXT, 1, "文書（テキスト）", "text")
FORM(TABLE, 2, "表（CSV）", "table")
FORM(IMAGE, 3, "画像", "image")
FORM(DOCUMENT, 4, "文書（Word）", "document")
FORM(SHEET, 5, "表計算（Excel）", "workbook")
FORM(SLIDES, 6, "スライド（PowerPoint）", "slides")
FORM(PAGES, 7, "文書（PDF）", "pages")
FORM(CONTAINER, 8, "書庫（zip）", "archive")
FORM(ANIMATION, 9, "動画像（GIF）", "animation")
