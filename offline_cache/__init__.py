# SPDX-License-Identifier: GPL-3.0-or-later
"""The durable store: the outbox of sealed transactions and its sender."""
