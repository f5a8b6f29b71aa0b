# SPDX-License-Identifier: GPL-3.0-or-later
"""`python -m ui.translations` compiles the translations; with `--update` it first gathers the texts of the pages."""

import sys

from ui.translations import compile_all, update_all

if "--update" in sys.argv[1:]:
    update_all()
compile_all()
