# SPDX-License-Identifier: GPL-3.0-or-later
"""Peripherals that read: contracts, transports, device protocols and their emulators."""
