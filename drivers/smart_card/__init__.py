# SPDX-License-Identifier: GPL-3.0-or-later
"""Chip cards behind PC/SC: what the readers of social security cards and of travel documents share."""
