/* SPDX-License-Identifier: Apache-2.0
 * date.c: any bytes as a date or a time; what is one, written again, is the same one.
 */
#include "base/civil.h"
#include "register/date.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static void (*const write[])(struct buf *, int64_t) = {date_write_plain, date_write_era,
							       date_write_era_short};
	int64_t day, again, time;
	struct view text = view_of(data, n);
	for (size_t i = 0; i < array_len(write) && date_read(text, &day); i++) {
		scope_end(buf_free) struct buf out = buf_new(64);
		write[i](&out, day);
		bool same = date_read(buf_view(&out), &again) && again == day;
		assert(same || day < civil_days(1873, 1, 1));
	}
	if (date_read_time(text, &time)) {
		scope_end(buf_free) struct buf out = buf_new(64);
		date_write_time(&out, time);
		bool same = date_read_time(buf_view(&out), &again) && again == time;
		assert(same || time < civil_days(1873, 1, 2) * DAY);
	}
	return 0;
}
