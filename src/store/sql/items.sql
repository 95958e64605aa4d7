-- SPDX-License-Identifier: Apache-2.0
-- Items, what was found in them, and their approvals.

--: item_put
INSERT INTO item (id, direction, recipient_kind, grade, size, accepted, original, session, name, sender, unit,
	recipient, reason, number, day, turn, state, err, changed, faults, policy, form_version, format, needs,
	output, output_size, output_name, cpu_us, removed, lost, kept, salt, approval, position, signed, fetched, finer)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, 0, $20, 0, $21, 0,
	$22, 0, '', 0, 0, 0, 0, $23, $22, -1, 0, 0, $24)
ON CONFLICT (id) DO NOTHING
--: item_get
SELECT id, direction, recipient_kind, grade + finer, size, accepted, original, session, name, sender, unit, recipient, reason,
	number, state, err, changed, faults, policy, form_version, format, needs, output, output_size, output_name,
	cpu_us, removed, lost, kept, salt, approval, position, signed, fetched, cleared
FROM item WHERE id = $1
--: item_set
UPDATE item SET state = $2, err = $3, changed = $4, faults = $5, policy = $6, form_version = $7, format = $8, needs = $9,
	output = $10, output_size = $11, output_name = $12, cpu_us = $13, removed = $14, lost = $15, kept = $16,
	approval = $17, position = $18, signed = $19
WHERE id = $1
--: items_locked
SELECT id FROM item WHERE state = {STATE_LOCKED} AND changed < $1 ORDER BY changed, id LIMIT 64
--: item_fetched
UPDATE item SET fetched = fetched + 1 WHERE id = $1
--: original_deleted
INSERT INTO original (item, deleted) VALUES ($1, $2) ON CONFLICT (item) DO NOTHING
--: preservation_get
SELECT since, person, reason, asked, asked_by, asked_reason FROM preservation WHERE ended = 0
--: preservation_put
INSERT INTO preservation (since, person, reason, asked, asked_by, asked_reason, ended, ended_by, ended_reason)
VALUES (CASE WHEN $1 > (SELECT coalesce(max(since), 0) FROM preservation) THEN $1
	ELSE (SELECT max(since) + 1 FROM preservation) END, $2, $3, 0, '', '', 0, '', '')
--: preservation_ask
UPDATE preservation SET asked = $2, asked_by = $3, asked_reason = $4 WHERE since = $1 AND ended = 0
--: preservation_end
UPDATE preservation SET ended = $2, ended_by = $3, ended_reason = $4
WHERE since = $1 AND ended = 0 AND asked > 0 AND asked_by <> $3
--: item_cleared
UPDATE item SET cleared = $2 WHERE id = $1 AND cleared = 0
--: inbox_old
SELECT id FROM item WHERE direction = {DIRECTION_IN} AND state = {STATE_RELEASED} AND cleared = 0 AND changed <= $1 ORDER BY changed LIMIT 256
--: items_in_state
SELECT id FROM item WHERE state = $1 ORDER BY turn LIMIT 4096
--: waiting_for_old
SELECT id FROM item WHERE state IN ({STATE_WAITING}, {STATE_CHECKING}) AND (policy <> $1 OR form_version <> $2) ORDER BY turn LIMIT 4096
--: turn_of_owner
SELECT coalesce(max(turn), 0) FROM item WHERE session = $1 AND sender = $2 AND state IN ({STATE_ACCEPTED}, {STATE_DISARMING}, {STATE_REBUILDING})
--: turn_last
SELECT coalesce(max(turn), 0) FROM item WHERE state NOT IN ({STATE_ACCEPTED})
--: counts
SELECT direction, state, count(*) FROM item GROUP BY direction, state
--: counts_of_day
SELECT direction, state, count(*) FROM item WHERE day = $1 GROUP BY direction, state
--: oldest_open
SELECT accepted FROM item WHERE state IN ({STATE_ACCEPTED}, {STATE_DISARMING}, {STATE_REBUILDING}, {STATE_WAITING}, {STATE_SIGNING}, {STATE_RELEASING}, {STATE_HELD}, {STATE_LOCKED}, {STATE_CHECKING}) ORDER BY accepted LIMIT 1

