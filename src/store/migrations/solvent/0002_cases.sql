-- SPDX-License-Identifier: GPL-2.0-or-later
-- Customers, products, agents, cases and what happened to them. Lengths are
-- bytes and those of src/base/bounds.h; an empty text says nothing. Days are
-- "YYYY-MM-DD", instants are seconds since 1970. article_id refers to nothing
-- in here, because the index and its ids can be rebuilt at any time.

-- change: of cases; case_number: the last one given; time_key: likewise
CREATE TABLE counters (
    name TEXT PRIMARY KEY,
    value INTEGER NOT NULL CHECK (value >= 0)
) STRICT, WITHOUT ROWID;

INSERT INTO counters VALUES ('change', 0), ('case_number', 1000),
    ('time_key', 0);

CREATE TABLE customers (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE
        CHECK (length(CAST(key AS BLOB)) BETWEEN 1 AND 200),
    name TEXT NOT NULL CHECK (length(CAST(name AS BLOB)) BETWEEN 1 AND 400),
    market TEXT NOT NULL CHECK (length(CAST(market AS BLOB)) <= 400),
    size TEXT NOT NULL CHECK (length(CAST(size AS BLOB)) <= 400),
    industry TEXT NOT NULL CHECK (length(CAST(industry AS BLOB)) <= 400),
    salesperson TEXT NOT NULL CHECK (length(CAST(salesperson AS BLOB)) <= 400)
) STRICT;

CREATE TABLE contacts (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    key TEXT NOT NULL CHECK (length(CAST(key AS BLOB)) BETWEEN 1 AND 200),
    name TEXT NOT NULL CHECK (length(CAST(name AS BLOB)) BETWEEN 1 AND 400),
    title TEXT NOT NULL CHECK (length(CAST(title AS BLOB)) <= 400),
    email TEXT NOT NULL CHECK (length(CAST(email AS BLOB)) <= 400),
    UNIQUE (customer_id, key),
    UNIQUE (customer_id, id) -- for cases: the contact is one of the customer
) STRICT;

CREATE TABLE product_lines (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
        CHECK (length(CAST(name AS BLOB)) BETWEEN 1 AND 400),
    launched_on TEXT NOT NULL
        CHECK (launched_on = '' OR launched_on IS date(launched_on, '+0 days'))
) STRICT;

CREATE TABLE products (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
        CHECK (length(CAST(name AS BLOB)) BETWEEN 1 AND 400),
    line_id INTEGER REFERENCES product_lines (id),
    launched_on TEXT NOT NULL
        CHECK (launched_on = '' OR launched_on IS date(launched_on, '+0 days'))
) STRICT;

CREATE TABLE teams (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
        CHECK (length(CAST(name AS BLOB)) BETWEEN 1 AND 400)
) STRICT;

CREATE TABLE agents (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE
        CHECK (length(CAST(key AS BLOB)) BETWEEN 1 AND 200),
    name TEXT NOT NULL CHECK (length(CAST(name AS BLOB)) BETWEEN 1 AND 400),
    email TEXT NOT NULL CHECK (length(CAST(email AS BLOB)) <= 400),
    team_id INTEGER REFERENCES teams (id),
    backup_id INTEGER REFERENCES agents (id) CHECK (backup_id <> id)
) STRICT;

-- change: the number of the newest change of the case, its messages or links.
-- import_digest: of the row it was last imported from.
CREATE TABLE cases (
    id INTEGER PRIMARY KEY,
    number TEXT NOT NULL UNIQUE
        CHECK (length(CAST(number AS BLOB)) BETWEEN 1 AND 40),
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    contact_id INTEGER,
    product_id INTEGER REFERENCES products (id),
    product_version TEXT NOT NULL
        CHECK (length(CAST(product_version AS BLOB)) <= 400),
    agent_id INTEGER REFERENCES agents (id),
    subject TEXT NOT NULL
        CHECK (length(CAST(subject AS BLOB)) BETWEEN 1 AND 1000),
    state TEXT NOT NULL CHECK (state IN ('open', 'waiting', 'closed')),
    severity INTEGER CHECK (severity BETWEEN 1 AND 5),
    opened_unix_s INTEGER NOT NULL CHECK (opened_unix_s >= 0),
    closed_unix_s INTEGER CHECK (closed_unix_s >= opened_unix_s),
    outcome TEXT CHECK (outcome IN ('known', 'new', 'none')),
    reason TEXT CHECK (length(CAST(reason AS BLOB)) BETWEEN 1 AND 2000),
    reopened_count INTEGER NOT NULL CHECK (reopened_count >= 0),
    change INTEGER NOT NULL UNIQUE CHECK (change > 0),
    import_digest TEXT CHECK (length(import_digest) = 32),
    FOREIGN KEY (customer_id, contact_id) REFERENCES contacts (customer_id, id),
    CHECK ((state = 'closed') = (closed_unix_s IS NOT NULL)),
    CHECK (outcome IS NULL OR state = 'closed'),
    CHECK (reason IS NULL OR outcome IS 'none')
) STRICT;

CREATE INDEX cases_by_customer ON cases (customer_id, opened_unix_s);

