"""Official papers as PDF: laid out, signed, examined."""

from __future__ import annotations

from fawang.evidence.documents.drawing import check_printable, make_form_pdf, make_paper_pdf, prepare_fonts
from fawang.evidence.documents.keys import SigningKeyBroken, certificate_pem, ensure_key, signing_identity
from fawang.evidence.documents.paper import FormSection, FormSheet, GlyphMissing, Paper
from fawang.evidence.documents.signing import Examination, examine, sign_pdf

__all__ = [
    "Examination",
    "FormSection",
    "FormSheet",
    "GlyphMissing",
    "Paper",
    "SigningKeyBroken",
    "certificate_pem",
    "check_printable",
    "ensure_key",
    "examine",
    "make_form_pdf",
    "make_paper_pdf",
    "prepare_fonts",
    "sign_pdf",
    "signing_identity",
]
