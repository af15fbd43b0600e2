"""Company codes, VAT codes and post codes (lt-invoicing-facts §5)."""

from __future__ import annotations

import re
import unicodedata

# Numbers of sellers under the OSS and IOSS schemes; no buyer is known by one.
_SCHEMES = ("EU", "IM")


def company_check_digit(first_eight: str) -> int:
    """The ninth digit of a Lithuanian company code."""
    digits = [int(character) for character in first_eight]
    remainder = sum(digit * (i % 9 + 1) for i, digit in enumerate(digits)) % 11
    if remainder == 10:
        remainder = sum(digit * ((i + 2) % 9 + 1) for i, digit in enumerate(digits)) % 11
    return 0 if remainder == 10 else remainder


def is_company_code(code: str) -> bool:
    """Whether `code` is nine digits with the right check digit.

    A false answer is a reason to warn, never to block: real codes without it exist.
    """
    return bool(re.fullmatch(r"[0-9]{9}", code)) and company_check_digit(code[:8]) == int(code[8])


def compact_vat_code(code: str) -> str:
    """`code` in capitals without blanks, dots and dashes."""
    return re.sub(r"[\s.\-]", "", code).upper()


def eu_vat_country(code: str) -> str:
    """The two letters of a well-formed VAT code of an EU state (or XI), else an empty string.

    Well-formed is not registered: whether the number is alive only VIES can say.
    """
    compact = compact_vat_code(code)
    prefix = compact[:2]
    if prefix == "XI":
        return prefix if re.fullmatch(r"XI([0-9]{9}|[0-9]{12}|GD[0-9]{3}|HA[0-9]{3})", compact) else ""
    if prefix in _SCHEMES:
        return ""
    # Needed for few orders, so not loaded by every process of a shop.
    from stdnum.eu import vat as eu_vat
    from stdnum.exceptions import ValidationError

    try:
        eu_vat.validate(compact)
    except ValidationError:
        return ""
    return prefix


def lithuanian_postcode(postcode: str) -> str:
    """`postcode` as LT-01234 when it is a Lithuanian one in any spelling, else unchanged."""
    match = re.fullmatch(r"(?:LT)?([0-9]{5})", re.sub(r"[\s.\-–]", "", postcode), flags=re.IGNORECASE)
    return f"LT-{match[1]}" if match else postcode


def comparable_code(code: str) -> str:
    """A SKU or product code in the form in which two are compared: "Ė" is one letter, however it was typed."""
    return unicodedata.normalize("NFC", code).strip()
