-- SPDX-License-Identifier: Apache-2.0
-- What the console proved or observed of the rules between zones, as the ledger has it.

CREATE TABLE zone_report (
	number INTEGER PRIMARY KEY,
	position INTEGER NOT NULL UNIQUE, -- of its leaf
	event INTEGER NOT NULL, -- ZONE_PROVED, ZONE_OBSERVED
	kept INTEGER NOT NULL, -- time of the leaf
	who TEXT NOT NULL, -- a staff number, or ''
	words TEXT NOT NULL, -- one line of it, for the list of the ledger
	leaf BLOB NOT NULL CHECK (length(leaf) = 368),
	report BLOB NOT NULL
) STRICT;
CREATE INDEX zone_report_newest ON zone_report (event, position);
