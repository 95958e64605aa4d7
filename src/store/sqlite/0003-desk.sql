-- SPDX-License-Identifier: Apache-2.0
-- What an office needs around its items: where each one is, who is away, 緊急送付, reminders, notices,
-- and finding things again.

-- Every step of an item, with its time.
CREATE TABLE step (
	item BLOB NOT NULL REFERENCES item (id),
	number INTEGER NOT NULL,
	time INTEGER NOT NULL,
	state INTEGER NOT NULL,
	err INTEGER NOT NULL,
	who TEXT NOT NULL, -- staff number, or ''
	PRIMARY KEY (item, number)
) STRICT;

-- 不在設定; until 0: until they say that they are back.
CREATE TABLE absence (
	person TEXT PRIMARY KEY REFERENCES person (number),
	since INTEGER NOT NULL,
	until INTEGER NOT NULL
) STRICT;

-- 緊急送付 belongs to a request: when it was asked for (0: it was not) and why.
ALTER TABLE approval ADD COLUMN urgent INTEGER NOT NULL DEFAULT 0;
ALTER TABLE approval ADD COLUMN urgent_reason TEXT NOT NULL DEFAULT '';

-- What a colleague let go, and what the manager says of it. urgency: enum urgency from SENT on.
CREATE TABLE afterwards (
	item BLOB PRIMARY KEY REFERENCES item (id),
	urgency INTEGER NOT NULL,
	colleague TEXT NOT NULL,
	confirmed INTEGER NOT NULL,
	due INTEGER NOT NULL,
	late INTEGER NOT NULL, -- when it was told to those above; 0
	decided INTEGER NOT NULL,
	manager TEXT NOT NULL,
	reason TEXT NOT NULL,
	statement BLOB NOT NULL,
	hash BLOB NOT NULL
) STRICT;

CREATE INDEX afterwards_open ON afterwards (urgency, due);

-- Each fires once, at the first look after `due`; kind: tbl/notices.h.
CREATE TABLE reminder (
	item BLOB NOT NULL REFERENCES item (id),
	kind INTEGER NOT NULL,
	due INTEGER NOT NULL,
	done INTEGER NOT NULL, -- when; 0
	PRIMARY KEY (item, kind)
) STRICT;

CREATE INDEX reminder_open ON reminder (due) WHERE done = 0;

-- One mail to one address. sent: when the relay took it, 0 not yet, -1 given up.
CREATE TABLE notice (
	number INTEGER PRIMARY KEY,
	kind INTEGER NOT NULL,
	item BLOB NOT NULL REFERENCES item (id),
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

CREATE INDEX notice_open ON notice (next) WHERE sent = 0;

-- Every two neighbouring characters of a file's name: a word of two is found, which longer grams miss.
CREATE TABLE gram (
	gram TEXT NOT NULL,
	accepted INTEGER NOT NULL,
	item BLOB NOT NULL REFERENCES item (id),
	PRIMARY KEY (gram, accepted, item)
) STRICT;

CREATE INDEX item_number ON item (number);
CREATE INDEX item_accepted ON item (accepted);
CREATE INDEX item_unit ON item (unit, accepted);
