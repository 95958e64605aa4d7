-- SPDX-License-Identifier: Apache-2.0
-- 元ファイルの交付: requests and what became of them; 元ファイル保管庫 in numbers.

--: handover_put
INSERT INTO handover (id, item, way, rule, state, err, changed, applicant, reason, clause, asked, due, scan, format,
	scanner, approver, decision, decided, warrant, taken, cleared)
VALUES ($1, $2, $3, $4, {HANDOVER_ASKED}, 0, $5, $6, $7, $8, $5, $9, 0, 0, '', '', '', 0, x'', 0, 0)
--: handover_get
SELECT id, item, way, rule, state, err, changed, applicant, reason, clause, asked, due, scan, format, scanner, approver,
	decision, decided, warrant, taken, cleared
FROM handover WHERE id = $1
--: handover_move
UPDATE handover SET state = $3, err = $4, changed = $5, due = $6, scan = $7, format = $8, scanner = $9, approver = $10,
	decision = $11, decided = $12, warrant = $13, taken = $14
WHERE id = $1 AND state = $2
--: handover_cleared
UPDATE handover SET cleared = $2 WHERE id = $1 AND cleared = 0
--: handover_under_way
SELECT id FROM handover WHERE state IN ({HANDOVER_ASKED}, {HANDOVER_ORDERED}) ORDER BY changed LIMIT 64
--: handover_due
SELECT id FROM handover WHERE state < {HANDOVER_TAKEN} AND due <= $1 ORDER BY due LIMIT 64
--: handover_to_clear
SELECT id FROM handover WHERE state IN ({HANDOVER_TAKEN}, {HANDOVER_EXPIRED}) AND decided > 0 AND cleared = 0
ORDER BY changed LIMIT 64
--: handover_restored
UPDATE handover SET state = {HANDOVER_EXPIRED}, changed = $1 WHERE state < {HANDOVER_TAKEN}
--: handover_mine
SELECT id FROM handover WHERE applicant = $1 ORDER BY state >= {HANDOVER_TAKEN}, asked DESC LIMIT 50
--: handover_open_of
SELECT count(*) FROM handover WHERE applicant = $1 AND state < {HANDOVER_TAKEN}
--: handover_waiting
SELECT id FROM handover WHERE state = {HANDOVER_WAITING} ORDER BY asked LIMIT 200
--: handover_of_item
SELECT id FROM handover WHERE item = $1 ORDER BY asked DESC LIMIT 20
--: original_is_deleted
SELECT count(*) FROM original WHERE item = $1
--: vault_kept
SELECT count(*), coalesce(min(accepted), 0) FROM item
WHERE direction = $1 AND NOT EXISTS (SELECT 1 FROM original o WHERE o.item = item.id)
--: vault_deleted
SELECT count(*) FROM original o JOIN item i ON i.id = o.item WHERE i.direction = $1
--: vault_soon
SELECT count(*) FROM item
WHERE direction = $1 AND accepted < $2 AND NOT EXISTS (SELECT 1 FROM original o WHERE o.item = item.id)
