-- SPDX-License-Identifier: GPL-2.0-or-later
-- What people decide about gaps, gaps of searches alone, and links of merged
-- cases that became stronger by the merger.

-- Links of the case that it was merged into which were 'tried', while those of
-- the case itself said 'resolved'.
CREATE TABLE raised_links (
    case_id INTEGER NOT NULL REFERENCES merges (case_id) ON DELETE CASCADE,
    article_id TEXT NOT NULL,
    PRIMARY KEY (case_id, article_id)
) STRICT, WITHOUT ROWID;

-- name: what a person calls it, in place of its words.
-- search_visits: of a gap of searches alone; else 0.
ALTER TABLE gaps ADD COLUMN name TEXT
    CHECK (length(CAST(name AS BLOB)) BETWEEN 1 AND 200);
ALTER TABLE gaps ADD COLUMN search_visits INTEGER NOT NULL DEFAULT 0
    CHECK (search_visits >= 0);

-- decisions: how many there were; a run that did not know them is not kept.
ALTER TABLE gap_run ADD COLUMN decisions INTEGER NOT NULL DEFAULT 0
    CHECK (decisions >= 0);

-- Cases that a person put into a gap: they stay there when gaps are worked out
-- anew. from_gap_id: where it was until then.
CREATE TABLE gap_ties (
    case_id INTEGER PRIMARY KEY REFERENCES cases (id),
    gap_id INTEGER NOT NULL REFERENCES gaps (id),
    from_gap_id INTEGER NOT NULL REFERENCES gaps (id),
    who TEXT NOT NULL CHECK (length(CAST(who AS BLOB)) <= 400),
    at_unix_s INTEGER NOT NULL CHECK (at_unix_s >= 0)
) STRICT;

CREATE INDEX gap_ties_by_gap ON gap_ties (gap_id, case_id);
CREATE INDEX gap_ties_by_former ON gap_ties (from_gap_id, case_id);
