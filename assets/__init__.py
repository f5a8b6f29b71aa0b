# SPDX-License-Identifier: GPL-3.0-or-later
"""Data only: service packs, fonts, icons. Found by one function."""

from pathlib import Path


def asset(*parts: str) -> Path:
    """Return the path of a shipped asset, such as ``asset("fonts", "NotoSansSC_400Regular.ttf")``.

    Works from a checkout and from the frozen application, where PyInstaller keeps the package folder.
    Raises FileNotFoundError when there is no such asset.
    """
    path = Path(__file__).parent.joinpath(*parts)
    if not path.exists():
        raise FileNotFoundError(f"asset not shipped: {'/'.join(parts)}")
    return path
