-- SPDX-License-Identifier: Apache-2.0
-- 元ファイルの交付 and 確認方式: requests for an original, unconverted.

CREATE TABLE handover (
	id BLOB PRIMARY KEY,
	item BLOB NOT NULL REFERENCES item (id),
	way INTEGER NOT NULL, -- enum original_way
	rule INTEGER NOT NULL, -- 確認方式: enum original_format it must be
	state INTEGER NOT NULL, -- enum handover_state
	err INTEGER NOT NULL,
	changed INTEGER NOT NULL,
	applicant TEXT NOT NULL REFERENCES person (number),
	reason TEXT NOT NULL,
	clause TEXT NOT NULL, -- of the rule or the exception it rests on
	asked INTEGER NOT NULL,
	due INTEGER NOT NULL, -- for the decision; then until when it can be taken
	scan INTEGER NOT NULL,
	format INTEGER NOT NULL,
	scanner TEXT NOT NULL,
	approver TEXT NOT NULL,
	decision TEXT NOT NULL,
	decided INTEGER NOT NULL,
	warrant BLOB NOT NULL, -- struct warrant as auth signed it; empty before
	taken INTEGER NOT NULL,
	cleared INTEGER NOT NULL -- release has the bytes no more
) STRICT;

CREATE INDEX handover_by_state ON handover (state, due);
CREATE INDEX handover_by_person ON handover (applicant, asked);
-- Nobody has two open requests for one file.
CREATE UNIQUE INDEX handover_open ON handover (item, applicant) WHERE state < 5;
