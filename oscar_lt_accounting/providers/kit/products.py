"""Products of theirs: named in a row, found by their code, created without being created twice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal

from oscar_lt_accounting.domain.documents import InvoiceLine, LineKind
from oscar_lt_accounting.domain.errors import Held, gettext_noop
from oscar_lt_accounting.domain.goods import RemoteProduct
from oscar_lt_accounting.domain.vat import VAT_CODES
from oscar_lt_accounting.providers.kit.reading import POSITIVE

_PERCENT = r"\d{1,2}(\.\d{1,2})?"


def typed_id(text: str, field: str, *, system: str, code: str = "setting") -> int:
    """An id of theirs that somebody typed into `field`; raises `Held` with the problem `code` for anything else."""
    if re.fullmatch(POSITIVE, text, re.ASCII):
        return int(text)
    raise Held(
        gettext_noop(
            "%(system)s wants an id for %(field)s, but “%(given)s” is set. Correct the warehouse, the link or the "
            "integration's settings, then send again."
        ),
        code=code,
        system=system,
        field=field,
        given=text or "–",
    )


def product_of(
    line: InvoiceLine, linked: str, services: Mapping[LineKind, str], *, system: str, pattern: str = ""
) -> str:
    """Their product of a row: what it is `linked` to, else the one that deliveries or surcharges are entered as.

    Raises `Held` where there is none, or where it is not written as `pattern` says.
    """
    product = linked or services.get(line.kind, "")
    if not product:
        raise Held(
            gettext_noop(
                "%(system)s needs a product for “%(title)s”. Link it, or name the product for delivery and surcharges "
                "in the integration's settings, then send again."
            ),
            code="no_link",
            system=system,
            title=line.title,
            sku=line.sku,
        )
    if pattern and not re.fullmatch(pattern, product, re.ASCII):
        raise Held(
            gettext_noop(
                "“%(title)s” is linked to “%(remote_id)s”, which is no product of %(system)s. Correct the link, then "
                "send again."
            ),
            code="remote_id",
            system=system,
            title=line.title,
            remote_id=product,
        )
    return product


def need_code(wanted: RemoteProduct, *, system: str) -> str:
    """The code of a product to be created; raises `Held` where it has none."""
    if wanted.code:
        return wanted.code
    raise Held(
        gettext_noop("%(system)s needs a code for “%(title)s”. Give the product an SKU, then try again."),
        code="setting",
        system=system,
        title=wanted.name,
    )


def known_by_code(products: Iterable[RemoteProduct], wanted: RemoteProduct, *, system: str) -> RemoteProduct | None:
    """The one of `products` with the code of `wanted`, so that a lost answer makes no second one.

    Raises `Held` where several have it.
    """
    found = [one for one in products if one.remote_id and one.code.strip() == wanted.code.strip()]
    if len(found) > 1:
        raise Held(
            gettext_noop(
                "%(system)s has %(count)s products with the code %(sku)s. Link “%(title)s” to the right one by hand."
            ),
            code="remote_id",
            system=system,
            count=len(found),
            sku=wanted.code,
            title=wanted.name,
        )
    return found[0] if found else None


def vat_percent(remote_vat: str, *, system: str) -> Decimal | None:
    """The VAT percentage that a mapping names, as a number or as the tax office's code; None for no rate."""
    if not remote_vat:
        return None
    if re.fullmatch(_PERCENT, remote_vat, re.ASCII):
        return Decimal(remote_vat)
    if known := VAT_CODES.get(remote_vat.upper()):
        return known.rate
    raise Held(
        gettext_noop(
            "%(system)s wants a VAT percentage such as 21 for a new product, but “%(given)s” is set. Correct it."
        ),
        code="vat_mapping",
        system=system,
        given=remote_vat,
    )


def price_as(wanted: RemoteProduct, rate: Decimal | None, *, gross: bool, decimals: int) -> Decimal | None:
    """The price with or without VAT, whichever way the shop names it; None where the rate decides and is not known."""
    if wanted.price is None or wanted.price_includes_vat in (None, gross):
        return wanted.price
    if rate is None:
        return None
    factor = 1 + rate / 100
    price = wanted.price * factor if gross else wanted.price / factor
    return price.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
