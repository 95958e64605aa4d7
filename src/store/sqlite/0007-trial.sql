-- SPDX-License-Identifier: Apache-2.0
-- 試行: files that only go through both locks. Apart from `item`: in no inbox, queue or balance.

CREATE TABLE trial (
	batch BLOB PRIMARY KEY CHECK (length(batch) = 16),
	person TEXT NOT NULL REFERENCES person (number),
	started INTEGER NOT NULL,
	changed INTEGER NOT NULL
) STRICT;

CREATE TABLE trial_file (
	number INTEGER PRIMARY KEY,
	id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
	batch BLOB NOT NULL REFERENCES trial (batch),
	name TEXT NOT NULL,
	size INTEGER NOT NULL,
	original BLOB NOT NULL CHECK (length(original) = 32),
	state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 3), -- waits, with disarm, with rebuild, ended
	err INTEGER NOT NULL,
	tries INTEGER NOT NULL,
	changed INTEGER NOT NULL,
	cpu_us INTEGER NOT NULL,
	findings BLOB NOT NULL CHECK (length(findings) = 32) -- a bit a kind
) STRICT;
CREATE INDEX trial_file_batch ON trial_file (batch, number);
CREATE INDEX trial_file_open ON trial_file (state, number) WHERE state < 3;
