# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the queue lies in the state folder."""

STORE = "outbox.sqlite3"
