-- SPDX-License-Identifier: GPL-2.0-or-later
-- Who changed which article when, and what its text was: the history of article
-- folders that no other tool keeps. The files stay the truth.

CREATE TABLE article_versions (
    digest TEXT NOT NULL PRIMARY KEY CHECK (length(digest) = 32),
    text BLOB NOT NULL CHECK (length(text) <= 2097152)
) STRICT, WITHOUT ROWID;

CREATE TABLE article_events (
    id INTEGER PRIMARY KEY,
    article_id TEXT NOT NULL
        CHECK (length(CAST(article_id AS BLOB)) BETWEEN 1 AND 1000),
    at_unix_s INTEGER NOT NULL CHECK (at_unix_s >= 0),
    actor TEXT NOT NULL CHECK (length(CAST(actor AS BLOB)) BETWEEN 1 AND 400),
    action TEXT NOT NULL CHECK (action IN
        ('found', 'made', 'changed', 'draft', 'reviewed', 'published',
         'archived', 'restored')),
    digest TEXT NOT NULL REFERENCES article_versions (digest)
) STRICT;

CREATE INDEX article_events_by_article ON article_events (article_id, id);
