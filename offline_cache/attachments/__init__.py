# SPDX-License-Identifier: GPL-3.0-or-later
"""Attachments: the pictures and documents of a transaction (材料), sealed in memory, in files beside the database."""
