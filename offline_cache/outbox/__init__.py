# SPDX-License-Identifier: GPL-3.0-or-later
"""The outbox: transactions committed here and owed to the platform."""
