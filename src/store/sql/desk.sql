-- SPDX-License-Identifier: Apache-2.0
-- Steps, absences, 緊急送付, reminders, notices and search.

--: step_put
INSERT INTO step (item, number, time, state, err, who)
VALUES ($1, (SELECT coalesce(max(number), 0) + 1 FROM step WHERE item = $1), $2, $3, $4, $5)
--: steps
SELECT time, state, err, 0, who, '', 1, number FROM step WHERE item = $1
UNION ALL
SELECT time, 0, 0, event, who, text, CASE event WHEN {EVENT_FOUND} THEN 2 ELSE 0 END, number FROM log
WHERE item = $1 AND event IN ({EVENT_APPROVED}, {EVENT_VOICE}, {EVENT_RETRIED}, {EVENT_PASSWORD}, {EVENT_FETCHED}, {EVENT_LOOKED}, {EVENT_URGENT}, {EVENT_CONFIRMED}, {EVENT_AFTER}, {EVENT_OBJECTED}, {EVENT_OVERDUE}, {EVENT_CLEARED}, {EVENT_DELETED}, {EVENT_FOUND}, {EVENT_ERASED}, {EVENT_SENT_AS_IS},
	{EVENT_ORIGINAL_ASKED}, {EVENT_ORIGINAL_LOOKED}, {EVENT_ORIGINAL_APPROVED}, {EVENT_ORIGINAL_RETURNED}, {EVENT_ORIGINAL_HERE}, {EVENT_ORIGINAL_TAKEN}, {EVENT_ORIGINAL_REFUSED}, {EVENT_ORIGINAL_EXPIRED})
ORDER BY 1, 7, 8 LIMIT 200

--: absence_get
SELECT since, until FROM absence WHERE person = $1
--: absence_put
INSERT INTO absence (person, since, until) VALUES ($1, $2, $3)
ON CONFLICT (person) DO UPDATE SET since = excluded.since, until = excluded.until
--: absence_end
DELETE FROM absence WHERE person = $1
--: absences_of_units
SELECT DISTINCT a.person, a.since, a.until FROM absence a
JOIN membership theirs ON theirs.person = a.person
JOIN membership mine ON mine.unit = theirs.unit
WHERE mine.person = $1 AND a.person <> $1 AND a.since <= $2 AND (a.until = 0 OR a.until > $2) ORDER BY a.person LIMIT 100

--: urgent_set
UPDATE approval SET urgent = $3, urgent_reason = $4 WHERE item = $1 AND round = $2 AND verdict = {VERDICT_OPEN} AND urgent = 0
--: urgent_waiting
SELECT i.id FROM item i JOIN approval a ON a.item = i.id JOIN membership m ON m.unit = i.unit
WHERE i.state = {STATE_WAITING} AND a.verdict = {VERDICT_OPEN} AND a.urgent > 0 AND m.person = $1 ORDER BY a.urgent, i.id
--: findings_codes
SELECT DISTINCT code FROM finding WHERE item = $1
--: afterwards_put
INSERT INTO afterwards (item, urgency, colleague, confirmed, due, late, decided, manager, reason, statement, hash)
VALUES ($1, {URGENCY_SENT}, $2, $3, $4, 0, 0, '', '', $5, $5)
--: afterwards_void
DELETE FROM afterwards WHERE item = $1 AND urgency = {URGENCY_SENT}
--: afterwards_get
SELECT urgency, colleague, confirmed, due, late, manager, reason FROM afterwards WHERE item = $1
--: afterwards_decide
UPDATE afterwards SET urgency = $2, decided = $3, manager = $4, reason = $5, statement = $6, hash = $7
WHERE item = $1 AND urgency = {URGENCY_SENT}
--: afterwards_open
SELECT item FROM afterwards WHERE urgency = {URGENCY_SENT} ORDER BY due, item LIMIT 1024
--: afterwards_due
SELECT item FROM afterwards WHERE urgency = {URGENCY_SENT} AND due <= $1 AND late = 0 ORDER BY due LIMIT 64
--: afterwards_late
UPDATE afterwards SET late = $2 WHERE item = $1 AND late = 0

--: reminder_put
INSERT INTO reminder (item, kind, due, done) VALUES ($1, $2, $3, 0)
ON CONFLICT (item, kind) DO UPDATE SET due = excluded.due, done = 0
--: reminders_due
SELECT item, kind FROM reminder WHERE done = 0 AND due <= $1 ORDER BY due LIMIT 64
--: reminder_done
UPDATE reminder SET done = $3 WHERE item = $1 AND kind = $2
--: reminders_forget
DELETE FROM reminder WHERE done > 0 AND done < $1

--: notice_put
INSERT INTO notice (kind, item, round, recipient_kind, recipient, made, next, tries, sent, err)
VALUES ($1, $2, $3, $4, $5, $6, $6, 0, 0, 0) ON CONFLICT (kind, item, round, recipient_kind, recipient) DO NOTHING
--: notices_due
SELECT number, kind, item, recipient_kind, recipient, made FROM notice WHERE sent = 0 AND next <= $1 ORDER BY next, number LIMIT 16
--: notice_sent
UPDATE notice SET sent = $2, err = 0 WHERE number = $1 AND sent = 0
--: notice_again
UPDATE notice SET tries = tries + 1, next = $2, err = $3 WHERE number = $1 AND sent = 0
--: notice_tries
SELECT tries, made FROM notice WHERE number = $1
--: notice_give_up
UPDATE notice SET sent = -1, err = $2 WHERE number = $1 AND sent = 0
--: notices_failed
SELECT count(*) FROM notice WHERE sent = -1 AND made > $1
--: notices_waiting
SELECT count(*) FROM notice WHERE sent = 0 AND tries > 2
--: notices_forget
DELETE FROM notice WHERE sent <> 0 AND made < $1

--: gram_put
INSERT INTO gram (gram, accepted, item) VALUES ($1, $2, $3) ON CONFLICT (gram, accepted, item) DO NOTHING
--: search_gram
SELECT item FROM gram WHERE gram = $1 AND accepted >= $2 AND accepted < $3 ORDER BY accepted DESC LIMIT $4
--: search_all
SELECT id FROM item WHERE accepted >= $1 AND accepted < $2 ORDER BY accepted DESC LIMIT $3
--: search_own
SELECT id FROM (
	SELECT id, accepted FROM item WHERE sender = $1 AND accepted >= $2 AND accepted < $3
	UNION SELECT id, accepted FROM item
	WHERE recipient_kind = {RECIPIENT_PERSON} AND recipient = $1 AND accepted >= $2 AND accepted < $3
	UNION SELECT i.id, i.accepted FROM item i JOIN membership m ON m.unit = i.recipient
	WHERE i.recipient_kind = {RECIPIENT_UNIT} AND m.person = $1 AND i.accepted >= $2 AND i.accepted < $3
	UNION SELECT i.id, i.accepted FROM item i JOIN membership m ON m.unit = i.unit
	WHERE i.direction = {DIRECTION_OUT} AND m.person = $1 AND i.accepted >= $2 AND i.accepted < $3)
ORDER BY accepted DESC LIMIT $4
