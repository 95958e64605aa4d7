-- SPDX-License-Identifier: Apache-2.0
-- 試行: store/trial.c.

--: trial_begin
INSERT INTO trial (batch, person, started, changed) VALUES ($1, $2, $3, $3) ON CONFLICT (batch) DO NOTHING
--: trial_person
SELECT person FROM trial WHERE batch = $1
--: trial_files_of
SELECT count(*) FROM trial_file WHERE batch = $1
--: trial_file_put
INSERT INTO trial_file (id, batch, name, size, original, state, err, tries, changed, cpu_us, findings)
VALUES ($1, $2, $3, $4, $5, 0, 0, 0, $6, 0, $7) ON CONFLICT (id) DO NOTHING
--: trial_file_get
SELECT batch, size, original, state, err, tries, cpu_us, findings FROM trial_file WHERE id = $1
--: trial_file_set
UPDATE trial_file SET state = $2, err = $3, tries = $4, changed = $5, cpu_us = $6, findings = $7 WHERE id = $1
--: trial_touch
UPDATE trial SET changed = $2 WHERE batch = $1
--: trial_under_way
SELECT count(*) FROM trial_file WHERE state IN (1, 2)
--: trial_next
SELECT id FROM trial_file WHERE state = 0 AND tries <= $1 ORDER BY state, number LIMIT 1
--: trial_again
UPDATE trial_file SET state = 0 WHERE state IN (1, 2) AND changed <= $1
--: trials
SELECT t.batch, t.person, t.started, t.changed, count(f.number), coalesce(sum(f.state < 3), 0),
	coalesce(sum(f.state = 3 AND f.err = 0), 0)
FROM trial t LEFT JOIN trial_file f ON f.batch = t.batch GROUP BY t.batch ORDER BY t.started DESC, t.batch LIMIT 50
--: trial_files
SELECT name, size, state, err, cpu_us, findings FROM trial_file WHERE batch = $1 ORDER BY number LIMIT $2 OFFSET $3
--: trial_open
SELECT id FROM trial_file WHERE batch = $1 AND state < 3 LIMIT 4096
--: trial_old
SELECT batch FROM trial WHERE changed <= $1 LIMIT 16
--: trial_files_drop
DELETE FROM trial_file WHERE batch = $1
--: trial_drop
DELETE FROM trial WHERE batch = $1
