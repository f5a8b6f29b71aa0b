# SPDX-License-Identifier: GPL-3.0-or-later
"""Resident ID-card readers (居民身份证阅读器)."""
