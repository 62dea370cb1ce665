-- SPDX-License-Identifier: GPL-2.0-or-later
-- What stands between an article and its readers: files that were not taken over
-- because searches would lose their article, who published such a file all the
-- same, and whose review is due when.

-- digest: of the file that waits
CREATE TABLE article_holds (
    article_id TEXT PRIMARY KEY
        CHECK (length(CAST(article_id AS BLOB)) BETWEEN 1 AND 200),
    digest TEXT NOT NULL CHECK (length(digest) = 32),
    held_unix_s INTEGER NOT NULL CHECK (held_unix_s >= 0)
) STRICT, WITHOUT ROWID;

CREATE TABLE article_hold_losses (
    article_id TEXT NOT NULL
        REFERENCES article_holds (article_id) ON DELETE CASCADE,
    number INTEGER NOT NULL CHECK (number >= 0),
    source TEXT NOT NULL CHECK (source IN ('search', 'pin', 'case')),
    query TEXT NOT NULL CHECK (length(CAST(query AS BLOB)) <= 1000),
    case_number TEXT NOT NULL
        CHECK (length(CAST(case_number AS BLOB)) <= 40),
    times INTEGER NOT NULL CHECK (times > 0),
    rank_before INTEGER NOT NULL CHECK (rank_before > 0),
    PRIMARY KEY (article_id, number)
) STRICT, WITHOUT ROWID;

-- lost: how many searches lost the article by it
CREATE TABLE article_allowances (
    article_id TEXT NOT NULL
        CHECK (length(CAST(article_id AS BLOB)) BETWEEN 1 AND 200),
    digest TEXT NOT NULL CHECK (length(digest) = 32),
    at_unix_s INTEGER NOT NULL CHECK (at_unix_s >= 0),
    actor TEXT NOT NULL CHECK (length(CAST(actor AS BLOB)) BETWEEN 1 AND 400),
    reason TEXT NOT NULL
        CHECK (length(CAST(reason AS BLOB)) BETWEEN 1 AND 2000),
    lost INTEGER NOT NULL CHECK (lost >= 0),
    PRIMARY KEY (article_id, digest)
) STRICT, WITHOUT ROWID;

-- Published articles with a date of review. told: the due date of which
-- receivers of events were told
CREATE TABLE article_reviews (
    article_id TEXT PRIMARY KEY
        CHECK (length(CAST(article_id AS BLOB)) BETWEEN 1 AND 200),
    owner TEXT NOT NULL CHECK (length(CAST(owner AS BLOB)) <= 400),
    due_unix_s INTEGER NOT NULL CHECK (due_unix_s > 0),
    told_due_unix_s INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE INDEX article_reviews_by_owner
    ON article_reviews (owner COLLATE NOCASE, due_unix_s);
