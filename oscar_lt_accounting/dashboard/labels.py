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
#: What each verb of the activity log is called.
ACTIONS = {
    "enqueue": _("Put into the queue"),
    "claim": _("Sending began"),
    "settle": _("Issued"),
    "accept": _("Accepted, in progress"),
    "postpone": _("Put off"),
    "reject": _("Rejected by the accounting system"),
    "doubt": _("Answer lost"),
    "expire": _("Sending was interrupted"),
    "repeat": _("Will be sent once more"),
    "ask a person": _("Needs attention"),
    "hold": _("On hold"),
    "adopt": _("Found in the accounting system"),
    "finish": _("Finished in the accounting system"),
    "retry": _("To be sent again"),
    "hurry": _("To be sent now"),
    "confirm": _("Decided: it is in the accounting system"),
    "resend": _("Decided: it is not in the accounting system, send it again"),
    "acknowledge": _("Noted as dealt with"),
    "correct buyer": _("Buyer's data fixed"),
    "cancel": _("Cancelled"),
    "send anyway": _("To be sent in spite of a warning"),
    "close": _("Closed automatically"),
    "reopen": _("Owed again: the order was taken up again"),
    "call attention": _("Needs attention"),
    "believe": _("Unusual stock update accepted"),
    "schedule": _("Schedule of stock updates changed"),
    "mail": _("Sent to the customer by e-mail"),
    "prices": _("Prices and names taken over from the accounting system"),
    "create": _("Integration added"),
    "edit": _("Integration changed"),
    "keys": _("Keys entered anew"),
    "check": _("Connection tested"),
    "warehouses": _("Warehouses paired with partners"),
    "mappings": _("VAT, payments or series mapped"),
    "rehearse": _("Order previewed"),
    "resume": _("Switched on"),
    "pause": _("Switched off"),
    "wake": _("To be tried again now"),
    "duplicate": _("Integration copied"),
    "delete": _("Integration deleted"),
    "history": _("Orders of the past sent"),
}
_ACTORS = {
    "worker": _("automatically"),
    "mended": _("automatically, after the cause was fixed"),
    "placed": _("the order was placed"),
    "status": _("the order's status was reached"),
    "manual": _("by hand"),
    "job": _("background job"),
    "command": _("a command"),
    "sweep": _("regular check"),
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
