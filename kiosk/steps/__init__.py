# SPDX-License-Identifier: GPL-3.0-or-later
"""The steps a service declares, one a file."""
