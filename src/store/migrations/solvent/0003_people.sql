-- SPDX-License-Identifier: GPL-2.0-or-later
-- Who may sign in, and how. Passwords are there as Argon2id hashes, tokens of
-- sessions and programs as digests; nothing here lets anybody sign in.

-- password_hash: empty as long as none was set
CREATE TABLE users (
    id INTEGER PRIMARY KEY,
    login TEXT NOT NULL UNIQUE
        CHECK (length(login) BETWEEN 1 AND 100
               AND login NOT GLOB '*[^a-z0-9._@+-]*'),
    name TEXT NOT NULL CHECK (length(CAST(name AS BLOB)) BETWEEN 1 AND 400),
    email TEXT NOT NULL CHECK (length(CAST(email AS BLOB)) <= 400),
    role TEXT NOT NULL CHECK (role IN ('customer', 'agent', 'writer',
        'manager', 'admin', 'sales', 'marketing', 'accounting', 'developer')),
    password_hash TEXT NOT NULL CHECK (length(password_hash) <= 127),
    customer_id INTEGER REFERENCES customers (id),
    created_unix_s INTEGER NOT NULL CHECK (created_unix_s >= 0),
    disabled_unix_s INTEGER CHECK (disabled_unix_s >= 0),
    CHECK ((role = 'customer') = (customer_id IS NOT NULL))
) STRICT;

CREATE INDEX users_by_customer ON users (customer_id)
    WHERE customer_id IS NOT NULL;

CREATE TRIGGER users_stay BEFORE DELETE ON users
BEGIN
    SELECT RAISE(ABORT, 'users are disabled, not removed');
END;

CREATE TRIGGER users_keep_their_login BEFORE UPDATE OF login ON users
BEGIN
    SELECT RAISE(ABORT, 'a user keeps the login');
END;

CREATE TABLE user_groups (
    user_id INTEGER NOT NULL REFERENCES users (id),
    name TEXT NOT NULL CHECK (length(CAST(name AS BLOB)) BETWEEN 1 AND 400),
    PRIMARY KEY (user_id, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE sessions (
    id INTEGER PRIMARY KEY,
    digest TEXT NOT NULL UNIQUE CHECK (length(digest) = 64),
    user_id INTEGER NOT NULL REFERENCES users (id),
    client TEXT NOT NULL CHECK (length(CAST(client AS BLOB)) <= 400),
    created_unix_s INTEGER NOT NULL CHECK (created_unix_s >= 0),
    last_seen_unix_s INTEGER NOT NULL
        CHECK (last_seen_unix_s >= created_unix_s),
    expires_unix_s INTEGER NOT NULL CHECK (expires_unix_s > created_unix_s)
) STRICT;

CREATE INDEX sessions_by_user ON sessions (user_id, last_seen_unix_s);
CREATE INDEX sessions_by_end ON sessions (expires_unix_s);

-- rights: words with a blank between
CREATE TABLE tokens (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL CHECK (length(CAST(name AS BLOB)) BETWEEN 1 AND 200),
    user_id INTEGER NOT NULL REFERENCES users (id),
    rights TEXT NOT NULL CHECK (length(rights) BETWEEN 1 AND 2000),
    digest TEXT NOT NULL UNIQUE CHECK (length(digest) = 64),
    created_unix_s INTEGER NOT NULL CHECK (created_unix_s >= 0),
    last_used_unix_s INTEGER CHECK (last_used_unix_s >= 0),
    revoked_unix_s INTEGER CHECK (revoked_unix_s >= 0)
) STRICT;

CREATE UNIQUE INDEX tokens_by_name ON tokens (name)
    WHERE revoked_unix_s IS NULL;

-- Attempts of the last minutes. The key is a digest of an address, of a login or
-- of both.
CREATE TABLE sign_in_attempts (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL CHECK (length(key) BETWEEN 1 AND 64),
    at_unix_s INTEGER NOT NULL
) STRICT;

CREATE INDEX sign_in_attempts_by_key ON sign_in_attempts (key, at_unix_s);
CREATE INDEX sign_in_attempts_by_time ON sign_in_attempts (at_unix_s);
