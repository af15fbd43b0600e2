"""What documents, actions and actors are called on the pages."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from oscar_lt_accounting.models import AuditLine, DocumentKind, Submission

_TITLES: dict[str, Promise] = {
    DocumentKind.INVOICE: _("Invoice for order %(number)s"),
    DocumentKind.CREDIT_NOTE: _("Credit note for order %(number)s"),
    DocumentKind.PROFORMA: _("Proforma invoice for order %(number)s"),
    DocumentKind.RECEIPT: _("Receipt for order %(number)s"),
}
#: What each verb of the audit trail is called.
ACTIONS = {
    "enqueue": _("Put into the queue"),
    "claim": _("Sending began"),
    "settle": _("Issued"),
    "accept": _("Accepted, being worked on over there"),
    "postpone": _("Put off"),
    "reject": _("Refused by the accounting system"),
    "doubt": _("Answer lost"),
    "expire": _("The worker was interrupted"),
    "repeat": _("Will be sent once more"),
    "ask a person": _("Waits for a person"),
    "hold": _("Held back"),
    "adopt": _("Found in the books"),
    "finish": _("Work over there finished"),
    "retry": _("To be sent again"),
    "hurry": _("To be sent now"),
    "confirm": _("Settled: it is in the books"),
    "resend": _("Settled: it is not there, send it again"),
    "acknowledge": _("Noted as dealt with"),
    "correct buyer": _("Buyer's data mended"),
    "cancel": _("Cancelled"),
    "believe": _("Suspicious stock confirmed"),
    "schedule": _("Schedule of pulls changed"),
    "mail": _("Sent to the customer by e-mail"),
    "prices": _("Prices and names taken over from the books"),
    "create": _("Integration added"),
    "edit": _("Integration changed"),
    "keys": _("Keys entered anew"),
    "check": _("Connection tested"),
    "warehouses": _("Warehouses paired with partners"),
    "mappings": _("VAT, payments or series mapped"),
    "rehearse": _("Dry run of an order"),
    "resume": _("Switched on"),
    "pause": _("Switched off"),
    "wake": _("To be tried again now"),
    "duplicate": _("Integration copied"),
    "delete": _("Integration deleted"),
    "history": _("Orders of the past asked for"),
}
_ACTORS = {
    "worker": _("the worker"),
    "mended": _("by itself, the cause was mended"),
    "placed": _("the order was placed"),
    "status": _("the order's status was reached"),
    "manual": _("by hand"),
    "job": _("background work"),
    "command": _("a command"),
    "sweep": _("the regular sweep"),
}


def title(submission: Submission) -> str:
    """What the document is, in one line."""
    words = _TITLES.get(submission.kind, _TITLES[DocumentKind.INVOICE])
    return str(words) % {"number": submission.order.number}


def state_label(state: str) -> str:
    """A state as people read it."""
    return capfirst(str(Submission.State(state).label)) if state in Submission.State.values else state


def action_label(line: AuditLine) -> str:
    """What was done."""
    return str(ACTIONS.get(line.verb, line.verb))


def actor_label(line: AuditLine) -> str:
    """Who did it: a person by name, or the part of the machinery."""
    if line.actor_id:
        return line.actor_name
    return str(_ACTORS.get(line.actor_name, line.actor_name)) or gettext("unknown")
