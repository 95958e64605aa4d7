-- SPDX-License-Identifier: Apache-2.0
-- 系間の規則: requests for a change.

--: zone_put
INSERT INTO zone_change (id, state, err, asked, decided, applied, applicant, approver, reason, decision, permit, rules, words)
VALUES ($1, {ZONE_STAGE_WAITING}, 0, $2, 0, 0, $3, '', $4, '', $5, $6, $7)
--: zone_replace
UPDATE zone_change SET state = {ZONE_STAGE_REPLACED}, decided = $1 WHERE state = {ZONE_STAGE_WAITING}
--: zone_get
SELECT state, err, asked, decided, applied, applicant, approver, reason, decision, permit FROM zone_change WHERE id = $1
--: zone_newest
SELECT id FROM zone_change ORDER BY number DESC LIMIT 1
--: zone_rules
SELECT rules FROM zone_change WHERE id = $1
--: zone_words
SELECT words FROM zone_change WHERE id = $1
--: zone_move
UPDATE zone_change SET state = $3, err = $4, decided = $5, applied = $6, approver = $7, decision = $8, permit = $9
WHERE id = $1 AND state = $2
--: zone_under_way
SELECT id FROM zone_change WHERE state = {ZONE_STAGE_APPROVED} ORDER BY number LIMIT 1
--: zone_last_drift
SELECT event FROM log WHERE event IN ({EVENT_ZONE_DRIFT}, {EVENT_ZONE_DRIFT_OVER}) ORDER BY number DESC LIMIT 1
--: zone_drifts
SELECT position, time, event, item, who, text FROM log
WHERE event IN ({EVENT_ZONE_DRIFT}, {EVENT_ZONE_DRIFT_OVER}) AND position >= 0 ORDER BY number DESC LIMIT 20

--: zone_report_put
INSERT INTO zone_report (position, event, kept, who, words, leaf, report) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (position) DO NOTHING
--: zone_report_newest
SELECT leaf, report FROM zone_report WHERE event = $1 ORDER BY position DESC LIMIT 1
