-- SPDX-License-Identifier: Apache-2.0
-- 送付前点検: what was found in what is to go out, and what its sender decided about it.

-- One row an item that was ever inspected. Where nothing was left as it is, `output` is empty.
CREATE TABLE inspection (
	item BLOB PRIMARY KEY REFERENCES item (id),
	due INTEGER NOT NULL, -- until when its sender may decide; 0: nothing waits for that
	output BLOB NOT NULL CHECK (length(output) IN (0, 32)), -- the very file that may leave as it is
	who TEXT NOT NULL,
	reason TEXT NOT NULL
) STRICT;

CREATE INDEX inspection_due ON inspection (due) WHERE due > 0;

-- Each find, gone with its item's end.
CREATE TABLE find (
	item BLOB NOT NULL REFERENCES item (id),
	number INTEGER NOT NULL,
	id INTEGER NOT NULL, -- the inspector's own name for it, by which it is erased; 0: more than were listed
	kind INTEGER NOT NULL, -- src/tbl/finds.h
	wanted INTEGER NOT NULL, -- at most this, where the inspector is less sure: enum policy_find
	count INTEGER NOT NULL,
	member INTEGER NOT NULL, -- struct find_place
	at INTEGER NOT NULL,
	place INTEGER NOT NULL,
	place_row INTEGER NOT NULL,
	place_column INTEGER NOT NULL,
	file TEXT NOT NULL,
	name TEXT NOT NULL,
	excerpt TEXT NOT NULL,
	erasable INTEGER NOT NULL CHECK (erasable IN (0, 1)),
	erased INTEGER NOT NULL CHECK (erased IN (0, 1)), -- its sender said so
	picture BLOB NOT NULL, -- a small PNG, or empty
	PRIMARY KEY (item, number)
) STRICT;

CREATE INDEX find_id ON find (item, id);
