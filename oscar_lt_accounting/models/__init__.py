"""The memory: what is owed to the books, where the books are, and what was done."""

from oscar_lt_accounting.models.integrations import Integration, Numbering, Trigger, Warehouse
from oscar_lt_accounting.models.links import ProductLink
from oscar_lt_accounting.models.mappings import DocumentKind, PaymentMapping, Series, VatMapping
from oscar_lt_accounting.models.names import RemoteName
from oscar_lt_accounting.models.prints import Print
from oscar_lt_accounting.models.records import Attempt, AuditLine
from oscar_lt_accounting.models.slots import RequestAccount, RequestSlot
from oscar_lt_accounting.models.submissions import LIVE, Submission
from oscar_lt_accounting.models.transitions import GRAPH, State

__all__ = [
    "GRAPH",
    "LIVE",
    "Attempt",
    "AuditLine",
    "DocumentKind",
    "Integration",
    "Numbering",
    "PaymentMapping",
    "Print",
    "ProductLink",
    "RemoteName",
    "RequestAccount",
    "RequestSlot",
    "Series",
    "State",
    "Submission",
    "Trigger",
    "VatMapping",
    "Warehouse",
]
