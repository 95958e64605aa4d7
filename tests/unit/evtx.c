/* SPDX-License-Identifier: Apache-2.0
 * evtx.c: event logs of tests/samples/evtx (tools/make_evtx_samples.py): what is whole is read to
 * the letter, what is broken is named, and a changed byte never makes more than a wrong reading.
 */
#include <stdlib.h>
#include <string.h>

#include "chance.h"
#include "tap.h"
#include "terminal/evtx.h"

static struct buf read_sample(const char *name)
{
	struct buf b = buf_new(EVTX_FILE_MAX);
	char path[512];
	(void)snprintf(path, sizeof path, SOURCE_DIR "/tests/samples/evtx/%s", name);
	FILE *f = fopen(path, "rb");
	for (int c = f ? fgetc(f) : EOF; c != EOF; c = fgetc(f))
		buf_u8(&b, (uint8_t)c);
	if (f)
		(void)fclose(f);
	return b;
}

static bool is(struct view v, const char *text)
{
	if (!view_eq(v, view_str(text)))
		printf("# %.*s, not %s\n", (int)v.n, (const char *)v.p, text);
	return view_eq(v, view_str(text));
}

/* The three events of good.evtx. */
static void three(const char *name, bool sound)
{
	struct buf file = read_sample(name);
	struct evtx e;
	struct evtx_event event = {0};
	printf("# %s\n", name);
	expect_err(evtx_begin(buf_view(&file), &e), OK);
	expect(evtx_next(&e, &event) && event.record == 1 && event.sound == sound);
	expect(is(event.field[EVTX_PROVIDER], "Microsoft-Windows-Security-Auditing"));
	expect(is(event.field[EVTX_EVENT_ID], "4624"));
	expect(is(event.field[EVTX_TASK], "12544"));
	expect(is(event.field[EVTX_TIME], "2026-11-21T00:00:00.1234567Z"));
	expect(is(event.field[EVTX_COMPUTER], "pc1.town.local"));
	expect(event.data_n == 3 && is(event.data[0].name, "TargetUserName") &&
	       is(event.data[0].value, "1001") && is(event.data[1].value, "2") &&
	       is(event.data[2].name, "TargetUserSid") && is(event.data[2].value, ""));
	expect(evtx_next(&e, &event) && event.record == 2);
	expect(event.data_n == 2 &&
	       is(event.data[0].value, "\\Device\\HarddiskVolume9\\表 & <1>.csv") &&
	       is(event.data[1].name, "AccessMask") && is(event.data[1].value, "0x2"));
	expect(evtx_next(&e, &event) && event.record == 3);
	expect(is(event.data[0].value, "USB\\VID_0000&PID_0001") &&
	       is(event.data[1].value, "\U0001F5A8"));
	expect(!evtx_next(&e, &event) && !evtx_next(&e, &event));
	expect(e.report.unreadable == 0 && e.report.sums_bad == (sound ? 0 : e.report.chunks));
	evtx_end(&e);
	buf_free(&file);
}

/* How many events, how many things that could not be read, how many chunks with wrong sums. */
static void counts(void)
{
	static const struct {
		const char *name;
		enum err err;
		uint32_t events, unreadable, sums_bad;
	} rows[] = {
	    {"open.evtx", OK, 3, 0, 0},	     {"open-clean.evtx", OK, 2, 0, 0},
	    {"stale.evtx", OK, 2, 0, 0},     {"sum.evtx", OK, 3, 0, 1},
	    {"size.evtx", OK, 2, 1, 0},	     {"cut.evtx", OK, 2, 1, 1},
	    {"head-only.evtx", OK, 0, 0, 0}, {"short-head.evtx", E_BROKEN, 0, 0, 0},
	    {"no-chunk.evtx", OK, 0, 0, 1},  {"version.evtx", E_BROKEN, 0, 0, 0},
	    {"loop.evtx", OK, 0, 1, 0},	     {"bomb.evtx", OK, 0, 1, 0},
	    {"deep.evtx", OK, 0, 1, 0},	     {"unclosed.evtx", OK, 0, 1, 0},
	    {"values.evtx", OK, 0, 1, 0},    {"number.evtx", OK, 0, 1, 0},
	    {"name.evtx", OK, 0, 1, 0},	     {"token.evtx", OK, 0, 1, 0},
	    {"no-event.evtx", OK, 0, 1, 0},  {"kinds.evtx", OK, 1, 0, 0},
	};
	for (size_t i = 0; i < array_len(rows); i++) {
		struct buf file = read_sample(rows[i].name);
		struct evtx e = {0};
		struct evtx_event event;
		uint32_t events = 0;
		enum err err = evtx_begin(buf_view(&file), &e);
		while (err == OK && evtx_next(&e, &event))
			events++;
		bool ok = err == rows[i].err && events == rows[i].events &&
			  e.report.unreadable == rows[i].unreadable &&
			  e.report.sums_bad == rows[i].sums_bad;
		if (!ok)
			printf("# err %d events %u unreadable %u sums %u\n", (int)err, events,
			       e.report.unreadable, e.report.sums_bad);
		tap_result(ok, rows[i].name, __FILE__, __LINE__);
		evtx_end(&e);
		buf_free(&file);
	}
}

static void kinds(void)
{
	static const char *const want[] = {"PC",
					   "-1",
					   "-2",
					   "-3",
					   "-4",
					   "18446744073709551615",
					   "0x10",
					   "0xff",
					   "2026-11-21T00:00:00.1234567Z",
					   "2026-11-21T00:00:00.000Z",
					   "",
					   "",
					   "",
					   "half \xEF\xBF\xBD",
					   "7"};
	struct buf file = read_sample("kinds.evtx");
	struct evtx e;
	struct evtx_event event = {0};
	expect_err(evtx_begin(buf_view(&file), &e), OK);
	expect(evtx_next(&e, &event) && event.data_n == array_len(want));
	for (size_t i = 0; i < array_len(want) && i < event.data_n; i++)
		expect(is(event.data[i].value, want[i]));
	evtx_end(&e);
	buf_free(&file);
}

/* Any byte of a record changed: it ends, and never says more events than there are places. */
static void changed(void)
{
	struct buf file = read_sample("sum.evtx");
	uint32_t most = 0;
	for (int round = 0; round < 20000; round++) {
		size_t at = 4096 + any((uint32_t)file.n - 4096);
		uint8_t was = file.p[at];
		struct evtx e;
		struct evtx_event event;
		uint32_t events = 0;
		file.p[at] ^= (uint8_t)(1u << any(8));
		if (evtx_begin(buf_view(&file), &e) == OK) {
			while (evtx_next(&e, &event))
				events++;
			evtx_end(&e);
		}
		most = max_of(most, events);
		file.p[at] = was;
	}
	expect(most == 3);
	buf_free(&file);
}

int main(void)
{
	three("good.evtx", true);
	three("apart.evtx", true);
	three("plain.evtx", true);
	three("two.evtx", true);
	three("archive.evtx", true);
	three("sum.evtx", false);
	counts();
	kinds();
	changed();
	return tap_done();
}
