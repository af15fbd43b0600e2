"""Whose clock is right: signatures are refused when ours is far from theirs."""

from __future__ import annotations

from datetime import timezone
from email.utils import parsedate_to_datetime


def difference(date_header: str, epoch: float) -> int | None:
    """By how many seconds their clock, told by the header `Date`, is ahead of ours; None where it is not told."""
    try:
        theirs = parsedate_to_datetime(date_header)
    except (ValueError, OverflowError):
        return None
    if theirs.tzinfo is None:  # a zone of -0000 counts as none
        theirs = theirs.replace(tzinfo=timezone.utc)
    return int(theirs.timestamp() - epoch)
