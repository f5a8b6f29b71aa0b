# SPDX-License-Identifier: GPL-3.0-or-later
"""Numbers that identify people and bodies, and their check digits."""
