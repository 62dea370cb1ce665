-- SPDX-License-Identifier: GPL-2.0-or-later
-- Wishes that may be sent twice, and what came of them the first time: the case
-- and the change number that its opening gave it. Kept for some days.

CREATE TABLE repeats (
    actor TEXT NOT NULL CHECK (length(CAST(actor AS BLOB)) BETWEEN 1 AND 400),
    key TEXT NOT NULL CHECK (length(CAST(key AS BLOB)) BETWEEN 1 AND 200),
    digest TEXT NOT NULL CHECK (length(digest) = 32),
    case_number TEXT NOT NULL REFERENCES cases (number),
    change INTEGER NOT NULL CHECK (change > 0),
    at_unix_s INTEGER NOT NULL CHECK (at_unix_s >= 0),
    PRIMARY KEY (actor, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX repeats_by_time ON repeats (at_unix_s);
