-- SPDX-License-Identifier: GPL-2.0-or-later
-- What readers say about an article. The index and its ids can be rebuilt at
-- any time, so article_id refers to nothing in here.
CREATE TABLE feedback (
    id INTEGER PRIMARY KEY,
    article_id TEXT NOT NULL CHECK (length(article_id) > 0),
    helpful INTEGER NOT NULL CHECK (helpful IN (0, 1)),
    comment TEXT NOT NULL CHECK (length(CAST(comment AS BLOB)) <= 2000),
    created_unix_s INTEGER NOT NULL,
    session_hash TEXT
) STRICT;

CREATE INDEX feedback_by_article ON feedback (article_id, id);
