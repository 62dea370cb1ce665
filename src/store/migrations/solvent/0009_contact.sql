-- SPDX-License-Identifier: GPL-2.0-or-later
-- What customers asked on the contact form, which articles they were shown, and
-- how it ended. No names and no addresses: session is a number that forgets who
-- it was within a day, words are cut.

-- key: of one filling in of the form; shown: ids of articles, one a line;
-- opened, claimed: one of these, '' for none; claimed: said to have solved it
CREATE TABLE questions (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE CHECK (length(key) BETWEEN 16 AND 64),
    session INTEGER NOT NULL,
    asked_unix_s INTEGER NOT NULL CHECK (asked_unix_s >= 0),
    words TEXT NOT NULL CHECK (length(CAST(words AS BLOB)) <= 400),
    shown TEXT NOT NULL CHECK (length(CAST(shown AS BLOB)) <= 2100),
    opened TEXT NOT NULL DEFAULT ''
        CHECK (length(CAST(opened AS BLOB)) <= 200),
    claimed TEXT NOT NULL DEFAULT ''
        CHECK (length(CAST(claimed AS BLOB)) <= 200),
    case_id INTEGER REFERENCES cases (id),
    CHECK (claimed = '' OR case_id IS NULL)
) STRICT;

CREATE INDEX questions_by_time ON questions (asked_unix_s);
CREATE INDEX questions_by_session ON questions (session, asked_unix_s);
CREATE INDEX questions_by_case ON questions (case_id)
    WHERE case_id IS NOT NULL;
