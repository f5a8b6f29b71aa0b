# SPDX-License-Identifier: GPL-3.0-or-later
"""The visit, its steps, services, identity and the way to the provincial platform; the command line on top."""
