# SPDX-License-Identifier: GPL-3.0-or-later
"""Captures (抓包): what was on the wire between a driver and its device, written down, to be played again in a test."""
