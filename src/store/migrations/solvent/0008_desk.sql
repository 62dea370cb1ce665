-- SPDX-License-Identifier: GPL-2.0-or-later
-- Who sees to what in a case, cases that were merged, running timers, and what
-- became of articles that were said to be wrong. Lengths are bytes and those of
-- src/base/bounds.h.

-- Beside the owner, who fixes it: who documents it and who fixes it for good,
-- under which id elsewhere, and the version that ships it.
ALTER TABLE cases ADD COLUMN documenter_id INTEGER REFERENCES agents (id);
ALTER TABLE cases ADD COLUMN fixer_id INTEGER REFERENCES agents (id);
ALTER TABLE cases ADD COLUMN fix_id TEXT NOT NULL DEFAULT ''
    CHECK (length(CAST(fix_id AS BLOB)) <= 1000);
ALTER TABLE cases ADD COLUMN fixed_in TEXT NOT NULL DEFAULT ''
    CHECK (length(CAST(fixed_in AS BLOB)) <= 400);

-- Where it happens: platform, test site.
ALTER TABLE cases ADD COLUMN environment TEXT NOT NULL DEFAULT ''
    CHECK (length(CAST(environment AS BLOB)) <= 400);

CREATE INDEX cases_by_documenter ON cases (documenter_id)
    WHERE documenter_id IS NOT NULL;
CREATE INDEX cases_by_fixer ON cases (fixer_id) WHERE fixer_id IS NOT NULL;
CREATE INDEX cases_with_a_fix ON cases (id) WHERE fixed_in <> '';

-- A case that is part of another. What hangs on it moved there and says where
-- it came from; state, outcome and links are kept here as they were. change and
-- into_change are those of both cases after it: as long as they stand, it can
-- be undone.
CREATE TABLE merges (
    case_id INTEGER PRIMARY KEY REFERENCES cases (id),
    into_id INTEGER NOT NULL REFERENCES cases (id) CHECK (into_id <> case_id),
    who TEXT NOT NULL CHECK (length(CAST(who AS BLOB)) BETWEEN 1 AND 400),
    at_unix_s INTEGER NOT NULL CHECK (at_unix_s >= 0),
    state TEXT NOT NULL CHECK (state IN ('open', 'waiting', 'closed')),
    closed_unix_s INTEGER,
    outcome TEXT CHECK (outcome IN ('known', 'new', 'none')),
    reason TEXT CHECK (length(CAST(reason AS BLOB)) BETWEEN 1 AND 2000),
    into_state TEXT NOT NULL CHECK (into_state IN ('open', 'waiting')),
    change INTEGER NOT NULL CHECK (change > 0),
    into_change INTEGER NOT NULL CHECK (into_change > 0),
    CHECK ((state = 'closed') = (closed_unix_s IS NOT NULL))
) STRICT;

CREATE INDEX merges_by_target ON merges (into_id);

CREATE TABLE merged_links (
    case_id INTEGER NOT NULL REFERENCES merges (case_id) ON DELETE CASCADE,
    article_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    comment TEXT NOT NULL,
    who TEXT NOT NULL,
    created_unix_s INTEGER NOT NULL,
    reopened_count INTEGER NOT NULL,
    is_imported INTEGER NOT NULL,
    from_case_id INTEGER REFERENCES cases (id),
    PRIMARY KEY (case_id, article_id)
) STRICT, WITHOUT ROWID;

ALTER TABLE messages ADD COLUMN from_case_id INTEGER REFERENCES cases (id);
ALTER TABLE links ADD COLUMN from_case_id INTEGER REFERENCES cases (id);
ALTER TABLE time_entries ADD COLUMN from_case_id INTEGER REFERENCES cases (id);
ALTER TABLE attachments ADD COLUMN from_case_id INTEGER REFERENCES cases (id);

-- One that has an end waits until somebody says how many minutes it was.
CREATE TABLE timers (
    id INTEGER PRIMARY KEY,
    agent_id INTEGER NOT NULL REFERENCES agents (id),
    case_id INTEGER NOT NULL REFERENCES cases (id),
    started_unix_s INTEGER NOT NULL CHECK (started_unix_s >= 0),
    stopped_unix_s INTEGER CHECK (stopped_unix_s >= started_unix_s)
) STRICT;

CREATE UNIQUE INDEX timers_running ON timers (agent_id)
    WHERE stopped_unix_s IS NULL;
CREATE INDEX timers_by_agent ON timers (agent_id, id);

-- Links that say that an article is wrong are what is to be mended; here is
-- which of them was, with what it said.
CREATE INDEX links_wrong ON links (created_unix_s, case_id)
    WHERE kind = 'wrong';

CREATE TABLE mends (
    id INTEGER PRIMARY KEY,
    case_id INTEGER NOT NULL REFERENCES cases (id),
    article_id TEXT NOT NULL
        CHECK (length(CAST(article_id AS BLOB)) BETWEEN 1 AND 200),
    flagged_unix_s INTEGER NOT NULL CHECK (flagged_unix_s >= 0),
    flagged_by TEXT NOT NULL CHECK (length(CAST(flagged_by AS BLOB)) <= 400),
    wrong TEXT NOT NULL CHECK (length(CAST(wrong AS BLOB)) <= 2000),
    done_unix_s INTEGER NOT NULL CHECK (done_unix_s >= 0),
    done_by TEXT NOT NULL
        CHECK (length(CAST(done_by AS BLOB)) BETWEEN 1 AND 400),
    done TEXT NOT NULL CHECK (length(CAST(done AS BLOB)) BETWEEN 1 AND 2000),
    UNIQUE (case_id, article_id, flagged_unix_s)
) STRICT;

CREATE INDEX mends_by_time ON mends (done_unix_s);
