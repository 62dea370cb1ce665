-- SPDX-License-Identifier: GPL-2.0-or-later
-- What reports need beside the cases: rates, income, goals, figures that people
-- enter, and which time entries changed. Money is in the smallest unit of its
-- currency; days are "YYYY-MM-DD". Lengths are those of src/base/bounds.h.

-- change: of time entries, as cases have theirs; 0: before this was counted
ALTER TABLE time_entries ADD COLUMN change INTEGER NOT NULL DEFAULT 0
    CHECK (change >= 0);

CREATE INDEX time_entries_by_change ON time_entries (change);

INSERT INTO counters VALUES ('time_change', 0), ('time_removed', 0);

CREATE TRIGGER time_entries_count_new AFTER INSERT ON time_entries
BEGIN
    UPDATE counters SET value = value + 1 WHERE name = 'time_change';
    UPDATE time_entries SET change =
        (SELECT value FROM counters WHERE name = 'time_change')
        WHERE id = NEW.id;
END;

CREATE TRIGGER time_entries_count_changed
AFTER UPDATE OF case_id, agent_id, minutes, worked_on ON time_entries
BEGIN
    UPDATE counters SET value = value + 1 WHERE name = 'time_change';
    UPDATE time_entries SET change =
        (SELECT value FROM counters WHERE name = 'time_change')
        WHERE id = NEW.id;
END;

CREATE TRIGGER time_entries_count_removed AFTER DELETE ON time_entries
BEGIN
    UPDATE counters SET value = value + 1 WHERE name = 'time_removed';
END;

-- Which cases were answered when, and whose clocks ever stood still.
CREATE INDEX messages_of_agents ON messages (case_id, created_unix_s)
    WHERE author = 'agent';
CREATE INDEX case_steps_that_stop ON case_steps (case_id)
    WHERE step IN ('waiting', 'going on', 'reopened');

-- What an hour costs from a day on: of one agent (key), or of everybody with a
-- role. The agent's own goes before the role's.
CREATE TABLE rates (
    of TEXT NOT NULL CHECK (of IN ('role', 'agent')),
    key TEXT NOT NULL CHECK (length(CAST(key AS BLOB)) BETWEEN 1 AND 200),
    valid_from TEXT NOT NULL CHECK (valid_from IS date(valid_from, '+0 days')),
    per_hour INTEGER NOT NULL CHECK (per_hour BETWEEN 0 AND 1000000000),
    currency TEXT NOT NULL CHECK (currency GLOB '[A-Z][A-Z][A-Z]'),
    PRIMARY KEY (of, key, valid_from)
) STRICT, WITHOUT ROWID;

-- What a customer paid for a period: a month or a day, and the accounting's own
-- number where there are several. Credit notes are negative.
CREATE TABLE incomes (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    period TEXT NOT NULL CHECK (
        period GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]'
            AND period || '-01' IS date(period || '-01', '+0 days')
        OR period IS date(period, '+0 days')),
    reference TEXT NOT NULL
        CHECK (length(CAST(reference AS BLOB)) <= 200),
    amount INTEGER NOT NULL
        CHECK (amount BETWEEN -1000000000000000 AND 1000000000000000),
    currency TEXT NOT NULL CHECK (currency GLOB '[A-Z][A-Z][A-Z]'),
    UNIQUE (customer_id, period, reference, currency)
) STRICT;

-- Where a figure stands and is to go, in hundredths of its unit; NULL: nobody
-- has said. The newest row of a figure counts, the others are its history.
CREATE TABLE goals (
    id INTEGER PRIMARY KEY,
    figure TEXT NOT NULL CHECK (length(figure) BETWEEN 1 AND 40),
    now INTEGER,
    short_term INTEGER,
    medium_term INTEGER,
    long_term INTEGER,
    who TEXT NOT NULL CHECK (length(CAST(who AS BLOB)) BETWEEN 1 AND 400),
    at_unix_s INTEGER NOT NULL CHECK (at_unix_s >= 0)
) STRICT;

CREATE INDEX goals_by_figure ON goals (figure, id);

CREATE TRIGGER goals_stay_as_they_are BEFORE UPDATE ON goals
BEGIN
    SELECT RAISE(ABORT, 'goals are only added');
END;

-- What no case says, per week, which is named by its Monday.
CREATE TABLE week_figures (
    figure TEXT NOT NULL
        CHECK (figure IN ('outside', 'executive', 'capacity')),
    week TEXT NOT NULL CHECK (week IS date(week, '+0 days')
        AND strftime('%w', week) = '1'),
    value INTEGER NOT NULL CHECK (value BETWEEN 0 AND 1000000000),
    who TEXT NOT NULL CHECK (length(CAST(who AS BLOB)) BETWEEN 1 AND 400),
    at_unix_s INTEGER NOT NULL CHECK (at_unix_s >= 0),
    PRIMARY KEY (figure, week)
) STRICT, WITHOUT ROWID;
