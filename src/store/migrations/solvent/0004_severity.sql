-- SPDX-License-Identifier: GPL-2.0-or-later
-- How fast cases are to be answered and fixed, in business time: categories of
-- severity, calendars, contracts of customers; what moves the clocks of a case;
-- who is absent. Lengths are those of src/base/bounds.h, targets are business
-- minutes, instants are seconds since 1970.

-- rank: 1 is the most severe; cases.severity is one of these. Between 3 and 5
-- rows, which only whoever writes all of them at once can see to.
CREATE TABLE severities (
    rank INTEGER PRIMARY KEY CHECK (rank BETWEEN 1 AND 5),
    name TEXT NOT NULL UNIQUE
        CHECK (length(CAST(name AS BLOB)) BETWEEN 1 AND 400),
    first_reply_minutes INTEGER NOT NULL
        CHECK (first_reply_minutes BETWEEN 1 AND 525600),
    fix_minutes INTEGER NOT NULL
        CHECK (fix_minutes BETWEEN first_reply_minutes AND 525600)
) STRICT;

INSERT INTO severities VALUES (1, 'Critical', 30, 480), (2, 'High', 120, 1440),
    (3, 'Normal', 480, 4800), (4, 'Low', 960, 13200);

-- The one called 'default' counts where no contract names another.
CREATE TABLE calendars (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
        CHECK (length(CAST(name AS BLOB)) BETWEEN 1 AND 400),
    zone TEXT NOT NULL CHECK (length(CAST(zone AS BLOB)) BETWEEN 1 AND 100)
) STRICT;

CREATE TRIGGER calendars_keep_the_default BEFORE DELETE ON calendars
WHEN OLD.name = 'default'
BEGIN
    SELECT RAISE(ABORT, 'the default calendar is not removed');
END;

-- weekday: 1 is Monday; minutes after midnight; a closed day has no row
CREATE TABLE calendar_hours (
    calendar_id INTEGER NOT NULL REFERENCES calendars (id),
    weekday INTEGER NOT NULL CHECK (weekday BETWEEN 1 AND 7),
    opens_minute INTEGER NOT NULL CHECK (opens_minute >= 0),
    closes_minute INTEGER NOT NULL
        CHECK (closes_minute > opens_minute AND closes_minute <= 1440),
    PRIMARY KEY (calendar_id, weekday)
) STRICT, WITHOUT ROWID;

CREATE TABLE calendar_holidays (
    calendar_id INTEGER NOT NULL REFERENCES calendars (id),
    day TEXT NOT NULL CHECK (day IS date(day, '+0 days')),
    name TEXT NOT NULL CHECK (length(CAST(name AS BLOB)) <= 400),
    PRIMARY KEY (calendar_id, day)
) STRICT, WITHOUT ROWID;

INSERT INTO calendars VALUES (1, 'default', 'America/Chicago');
INSERT INTO calendar_hours VALUES (1, 1, 420, 1080), (1, 2, 420, 1080),
    (1, 3, 420, 1080), (1, 4, 420, 1080), (1, 5, 420, 1080);

-- What a customer was promised instead.
CREATE TABLE contracts (
    customer_id INTEGER PRIMARY KEY REFERENCES customers (id),
    calendar_id INTEGER REFERENCES calendars (id)
) STRICT;

-- NULL: as the category says
CREATE TABLE contract_targets (
    customer_id INTEGER NOT NULL REFERENCES contracts (customer_id),
    rank INTEGER NOT NULL CHECK (rank BETWEEN 1 AND 5),
    first_reply_minutes INTEGER
        CHECK (first_reply_minutes BETWEEN 1 AND 525600),
    fix_minutes INTEGER CHECK (fix_minutes BETWEEN 1 AND 525600),
    PRIMARY KEY (customer_id, rank),
    CHECK (first_reply_minutes IS NOT NULL OR fix_minutes IS NOT NULL)
) STRICT, WITHOUT ROWID;

-- What moved the clocks of a case, beside its opening and its messages. Only
-- ever added to. Imported cases have none of these as long as nobody touched
-- them.
CREATE TABLE case_steps (
    id INTEGER PRIMARY KEY,
    case_id INTEGER NOT NULL REFERENCES cases (id),
    at_unix_s INTEGER NOT NULL,
    step TEXT NOT NULL CHECK (step IN ('severity', 'waiting', 'going on',
        'closed', 'reopened')),
    severity INTEGER CHECK (severity BETWEEN 1 AND 5),
    who TEXT NOT NULL CHECK (length(CAST(who AS BLOB)) BETWEEN 1 AND 400),
    CHECK (severity IS NULL OR step = 'severity')
) STRICT;

CREATE INDEX case_steps_by_case ON case_steps (case_id, id);

CREATE TRIGGER case_steps_stay_as_they_are BEFORE UPDATE ON case_steps
BEGIN
    SELECT RAISE(ABORT, 'steps of cases are only added');
END;

CREATE TRIGGER case_steps_stay BEFORE DELETE ON case_steps
BEGIN
    SELECT RAISE(ABORT, 'steps of cases are only added');
END;

CREATE INDEX cases_not_closed ON cases (id) WHERE state <> 'closed';

-- from_unix_s is in it, until_unix_s is not
CREATE TABLE absences (
    agent_id INTEGER NOT NULL REFERENCES agents (id),
    from_unix_s INTEGER NOT NULL CHECK (from_unix_s >= 0),
    until_unix_s INTEGER NOT NULL CHECK (until_unix_s > from_unix_s),
    PRIMARY KEY (agent_id, from_unix_s)
) STRICT, WITHOUT ROWID;
