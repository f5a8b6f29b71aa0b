# SPDX-License-Identifier: GPL-3.0-or-later
"""The store's schema, version by version; each version is applied in one transaction together with its record.

A version only adds, so that the previous release still reads the store; nothing is ever reset. Text is what the
program wrote: sealed bytes, codes, numbers and times. No column names a person.
"""

from sqlite_utils import Database, Migrations

migrations = Migrations("outbox")


@migrations(name="0001_outbox")
def _outbox(database: Database) -> None:
    for statement in (
        """
        CREATE TABLE numbering (
            only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
            terminal TEXT NOT NULL,
            hardware TEXT NOT NULL,
            epoch INTEGER NOT NULL,
            sequence INTEGER NOT NULL
        ) STRICT
        """,
        """
        CREATE TABLE epochs (
            epoch INTEGER PRIMARY KEY,
            started_at TEXT NOT NULL,
            reason TEXT NOT NULL
        ) STRICT
        """,
        # id is the order of commits: wall clocks jump, ids do not.
        """
        CREATE TABLE transactions (
            id INTEGER PRIMARY KEY,
            key TEXT NOT NULL UNIQUE,
            number TEXT NOT NULL UNIQUE,
            service TEXT NOT NULL,
            state TEXT NOT NULL,
            created_at TEXT NOT NULL,
            digest TEXT NOT NULL,
            header BLOB,
            ciphertext BLOB,
            signature BLOB,
            attempts INTEGER NOT NULL DEFAULT 0,
            trouble TEXT,
            acceptance BLOB,
            accepted_at TEXT,
            settled_at TEXT,
            platform_number TEXT,
            business_status TEXT
        ) STRICT
        """,
        "CREATE INDEX transactions_by_state ON transactions (state, id)",
        "CREATE INDEX transactions_by_platform_number ON transactions (platform_number)",
        """
        CREATE TABLE audit (
            id INTEGER PRIMARY KEY,
            at TEXT NOT NULL,
            event TEXT NOT NULL,
            number TEXT,
            reason TEXT,
            hash TEXT NOT NULL
        ) STRICT
        """,
        """
        CREATE TABLE print_jobs (
            id INTEGER PRIMARY KEY,
            key TEXT NOT NULL REFERENCES transactions (key),
            state TEXT NOT NULL,
            reprint INTEGER NOT NULL,
            slip BLOB NOT NULL
        ) STRICT
        """,
        "CREATE INDEX print_jobs_by_key ON print_jobs (key)",
        "CREATE INDEX print_jobs_by_state ON print_jobs (state, id)",
        """
        CREATE TABLE visits (
            id TEXT PRIMARY KEY,
            service TEXT NOT NULL,
            started_at TEXT NOT NULL,
            number TEXT
        ) STRICT
        """,
    ):
        database.execute(statement)


@migrations(name="0002_ratings")
def _ratings(database: Database) -> None:
    database.execute(
        """
        CREATE TABLE ratings (
            number TEXT PRIMARY KEY REFERENCES transactions (number),
            satisfaction TEXT NOT NULL,
            rated_at TEXT NOT NULL
        ) STRICT
        """
    )


@migrations(name="0003_known_time")
def _known_time(database: Database) -> None:
    database.execute(
        """
        CREATE TABLE known_time (
            only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
            told TEXT NOT NULL
        ) STRICT
        """
    )


@migrations(name="0004_last_contact")
def _last_contact(database: Database) -> None:
    database.execute(
        """
        CREATE TABLE last_contact (
            only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
            at TEXT NOT NULL
        ) STRICT
        """
    )


@migrations(name="0005_attachments")
def _attachments(database: Database) -> None:
    for statement in (
        """
        CREATE TABLE attachments (
            digest TEXT PRIMARY KEY,
            key TEXT NOT NULL REFERENCES transactions (key),
            place INTEGER NOT NULL,
            size INTEGER NOT NULL
        ) STRICT
        """,
        "CREATE INDEX attachments_by_key ON attachments (key, place)",
        "ALTER TABLE transactions ADD COLUMN case_id TEXT",
        "ALTER TABLE transactions ADD COLUMN case_sequence INTEGER",
        "CREATE INDEX transactions_by_case ON transactions (case_id, id) WHERE case_id IS NOT NULL",
    ):
        database.execute(statement)


@migrations(name="0006_smaller_indexes")
def _smaller_indexes(database: Database) -> None:
    # An earlier release asks the same of the tables, and finds it without these.
    for statement in (
        "DROP INDEX transactions_by_platform_number",
        "CREATE INDEX transactions_by_platform_number ON transactions (platform_number) "
        "WHERE platform_number IS NOT NULL",
        "DROP INDEX print_jobs_by_state",
        "CREATE INDEX print_jobs_printing ON print_jobs (id) WHERE state = 'printing'",
    ):
        database.execute(statement)


@migrations(name="0007_replies")
def _replies(database: Database) -> None:
    # An earlier release finds no acceptance in a row whose reply is kept here, and calls it registered, as it is.
    for statement in (
        """
        CREATE TABLE replies (
            digest TEXT PRIMARY KEY,
            reply BLOB NOT NULL
        ) STRICT
        """,
        "ALTER TABLE transactions ADD COLUMN acceptance_of TEXT",
    ):
        database.execute(statement)


@migrations(name="0008_next_beside_sending")
def _next_beside_sending(database: Database) -> None:
    # Downwards by state, what is being sent lies right before the oldest that is queued: a claim then writes one page
    # of the index, however many wait or are settled.
    for statement in (
        "DROP INDEX transactions_by_state",
        "CREATE INDEX transactions_by_state ON transactions (state DESC, id)",
    ):
        database.execute(statement)
