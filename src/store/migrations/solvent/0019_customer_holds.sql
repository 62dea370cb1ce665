-- SPDX-License-Identifier: GPL-2.0-or-later
-- Customers who do not pay: since when they are on hold, why, and who said so.

CREATE TABLE customer_holds (
    customer_id INTEGER PRIMARY KEY REFERENCES customers (id),
    reason TEXT NOT NULL CHECK (length(CAST(reason AS BLOB)) BETWEEN 1 AND 400),
    since_unix_s INTEGER NOT NULL CHECK (since_unix_s >= 0),
    who TEXT NOT NULL CHECK (length(CAST(who AS BLOB)) BETWEEN 1 AND 400)
) STRICT;
