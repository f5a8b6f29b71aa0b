# SPDX-License-Identifier: GPL-3.0-or-later
# Each target installs what it needs first (see setup.sh).

BIN := .venv/bin
RUN_READY := .venv/.ready-to-run
BUILD_READY := .venv/.ready-to-build
PYTEST :=
# Most tests wait, for wires and for seconds that are promised: three at a time keep two cores busy, and none too late.
WORKERS := -n 3 --dist loadfile

.PHONY: help run test test-long lint terminal translations

help:
	@echo 'make run        the main job: the demo on a screen, or a whole visit with pictures where there is none'
	@echo 'make test       everything that must hold, in under 10 minutes'
	@echo 'make test-long  the whole matrix; takes longer'
	@echo 'make lint       the rules of the code alone'
	@echo 'make terminal   the application for a terminal, in dist/kiosk'

run: $(RUN_READY) translations
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ]; then \
		$(BIN)/kiosk demo; \
	else \
		$(BIN)/kiosk demo --visit report-12345 --out out/report-12345; \
	fi

# A test that is skipped is a real part that was missed; pytest lists it. With PYTEST=--all-parts it is a failure.
test: lint translations
	$(BIN)/pytest -m 'not long' $(WORKERS) $(PYTEST)

test-long: lint translations
	@echo 'The whole matrix. Each test says how long it took, the last line how long all of them did.'
	$(BIN)/pytest -m '' --durations=20 $(WORKERS) $(PYTEST)

lint: $(BUILD_READY)
	$(BIN)/ruff check --quiet .
	$(BIN)/ruff format --quiet --check .
	$(BIN)/mypy
	$(BIN)/lint-imports > .venv/lint-imports.log || { cat .venv/lint-imports.log; exit 1; }

terminal: $(BUILD_READY) translations
	$(BIN)/pyinstaller --noconfirm --log-level WARN kiosk.spec
	@du -sh dist/kiosk

translations: $(RUN_READY)
	@$(BIN)/python -m ui.translations

$(RUN_READY): setup.sh pyproject.toml uv.lock
	@./setup.sh
	@touch $@

$(BUILD_READY): setup.sh pyproject.toml uv.lock
	@./setup.sh build
	@touch $@ $(RUN_READY)
