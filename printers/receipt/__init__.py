# SPDX-License-Identifier: GPL-3.0-or-later
"""Receipts (回执) on thermal paper."""
