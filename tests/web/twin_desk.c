/* SPDX-License-Identifier: Apache-2.0
 * twin_desk.c: what the desks of the town show: 送付前点検, the balance, the ledger.
 */
#include <sys/mman.h>

#include "form/finds.h"
#include "sys/file.h"
#include "sys/log.h"
#include "tests/web/twin.h"

static void set(char *field, size_t size, const char *value)
{
	size_t n = min_of(strlen(value), size - 1);
	memset(field, 0, size);
	memcpy(field, value, n);
}
#define SET(field, value) set((field), sizeof(field), (value))

/* --- 送付前点検: the same finds in every item that waits for it --- */

static const struct {
	enum find_kind kind;
	enum policy_find weight;
	enum find_at at;
	uint32_t place, row, column, count;
	const char *name, *text;
	bool erasable, picture;
} town[] = {
    {FIND_PERSONAL_NUMBER, POLICY_FIND_NEVER, FIND_AT_SHEET, 1, 12, 2, 2, "対象者",
     "個人番号 ●●●●●●●●1234", true, true},
    {FIND_COMMENTS, POLICY_FIND_ASK, FIND_AT_SHEET, 1, 3, 4, 1, "対象者",
     "この人は<b>要注意</b>。先方には出さないこと", true, true},
    {FIND_HIDDEN_SHEET, POLICY_FIND_ASK, FIND_AT_SHEET, 3, 0, 0, 1, "旧台帳", "", true, true},
    {FIND_ADDRESS_LIST, POLICY_FIND_ASK, FIND_AT_SHEET, 1, 2, 1, 1, "対象者",
     "氏名・住所・電話 128行", false, false},
    {FIND_AUTHOR, POLICY_FIND_TELL, FIND_AT_FILE, 0, 0, 0, 3, "", "小川 美咲、村上 勇", true,
     false},
};
#define TOWN array_len(town)

static bool gone(const struct body_row_item *i, size_t k)
{
	return (i->tries >> k & 1) != 0; /* a field that such an item does not need */
}

void twin_check_row(struct body_row_item *i)
{
	if (i->state != STATE_CHECKING && !i->finds_ask && !i->finds_erased)
		return;
	i->finds = i->finds_ask = i->finds_never = i->finds_erased = i->finds_erasable = 0;
	for (size_t k = 0; k < TOWN; k++) {
		if (gone(i, k)) {
			i->finds_erased++;
			continue;
		}
		i->finds++;
		i->finds_ask += town[k].weight >= POLICY_FIND_ASK;
		i->finds_never += town[k].weight == POLICY_FIND_NEVER;
		i->finds_erasable += town[k].erasable;
	}
	i->finds_personal = !gone(i, 0);
}

void twin_finds(uint64_t tag, const struct body_row_item *i)
{
	struct body_row_item counted = *i;
	twin_check_row(&counted);
	for (size_t k = 0; k < TOWN && counted.finds + counted.finds_erased; k++) {
		struct body_row_find row = {.id = 1000 + k,
					    .number = (uint32_t)k + 1,
					    .kind = town[k].kind,
					    .count = town[k].count,
					    .weight = town[k].weight,
					    .at = town[k].at,
					    .place = town[k].place,
					    .row = town[k].row,
					    .column = town[k].column,
					    .erasable = town[k].erasable,
					    .erased = gone(i, k),
					    .picture = town[k].picture && !gone(i, k)};
		SET(row.name, town[k].name);
		if (!gone(i, k))
			SET(row.text, town[k].text);
		twin_answer(tag, ROLE_store, MSG_ROW_FIND, &row, -1);
	}
}

