/* SPDX-License-Identifier: Apache-2.0
 * value.c: cells as offices write them; what is shown for a kept value is read as that value again.
 */
#include "register/value.h"

#include "base/civil.h"
#include "register/date.h"
#include "tap.h"

static const struct register_choice choices[] = {
    {"usb", {(const uint8_t *)"USBメモリ", 12}, {(const uint8_t *)"USB memory", 10}},
    {"disc", {(const uint8_t *)"CD・DVD", 8}, {(const uint8_t *)"Disc", 4}},
    {"2", {(const uint8_t *)"機密性2", 10}, {(const uint8_t *)"", 0}},
};

static struct value_kind kind(enum register_type type, bool many)
{
	bool chosen = type == REGISTER_CHOICE || type == REGISTER_CHOICES;
	return (struct value_kind){type, many, chosen ? choices : NULL,
				   chosen ? (uint32_t)array_len(choices) : 0, 200};
}

static bool keeps(enum register_type type, bool many, const char *written, const char *kept)
{
	struct value_kind k = kind(type, many);
	struct value_mistake m = {0};
	scope_end(buf_free) struct buf out = buf_new(1 << 12);
	enum err e = value_read(&k, view_str(written), &out, &m);
	bool ok = e == OK && view_eq(buf_view(&out), view_str(kept));
	if (!ok)
		printf("# %s: %.*s %s\n", written, (int)out.n, (const char *)out.p, m.ja);
	return ok;
}

static bool refuses(enum register_type type, bool many, const char *written,
		    enum value_problem problem)
{
	struct value_kind k = kind(type, many);
	struct value_mistake m = {0};
	scope_end(buf_free) struct buf out = buf_new(1 << 12);
	enum err e = value_read(&k, view_str(written), &out, &m);
	bool ok = e == E_CONFIG && m.problem == problem && m.ja[0] && m.en[0] && m.todo_ja[0] &&
		  m.todo_en[0];
	if (!ok)
		printf("# %s: %.*s %s\n", written, (int)out.n, (const char *)out.p, m.ja);
	return ok;
}

static void test_read(void)
{
	expect(keeps(REGISTER_TEXT, false, " 庶務課 ", "庶務課"));
	expect(keeps(REGISTER_TEXT, false, "\u3000", ""));
	expect(keeps(REGISTER_LONG, false, "一\n二", "一\n二"));
	expect(keeps(REGISTER_NUMBER, false, "１，２００", "1200"));
	expect(keeps(REGISTER_NUMBER, false, "△300", "-300"));
	expect(keeps(REGISTER_NUMBER, false, "-0", "0"));
	expect(keeps(REGISTER_MONEY, false, "￥1,234,567円", "1234567"));
	expect(keeps(REGISTER_MONEY, false, "▲ 300 円", "-300"));
	expect(keeps(REGISTER_DATE, false, "令和９年３月３１日", "2027-03-31"));
	expect(keeps(REGISTER_TIME, false, "1970/1/1 9:00", "0"));
	expect(keeps(REGISTER_YES, false, "○", "true") &&
	       keeps(REGISTER_YES, false, "無", "false"));
	expect(keeps(REGISTER_YES, false, "TRUE", "true"));
	expect(keeps(REGISTER_CHOICE, false, "ＵＳＢメモリ", "usb"));
	expect(keeps(REGISTER_CHOICE, false, "usb memory", "usb") &&
	       keeps(REGISTER_CHOICE, false, "2", "2"));
	expect(keeps(REGISTER_CHOICES, false, "CD・DVD、USBメモリ", ",disc,usb,"));
	expect(keeps(REGISTER_CHOICES, false, "usb, 2;", ",usb,2,"));
	expect(keeps(REGISTER_PERSON, true, "1001、1002", ",1001,1002,"));
	expect(keeps(REGISTER_UNIT, false, "ｓｏｕｍｕ", "soumu"));
	expect(keeps(REGISTER_URL, false, "https://www.example.lg.jp/a?b=c",
		     "https://www.example.lg.jp/a?b=c"));
	for (unsigned t = 0; t < REGISTER_TYPES; t++)
		expect(keeps((enum register_type)t, false, "  ", ""));
}

