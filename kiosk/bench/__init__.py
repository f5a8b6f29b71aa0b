# SPDX-License-Identifier: GPL-3.0-or-later
"""Benchmarks, each against a peer or a limit that is measured in the same run. Never part of a terminal's build."""
