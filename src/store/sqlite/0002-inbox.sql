-- SPDX-License-Identifier: Apache-2.0
-- 受取一覧: what nobody has opened yet is counted on every page, and files leave it after
-- limits.retention.inbox_days. The ledger's page reads receipts by their position.

ALTER TABLE item ADD COLUMN cleared INTEGER NOT NULL DEFAULT 0; -- when its file left the inbox; 0: it is there

CREATE INDEX item_new ON item (recipient_kind, recipient) WHERE state = 7 AND fetched = 0;
CREATE INDEX item_kept ON item (changed) WHERE direction = 1 AND state = 7 AND cleared = 0;
CREATE INDEX item_position ON item (position);
