# SPDX-License-Identifier: GPL-3.0-or-later
"""Peripherals that print: contracts, jobs, receipts and documents."""
