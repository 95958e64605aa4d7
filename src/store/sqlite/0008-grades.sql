-- SPDX-License-Identifier: Apache-2.0
-- 自治体機密性 3A, 3B and 3C: `grade` of an item stays 3, and `finer` tells them apart.

ALTER TABLE item ADD COLUMN finer INTEGER NOT NULL DEFAULT 0 CHECK (finer BETWEEN 0 AND 3); -- 0 none, C, B, A
