-- SPDX-License-Identifier: GPL-2.0-or-later
-- Files that belong to cases. Their bytes are in D/attachments/<sha256>, each
-- content once; a row is written when they are on the disk.

CREATE TABLE attachments (
    id INTEGER PRIMARY KEY,
    case_id INTEGER NOT NULL REFERENCES cases (id),
    -- the message it came with, if any; it stays when an import replaces that
    message_id INTEGER REFERENCES messages (id) ON DELETE SET NULL,
    is_internal INTEGER NOT NULL CHECK (is_internal IN (0, 1)),
    name TEXT NOT NULL
        CHECK (length(CAST(name AS BLOB)) BETWEEN 1 AND 255
            AND instr(name, '/') = 0),
    media_type TEXT NOT NULL
        CHECK (length(CAST(media_type AS BLOB)) BETWEEN 3 AND 100),
    size_bytes INTEGER NOT NULL CHECK (size_bytes > 0),
    sha256 TEXT NOT NULL
        CHECK (length(sha256) = 64 AND sha256 NOT GLOB '*[^0-9a-f]*'),
    who TEXT NOT NULL CHECK (length(CAST(who AS BLOB)) BETWEEN 1 AND 400),
    created_unix_s INTEGER NOT NULL CHECK (created_unix_s >= 0)
) STRICT;

CREATE INDEX attachments_by_case ON attachments (case_id, id);
CREATE INDEX attachments_by_content ON attachments (sha256);
CREATE INDEX attachments_by_message ON attachments (message_id)
    WHERE message_id IS NOT NULL;
