-- SPDX-License-Identifier: Apache-2.0
-- The log: every row has a leaf in the ledger, or is still waiting for one.

--: log_put
INSERT INTO log (time, event, item, who, text, salt, commitment, position, leaf)
VALUES ($1, $2, $3, $4, $5, $6, $7, -1, $8)
--: log_newest_time
SELECT coalesce(max(time), 0) FROM (SELECT time FROM log ORDER BY number DESC LIMIT 1)
--: log_open
SELECT number, event, item, commitment FROM log WHERE position = -1 AND number > $1 ORDER BY number LIMIT 512
--: log_confirm
UPDATE log SET position = $2, leaf = $3 WHERE number = $1 AND position = -1
--: log_newest
SELECT position, time, event, item, who, text FROM log WHERE position >= 0
UNION ALL SELECT position, signed, $2, id, sender, output_name FROM item WHERE position >= 0
UNION ALL SELECT position, kept, event, zeroblob(16), who, words FROM zone_report
ORDER BY 1 DESC LIMIT 50 OFFSET $1
--: log_last
SELECT coalesce(max(time), 0) FROM log WHERE item = $1 AND event = $2
--: password_tries
SELECT count(*) FROM log WHERE item = $1 AND event = $2
--: log_why
SELECT text, who FROM log WHERE item = $1 AND event = $2 ORDER BY number DESC LIMIT 1

--: log_restored
-- the leaf of the newest restore; -1 while the notary has not taken it
SELECT position FROM log WHERE event = {EVENT_RESTORED} AND item = zeroblob(16) ORDER BY number DESC LIMIT 1