CREATE TRIGGER cases_keep_their_number BEFORE UPDATE OF number ON cases
BEGIN
    SELECT RAISE(ABORT, 'a case keeps its number');
END;

CREATE TRIGGER cases_stay BEFORE DELETE ON cases
BEGIN
    SELECT RAISE(ABORT, 'cases are not removed');
END;

CREATE TABLE messages (
    id INTEGER PRIMARY KEY,
    case_id INTEGER NOT NULL REFERENCES cases (id),
    author TEXT NOT NULL CHECK (author IN ('customer', 'agent', 'note')),
    author_name TEXT NOT NULL CHECK (length(CAST(author_name AS BLOB)) <= 400),
    text TEXT NOT NULL
        CHECK (length(CAST(text AS BLOB)) BETWEEN 1 AND 262144),
    created_unix_s INTEGER NOT NULL CHECK (created_unix_s >= 0),
    is_imported INTEGER NOT NULL CHECK (is_imported IN (0, 1))
) STRICT;

CREATE INDEX messages_by_case ON messages (case_id, created_unix_s, id);

CREATE TABLE links (
    case_id INTEGER NOT NULL REFERENCES cases (id),
    article_id TEXT NOT NULL
        CHECK (length(CAST(article_id AS BLOB)) BETWEEN 1 AND 200),
    kind TEXT NOT NULL CHECK (kind IN ('resolved', 'tried', 'wrong')),
    comment TEXT NOT NULL CHECK (length(CAST(comment AS BLOB)) <= 2000),
    who TEXT NOT NULL CHECK (length(CAST(who AS BLOB)) <= 400),
    created_unix_s INTEGER NOT NULL CHECK (created_unix_s >= 0),
    reopened_count INTEGER NOT NULL CHECK (reopened_count >= 0),
    is_imported INTEGER NOT NULL CHECK (is_imported IN (0, 1)),
    PRIMARY KEY (case_id, article_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX links_by_article ON links (article_id, case_id);

CREATE TABLE time_entries (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE
        CHECK (length(CAST(key AS BLOB)) BETWEEN 1 AND 200),
    case_id INTEGER NOT NULL REFERENCES cases (id),
    agent_id INTEGER NOT NULL REFERENCES agents (id),
    minutes INTEGER NOT NULL CHECK (minutes BETWEEN 1 AND 1440),
    worked_on TEXT NOT NULL CHECK (worked_on IS date(worked_on, '+0 days')),
    note TEXT NOT NULL CHECK (length(CAST(note AS BLOB)) <= 2000)
) STRICT;

CREATE INDEX time_entries_by_case ON time_entries (case_id);

-- Who did what to which thing, and when. Only ever added to.
CREATE TABLE events (
    id INTEGER PRIMARY KEY,
    at_unix_s INTEGER NOT NULL,
    actor TEXT NOT NULL CHECK (length(CAST(actor AS BLOB)) BETWEEN 1 AND 400),
    action TEXT NOT NULL CHECK (length(action) BETWEEN 1 AND 40),
    kind TEXT NOT NULL CHECK (length(kind) BETWEEN 1 AND 40),
    key TEXT NOT NULL CHECK (length(CAST(key AS BLOB)) <= 400),
    detail TEXT NOT NULL
        CHECK (length(CAST(detail AS BLOB)) <= 32768 AND detail GLOB '{*}')
) STRICT;

CREATE INDEX events_by_thing ON events (kind, key, id);

CREATE TRIGGER events_stay_as_they_are BEFORE UPDATE ON events
BEGIN
    SELECT RAISE(ABORT, 'events are only added');
END;

CREATE TRIGGER events_stay BEFORE DELETE ON events
BEGIN
    SELECT RAISE(ABORT, 'events are only added');
END;

CREATE TABLE article_first_seen (
    article_id TEXT PRIMARY KEY
        CHECK (length(CAST(article_id AS BLOB)) BETWEEN 1 AND 200),
    first_seen_unix_s INTEGER NOT NULL CHECK (first_seen_unix_s >= 0),
    is_of_first_build INTEGER NOT NULL CHECK (is_of_first_build IN (0, 1))
) STRICT, WITHOUT ROWID;

-- The journal of imports: rows are staged while the state is 'staged', and
-- nothing else knows of them; they are applied in the order of their ids, and
-- removed by the step that applies them: what is left is what is to be done.
CREATE TABLE imports (
    id INTEGER PRIMARY KEY,
    source TEXT NOT NULL CHECK (length(CAST(source AS BLOB)) <= 400),
    actor TEXT NOT NULL CHECK (length(CAST(actor AS BLOB)) BETWEEN 1 AND 400),
    started_unix_s INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('staged', 'applying', 'done')),
    added INTEGER NOT NULL DEFAULT 0,
    updated INTEGER NOT NULL DEFAULT 0,
    unchanged INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX imports_unfinished ON imports (id) WHERE state <> 'done';

CREATE TABLE import_rows (
    id INTEGER PRIMARY KEY,
    import_id INTEGER NOT NULL REFERENCES imports (id),
    kind INTEGER NOT NULL,
    packed BLOB NOT NULL
) STRICT;
