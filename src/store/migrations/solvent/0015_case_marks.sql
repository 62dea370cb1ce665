-- SPDX-License-Identifier: GPL-2.0-or-later
-- What reports of who handled a case need, and the newest solved cases.

-- is_outside: handled by another department; is_executive: it, or a complaint
-- about it, reached an executive
ALTER TABLE cases ADD COLUMN is_outside INTEGER NOT NULL DEFAULT 0
    CHECK (is_outside IN (0, 1));
ALTER TABLE cases ADD COLUMN is_executive INTEGER NOT NULL DEFAULT 0
    CHECK (is_executive IN (0, 1));

CREATE INDEX cases_by_closing ON cases (closed_unix_s)
    WHERE closed_unix_s IS NOT NULL;
