-- SPDX-License-Identifier: GPL-2.0-or-later
-- Who decided what about a gap, so that the board can say it, and what a gap was
-- before it became part of another one, so that undoing gives that back.

-- decided_by: who made it open, ignored or covered last; none: nobody did
ALTER TABLE gaps ADD COLUMN named_by TEXT
    CHECK (length(CAST(named_by AS BLOB)) BETWEEN 1 AND 400);
ALTER TABLE gaps ADD COLUMN named_unix_s INTEGER CHECK (named_unix_s >= 0);
ALTER TABLE gaps ADD COLUMN decided_by TEXT
    CHECK (length(CAST(decided_by AS BLOB)) BETWEEN 1 AND 400);
ALTER TABLE gaps ADD COLUMN decided_unix_s INTEGER CHECK (decided_unix_s >= 0);
ALTER TABLE gaps ADD COLUMN former_state TEXT
    CHECK (former_state IN ('open', 'ignored'));
