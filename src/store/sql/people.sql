-- SPDX-License-Identifier: Apache-2.0
-- People and units, as the policy in force names them.

--: people_retire
UPDATE person SET active = 0
--: units_retire
UPDATE unit SET active = 0
--: organs_retire
UPDATE organ SET active = 0
--: memberships_clear
DELETE FROM membership
--: roles_clear
DELETE FROM role
--: deputies_clear
DELETE FROM deputy
--: organ_put
INSERT INTO organ (code, name, active) VALUES ($1, $2, 1)
ON CONFLICT (code) DO UPDATE SET name = excluded.name, active = 1
--: unit_put
INSERT INTO unit (code, name, organ, active) VALUES ($1, $2, $3, 1)
ON CONFLICT (code) DO UPDATE SET name = excluded.name, organ = excluded.organ, active = 1
--: person_put
INSERT INTO person (number, name, active) VALUES ($1, $2, 1)
ON CONFLICT (number) DO UPDATE SET name = excluded.name, active = 1
--: membership_put
INSERT INTO membership (person, unit, place) VALUES ($1, $2, $3)
--: role_put
INSERT INTO role (person, role) VALUES ($1, $2)
--: deputy_put
INSERT INTO deputy (person, deputy) VALUES ($1, $2)
--: person_name
SELECT name FROM person WHERE number = $1
--: unit_name
SELECT name FROM unit WHERE code = $1
--: session_put
INSERT INTO session (id, person, seen) VALUES ($1, $2, $3) ON CONFLICT (id) DO NOTHING
--: sessions_forget
DELETE FROM session WHERE seen < $1
