# SPDX-License-Identifier: GPL-3.0-or-later
"""Seals a document: the drawn seal is the look of a PAdES signature with a time stamp, and is there only with it.

The revocation list and all certificates are embedded in the same revision (PAdES B-LT), so that the signature can be
checked without a network for as long as the authority's own certificate holds, and nothing may follow it.
"""

from __future__ import annotations

import logging
from datetime import datetime
from io import BytesIO
from typing import Any

from pyhanko.keys import load_certs_from_pemder_data, load_private_key_from_pemder_data
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.content import PdfResources, RawContent
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import AxisAlignment, BoxConstraints, Margins, SimpleBoxLayoutRule
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.signers.pdf_signer import DSSContentSettings, SigDSSPlacementPreference
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from kiosk.province.reference.authority import OFFICES, DocumentAuthority, Identity
from printers.document.render import Rendered
from printers.document.seal import SIDE, Seal, seal_path

# It says with each document that no list of revoked certificates is fetched, which is meant.
logging.getLogger("pyhanko.sign.signers.pdf_signer").setLevel(logging.ERROR)

FIELD = "Seal"
PURPOSE = "业务专用章（演示）"


def seal_document(rendered: Rendered, authority: DocumentAuthority, *, office: str, at: datetime) -> bytes:
    """Return the document sealed by an office of `OFFICES`; raises ValueError when it has no place for a seal."""
    if rendered.seal is None:
        raise ValueError("the document has no place for a seal")
    place = rendered.seal
    certificate, key = _loaded(authority.seals[office])
    root, _ = _loaded(authority.ca)
    tsa, tsa_key = _loaded(authority.tsa)
    store = SimpleCertificateStore.from_certs([root])  # type: ignore[no-untyped-call]
    box = (round(place.left), round(place.low), round(place.left + place.side), round(place.low + place.side))
    field = SigFieldSpec(FIELD, on_page=place.page, box=box, readable_field_name=f"{OFFICES[office]} 电子印章")
    metadata = PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
        embed_validation_info=True,
        validation_context=ValidationContext(
            trust_roots=[root],
            other_certs=[tsa, certificate],
            crls=[authority.revocation_list(at)],
            allow_fetching=False,
            revocation_mode="hard-fail",
            moment=at,
        ),
        dss_settings=DSSContentSettings(include_vri=False, placement=SigDSSPlacementPreference.TOGETHER_WITH_SIGNATURE),
    )
    signer = PdfSigner(
        metadata,
        signer=SimpleSigner(certificate, key, store),
        timestamper=DummyTimeStamper(tsa, tsa_key, certs_to_embed=store, fixed_dt=at),
        stamp_style=_look(Seal(OFFICES[office], PURPOSE)),
        new_field_spec=field,
    )
    sealed = signer.sign_pdf(IncrementalPdfFileWriter(BytesIO(rendered.pdf)))
    sealed.seek(0)
    return bytes(sealed.read())


def _loaded(identity: Identity) -> tuple[Any, Any]:
    certificate = next(iter(load_certs_from_pemder_data(identity.certificate_der)))
    return certificate, load_private_key_from_pemder_data(identity.key_der, passphrase=None)


def _look(seal: Seal) -> StaticStampStyle:
    """Return the drawn seal; its red lets the black below it through, as ink does."""
    dictionary: Any = generic.DictionaryObject
    resources = PdfResources()  # type: ignore[no-untyped-call]
    through = dictionary({pdf_name("/Type"): pdf_name("/ExtGState"), pdf_name("/BM"): pdf_name("/Multiply")})
    resources.ext_g_state[pdf_name("/Ink")] = through
    drawing = RawContent(
        f"/Ink gs {seal_path(seal)}".encode("ascii"), resources, BoxConstraints(width=SIDE, height=SIDE)
    )
    middle = AxisAlignment.ALIGN_MID
    layout = SimpleBoxLayoutRule(x_align=middle, y_align=middle, margins=Margins(0, 0, 0, 0))
    return StaticStampStyle(border_width=0, background=drawing, background_layout=layout)
