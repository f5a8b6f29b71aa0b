# SPDX-License-Identifier: GPL-3.0-or-later
"""Documents (文书) as the terminal sees them: whether a sealed one is genuine, and what it looks like."""
