"""The buyer's data as a person fixed it, for one document: laid over what the order says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any, TypeVar

from django.utils.module_loading import import_string

from oscar_lt_accounting.conf import conf
from oscar_lt_accounting.domain.documents import Address, Buyer
from oscar_lt_accounting.domain.errors import Held, gettext_noop
from oscar_lt_accounting.domain.identifiers import compact_vat_code, eu_vat_country, lithuanian_postcode
from oscar_lt_accounting.domain.territory import EU_FOR_VAT
from oscar_lt_accounting.providers.kit.texts import one_line

Cleaned = TypeVar("Cleaned", Buyer, Address)

_OF_THE_ADDRESS = ("street", "city", "postcode", "country")
#: What can be fixed, and what it is called where it is written down.
FIELDS: dict[str, str] = {
    "name": gettext_noop("buyer's name"),
    "company_code": gettext_noop("company code"),
    "vat_code": gettext_noop("VAT code of the buyer"),
    "street": gettext_noop("street"),
    "city": gettext_noop("city"),
    "postcode": gettext_noop("post code"),
    "country": gettext_noop("country"),
    "email": gettext_noop("e-mail address"),
}


def resolved(order: Any) -> Buyer:
    """The buyer of an Oscar order as the shop's BUYER_RESOLVER knows it, in clean texts; raises what that raises."""
    buyer: Buyer = import_string(conf.BUYER_RESOLVER)(order)
    return replace(_clean(buyer), address=clean_address(buyer.address))


def clean_address(address: Address) -> Address:
    """`address` without control characters and runs of blanks, its Lithuanian post code as LT-01234."""
    address = _clean(address)
    if address.country != "LT":
        return address
    return replace(address, postcode=lithuanian_postcode(address.postcode))


def _clean(record: Cleaned) -> Cleaned:
    """`record` with each of its texts in one line."""
    texts: dict[str, Any] = {field.name: getattr(record, field.name) for field in fields(record)}
    cleaned: dict[str, Any] = {name: one_line(text) for name, text in texts.items() if isinstance(text, str)}
    return replace(record, **cleaned)


def values_of(buyer: Buyer) -> dict[str, str]:
    """What can be fixed of `buyer`, by the names of `FIELDS`."""
    return {name: getattr(buyer.address if name in _OF_THE_ADDRESS else buyer, name) for name in FIELDS}


def correction_of(buyer: Buyer, wanted: Mapping[str, str]) -> dict[str, str]:
    """What of `wanted` differs from `buyer`: all that has to be kept."""
    known = values_of(buyer)
    clean = {name: one_line(wanted[name]) for name in FIELDS if name in wanted}
    return {name: value for name, value in clean.items() if value != known[name]}


def corrected(buyer: Buyer, correction: Mapping[str, str], *, order: str) -> Buyer:
    """`buyer` with `correction` laid over it; `order` is the order's number, for the sentences.

    A company code makes a company of the buyer. Raises `Held` when the fixed data cannot be right.
    """
    if not correction:
        return buyer
    values = {**values_of(buyer), **{name: str(correction[name]) for name in FIELDS if name in correction}}
    values["country"] = values["country"].upper()
    values["vat_code"] = compact_vat_code(values["vat_code"])
    if values["country"] == "LT":
        values["postcode"] = lithuanian_postcode(values["postcode"])
    _check(values, order)
    address = replace(buyer.address, **{name: values[name] for name in _OF_THE_ADDRESS})
    return replace(
        buyer,
        name=values["name"],
        is_company=buyer.is_company or bool(values["company_code"]),
        company_code=values["company_code"],
        vat_code=values["vat_code"],
        email=values["email"],
        address=address,
    )


def _check(values: Mapping[str, str], order: str) -> None:
    if not values["name"]:
        raise Held(
            gettext_noop("The buyer's name of order %(order)s was deleted by hand. Enter it, then send again."),
            code="buyer_incomplete",
            order=order,
        )
    country = values["country"]
    if country and not re.fullmatch(r"[A-Z]{2}", country):
        raise Held(
            gettext_noop(
                "“%(country)s”, the buyer's country of order %(order)s, is not a code of two letters such as LT. "
                "Correct it, then send again."
            ),
            code="buyer_incomplete",
            country=country,
            order=order,
        )
    code = values["vat_code"]
    if code and country in EU_FOR_VAT and not eu_vat_country(code):
        raise Held(
            gettext_noop(
                "“%(code_given)s”, the buyer's VAT code of order %(order)s, is not a VAT code of a state of the EU. "
                "Correct it or leave it empty, then send again."
            ),
            code="buyer_code",
            code_given=code,
            order=order,
        )
