# SPDX-License-Identifier: GPL-3.0-or-later
"""Documents on A4: drawn from templates to PDF/A, and printed."""
