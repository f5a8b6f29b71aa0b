# SPDX-License-Identifier: GPL-3.0-or-later
"""Service packs: what a service asks, in which order, and what it promises."""
