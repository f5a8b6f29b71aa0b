# SPDX-License-Identifier: GPL-3.0-or-later
"""Printers that speak IPP (RFC 8010, RFC 8011): IPP Everywhere printers and queues of CUPS."""
