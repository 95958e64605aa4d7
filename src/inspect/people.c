/* SPDX-License-Identifier: Apache-2.0
 * people.c: lists of people: many lines or rows, each of which tells where somebody lives, how to
 * reach them or when they were born.
 *
 * A row counts when it says two such things (〒, a prefecture with a town, telephone, mail address,
 * date of birth), or one of them below a head that says 氏名. LIST_LEAST of them in one table, or
 * on lines that stand together, are a list. A signature with address and telephone is one row.
 */
#include "inspect/detect.h"

#define LIST_LEAST 5u
#define LINES_APART 8u /* between rows of a list that is no table */

enum says {
	SAYS_POST = 1,
	SAYS_PLACE = 2,
	SAYS_PHONE = 4,
	SAYS_MAIL = 8,
	SAYS_BORN = 16,
	SAYS_NAME = 32
};

static const char *const prefectures[] = {
    "北海道", "青森県", "岩手県", "宮城県", "秋田県", "山形県",	  "福島県", "茨城県",
    "栃木県", "群馬県", "埼玉県", "千葉県", "東京都", "神奈川県", "新潟県", "富山県",
    "石川県", "福井県", "山梨県", "長野県", "岐阜県", "静岡県",	  "愛知県", "三重県",
    "滋賀県", "京都府", "大阪府", "兵庫県", "奈良県", "和歌山県", "鳥取県", "島根県",
    "岡山県", "広島県", "山口県", "徳島県", "香川県", "愛媛県",	  "高知県", "福岡県",
    "佐賀県", "長崎県", "熊本県", "大分県", "宮崎県", "鹿児島県", "沖縄県"};

static bool digit(uint32_t x)
{
	x = letter_plain(x);
	return x >= '0' && x <= '9';
}

static bool dash(uint32_t x)
{
	x = letter_plain(x);
	return x == '-' || x == 0x2010 || x == 0x2212 || x == 0x2015 || x == 0x30fc || x == 0x2013;
}

/* Groups of digits between dashes from i on: their lengths; how many. */
static unsigned groups(const struct letter *l, uint32_t n, uint32_t i, unsigned lengths[4],
		       uint32_t *ret_end)
{
	unsigned k = 0;
	while (k < 4) {
		lengths[k] = 0;
		for (; i < n && digit(l[i].x); i++)
			lengths[k]++;
		if (lengths[k] == 0)
			break;
		*ret_end = i;
		k++;
		if (i >= n || !(dash(l[i].x) || letter_plain(l[i].x) == ')'))
			break;
		i++;
	}
	return k;
}

static unsigned numbers(const struct letter *l, uint32_t n)
{
	unsigned says = 0, lengths[4];
	for (uint32_t i = 0; i < n; i++) {
		uint32_t end = i;
		if (!digit(l[i].x) || (i > 0 && (digit(l[i - 1].x) || dash(l[i - 1].x))))
			continue;
		unsigned k = groups(l, n, i, lengths, &end);
		bool zero = letter_plain(l[i].x) == '0';
		if (k == 2 && lengths[0] == 3 && lengths[1] == 4)
			says |= SAYS_POST;
		if (k == 3 && zero && lengths[0] <= 5 && lengths[1] <= 4 && lengths[2] == 4 &&
		    lengths[0] + lengths[1] >= 6)
			says |= SAYS_PHONE;
		if (k == 1 && zero && (lengths[0] == 10 || lengths[0] == 11))
			says |= SAYS_PHONE;
		i = max_of(i, end - (end > i));
	}
	return says;
}

static bool mail_letter(uint32_t x)
{
	x = letter_plain(x);
	return digit(x) || (x >= 'a' && x <= 'z') || (x >= 'A' && x <= 'Z') || x == '.' ||
	       x == '-' || x == '_' || x == '+';
}

static bool mail(const struct letter *l, uint32_t n)
{
	for (uint32_t i = 1; i + 3 < n; i++) {
		if (letter_plain(l[i].x) != '@' || !mail_letter(l[i - 1].x))
			continue;
		for (uint32_t k = i + 2; k + 1 < n && mail_letter(l[k].x); k++)
			if (letter_plain(l[k].x) == '.' && mail_letter(l[k + 1].x))
				return true;
	}
	return false;
}