/* Rows of a sheet, one of them marked. */
int twin_find_picture(uint32_t number)
{
	static uint8_t pixels[400 * 120];
	struct find f = {.width = 400, .height = 120, .pixels = view_of(pixels, sizeof(pixels))};
	struct buf png scope_end(buf_free) = buf_new((size_t)1 << 20);
	for (uint32_t y = 0; y < 120; y++)
		for (uint32_t x = 0; x < 400; x++) {
			bool line = y % 24 == 0 || x % 80 == 0, mark = y / 24 == number % 5;
			bool ink = y % 24 > 8 && y % 24 < 16 && x % 80 > 8 &&
				   x % 80 < 8 + (x / 80 * 13 + y / 24 * 29) % 60;
			pixels[y * 400 + x] = line   ? find_colour(160, 160, 160)
					      : ink  ? find_colour(60, 60, 60)
					      : mark ? find_colour(255, 238, 170)
						     : find_colour(255, 255, 255);
		}
	find_png(&f, &png);
	int fd = memfd_create("find", MFD_CLOEXEC);
	if (fd >= 0 && file_write(fd, buf_view(&png)) != OK)
		abort();
	return fd;
}

static enum err erase(struct body_row_item *i, const struct body_check *c)
{
	uint32_t before = i->tries;
	for (size_t k = 0; k < TOWN; k++) {
		bool chosen = c->choice == CHOICE_ERASE_ALL && town[k].erasable;
		for (uint32_t n = 0; c->choice == CHOICE_ERASE && n < c->n; n++)
			chosen = chosen || c->finds[n] == 1000 + k;
		if (chosen && town[k].erasable)
			i->tries |= 1u << k;
	}
	if (i->tries == before)
		return E_NOTHING_CHOSEN;
	i->output[0] ^= 0x55; /* another output: older pages name the one before */
	return OK;
}

enum err twin_check(struct body_row_item *i, const struct body_check *c)
{
	if (i->state != STATE_CHECKING)
		return E_CHANGED;
	if (strcmp(i->envelope.sender, c->ticket.person) != 0)
		return E_FORBIDDEN;
	if (memcmp(c->output, i->output, HASH_LEN) != 0)
		return E_CHANGED;
	if (c->choice == CHOICE_ERASE || c->choice == CHOICE_ERASE_ALL)
		return erase(i, c);
	if (c->choice == CHOICE_WITHDRAW) {
		i->state = STATE_WITHDRAWN;
		return OK;
	}
	if (!gone(i, 0))
		return E_FIND_NEVER;
	if (!c->reason[0])
		return E_REASON;
	i->state = STATE_WAITING;
	i->needs = 1;
	i->finds_ask = 1;
	SET(i->left_by, "小川 美咲");
	SET(i->left_reason, c->reason);
	return OK;
}

/* --- the balance and the ledger --- */

void twin_balance(uint64_t tag)
{
	struct body_counts in = {
	    .accepted = 128, .released = 119, .refused = 5, .held = 1, .open = 4};
	struct body_counts out = {.accepted = 9, .released = 6, .returned = 1, .open = 2};
	struct body_row_balance b = {.oldest = clock_now() - 5400,
				     .backup = clock_now() - 7 * 3600,
				     .restore_test = clock_now() - (int64_t)100 * 86400,
				     .tree_size = 48213,
				     .head_time = clock_now() - 60,
				     .balanced = 1,
				     .cable = 1};
	for (size_t k = 0; k < 3; k++) {
		b.in[k] = in;
		b.out[k] = out;
	}
	twin_answer(tag, ROLE_store, MSG_ROW_BALANCE, &b, -1);
}

void twin_log(uint64_t tag)
{
	static const struct {
		uint32_t event;
		const char *who, *text;
	} rows[] = {{11, "大西 健", "R8-01028 再処理"}, {5, "", "R8-01021 引渡し"},
		    {8, "村上 勇", "R8-01029 承認"},	{3, "", "R8-01029 受付"},
		    {13, "小川 美咲", "サインイン"},	{1, "", "起動"}};
	for (size_t k = 0; k < array_len(rows); k++) {
		struct body_row_log row = {.position = 48213 - k,
					   .time = clock_now() - 700 * (int64_t)k,
					   .event = rows[k].event};
		SET(row.who, rows[k].who);
		SET(row.text, rows[k].text);
		twin_answer(tag, ROLE_store, MSG_ROW_LOG, &row, -1);
	}
}
