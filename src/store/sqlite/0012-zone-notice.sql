-- SPDX-License-Identifier: Apache-2.0
-- Notices are of items, and of requests for rules between zones, too: `item` is the id of either.

CREATE TABLE notice_new (
	number INTEGER PRIMARY KEY,
	kind INTEGER NOT NULL,
	item BLOB NOT NULL,
	round INTEGER NOT NULL, -- of the request it tells of, so that a new one is told again
	recipient_kind INTEGER NOT NULL,
	recipient TEXT NOT NULL,
	made INTEGER NOT NULL,
	next INTEGER NOT NULL,
	tries INTEGER NOT NULL,
	sent INTEGER NOT NULL,
	err INTEGER NOT NULL,
	UNIQUE (kind, item, round, recipient_kind, recipient)
) STRICT;
INSERT INTO notice_new SELECT * FROM notice;
DROP TABLE notice;
ALTER TABLE notice_new RENAME TO notice;
CREATE INDEX notice_open ON notice (next) WHERE sent = 0;
