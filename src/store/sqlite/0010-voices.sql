-- SPDX-License-Identifier: Apache-2.0
-- Several approvals of one request, each by another person with a second factor of their own.

CREATE TABLE voice (
	item BLOB NOT NULL,
	round INTEGER NOT NULL,
	number INTEGER NOT NULL, -- in the order they spoke
	person TEXT NOT NULL,
	time INTEGER NOT NULL,
	reason TEXT NOT NULL,
	statement BLOB NOT NULL, -- its canonical text
	hash BLOB NOT NULL, -- SHA-256 of that
	proof BLOB NOT NULL, -- struct vote; of a colleague who confirmed 緊急送付, struct ticket
	PRIMARY KEY (item, round, person),
	FOREIGN KEY (item, round) REFERENCES approval (item, round)
) STRICT;
