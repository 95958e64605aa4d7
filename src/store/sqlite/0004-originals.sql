-- SPDX-License-Identifier: Apache-2.0
-- Originals (元ファイル) that the vaults no longer hold.

-- No reference to item: a belt may know items that a restored database does not.
CREATE TABLE original (
	item BLOB PRIMARY KEY,
	deleted INTEGER NOT NULL -- when this was heard of first
) STRICT;
