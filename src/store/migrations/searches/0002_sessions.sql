-- SPDX-License-Identifier: GPL-2.0-or-later
-- Which searches led somewhere. `session` is a hash whose key is thrown away
-- daily (0: not known), `key` the words that were searched, made comparable,
-- and `opened` the id of the article that was opened from it (empty: none).
ALTER TABLE searches ADD COLUMN session INTEGER NOT NULL DEFAULT 0;
ALTER TABLE searches ADD COLUMN key TEXT NOT NULL DEFAULT '';
ALTER TABLE searches ADD COLUMN opened TEXT NOT NULL DEFAULT '';

CREATE INDEX searches_by_session ON searches (session, id) WHERE session <> 0;
CREATE INDEX searches_opened ON searches (key, session, created_unix_s)
    WHERE opened <> '';
