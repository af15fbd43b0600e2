"""A small real PDF: one page of plain text."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from oscar_lt_accounting.testing.simulators.toolkit.records import Document
from oscar_lt_accounting.testing.simulators.toolkit.wire import Reply

_LINES = 50


def printed(document: Document, seller: str) -> bytes:
    """A document as PDF; letters the built-in font lacks lose their marks."""
    rows = (
        f"{row.title[:60]}   {row.quantity.normalize():f} x {row.price}   {row.gross} (PVM {row.vat})"
        for row in document.rows
    )
    return text_page(
        [
            f"{document.kind} {document.number}",
            f"{document.day}   {seller}",
            f"{document.buyer} {document.buyer_code} {document.buyer_vat_code}".strip(),
            "",
            *rows,
            "",
            f"{document.net} + {document.vat} = {document.gross} {document.currency}",
        ]
    )


def pdf_reply(document: Document, seller: str, headers: Mapping[str, str] | None = None) -> Reply:
    """The PDF of a document as an answer."""
    body = printed(document, seller)
    return Reply(body=body, content_type="application/pdf", headers=headers or {}, said=document.number)


def text_page(lines: Sequence[str]) -> bytes:
    """A PDF with one page that says `lines`."""
    shown = "\n".join(f"({_escaped(line)}) Tj T*" for line in lines[:_LINES])
    content = f"BT /F1 10 Tf 14 TL 50 790 Td\n{shown}\nET".encode("ascii")
    return _file(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R /Resources 6 0 R >>",
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
            b"<< /Font << /F1 4 0 R >> >>",
        ]
    )


def _escaped(line: str) -> str:
    plain = unicodedata.normalize("NFKD", line).encode("ascii", errors="ignore").decode()
    return plain.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)").replace("\r", " ").replace("\n", " ")


def _file(objects: Iterable[bytes]) -> bytes:
    out = b"%PDF-1.4\n"
    offsets = []
    for i, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (i, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(offsets) + 1
    trailer = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(out))
    return out + b"xref\n0 %d\n0000000000 65535 f \n" % size + table + trailer
