-- SPDX-License-Identifier: GPL-2.0-or-later
-- Programs that are told of what happens: whom to tell, and what is still to be
-- told or was told lately. Lengths are bytes and those of
-- src/store/webhook_store.h.

-- events: words with a blank between; change: counts the changes of the row;
-- failures, retry_unix_s: since when the receiver does not answer, and when it
-- is tried again; dropped: events that found no room
CREATE TABLE webhooks (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    url TEXT NOT NULL CHECK (length(CAST(url AS BLOB)) BETWEEN 8 AND 2000),
    secret TEXT NOT NULL CHECK (length(secret) BETWEEN 24 AND 100),
    events TEXT NOT NULL CHECK (length(events) BETWEEN 1 AND 400),
    is_active INTEGER NOT NULL CHECK (is_active IN (0, 1)),
    change INTEGER NOT NULL DEFAULT 1 CHECK (change > 0),
    created_by TEXT NOT NULL
        CHECK (length(CAST(created_by AS BLOB)) BETWEEN 1 AND 400),
    created_unix_s INTEGER NOT NULL CHECK (created_unix_s >= 0),
    failures INTEGER NOT NULL DEFAULT 0 CHECK (failures >= 0),
    retry_unix_s INTEGER NOT NULL DEFAULT 0 CHECK (retry_unix_s >= 0),
    dropped INTEGER NOT NULL DEFAULT 0 CHECK (dropped >= 0)
) STRICT;

-- An event on its way to one receiver. since_unix_s: when trying began
CREATE TABLE webhook_deliveries (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    webhook_id INTEGER NOT NULL REFERENCES webhooks (id) ON DELETE CASCADE,
    event_id TEXT NOT NULL CHECK (length(event_id) BETWEEN 1 AND 64),
    type TEXT NOT NULL CHECK (length(type) BETWEEN 1 AND 40),
    payload TEXT NOT NULL
        CHECK (length(CAST(payload AS BLOB)) BETWEEN 2 AND 32768),
    state TEXT NOT NULL CHECK (state IN ('waiting', 'delivered', 'given up')),
    attempts INTEGER NOT NULL CHECK (attempts >= 0),
    created_unix_s INTEGER NOT NULL CHECK (created_unix_s >= 0),
    since_unix_s INTEGER NOT NULL CHECK (since_unix_s >= 0),
    next_try_unix_s INTEGER NOT NULL CHECK (next_try_unix_s >= 0),
    last_try_unix_s INTEGER CHECK (last_try_unix_s >= 0),
    last_status INTEGER CHECK (last_status BETWEEN 100 AND 999),
    last_answer TEXT NOT NULL DEFAULT ''
        CHECK (length(CAST(last_answer AS BLOB)) <= 500),
    UNIQUE (webhook_id, event_id)
) STRICT;

CREATE INDEX webhook_deliveries_by_hook ON webhook_deliveries (webhook_id, id);
CREATE INDEX webhook_deliveries_waiting ON webhook_deliveries (webhook_id, id)
    WHERE state = 'waiting';

-- Published articles that receivers know of already, as long as there is a
-- receiver; the counter says whether the table was filled.
CREATE TABLE webhook_articles (
    article_id TEXT PRIMARY KEY
        CHECK (length(CAST(article_id AS BLOB)) BETWEEN 1 AND 200)
) STRICT, WITHOUT ROWID;

INSERT INTO counters VALUES ('webhook_articles', 0);

-- What came of a wish may be anything that has a name, not cases alone.
CREATE TABLE wishes (
    actor TEXT NOT NULL CHECK (length(CAST(actor AS BLOB)) BETWEEN 1 AND 400),
    key TEXT NOT NULL CHECK (length(CAST(key AS BLOB)) BETWEEN 1 AND 200),
    digest TEXT NOT NULL CHECK (length(digest) = 32),
    made TEXT NOT NULL CHECK (length(CAST(made AS BLOB)) BETWEEN 1 AND 200),
    change INTEGER NOT NULL CHECK (change >= 0),
    at_unix_s INTEGER NOT NULL CHECK (at_unix_s >= 0),
    PRIMARY KEY (actor, key)
) STRICT, WITHOUT ROWID;

INSERT INTO wishes SELECT actor, key, digest, case_number, change, at_unix_s
    FROM repeats;
DROP TABLE repeats;
ALTER TABLE wishes RENAME TO repeats;
CREATE INDEX repeats_by_time ON repeats (at_unix_s);
