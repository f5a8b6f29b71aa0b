# SPDX-License-Identifier: GPL-3.0-or-later
"""What makes a PDF one for the archive: PDF/A-2b (ISO 19005-2), with its language, title and structure.

Nothing here checks that standard as a whole; its rules are followed one by one, and tests look at those they can.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any
from xml.sax.saxutils import escape

from reportlab.pdfbase import pdfdoc
from reportlab.pdfbase.pdfdoc import (
    PDFArray,
    PDFCatalog,
    PDFDictionary,
    PDFName,
    PDFObject,
    PDFPage,
    PDFStream,
    PDFString,
)

from assets import asset
from printers.document.structure import StructureTree

PRODUCER = "kiosk"


@dataclass(frozen=True)
class About:
    """What a document says of itself beside its pages."""

    title: str
    author: str
    """The office that issues it, or the terminal that drew it."""
    language: str
    """As in BCP 47, such as zh-CN."""
    made: datetime

    @property
    def identifier(self) -> bytes:
        """16 bytes that name this document: the same for the same document made again."""
        return sha256(f"{self.title}\n{self.author}\n{self.made.isoformat()}".encode()).digest()[:16]


class _Catalog(PDFCatalog):
    """The document's catalogue; reportlab's own knows no output intents."""

    __NoDefault__ = [*PDFCatalog.__NoDefault__, "OutputIntents"]  # noqa: RUF012 - reportlab's way


class _Info(PDFObject):
    """The information dictionary: the same words as in the XMP packet, and no others."""

    invariant = 1

    def __init__(self, about: About) -> None:
        self._about = about

    def digest(self, signature: Any) -> None:
        """Nothing: the document has its own identifier."""

    def format(self, document: Any) -> bytes:
        """Return the dictionary's bytes."""
        made = PDFString(self._about.made.astimezone(UTC).strftime("D:%Y%m%d%H%M%S+00'00'"))
        entries = {
            "Title": PDFString(self._about.title),
            "Author": PDFString(self._about.author),
            "Creator": PDFString(PRODUCER),
            "Producer": PDFString(PRODUCER),
            "CreationDate": made,
            "ModDate": made,
        }
        return bytes(PDFDictionary(entries).format(document))


def make_archival(document: Any, about: About, tree: StructureTree) -> None:
    """Give a document, its pages already in it, what PDF/A-2b asks for."""
    catalog: Any = _Catalog()
    document.Catalog = document._catalog = catalog  # noqa: SLF001 - reportlab keeps it under both names
    catalog.Pages = document.Pages
    catalog.Lang = PDFString(about.language)
    catalog.Metadata = _stream(_xmp(about), Type="Metadata", Subtype="XML")
    catalog.MarkInfo = PDFDictionary({"Marked": "true"})
    catalog.ViewerPreferences = PDFDictionary({"DisplayDocTitle": "true"})
    catalog.StructTreeRoot = tree.write(document)
    profile = PDFStream(content=_srgb(), filters=[pdfdoc.PDFZCompress])
    profile.dictionary["N"] = 3
    intent = {
        "Type": PDFName("OutputIntent"),
        "S": PDFName("GTS_PDFA1"),
        "OutputConditionIdentifier": PDFString("sRGB IEC61966-2.1"),
        "Info": PDFString("sRGB IEC61966-2.1"),
        "DestOutputProfile": document.Reference(profile),
    }
    catalog.OutputIntents = PDFArray([PDFDictionary(intent)])
    document.info = _Info(about)
    name = about.identifier.hex()
    document._ID = f"[<{name}> <{name}>]".encode()  # noqa: SLF001 - the only place that it takes one from
    for number in range(1, document.pageCounter):
        page = document.idToObject[f"Page{number}"]
        page.__NoDefault__ = [*PDFPage.__NoDefault__, "StructParents", "Tabs"]
        page.StructParents = number - 1
        page.Tabs = PDFName("S")


def _stream(content: bytes, **names: str) -> PDFStream:
    stream = PDFStream(content=content)
    for key, name in names.items():
        stream.dictionary[key] = PDFName(name)
    return stream


@lru_cache(maxsize=1)
def _srgb() -> bytes:
    return asset("icc", "srgb.icc").read_bytes()


def _xmp(about: About) -> bytes:
    """Return the XMP packet (ISO 16684-1). It is not compressed, so that any program finds it."""
    made = about.made.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S+00:00")
    title, author, language = (escape(text) for text in (about.title, about.author, about.language))
    return f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"
    xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/">
   <pdfaid:part>2</pdfaid:part>
   <pdfaid:conformance>B</pdfaid:conformance>
   <dc:format>application/pdf</dc:format>
   <dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
   <dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
   <dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
   <pdf:Producer>{PRODUCER}</pdf:Producer>
   <xmp:CreatorTool>{PRODUCER}</xmp:CreatorTool>
   <xmp:CreateDate>{made}</xmp:CreateDate>
   <xmp:ModifyDate>{made}</xmp:ModifyDate>
   <xmp:MetadataDate>{made}</xmp:MetadataDate>
   <xmpMM:DocumentID>uuid:{about.identifier.hex()}</xmpMM:DocumentID>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>""".encode()
