-- SPDX-License-Identifier: Apache-2.0
-- 系間の規則: requests for a change, from the console to the kernel.

CREATE TABLE zone_change (
	number INTEGER PRIMARY KEY,
	id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
	state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 6), -- enum zone_stage
	err INTEGER NOT NULL,
	asked INTEGER NOT NULL,
	decided INTEGER NOT NULL,
	applied INTEGER NOT NULL,
	applicant TEXT NOT NULL REFERENCES person (number),
	approver TEXT NOT NULL,
	reason TEXT NOT NULL,
	decision TEXT NOT NULL,
	permit BLOB NOT NULL, -- struct zone_permit, as far as it has come
	rules BLOB NOT NULL,
	words BLOB NOT NULL
) STRICT;
CREATE INDEX zone_change_state ON zone_change (state, number);
