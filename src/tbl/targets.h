/* SPDX-License-Identifier: Apache-2.0
 * targets.h: what rebuild writes, one row a plain form.
 * TARGET(name, FORM): rebuild/NAME.c holds `const struct target target_NAME`.
 */
TARGET(text, FORM_TEXT)
TARGET(table, FORM_TABLE)
TARGET(image, FORM_IMAGE)
TARGET(document, FORM_DOCUMENT)
TARGET(pages, FORM_PAGES)
TARGET(container, FORM_CONTAINER)
TARGET(slides, FORM_SLIDES)
TARGET(sheet, FORM_SHEET)
TARGET(gif, FORM_ANIMATION)
