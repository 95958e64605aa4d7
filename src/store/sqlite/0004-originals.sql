-- SPDX-License-Identifier: Apache-2.0
-- Originals (元ファイル) that the vaults no longer hold.

-- No reference to item: a belt may know items that a restored database does not.
CREATE TABLE original (
	item BLOB PRIMARY KEY,
	deleted INTEGER NOT NULL -- when this was heard of first
) STRICT;

-- 証拠保全. At most one row has not ended.
CREATE TABLE preservation (
	since INTEGER PRIMARY KEY,
	person TEXT NOT NULL, -- '': a restore, which could not know that none was in force
	reason TEXT NOT NULL,
	asked INTEGER NOT NULL, -- when its end was asked for; 0: not
	asked_by TEXT NOT NULL,
	asked_reason TEXT NOT NULL,
	ended INTEGER NOT NULL, -- 0: in force
	ended_by TEXT NOT NULL, -- another person than asked_by
	ended_reason TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX preservation_one ON preservation (ended) WHERE ended = 0;
