-- SPDX-License-Identifier: GPL-2.0-or-later
-- Gaps: groups of cases about one problem that no article covers. Cases and
-- articles decide what is a gap, so all but the states, articles and ids of
-- gaps can be worked out again.

-- What the gaps were worked out from: changes of cases up to this number, and
-- what is needed to weigh the words of another case in the same way.
-- subject_words, body_words: of all cases together.
CREATE TABLE gap_run (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    change INTEGER NOT NULL CHECK (change >= 0),
    joined_change INTEGER NOT NULL CHECK (joined_change >= change),
    run_unix_s INTEGER NOT NULL CHECK (run_unix_s >= 0),
    cases INTEGER NOT NULL CHECK (cases >= 0),
    subject_words INTEGER NOT NULL CHECK (subject_words >= 0),
    body_words INTEGER NOT NULL CHECK (body_words >= 0)
) STRICT;

INSERT INTO gap_run VALUES (1, 0, 0, 0, 0, 0, 0);

-- words: those that tell the gap from other cases, the clearest first.
-- article_id: of the draft that was made from it, or the article that covers it.
CREATE TABLE gaps (
    id INTEGER PRIMARY KEY,
    state TEXT NOT NULL CHECK (state IN ('open', 'ignored', 'covered',
        'merged')),
    words TEXT NOT NULL CHECK (length(CAST(words AS BLOB)) <= 1000),
    case_count INTEGER NOT NULL CHECK (case_count >= 0),
    article_id TEXT CHECK (length(CAST(article_id AS BLOB)) BETWEEN 1 AND 200),
    covered_unix_s INTEGER CHECK (covered_unix_s >= 0),
    merged_into INTEGER REFERENCES gaps (id),
    found_unix_s INTEGER NOT NULL CHECK (found_unix_s >= 0),
    CHECK ((state = 'covered') = (covered_unix_s IS NOT NULL)),
    CHECK (state <> 'covered' OR article_id IS NOT NULL),
    CHECK ((state = 'merged') = (merged_into IS NOT NULL))
) STRICT;

CREATE INDEX gaps_by_size ON gaps (state, case_count);
CREATE INDEX gaps_with_drafts ON gaps (id)
    WHERE state = 'open' AND article_id IS NOT NULL;
CREATE INDEX gaps_by_merging ON gaps (merged_into)
    WHERE merged_into IS NOT NULL;

-- moved_unix_s: when the case came from former_gap_id, and how like the two it
-- was then
CREATE TABLE gap_cases (
    case_id INTEGER PRIMARY KEY REFERENCES cases (id),
    gap_id INTEGER NOT NULL REFERENCES gaps (id),
    is_provisional INTEGER NOT NULL CHECK (is_provisional IN (0, 1)),
    former_gap_id INTEGER,
    likeness INTEGER, -- in millionths, as weights are
    former_likeness INTEGER,
    moved_unix_s INTEGER
) STRICT;

CREATE INDEX gap_cases_by_gap ON gap_cases (gap_id, case_id);

-- In how many cases a word is, and what words weigh in a gap.
CREATE TABLE gap_words (
    name TEXT PRIMARY KEY CHECK (length(CAST(name AS BLOB)) <= 400),
    cases INTEGER NOT NULL CHECK (cases > 0)
) STRICT, WITHOUT ROWID;

CREATE TABLE gap_weights (
    name TEXT NOT NULL CHECK (length(CAST(name AS BLOB)) <= 400),
    gap_id INTEGER NOT NULL REFERENCES gaps (id) ON DELETE CASCADE,
    weight INTEGER NOT NULL CHECK (weight > 0),
    PRIMARY KEY (name, gap_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX gap_weights_by_gap ON gap_weights (gap_id, name, weight);

-- Searches that found nothing, or after which a case was opened, and the gap
-- that they ask about. They come from the search log and tell of nobody.
CREATE TABLE gap_searches (
    key TEXT PRIMARY KEY CHECK (length(CAST(key AS BLOB)) <= 1000),
    gap_id INTEGER NOT NULL REFERENCES gaps (id) ON DELETE CASCADE,
    query TEXT NOT NULL CHECK (length(CAST(query AS BLOB)) <= 1000),
    visits INTEGER NOT NULL CHECK (visits > 0)
) STRICT, WITHOUT ROWID;

CREATE INDEX gap_searches_by_gap ON gap_searches (gap_id, visits);