static void test_refused(void)
{
	char lengthy[300];
	memset(lengthy, 'x', sizeof lengthy - 1);
	lengthy[sizeof lengthy - 1] = 0;
	expect(refuses(REGISTER_TEXT, false, lengthy, VALUE_LENGTH));
	expect(refuses(REGISTER_TEXT, false, "a\nb", VALUE_LINES));
	expect(refuses(REGISTER_TEXT, false, "a\xe2\x80\xae", VALUE_CHARACTERS));
	expect(refuses(REGISTER_TEXT, false, "a\xff", VALUE_CHARACTERS));
	expect(refuses(REGISTER_NUMBER, false, "12,00", VALUE_NUMBER));
	expect(refuses(REGISTER_NUMBER, false, "1.5", VALUE_NUMBER));
	expect(refuses(REGISTER_NUMBER, false, "100円", VALUE_NUMBER));
	expect(refuses(REGISTER_NUMBER, false, "1000000000000000", VALUE_NUMBER));
	expect(refuses(REGISTER_NUMBER, false, "△", VALUE_NUMBER));
	expect(refuses(REGISTER_DATE, false, "令和9年2月29日", VALUE_DATE));
	expect(refuses(REGISTER_TIME, false, "14:05", VALUE_TIME));
	expect(refuses(REGISTER_YES, false, "たぶん", VALUE_YES));
	expect(refuses(REGISTER_CHOICE, false, "テープ", VALUE_CHOICE));
	expect(refuses(REGISTER_CHOICES, false, "usb、usb", VALUE_TWICE));
	expect(refuses(REGISTER_CHOICES, false, "usb、テープ", VALUE_CHOICE));
	expect(refuses(REGISTER_PERSON, false, "山田", VALUE_CODE));
	expect(refuses(REGISTER_PERSON, true, "1001、山田", VALUE_CODE));
	expect(refuses(REGISTER_URL, false, "javascript:alert(1)", VALUE_URL));
	expect(refuses(REGISTER_URL, false, "https://a b", VALUE_URL));
	expect(refuses(REGISTER_SUM, false, "3", VALUE_NOT_WRITTEN));
}

static bool comes_back(enum register_type type, bool many, const char *kept)
{
	struct value_kind k = kind(type, many);
	struct value_mistake m = {0};
	bool ok = true;
	for (int english = 0; english < 2; english++) {
		scope_end(buf_free) struct buf shown = buf_new(1 << 12);
		scope_end(buf_free) struct buf again = buf_new(1 << 12);
		value_show(&k, view_str(kept), english, &shown);
		ok = ok && value_read(&k, buf_view(&shown), &again, &m) == OK &&
		     view_eq(buf_view(&again), view_str(kept));
		if (!ok)
			printf("# %s shown as %.*s: %s\n", kept, (int)shown.n,
			       (const char *)shown.p, m.ja);
	}
	return ok;
}

/* Kept values of every type, many of them made up. */
static void test_comes_back(void)
{
	static const char *const several[] = {"", ",usb,", ",disc,2,", ",2,usb,disc,"};
	char text[64];
	int64_t lost = 0;
	uint64_t x = 42;
	for (int i = 0; i < 20000; i++) {
		x = x * 6364136223846793005u + 1442695040888963407u;
		int64_t n = (int64_t)(x >> 13) % VALUE_NUMBER_MAX * (x & 1 ? 1 : -1);
		(void)snprintf(text, sizeof text, "%lld", (long long)n);
		lost += !comes_back(REGISTER_NUMBER, false, text);
		scope_end(buf_free) struct buf day = buf_new(32);
		date_write_plain(&day, civil_days(1873, 1, 1) + (int64_t)((x >> 20) % 110000));
		buf_u8(&day, 0);
		lost += !comes_back(REGISTER_DATE, false, (const char *)day.p);
		(void)snprintf(text, sizeof text, "%lld", (long long)((x >> 20) % 6000000000u));
		lost += !comes_back(REGISTER_TIME, false, text);
	}
	expect(lost == 0);
	for (size_t i = 0; i < array_len(several); i++)
		expect(comes_back(REGISTER_CHOICES, false, several[i]));
	for (size_t i = 0; i < array_len(choices); i++)
		expect(comes_back(REGISTER_CHOICE, false, choices[i].code));
	expect(comes_back(REGISTER_YES, false, "true") && comes_back(REGISTER_YES, false, "false"));
	expect(comes_back(REGISTER_PERSON, true, ",1001,2003,"));
	expect(comes_back(REGISTER_LONG, false, "一行目\n二行目"));
	expect(comes_back(REGISTER_TEXT, false, "=1+1"));
}

int main(void)
{
	test_read();
	test_refused();
	test_comes_back();
	return tap_done();
}
