-- SPDX-License-Identifier: GPL-2.0-or-later
-- One row per search. `hits` holds the first article ids, one a line.
CREATE TABLE searches (
    id INTEGER PRIMARY KEY,
    created_unix_s INTEGER NOT NULL,
    query TEXT NOT NULL,
    filters TEXT NOT NULL,
    total INTEGER NOT NULL CHECK (total >= 0),
    took_us INTEGER NOT NULL CHECK (took_us >= 0),
    hits TEXT NOT NULL
) STRICT;

CREATE INDEX searches_by_time ON searches (created_unix_s);
