# SPDX-License-Identifier: GPL-3.0-or-later
"""The structure tree (ISO 32000-1, 14.7): what a document's parts are, for readers that speak and for copying.

reportlab has no tags of its own; the tree is made of its plain dictionaries.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFString

from printers.document.marks import Tag


@dataclass
class _Node:
    tag: Tag
    above: int | None
    alternative: str
    kids: list[int | tuple[int, int]] = field(default_factory=list)
    """Another node's number, or page and number of a piece of its content."""


class StructureTree:
    """Collects elements and the pieces of content that are theirs."""

    def __init__(self) -> None:
        self._nodes: list[_Node] = []
        self._pieces: dict[int, list[int]] = {}
        """By page: whose each piece is, in the order of their numbers."""

    def add(self, tag: Tag, above: int | None, alternative: str = "") -> int:
        """Add an element below another one and return its number."""
        self._nodes.append(_Node(tag, above, alternative))
        number = len(self._nodes) - 1
        if above is not None:
            self._nodes[above].kids.append(number)
        return number

    def open(self, node: int, page: int) -> str:
        """Return the operator that begins a piece of an element's content on a page."""
        pieces = self._pieces.setdefault(page, [])
        self._nodes[node].kids.append((page, len(pieces)))
        pieces.append(node)
        return f"/{self._nodes[node].tag} <</MCID {len(pieces) - 1}>> BDC"

    def write(self, document: Any) -> PDFDictionary:
        """Return the root of the tree, with everything below it added to the document."""
        root = PDFDictionary({"Type": PDFName("StructTreeRoot")})
        at_root = document.Reference(root)
        nodes = [PDFDictionary({"Type": PDFName("StructElem"), "S": PDFName(node.tag)}) for node in self._nodes]
        places = [document.Reference(node) for node in nodes]
        pages = [document.Reference(document.idToObject[f"Page{page + 1}"]) for page in sorted(self._pieces)]
        for node, written in zip(self._nodes, nodes, strict=True):
            written["P"] = at_root if node.above is None else places[node.above]
            if node.alternative:
                written["Alt"] = PDFString(node.alternative)
            written["K"] = PDFArray([_kid(kid, places, pages) for kid in node.kids])
            if node.tag == "TH":
                written["A"] = PDFDictionary({"O": PDFName("Table"), "Scope": PDFName("Column")})
        numbers: list[Any] = []
        for page, pieces in sorted(self._pieces.items()):
            numbers += [page, document.Reference(PDFArray([places[node] for node in pieces]))]
        root["K"] = PDFArray([place for place, node in zip(places, self._nodes, strict=True) if node.above is None])
        root["ParentTree"] = document.Reference(PDFDictionary({"Nums": PDFArray(numbers)}))
        root["ParentTreeNextKey"] = len(self._pieces)
        return root


def _kid(kid: int | tuple[int, int], places: list[Any], pages: list[Any]) -> Any:
    if isinstance(kid, int):
        return places[kid]
    page, number = kid
    return PDFDictionary({"Type": PDFName("MCR"), "Pg": pages[page], "MCID": number})
