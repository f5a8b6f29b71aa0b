# SPDX-License-Identifier: GPL-3.0-or-later
"""Document cameras (高拍仪): a sheet on a desk becomes a straight picture of bounded size."""

from drivers.document_camera.contract import (
    Corners,
    Document,
    DocumentCamera,
    DocumentTooBig,
    Guidance,
    Lines,
    Paper,
    View,
)

__all__ = ["Corners", "Document", "DocumentCamera", "DocumentTooBig", "Guidance", "Lines", "Paper", "View"]
