#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs what the kiosk needs on a fresh Debian 12 or Ubuntu 24.04: system libraries by apt, everything else into
# .venv. Run by make; running it again installs only what is missing.
#
#   ./setup.sh          what it takes to run
#   ./setup.sh build    what it takes to test and to build the terminal, too
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

say() { printf 'setup: %s\n' "$*" >&2; }
stop() {
    say "$@"
    exit 1
}

# One line each: the package, its other name after | (Ubuntu 24.04 renamed some), and what it is for.
# Found with readelf over the Qt libraries and plug-ins that the ui loads; packages pull in the rest.
RUN_PACKAGES="
ca-certificates                   : to fetch Python packages over https
libegl1                           : Qt, drawing
libgl1                            : Qt, drawing
libglib2.0-0|libglib2.0-0t64      : Qt, event loop
libdbus-1-3                       : Qt, desktop services
libfontconfig1                    : Qt, fonts
libbrotli1                        : Qt, network
libgssapi-krb5-2                  : Qt, network
gcc                               : pyscard, which comes as source
libc6-dev                         : pyscard, which comes as source
python3-dev                       : pyscard, which comes as source
swig                              : pyscard, which comes as source
pkg-config                        : pyscard, which comes as source
libpcsclite-dev                   : pyscard, smart cards
libusb-1.0-0                      : pyusb, ID-card readers on USB
libzbar0                          : pyzbar, codes by camera
libx11-6                          : Qt, any display
libxkbcommon0                     : Qt, keyboards
libpulse0                         : Qt Virtual Keyboard, key clicks
libxrandr2                        : Qt Virtual Keyboard, key clicks
libxkbcommon-x11-0                : Qt on an X display
libx11-xcb1                       : Qt on an X display
libxcb-cursor0                    : Qt on an X display
libxcb-icccm4                     : Qt on an X display
libxcb-keysyms1                   : Qt on an X display
libxcb-randr0                     : Qt on an X display
libxcb-shape0                     : Qt on an X display
libxcb-sync1                      : Qt on an X display
libxcb-xfixes0                    : Qt on an X display
libxcb-xkb1                       : Qt on an X display
libxcb-glx0                       : Qt on an X display
libwayland-client0                : Qt on a Wayland display
libwayland-cursor0                : Qt on a Wayland display
libwayland-egl1                   : Qt on a Wayland display
"
BUILD_PACKAGES="
binutils                          : PyInstaller, which looks into libraries with objdump
cups-client                       : tests, a real queue of CUPS
cups-daemon                       : tests, a real queue of CUPS
cups-ipp-utils                    : tests, a real IPP Everywhere printer
curl                              : tests, a request to the platform by hand
dbus                              : tests, the system bus without which the IPP printer does not start
iproute2                          : tests, a network of their own around pcscd
jq                                : tests, a request to the platform by hand
nut-server                        : tests, a UPS behind the real upsd
openssl                           : tests, a request to the platform by hand
pcscd                             : tests, cards behind the real PC/SC service
poppler-utils                     : tests, fonts and text of documents
postgresql                        : tests, the platform on PostgreSQL
qpdf                              : tests, whether documents are whole
strace                            : tests and benchmarks, how often the queue waits for the disk
tesseract-ocr                     : tests, reads the drawn paper
tesseract-ocr-chi-sim             : tests, reads the drawn paper
tesseract-ocr-chi-tra             : tests, reads the drawn paper
umockdev                          : tests, keyboards and video devices that are not there
vsmartcard-vpcd                   : tests, cards behind the real PC/SC service
"

installed() {
    [ "$(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# Prints "package: reason" for each package of a list that is not installed under any of its names.
missing() {
    local names reason name found
    while IFS=: read -r names reason; do
        names=${names// /}
        [ -n "$names" ] || continue
        found=
        for name in ${names//|/ }; do
            if installed "$name"; then found=yes; fi
        done
        [ -n "$found" ] || printf '%s:%s\n' "$names" "$reason"
    done <<<"$1"
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

# Takes the first name that this system's apt knows.
name_here() {
    local name
    for name in ${1//|/ }; do
        if apt-cache show "$name" >/dev/null 2>&1; then
            printf '%s\n' "$name"
            return
        fi
    done
    printf '%s\n' "${1%%|*}"
}

install_packages() {
    local lines=$1 names=() entry
    say "these system packages are missing:"
    printf '%s\n' "$lines" | sed 's/^\([^:|]*\)[^:]*: */setup:     \1 — /' >&2
    if [ "$(id -u)" != 0 ] && ! command -v sudo >/dev/null; then
        # shellcheck disable=SC2046
        say "as root, run:  apt-get install" $(printf '%s\n' "$lines" | sed 's/[|:].*//')
        stop "then run make again. (Installing them needs root, and there is no sudo here.)"
    fi
    say "installing them with apt-get"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq >&2 || say "apt-get update failed; trying with the lists there are"
    while IFS= read -r entry; do
        names+=("$(name_here "${entry%%:*}")")
    done <<<"$lines"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq -o Dpkg::Use-Pty=0 --no-install-recommends "${names[@]}" >&2 ||
        stop "apt-get could not install them. Install them by hand, then run make again: ${names[*]}"
}

system_packages() {
    local lines
    if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
        say "this is neither Debian nor Ubuntu; install what these Debian packages hold, if it is not there yet:"
        sed -n 's/^\([a-z][^ |]*\)[^:]*: */setup:     \1 — /p' <<<"$1" >&2
        return
    fi
    lines=$(missing "$1")
    if [ -n "$lines" ]; then install_packages "$lines"; fi
}

# Prints the command of a Python that pyproject.toml accepts.
python_here() {
    local python
    for python in python3 python3.13 python3.12 python3.11; do
        if "$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null; then
            printf '%s\n' "$python"
            return
        fi
    done
    stop "Python 3.11, 3.12 or 3.13 is needed; install python3 of Debian 12 or Ubuntu 24.04 or newer."
}

virtual_environment() {
    local python version
    if .venv/bin/python -c '' 2>/dev/null; then return; fi
    python=$(python_here)
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        version=$("$python" -c 'import sys; print("python3.%d-venv" % sys.version_info[1])')
        system_packages "$version : makes the folder .venv, where the kiosk's Python packages go"
    fi
    say "making .venv with $("$python" --version)"
    "$python" -m venv --clear .venv
}

python_packages() {
    if [ ! -x .venv/bin/uv ]; then
        say "installing uv, which installs the locked Python packages"
        .venv/bin/python -m pip install --quiet --disable-pip-version-check uv
    fi
    say "installing the Python packages of uv.lock into .venv"
    UV_PYTHON_DOWNLOADS=never .venv/bin/uv sync --quiet --frozen --all-extras --all-groups
}

# PyInstaller puts the interpreter's library into the terminal build; Debian keeps it in a package of its own.
python_library() {
    local version
    version=$(.venv/bin/python -c 'import sys; print("%d.%d" % sys.version_info[:2] if sys.base_prefix == "/usr" else "")')
    if [ -n "$version" ]; then
        system_packages "libpython$version|libpython${version}t64 : PyInstaller, which builds the terminal with it"
    fi
}

packages=$RUN_PACKAGES
if [ "${1:-}" = build ]; then packages+=$BUILD_PACKAGES; fi
system_packages "$packages"
virtual_environment
if [ "${1:-}" = build ]; then python_library; fi
python_packages
