/* SPDX-License-Identifier: Apache-2.0
 * pages.c: what both locks reckon alike of fixed pages.
 */
#include "form/pages.h"
#include "form/class.h"

uint32_t pages_components(enum form_page_shading_space space)
{
	static const uint8_t components[] = {1, 3, 4};
	return components[space];
}

bool pages_unicode_ok(struct view text)
{
	return class_word(text) && utf8_count(text) <= PAGES_UNICODE_MOST;
}

bool pages_lang_ok(struct view lang)
{
	bool letter = false;
	for (size_t i = 0; i < lang.n; i++) {
		uint8_t c = lang.p[i];
		bool digit = c >= '0' && c <= '9';
		letter = (c | 32) >= 'a' && (c | 32) <= 'z';
		if (!letter && (i == 0 || (!digit && c != '-')))
			return false;
	}
	return lang.n == 0 || lang.p[lang.n - 1] != '-';
}
