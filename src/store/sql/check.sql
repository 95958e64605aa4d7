-- SPDX-License-Identifier: Apache-2.0
-- 送付前点検.

--: inspection_put
INSERT INTO inspection (item, due, output, who, reason) VALUES ($1, 0, $2, '', '') ON CONFLICT (item) DO NOTHING
--: inspection_get
SELECT due, output, who, reason FROM inspection WHERE item = $1
--: inspection_due_set
UPDATE inspection SET due = $2 WHERE item = $1
--: inspection_left
UPDATE inspection SET due = 0, output = $2, who = $3, reason = $4 WHERE item = $1
--: inspections_due
SELECT item FROM inspection WHERE due > 0 AND due <= $1 ORDER BY due LIMIT 256

--: find_put
INSERT INTO find (item, number, id, kind, wanted, count, member, at, place, place_row, place_column, file, name, excerpt,
	erasable, erased, picture)
VALUES ($1, (SELECT coalesce(max(number), 0) + 1 FROM find WHERE item = $1), $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12,
	$13, $14, 0, $15)
--: finds_clear
DELETE FROM find WHERE item = $1 AND erased = 0
--: finds_forget
DELETE FROM find WHERE item = $1
--: finds_counts
SELECT kind, wanted, erased, count(*), sum(erasable) FROM find WHERE item = $1 GROUP BY kind, wanted, erased ORDER BY kind
--: finds_words
SELECT kind, sum(count) FROM find WHERE item = $1 AND erased = $2 GROUP BY kind ORDER BY kind
--: finds
SELECT number, id, kind, wanted, count, member, at, place, place_row, place_column, file, name, excerpt, erasable, erased,
	length(picture)
FROM find WHERE item = $1 ORDER BY erased, number
--: find_picture
SELECT picture FROM find WHERE item = $1 AND number = $2 AND erased = 0
--: find_erase
UPDATE find SET erased = 1, picture = $3, excerpt = '' WHERE item = $1 AND id = $2 AND erasable = 1 AND erased = 0
--: finds_to_erase
SELECT id FROM find WHERE item = $1 AND erased = 1
--: finds_erasable
SELECT id FROM find WHERE item = $1 AND erasable = 1 AND erased = 0 ORDER BY number
--: finds_left_of
SELECT count(*) FROM find WHERE item = $1 AND kind = $2 AND erased = 0
--: finds_erased_of
SELECT count(*) FROM find WHERE item = $1 AND kind = $2 AND erased = 1
--: finding_gone
DELETE FROM finding WHERE item = $1 AND code = $2
--: finds_pictures
SELECT coalesce(sum(length(picture)), 0) FROM find
