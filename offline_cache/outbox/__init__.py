# SPDX-License-Identifier: GPL-3.0-or-later
"""The outbox: every committed transaction until the platform has settled it, and what stands beside it."""
