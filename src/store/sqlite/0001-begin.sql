-- SPDX-License-Identifier: Apache-2.0
-- The tables of the store, first edition. Numbers of enums: src/tbl. Times: seconds since 1970.

CREATE TABLE organ (
	code TEXT PRIMARY KEY,
	name TEXT NOT NULL,
	active INTEGER NOT NULL
) STRICT;

CREATE TABLE unit (
	code TEXT PRIMARY KEY,
	name TEXT NOT NULL,
	organ TEXT NOT NULL REFERENCES organ (code),
	active INTEGER NOT NULL
) STRICT;

-- People are never removed: old records keep naming them. `active` 0: not in the policy any more.
CREATE TABLE person (
	number TEXT PRIMARY KEY,
	name TEXT NOT NULL,
	active INTEGER NOT NULL
) STRICT;

CREATE TABLE membership (
	person TEXT NOT NULL REFERENCES person (number),
	unit TEXT NOT NULL REFERENCES unit (code),
	place INTEGER NOT NULL, -- 0: the main one
	PRIMARY KEY (person, unit)
) STRICT;

CREATE TABLE role (
	person TEXT NOT NULL REFERENCES person (number),
	role INTEGER NOT NULL,
	PRIMARY KEY (person, role)
) STRICT;

CREATE TABLE deputy (
	person TEXT PRIMARY KEY REFERENCES person (number),
	deputy TEXT NOT NULL REFERENCES person (number)
) STRICT;

CREATE TABLE item (
	id BLOB PRIMARY KEY CHECK (length(id) = 16),
	-- the envelope, never changed
	direction INTEGER NOT NULL CHECK (direction IN (1, 2)),
	recipient_kind INTEGER NOT NULL CHECK (recipient_kind IN (1, 2, 3)),
	grade INTEGER NOT NULL CHECK (grade BETWEEN 0 AND 3),
	size INTEGER NOT NULL CHECK (size > 0),
	accepted INTEGER NOT NULL,
	original BLOB NOT NULL CHECK (length(original) = 32),
	session BLOB NOT NULL CHECK (length(session) = 32),
	name TEXT NOT NULL,
	sender TEXT NOT NULL,
	unit TEXT NOT NULL,
	recipient TEXT NOT NULL,
	reason TEXT NOT NULL,
	number TEXT NOT NULL,
	day INTEGER NOT NULL, -- of acceptance, days since 1970 in Japan
	turn INTEGER NOT NULL, -- its place in the queue
	-- where it stands
	state INTEGER NOT NULL CHECK (state > 0), -- src/tbl/states.h
	err INTEGER NOT NULL,
	changed INTEGER NOT NULL,
	faults INTEGER NOT NULL, -- our own failures in a row
	-- what came of it
	policy BLOB NOT NULL CHECK (length(policy) = 32),
	form_version INTEGER NOT NULL,
	format INTEGER NOT NULL,
	needs INTEGER NOT NULL CHECK (needs IN (0, 1, 2)),
	output BLOB NOT NULL CHECK (length(output) = 32),
	output_size INTEGER NOT NULL,
	output_name TEXT NOT NULL,
	cpu_us INTEGER NOT NULL,
	removed INTEGER NOT NULL,
	lost INTEGER NOT NULL,
	kept INTEGER NOT NULL,
	salt BLOB NOT NULL CHECK (length(salt) = 32),
	approval BLOB NOT NULL CHECK (length(approval) = 32),
	position INTEGER NOT NULL, -- of its receipt in the ledger; -1 before
	signed INTEGER NOT NULL,
	fetched INTEGER NOT NULL
) STRICT;

CREATE INDEX item_queue ON item (state, turn);
CREATE INDEX item_inbox ON item (recipient_kind, recipient, accepted);
CREATE INDEX item_sent ON item (sender, accepted);
CREATE INDEX item_owner ON item (session, sender, state, turn);
CREATE INDEX item_day ON item (day, direction, state);

CREATE TABLE finding (
	item BLOB NOT NULL REFERENCES item (id),
	place_in_report INTEGER NOT NULL,
	code INTEGER NOT NULL,
	place_kind INTEGER NOT NULL,
	place INTEGER NOT NULL,
	count INTEGER NOT NULL,
	hash BLOB NOT NULL CHECK (length(hash) IN (0, 32)),
	text TEXT NOT NULL,
	PRIMARY KEY (item, place_in_report)
) STRICT;

CREATE TABLE preview (
	item BLOB PRIMARY KEY REFERENCES item (id),
	text BLOB NOT NULL
) STRICT;

-- One row a request; a newer round voids the older one. verdict 0 open, 1 approved, 2 returned,
-- 3 expired, 4 void.
CREATE TABLE approval (
	item BLOB NOT NULL REFERENCES item (id),
	round INTEGER NOT NULL,
	needs INTEGER NOT NULL,
	asked INTEGER NOT NULL,
	due INTEGER NOT NULL,
	original BLOB NOT NULL,
	output BLOB NOT NULL,
	name TEXT NOT NULL,
	destination TEXT NOT NULL,
	recipient TEXT NOT NULL,
	verdict INTEGER NOT NULL,
	decided INTEGER NOT NULL,
	approver TEXT NOT NULL,
	reason TEXT NOT NULL,
	statement BLOB NOT NULL, -- its canonical text
	hash BLOB NOT NULL, -- SHA-256 of that
	PRIMARY KEY (item, round)
) STRICT;

CREATE INDEX approval_open ON approval (verdict, due);

-- Everything that is remembered. position -1: the notary has not confirmed it yet.
CREATE TABLE log (
	number INTEGER PRIMARY KEY,
	time INTEGER NOT NULL,
	event INTEGER NOT NULL,
	item BLOB NOT NULL, -- or 16 zero bytes
	who TEXT NOT NULL,
	text TEXT NOT NULL,
	salt BLOB NOT NULL CHECK (length(salt) = 32),
	commitment BLOB NOT NULL CHECK (length(commitment) = 32),
	position INTEGER NOT NULL,
	leaf BLOB NOT NULL
) STRICT;

CREATE INDEX log_open ON log (position, number);
CREATE INDEX log_item ON log (item, event);

-- Sessions seen, so that a sign-in is logged once.
CREATE TABLE session (
	id BLOB PRIMARY KEY,
	person TEXT NOT NULL,
	seen INTEGER NOT NULL
) STRICT;
