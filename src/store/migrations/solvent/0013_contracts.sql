-- SPDX-License-Identifier: GPL-2.0-or-later
-- From which day to which a contract counts, in the zone of its calendar: for
-- the cases that are opened then. NULL: without a beginning, without an end.

ALTER TABLE contracts ADD COLUMN from_day TEXT
    CHECK (from_day IS date(from_day, '+0 days'));
ALTER TABLE contracts ADD COLUMN until_day TEXT
    CHECK (until_day IS date(until_day, '+0 days') AND until_day >= from_day);
