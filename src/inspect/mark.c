/* SPDX-License-Identifier: Apache-2.0
 * mark.c: words that say how a paper is to be handled: 機密性3, 部外秘, 取扱注意.
 */
#include "inspect/detect.h"

static const struct {
	const char *word;
	enum find_severity severity;
	bool alone; /* only where nothing else stands on the line but marks around it */
} marks[] = {
    {"機密性3", FIND_STOP, false},
    {"機密性２", FIND_TELL, false},
    {"機密性2", FIND_TELL, false},
    {"極秘", FIND_STOP, false},
    {"部外秘", FIND_ASK, false},
    {"庁外秘", FIND_ASK, false},
    {"庁内限り", FIND_ASK, false},
    {"庁内限", FIND_ASK, false},
    {"関係者限り", FIND_ASK, false},
    {"取扱注意", FIND_ASK, false},
    {"取扱厳重注意", FIND_ASK, false},
    {"複写厳禁", FIND_ASK, false},
    {"複製厳禁", FIND_ASK, false},
    {"非公開", FIND_ASK, true},
    {"秘", FIND_ASK, true},
    {"㊙", FIND_ASK, false},
    {"内部資料", FIND_ASK, true},
};

static bool frame(uint32_t x)
{
	static const uint32_t frames[] = {' ',	  '(',	  ')',	  '[',	  ']',	  '<',
					  '>',	  0x3010, 0x3011, 0x300c, 0x300d, 0x3014,
					  0x3015, 0x25cb, 0x25ef, 0x3008, 0x3009};
	for (size_t i = 0; i < array_len(frames); i++)
		if (letter_plain(x) == frames[i])
			return true;
	return false;
}

/* A mark stands by itself: in a sentence ("個人情報の秘密") it is only a word. */
static bool stands_alone(const struct letter *l, uint32_t n, uint32_t at, uint32_t length)
{
	uint32_t letters = 0;
	for (uint32_t i = 0; i < n; i++)
		letters += !frame(l[i].x);
	for (uint32_t i = at; i < at + length; i++)
		letters -= !frame(l[i].x);
	return letters == 0;
}

void detect_marks(struct scan *s)
{
	uint32_t first[array_len(marks)];
	for (size_t k = 0; k < array_len(marks); k++)
		first[k] = SCAN_NO;
	for (uint32_t b = 0; b < scan_blocks(s); b++) {
		const struct block *block = scan_block(s, b);
		const struct letter *l = scan_letters(s) + block->first;
		for (size_t k = 0; k < array_len(marks) && !block->joined; k++) {
			uint32_t length = 0,
				 at = letters_find(l, block->n, 0, marks[k].word, &length);
			if (at == SCAN_NO ||
			    (marks[k].alone && !stands_alone(l, block->n, at, length)))
				continue;
			if (first[k] != SCAN_NO) { /* on every page: one find */
				scan_count(s, first[k], 1);
				break;
			}
			first[k] = scan_find_letters(s, FIND_GRADE_MARK, b, at, length);
			if (first[k] != SCAN_NO)
				scan_candidate(s, first[k])->find.severity = marks[k].severity;
			break;
		}
	}
}
