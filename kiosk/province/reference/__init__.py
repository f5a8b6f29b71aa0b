# SPDX-License-Identifier: GPL-3.0-or-later
"""The reference platform: what the demo, the tests and integrators talk to. Never part of a terminal."""
