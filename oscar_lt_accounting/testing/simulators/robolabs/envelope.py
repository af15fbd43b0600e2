"""RoboLabs' envelope in all its shapes (robolabs.md §5.1)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from oscar_lt_accounting.testing.simulators.robolabs.switches import RoboLabsSwitches
from oscar_lt_accounting.testing.simulators.toolkit.json_text import write_json
from oscar_lt_accounting.testing.simulators.toolkit.wire import Reply

# robolabs.md §4: the words of the limit.
TOO_MANY = "Viršytas maksimalaus API užklausų pateikimo per {} limitas."
_EMPTY: tuple[Any, ...] = ([], {}, "", None, False)
_WITH_STATUS_TEXT = ("get_invoice", "get_invoice_list")


class RoboRefusalError(Exception):
    """A call that was processed and refused."""

    def __init__(self, text: str, status: str = "400") -> None:
        super().__init__(text)
        self.status = status


def missing(what: str) -> RoboRefusalError:
    """Something the call names is not in the books."""
    return RoboRefusalError(f"{what} was not found in the system.", "404")


def result(name: str, status: str, data: Any, words: str, *, turn: int, switches: RoboLabsSwitches) -> dict[str, Any]:
    """The `result` of an answer; `turn` chooses among the shapes seen."""
    as_number = switches.status_code == "number" or (switches.status_code == "alternates" and turn % 2 == 1)
    texts = "status_text" if name in _WITH_STATUS_TEXT and switches.invoice_words == "status_text" else "error"
    if not data:
        data = _EMPTY[turn % len(_EMPTY)] if switches.empty_data == "rotates" else []
    return {"status_code": int(status) if as_number else status, "data": data, texts: words}


def acknowledged(job: int) -> dict[str, Any]:
    """The `result` that only says that a job was made (robolabs.md §5.2)."""
    return {"code": "200", "error": "", "data": {"api_job_id": job}}


def wrapped(inner: Mapping[str, Any]) -> Reply:
    """`inner` as an answer; HTTP 200 whatever it says."""
    status = str(inner.get("status_code", inner.get("code")))
    words = str(inner.get("error") or inner.get("status_text") or "")
    return Reply(
        body=write_json({"jsonrpc": "2.0", "id": None, "result": inner}),
        said=f"{status} {words}".strip(),
    )


def unprocessed(message: str) -> Reply:
    """What the framework says of a request it cannot read: a top-level `error` (robolabs.md §5.1)."""
    error = {"code": 200, "message": "Odoo Server Error", "data": {"message": message}}
    return Reply(body=write_json({"jsonrpc": "2.0", "id": None, "error": error}), said=message)
