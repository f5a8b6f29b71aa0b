# SPDX-License-Identifier: GPL-3.0-or-later
"""What holds for every test: Qt draws in memory, nothing reaches the home folder, and chance is repeatable in CI."""

import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings

_home = tempfile.TemporaryDirectory(prefix="kiosk-tests-")

# Qt reads these once, when it is loaded: they are set here, before pytest-qt loads it.
os.environ |= {
    "QT_QPA_PLATFORM": "offscreen",
    "QT_QUICK_BACKEND": "software",
    "QT_IM_MODULE": "qtvirtualkeyboard",
    "LC_ALL": "C.UTF-8",  # Qt warns about any other encoding, and a Qt warning fails a test
    "HOME": _home.name,
    "PYTHONPATH": str(Path(__file__).parent.parent),  # for tests that run as processes of their own
}
for _variable, _folder in {
    "XDG_CACHE_HOME": "cache",
    "XDG_CONFIG_HOME": "config",
    "XDG_DATA_HOME": "data",
    "XDG_STATE_HOME": "state",
    "XDG_RUNTIME_DIR": "runtime",
}.items():
    _path = Path(_home.name, _folder)
    _path.mkdir(mode=0o700)
    os.environ[_variable] = str(_path)

from PySide6.QtCore import QCoreApplication  # noqa: E402
from PySide6.QtGui import QGuiApplication  # noqa: E402

from ui.translations import compile_all  # noqa: E402

settings.register_profile("kiosk", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("kiosk")


@pytest.fixture(scope="session")
def qapp_cls() -> type[QCoreApplication]:
    """The kiosk draws with Qt Quick and QPainter, and has no widgets; one application serves all tests of a run."""
    return QGuiApplication


def pytest_sessionstart(session: pytest.Session) -> None:
    """Pages in other languages are compiled, also when the tests are run by hand; once, before any worker starts."""
    if not hasattr(session.config, "workerinput"):
        compile_all()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--all-parts", action="store_true", help="fail when a test is skipped: a real part is missing")


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    reporter = session.config.pluginmanager.getplugin("terminalreporter")
    if reporter is None:
        return  # a worker; the session that started it knows of all tests
    if reporter.stats.get("skipped") and session.config.getoption("--all-parts") and session.exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = terminalreporter.stats.get("skipped", [])
    if skipped:
        terminalreporter.section("real parts that were missed")
        for report in skipped:
            _, _, reason = report.longrepr
            terminalreporter.line(f"{report.nodeid}: {reason.removeprefix('Skipped: ')}")


def pytest_unconfigure(config: pytest.Config) -> None:
    _home.cleanup()