static bool place(const struct letter *l, uint32_t n)
{
	static const uint32_t towns[] = {0x5e02, 0x533a, 0x753a, 0x6751, 0x90e1}; /* 市区町村郡 */
	for (size_t k = 0; k < array_len(prefectures); k++) {
		uint32_t length = 0, at = letters_find(l, n, 0, prefectures[k], &length);
		for (uint32_t i = at == SCAN_NO ? n : at + length; i < n && i < at + length + 10;
		     i++)
			for (size_t t = 0; t < array_len(towns); t++)
				if (l[i].x == towns[t])
					return true;
	}
	/* 大字, 番地, 丁目 after a town: an address without its prefecture */
	return letters_find(l, n, 0, "番地", NULL) != SCAN_NO ||
	       letters_find(l, n, 0, "丁目", NULL) != SCAN_NO;
}

static bool born(const struct letter *l, uint32_t n)
{
	static const char *const eras[] = {"明治", "大正", "昭和", "平成", "令和"};
	bool word = letters_find(l, n, 0, "生", NULL) != SCAN_NO;
	for (size_t k = 0; k < array_len(eras) && word; k++)
		if (letters_find(l, n, 0, eras[k], NULL) != SCAN_NO &&
		    letters_find(l, n, 0, "年", NULL) != SCAN_NO)
			return true;
	return false;
}

static unsigned says(const struct scan *s, const struct block *b)
{
	const struct letter *l = scan_letters(s) + b->first;
	uint32_t n = min_of(b->n, 400u);
	unsigned x = numbers(l, n);
	x |= letters_find(l, n, 0, "〒", NULL) != SCAN_NO ? SAYS_POST : 0u;
	x |= mail(l, n) ? SAYS_MAIL : 0u;
	x |= place(l, n) ? SAYS_PLACE : 0u;
	x |= born(l, n) ? SAYS_BORN : 0u;
	return x;
}

static bool head_says(const struct scan *s, const struct block *b)
{
	static const char *const heads[] = {"氏名",   "名前",	"児童名",  "世帯主",
					    "申請者", "受給者", "生年月日"};
	const struct letter *l = scan_letters(s) + b->first;
	for (size_t k = 0; k < array_len(heads) && b->n < 20; k++)
		if (letters_find(l, b->n, 0, heads[k], NULL) != SCAN_NO)
			return true;
	return false;
}

static unsigned bits(unsigned x)
{
	return (unsigned)__builtin_popcount(x & ~(unsigned)SAYS_NAME);
}

struct list {
	uint32_t first, last, rows; /* blocks; rows that count */
	uint32_t table;
	bool named;
};

static void end(struct scan *s, struct list *list)
{
	if (list->rows >= LIST_LEAST) {
		const struct block *b = scan_block(s, list->first);
		uint32_t c = scan_find_letters(s, FIND_ADDRESS_LIST, list->first, 0, b->n);
		if (c != SCAN_NO)
			scan_candidate(s, c)->find.count = list->rows;
	}
	*list = (struct list){.first = SCAN_NO};
}

/* One row of a table, or one line; returns the block after it. */
static uint32_t row(struct scan *s, uint32_t at, struct list *list)
{
	const struct block *b = scan_block(s, at);
	unsigned x = 0;
	uint32_t next = at, of = b->row, first = at;
	do {
		const struct block *o = scan_block(s, next);
		if (!o->joined)
			x |= says(s, o);
		list->named |= of && head_says(s, o);
		next++;
	} while (of && next < scan_blocks(s) && scan_block(s, next)->row == of);
	if (bits(x) >= 2 || (bits(x) == 1 && list->named && of)) {
		list->first = list->rows ? list->first : first;
		list->last = next;
		list->rows++;
	}
	return next;
}

void detect_people(struct scan *s)
{
	struct list list = {.first = SCAN_NO};
	for (uint32_t at = 0; at < scan_blocks(s) && s->err == OK;) {
		const struct block *b = scan_block(s, at);
		const struct block *first =
		    list.first == SCAN_NO ? NULL : scan_block(s, list.first);
		bool away = b->table != list.table ||
			    (first && !b->table && at > list.last + LINES_APART) ||
			    (first && b->place.at == FIND_AT_SHEET &&
			     b->place.number != first->place.number);
		if (away) {
			end(s, &list);
			list.table = b->table;
		}
		at = row(s, at, &list);
	}
	end(s, &list);
}
