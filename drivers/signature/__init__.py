# SPDX-License-Identifier: GPL-3.0-or-later
"""Signatures (签名): the pads that take them, and what was drawn, from a pad or from the terminal's own screen."""

from drivers.signature.contract import InkListener, PadAbsent, SignaturePad, TooMuchInk
from drivers.signature.strokes import Amount, Point, Signature, Stroke

__all__ = ["Amount", "InkListener", "PadAbsent", "Point", "Signature", "SignaturePad", "Stroke", "TooMuchInk"]
