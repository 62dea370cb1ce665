-- SPDX-License-Identifier: GPL-2.0-or-later
-- What came of a search: whether its visit opened a case soon after.
ALTER TABLE searches ADD COLUMN is_case_after INTEGER NOT NULL DEFAULT 0
    CHECK (is_case_after IN (0, 1));
