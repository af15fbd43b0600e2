"""References of ours in fields that are shorter than they are.

A reference that does not fit becomes its beginning and a digest of the whole, so that two long ones of one shop
never become the same; whoever looks for it compares it as it was sent.
"""

from __future__ import annotations

from hashlib import sha256

# 50 bits: a shop would need 30 million documents for one pair that is alike.
_DIGEST_LENGTH = 10
_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"


def fit(reference: str, length: int) -> str:
    """`reference` as a field of `length` characters holds it; stable for ever.

    Raises `ValueError` for a field too short for a digest.
    """
    if len(reference) <= length:
        return reference
    if length < _DIGEST_LENGTH:
        raise ValueError(f"no reference fits into {length} characters")
    digest = int.from_bytes(sha256(reference.encode()).digest(), "big")
    signs = "".join(_LETTERS[(digest >> 5 * place) & 31] for place in range(_DIGEST_LENGTH))
    beginning = reference[: max(0, length - _DIGEST_LENGTH - 1)]
    return f"{beginning}-{signs}" if beginning else signs


def is_ours(text: object, reference: str, length: int) -> bool:
    """Whether what stands in a field of `length` characters is `reference` as we would have sent it."""
    return isinstance(text, str) and bool(reference) and text.strip() == fit(reference, length)