--: inbox_person
SELECT id FROM item WHERE recipient_kind = {RECIPIENT_PERSON} AND recipient = $1 ORDER BY accepted DESC, id LIMIT 50 OFFSET $2
--: inbox_units
SELECT i.id FROM item i JOIN membership m ON m.unit = i.recipient
WHERE i.recipient_kind = {RECIPIENT_UNIT} AND m.person = $1 ORDER BY i.accepted DESC, i.id LIMIT 50 OFFSET $2
--: inbox_person_new
SELECT count(*) FROM item
WHERE recipient_kind = {RECIPIENT_PERSON} AND recipient = $1 AND state = {STATE_RELEASED} AND fetched = 0 AND cleared = 0
--: inbox_units_new
SELECT count(*) FROM item i JOIN membership m ON m.unit = i.recipient
WHERE i.recipient_kind = {RECIPIENT_UNIT} AND m.person = $1 AND i.state = {STATE_RELEASED} AND i.fetched = 0 AND i.cleared = 0
--: sent
SELECT id FROM item WHERE sender = $1 AND direction = {DIRECTION_OUT} ORDER BY accepted DESC, id LIMIT 50 OFFSET $2
--: checking
SELECT id FROM item WHERE sender = $1 AND direction = {DIRECTION_OUT} AND state = {STATE_CHECKING} ORDER BY accepted DESC, id LIMIT 50 OFFSET $2
--: waiting
SELECT i.id FROM item i JOIN approval a ON a.item = i.id
WHERE i.state = {STATE_WAITING} AND a.verdict = {VERDICT_OPEN} ORDER BY a.due, i.id
--: in_state_newest
SELECT id FROM item WHERE state = $1 ORDER BY changed DESC, id LIMIT 50 OFFSET $2
--: stuck
SELECT id FROM item WHERE state IN ({STATE_HELD}, {STATE_REFUSED}) ORDER BY CASE state WHEN {STATE_HELD} THEN 0 ELSE 1 END, changed DESC, id LIMIT 50 OFFSET $1

--: findings_clear
DELETE FROM finding WHERE item = $1
--: finding_put
INSERT INTO finding (item, place_in_report, code, place_kind, place, count, hash, text)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
--: findings
SELECT code, place_kind, place, count, hash, text FROM finding WHERE item = $1 ORDER BY place_in_report
--: preview_put
INSERT INTO preview (item, text) VALUES ($1, $2) ON CONFLICT (item) DO UPDATE SET text = excluded.text
--: preview_clear
DELETE FROM preview WHERE item = $1
--: preview_get
SELECT text FROM preview WHERE item = $1

--: approval_round
SELECT coalesce(max(round), 0) FROM approval WHERE item = $1
--: approval_ask
INSERT INTO approval (item, round, needs, asked, due, original, output, name, destination, recipient, verdict, decided,
	approver, reason, statement, hash)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, 0, '', '', $11, $11)
--: approval_get
SELECT round, needs, asked, due, original, output, name, destination, recipient, verdict, decided, approver, reason, hash,
	urgent, urgent_reason
FROM approval WHERE item = $1 ORDER BY round DESC LIMIT 1
--: approval_decide
UPDATE approval SET verdict = $3, decided = $4, approver = $5, reason = $6, statement = $7, hash = $8
WHERE item = $1 AND round = $2 AND verdict = {VERDICT_OPEN}
--: voice_put
INSERT INTO voice (item, round, number, person, time, reason, statement, hash, proof)
VALUES ($1, $2, (SELECT count(*) FROM voice WHERE item = $1 AND round = $2), $3, $4, $5, $6, $7, $8)
--: voices
SELECT person, hash, proof FROM voice WHERE item = $1 AND round = $2 ORDER BY number
--: voice_spoken
SELECT count(*) FROM voice WHERE item = $1 AND round = $2 AND person = $3
--: approval_void
UPDATE approval SET verdict = {VERDICT_VOID}, decided = $2 WHERE item = $1 AND verdict IN ({VERDICT_OPEN}, {VERDICT_APPROVED}, {VERDICT_CONFIRMED})
--: approvals_due
SELECT item FROM approval WHERE verdict = {VERDICT_OPEN} AND due <= $1 ORDER BY due LIMIT 256
--: next_waiting
SELECT id, turn FROM item WHERE state = $1 AND direction = $2 ORDER BY turn LIMIT 1
--: ended_lately
SELECT id FROM item WHERE (state IN ({STATE_REFUSED}, {STATE_RETURNED}, {STATE_EXPIRED}, {STATE_WITHDRAWN}) OR (state = {STATE_RELEASED} AND direction = {DIRECTION_OUT})) AND changed > $1
ORDER BY changed DESC LIMIT 2000
