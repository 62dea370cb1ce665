-- SPDX-License-Identifier: GPL-2.0-or-later
-- Which articles' replies were inserted into what agents sent, and how much of
-- them was left.

-- word_count: words of the reply as it was inserted; kept_count: those of them
-- that were sent
CREATE TABLE reply_uses (
    message_id INTEGER NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
    article_id TEXT NOT NULL
        CHECK (length(CAST(article_id AS BLOB)) BETWEEN 1 AND 200),
    word_count INTEGER NOT NULL CHECK (word_count BETWEEN 1 AND 16384),
    kept_count INTEGER NOT NULL CHECK (kept_count BETWEEN 1 AND word_count),
    PRIMARY KEY (message_id, article_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX reply_uses_by_article ON reply_uses (article_id, message_id);
